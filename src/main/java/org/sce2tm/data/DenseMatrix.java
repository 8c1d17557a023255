package org.sce2tm.data;

import java.util.Arrays;
import java.util.function.IntFunction;

/**
 * A dense matrix, row-major: embeddings, topics, neighbour lists, weights.
 *
 * @param rows number of rows, at least 0
 * @param columns number of columns, at least 0
 * @param values {@code rows * columns} numbers, row after row; not copied
 * @param type the type that a file holds them in
 */
@SuppressWarnings("ArrayRecordComponent") // identity is wanted: a matrix is never compared or copied as a whole
public record DenseMatrix(int rows, int columns, double[] values, NumberType type) {
    /** @throws IllegalArgumentException if the array's length is not rows x columns */
    public DenseMatrix {
        if (values.length != Math.multiplyExact(rows, columns)) {
            throw new IllegalArgumentException(rows + " x " + columns + " does not match " + values.length + " values");
        }
    }

    /** A matrix of zeros. */
    public static DenseMatrix zeros(int rows, int columns, NumberType type) {
        return new DenseMatrix(rows, columns, new double[Math.multiplyExact(rows, columns)], type);
    }

    /** The exact widening of single-precision numbers; kept as {@link NumberType#FLOAT32} in files. */
    public static DenseMatrix ofFloats(int rows, int columns, float[] values) {
        double[] wide = new double[values.length];
        for (int i = 0; i < wide.length; i++) {
            wide[i] = values[i];
        }
        return new DenseMatrix(rows, columns, wide, NumberType.FLOAT32);
    }

    public double get(int row, int column) {
        return values[row * columns + column];
    }

    public void set(int row, int column, double value) {
        values[row * columns + column] = value;
    }

    /**
     * This matrix, once it is known that every number is finite.
     *
     * @param where the file and the key in it, for the message
     * @throws BadDataException naming the first row and column with a NaN or an infinity
     */
    public DenseMatrix requireFinite(String where) {
        return requireFinite(
                where,
                row -> "row " + (row + 1),
                "Look at what made this file: training or the embedding failed there");
    }

    /**
     * The same with other words.
     *
     * @param rowName how the message calls a row, given from 0
     * @param remedy what to do
     */
    public DenseMatrix requireFinite(String where, IntFunction<String> rowName, String remedy) {
        for (int i = 0; i < values.length; i++) {
            if (!Double.isFinite(values[i])) {
                throw new BadDataException(
                        where + ", " + rowName.apply(i / columns) + ", column " + (i % columns + 1),
                        "holds " + values[i] + ", expected a finite number",
                        remedy);
            }
        }
        return this;
    }

    /** A copy of one row. */
    public double[] row(int row) {
        return Arrays.copyOfRange(values, row * columns, (row + 1) * columns);
    }

    /** The numbers rounded to single precision, row-major. */
    public float[] toFloats() {
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }

    /** Rows as columns. */
    public DenseMatrix transposed() {
        DenseMatrix transposed = zeros(columns, rows, type);
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                transposed.set(j, i, get(i, j));
            }
        }
        return transposed;
    }

    /** The rows with the given indices, in that order. */
    public DenseMatrix rows(int[] indices) {
        double[] picked = new double[Math.multiplyExact(indices.length, columns)];
        for (int i = 0; i < indices.length; i++) {
            System.arraycopy(values, indices[i] * columns, picked, i * columns, columns);
        }
        return new DenseMatrix(indices.length, columns, picked, type);
    }
}

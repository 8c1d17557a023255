package org.sce2tm.nn;

/**
 * A sparse matrix of constants in compressed rows, from which batches of rows are picked. The arrays are not copied
 * and must not change.
 *
 * @param rows number of rows (cells)
 * @param columns number of columns (genes)
 * @param rowPointers {@code rows + 1} offsets into the other two arrays
 * @param columnIndices zero-based columns, ascending within a row
 * @param values stored values
 * @param exact the same values before they were rounded, for backends in double precision
 */
@SuppressWarnings("ArrayRecordComponent") // a view on someone else's arrays, never compared
public record Csr(int rows, int columns, int[] rowPointers, int[] columnIndices, float[] values, Exact exact) {
    /** A stored value in double precision. */
    @FunctionalInterface
    public interface Exact {
        /** The value at the place {@code at} of the arrays, which lies in the given row. */
        double value(int row, int at);
    }

    /** What becomes of a stored value. */
    @FunctionalInterface
    public interface Change {
        /** The new value of one that is stored in the given row. */
        double apply(int row, double value);
    }

    /** Values that are not rounded. */
    public Csr(int rows, int columns, int[] rowPointers, int[] columnIndices, float[] values) {
        this(rows, columns, rowPointers, columnIndices, values, (row, at) -> values[at]);
    }

    /** @throws IllegalArgumentException if the arrays do not fit each other */
    public Csr {
        if (rowPointers.length != rows + 1
                || rowPointers[rows] > values.length
                || columnIndices.length < rowPointers[rows]) {
            throw new IllegalArgumentException("inconsistent CSR arrays for " + rows + " x " + columns);
        }
    }

    /** The sparse form of a dense row-major matrix; zeros are not stored. */
    public static Csr ofDense(int rows, int columns, float[] dense) {
        int stored = 0;
        for (float value : dense) {
            stored += value == 0 ? 0 : 1;
        }
        int[] pointers = new int[rows + 1];
        int[] indices = new int[stored];
        float[] values = new float[stored];
        int at = 0;
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                float value = dense[row * columns + column];
                if (value != 0) {
                    indices[at] = column;
                    values[at++] = value;
                }
            }
            pointers[row + 1] = at;
        }
        return new Csr(rows, columns, pointers, indices, values);
    }

    /** Other values at the same places. Zero must stay zero. */
    public Csr map(Change change) {
        Exact changed = (row, at) -> change.apply(row, exact.value(row, at));
        float[] rounded = new float[values.length];
        for (int row = 0; row < rows; row++) {
            for (int at = rowPointers[row]; at < rowPointers[row + 1]; at++) {
                rounded[at] = (float) changed.value(row, at);
            }
        }
        return new Csr(rows, columns, rowPointers, columnIndices, rounded, changed);
    }

    /** The sum of every row, in double. */
    public double[] rowSums() {
        double[] sums = new double[rows];
        for (int row = 0; row < rows; row++) {
            for (int at = rowPointers[row]; at < rowPointers[row + 1]; at++) {
                sums[row] += exact.value(row, at);
            }
        }
        return sums;
    }

    /** Every row divided by its sum; a row of zeros stays one. */
    public Csr rowShares() {
        double[] sums = rowSums();
        return map((row, value) -> value == 0 ? 0 : value / sums[row]);
    }

    /** The given rows, in the given order, repeats allowed; nothing is copied. */
    public CsrRows pick(int[] picked) {
        return new CsrRows(this, picked);
    }

    /** Every row once. */
    public CsrRows all() {
        int[] every = new int[rows];
        for (int row = 0; row < rows; row++) {
            every[row] = row;
        }
        return new CsrRows(this, every);
    }
}

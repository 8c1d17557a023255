package org.sce2tm.data;

import java.util.Arrays;
import java.util.List;

/**
 * Matrices of an HDF5 file, as the .h5ad and 10x formats lay them out: dense data sets, and groups {@code data},
 * {@code indices}, {@code indptr} of compressed rows or columns. Single precision in memory; whole numbers above 2^24
 * are rounded to it.
 */
final class Hdf5Matrix {
    private static final String REWRITE = "Write the file again";

    private Hdf5Matrix() {}

    /** Which way a sparse group is compressed. */
    enum Compressed {
        ROWS,
        COLUMNS
    }

    /** Whether there is a matrix at this place: a data set of two dimensions or a sparse group. */
    static boolean isMatrix(Hdf5Source source, String place) {
        return isSparse(source, place)
                || (source.isDataset(place) && !source.isCompound(place) && source.shape(place).length == 2);
    }

    static boolean isSparse(Hdf5Source source, String place) {
        return source.isGroup(place) && source.has(place + "/indptr");
    }

    /** Rows x columns of a dense or sparse matrix. */
    static int[] shape(Hdf5Source source, String place) {
        int[] shape;
        if (isSparse(source, place)) {
            shape = source.integersAttribute(place, "shape")
                    .or(() -> source.integersAttribute(place, "h5sparse_shape"))
                    .map(numbers ->
                            Arrays.stream(numbers).mapToInt(Math::toIntExact).toArray())
                    .orElseThrow(() -> source.bad(place, "has no attribute 'shape'", REWRITE));
        } else {
            shape = source.shape(place);
        }
        if (shape.length != 2) {
            throw source.bad(place, "has " + shape.length + " dimensions, expected 2", "Store a matrix there");
        }
        return shape;
    }

    /**
     * A dense or sparse matrix as compressed rows; zeros of a dense one are not stored, repeated places are added up.
     *
     * @throws BadDataException if its shape is not rows x columns, or a value is not a finite number, or it is damaged
     */
    static CsrMatrix read(Hdf5Source source, String place, int rows, int columns) {
        int[] shape = shape(source, place);
        if (shape[0] != rows || shape[1] != columns) {
            throw source.bad(
                    place,
                    "is " + shape[0] + " x " + shape[1] + ", expected " + rows + " cells x " + columns + " genes",
                    "Write the file again with tables and matrices that fit each other");
        }
        return isSparse(source, place)
                ? readSparse(source, place, rows, columns, orientation(source, place))
                : readDense(source, place, rows, columns);
    }

    /** A sparse group, compressed one way or the other. */
    static CsrMatrix readSparse(Hdf5Source source, String place, int rows, int columns, Compressed compressed) {
        int major = compressed == Compressed.ROWS ? rows : columns;
        int minor = compressed == Compressed.ROWS ? columns : rows;
        int[] pointers = pointers(source, place, major);
        int stored = pointers[major];
        for (String part : List.of("data", "indices")) {
            if (source.size(place + "/" + part) != stored) {
                throw source.bad(
                        place + "/" + part,
                        "has " + source.size(place + "/" + part) + " entries, indptr says " + stored,
                        REWRITE);
            }
        }
        return compressed == Compressed.ROWS
                ? compressedRows(source, place, rows, columns, pointers)
                : compressedColumns(source, place, rows, columns, pointers, minor);
    }

    private static CsrMatrix compressedRows(Hdf5Source source, String place, int rows, int columns, int[] pointers) {
        int[] indices = new int[pointers[rows]];
        float[] values = new float[indices.length];
        String where = source.where(place + "/indices");
        source.slices(place + "/indices", (offset, slice) -> copyIndices(where, slice, columns, indices, (int) offset));
        source.slices(
                place + "/data",
                (offset, slice) -> Hdf5Source.copyFloats(source.where(place + "/data"), slice, values, (int) offset));
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                throw notFinite(source, place, rowOf(pointers, i), indices[i], values[i]);
            }
        }
        return CsrAssembly.ofCompressedRows(rows, columns, pointers, indices, values);
    }

    /** Two passes over the indices instead of a second copy of the matrix: count each row, then fill. */
    private static CsrMatrix compressedColumns(
            Hdf5Source source, String place, int rows, int columns, int[] columnPointers, int minor) {
        String where = source.where(place + "/indices");
        int[] pointers = new int[rows + 1];
        source.slices(place + "/indices", (offset, slice) -> {
            int[] rowOf = new int[Hdf5Source.length(slice)];
            copyIndices(where, slice, minor, rowOf, 0);
            for (int row : rowOf) {
                pointers[row + 1]++;
            }
        });
        for (int row = 0; row < rows; row++) {
            pointers[row + 1] += pointers[row];
        }
        int[] next = Arrays.copyOf(pointers, rows);
        int[] indices = new int[pointers[rows]];
        float[] values = new float[indices.length];
        int[] column = {0};
        source.slices(place + "/indices", (offset, slice) -> {
            int[] rowOf = new int[Hdf5Source.length(slice)];
            copyIndices(where, slice, minor, rowOf, 0);
            float[] data = new float[rowOf.length];
            Object numbers = source.slice(place + "/data", offset, data.length);
            Hdf5Source.copyFloats(source.where(place + "/data"), numbers, data, 0);
            for (int i = 0; i < data.length; i++) {
                while (offset + i >= columnPointers[column[0] + 1]) {
                    column[0]++;
                }
                if (!Float.isFinite(data[i])) {
                    throw notFinite(source, place, rowOf[i], column[0], data[i]);
                }
                int at = next[rowOf[i]]++;
                indices[at] = column[0];
                values[at] = data[i];
            }
        });
        return CsrAssembly.ofCompressedRows(rows, columns, pointers, indices, values);
    }

    /** Keeps what is not zero, so that the dense matrix is never in memory. */
    private static CsrMatrix readDense(Hdf5Source source, String place, int rows, int columns) {
        if (columns == 0) {
            return new CsrMatrix(rows, 0, new int[rows + 1], new int[0], new float[0]);
        }
        CsrBuilder builder = new CsrBuilder(source.where(place), columns);
        float[] buffer = new float[columns];
        source.rows(place, (firstRow, block) -> {
            for (int i = 0; i < block.length; i++) {
                Hdf5Source.copyFloats(source.where(place), block[i], buffer, 0);
                for (int column = 0; column < columns; column++) {
                    if (buffer[column] != 0) {
                        if (!Float.isFinite(buffer[column])) {
                            throw notFinite(source, place, firstRow + i, column, buffer[column]);
                        }
                        builder.add(column, buffer[column]);
                    }
                }
                builder.endRow();
            }
        });
        return builder.build();
    }

    /**
     * A dense matrix of any numbers as it stands, or a sparse one filled up. Integers of 32 bits or fewer, and longer
     * ones that fit, are {@link NumberType#INT32}. NaN is kept: an embedding's user decides about it.
     */
    static DenseMatrix readDenseMatrix(Hdf5Source source, String place) {
        int[] shape = shape(source, place);
        if (isSparse(source, place)) {
            CsrMatrix sparse = readSparse(source, place, shape[0], shape[1], orientation(source, place));
            DenseMatrix dense = DenseMatrix.zeros(shape[0], shape[1], NumberType.FLOAT32);
            for (int row = 0; row < shape[0]; row++) {
                for (int p = sparse.rowPointers()[row]; p < sparse.rowPointers()[row + 1]; p++) {
                    dense.set(row, sparse.columnIndices()[p], sparse.values()[p]);
                }
            }
            return dense;
        }
        if ((long) shape[0] * shape[1] > Integer.MAX_VALUE - 8) {
            throw source.bad(place, "is larger than 2^31 numbers", "Store fewer columns");
        }
        double[] values = new double[shape[0] * shape[1]];
        NumberType[] type = {NumberType.INT32};
        source.rows(place, (firstRow, block) -> {
            for (int i = 0; i < block.length; i++) {
                double[] row = Hdf5Source.doubles(source.where(place), block[i]);
                System.arraycopy(row, 0, values, (firstRow + i) * shape[1], shape[1]);
                type[0] = widest(type[0], numberType(block[i], row));
            }
        });
        return new DenseMatrix(shape[0], shape[1], values, type[0]);
    }

    /** The type that holds an array of a file; {@code numbers} are its values. */
    static NumberType numberType(Object array, double[] numbers) {
        if (array instanceof float[]) {
            return NumberType.FLOAT32;
        }
        boolean whole =
                !(array instanceof double[]) && Arrays.stream(numbers).allMatch(number -> number == (int) number);
        return whole ? NumberType.INT32 : NumberType.FLOAT64;
    }

    private static NumberType widest(NumberType one, NumberType other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    static Compressed orientation(Hdf5Source source, String place) {
        String format = source.textAttribute(place, "encoding-type")
                .or(() -> source.textAttribute(place, "h5sparse_format"))
                .orElse("");
        if (format.startsWith("csr")) {
            return Compressed.ROWS;
        }
        if (format.startsWith("csc")) {
            return Compressed.COLUMNS;
        }
        throw source.bad(
                place,
                "has the encoding '" + format + "', expected csr_matrix or csc_matrix",
                "Store it as one of these");
    }

    /** The offsets of {@code count} rows or columns, checked. */
    private static int[] pointers(Hdf5Source source, String place, int count) {
        long[] wide = source.integers(place + "/indptr");
        if (wide.length != count + 1L || wide[0] != 0) {
            throw source.bad(
                    place + "/indptr",
                    "has " + wide.length + " entries" + (wide.length > 0 ? " from " + wide[0] : "") + ", expected "
                            + (count + 1L) + " from 0",
                    REWRITE);
        }
        if (wide[count] > Integer.MAX_VALUE - 8) {
            throw source.bad(
                    place,
                    "stores " + wide[count] + " values, more than the 2147483639 that one table may have",
                    "Split the data set, or select genes first");
        }
        int[] pointers = new int[count + 1];
        for (int i = 1; i <= count; i++) {
            if (wide[i] < wide[i - 1]) {
                throw source.bad(
                        place + "/indptr", "falls at entry " + (i + 1) + ", expected ascending offsets", REWRITE);
            }
            pointers[i] = (int) wide[i];
        }
        return pointers;
    }

    private static void copyIndices(String where, Object slice, int limit, int[] target, int at) {
        long[] wide = slice instanceof int[] ? new long[0] : Hdf5Source.integers(where, slice);
        int length = Hdf5Source.length(slice);
        for (int i = 0; i < length; i++) {
            long index = slice instanceof int[] narrow ? narrow[i] : wide[i];
            if (index < 0 || index >= limit) {
                throw new BadDataException(
                        where, "holds the index " + index + ", expected 0 to " + (limit - 1), REWRITE);
            }
            target[at + i] = (int) index;
        }
    }

    /** The row (or column) that a stored value belongs to. */
    private static int rowOf(int[] pointers, int position) {
        int found = Arrays.binarySearch(pointers, position + 1);
        return found >= 0 ? firstOf(pointers, found) - 1 : -found - 2;
    }

    private static int firstOf(int[] pointers, int index) {
        int first = index;
        while (first > 0 && pointers[first - 1] == pointers[index]) {
            first--;
        }
        return first;
    }

    private static BadDataException notFinite(Hdf5Source source, String place, int row, int column, float value) {
        return source.bad(
                place + ", row " + (row + 1) + ", column " + (column + 1),
                "holds " + value + ", expected a finite number in single precision",
                "Replace or remove such values, or name another matrix (raw, layers/NAME)");
    }
}

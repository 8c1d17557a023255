package org.sce2tm.data;

import java.util.Arrays;

/**
 * Puts the parts of a sparse matrix in the order that {@link CsrMatrix} promises: columns ascend within a row. Values
 * that a file stores for the same place are added up, which is what the sparse formats mean by it.
 */
final class CsrAssembly {
    private CsrAssembly() {}

    /**
     * Compressed rows whose columns may stand in any order. The arrays are sorted in place and used as they are.
     *
     * @param pointers {@code rows + 1} offsets, ascending from 0
     */
    static CsrMatrix ofCompressedRows(int rows, int columns, int[] pointers, int[] indices, float[] values) {
        boolean repeated = false;
        for (int row = 0; row < rows; row++) {
            int from = pointers[row];
            int to = pointers[row + 1];
            if (!ascends(indices, from, to)) {
                sortRow(indices, values, from, to);
                repeated |= !strictlyAscends(indices, from, to);
            } else {
                repeated |= !strictlyAscends(indices, from, to);
            }
        }
        return repeated
                ? withoutRepeats(rows, columns, pointers, indices, values)
                : new CsrMatrix(rows, columns, pointers, indices, values);
    }

    /**
     * Triplets in any order; where the rows ascend already, as 10x writes them, the arrays are used as they are.
     *
     * @param rowOf row of each value
     * @param columnOf column of each value
     */
    static CsrMatrix ofTriplets(int rows, int columns, int[] rowOf, int[] columnOf, float[] values) {
        int[] pointers = new int[rows + 1];
        for (int row : rowOf) {
            pointers[row + 1]++;
        }
        for (int row = 0; row < rows; row++) {
            pointers[row + 1] += pointers[row];
        }
        if (ascends(rowOf, 0, rowOf.length)) {
            return ofCompressedRows(rows, columns, pointers, columnOf, values);
        }
        int[] next = Arrays.copyOf(pointers, rows);
        int[] indices = new int[values.length];
        float[] ordered = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            int at = next[rowOf[i]]++;
            indices[at] = columnOf[i];
            ordered[at] = values[i];
        }
        return ofCompressedRows(rows, columns, pointers, indices, ordered);
    }

    /** The transposed matrix. */
    static CsrMatrix transposed(CsrMatrix matrix) {
        int[] pointers = new int[matrix.columns() + 1];
        for (int column : matrix.columnIndices()) {
            pointers[column + 1]++;
        }
        for (int i = 0; i < matrix.columns(); i++) {
            pointers[i + 1] += pointers[i];
        }
        int[] next = Arrays.copyOf(pointers, matrix.columns());
        int[] indices = new int[matrix.stored()];
        float[] values = new float[matrix.stored()];
        for (int row = 0; row < matrix.rows(); row++) {
            for (int p = matrix.rowPointers()[row]; p < matrix.rowPointers()[row + 1]; p++) {
                int at = next[matrix.columnIndices()[p]]++;
                indices[at] = row;
                values[at] = matrix.values()[p];
            }
        }
        return new CsrMatrix(matrix.columns(), matrix.rows(), pointers, indices, values);
    }

    private static boolean ascends(int[] numbers, int from, int to) {
        for (int i = from + 1; i < to; i++) {
            if (numbers[i] < numbers[i - 1]) {
                return false;
            }
        }
        return true;
    }

    private static boolean strictlyAscends(int[] numbers, int from, int to) {
        for (int i = from + 1; i < to; i++) {
            if (numbers[i] <= numbers[i - 1]) {
                return false;
            }
        }
        return true;
    }

    /** Sorts by column and, within a column, by position, so that sums do not depend on the sorting. */
    private static void sortRow(int[] indices, float[] values, int from, int to) {
        long[] keys = new long[to - from];
        float[] copy = Arrays.copyOfRange(values, from, to);
        for (int i = 0; i < keys.length; i++) {
            keys[i] = ((long) indices[from + i] << 32) | i;
        }
        Arrays.sort(keys);
        for (int i = 0; i < keys.length; i++) {
            indices[from + i] = (int) (keys[i] >>> 32);
            values[from + i] = copy[(int) keys[i]];
        }
    }

    private static CsrMatrix withoutRepeats(int rows, int columns, int[] pointers, int[] indices, float[] values) {
        int[] compact = new int[rows + 1];
        int at = 0;
        for (int row = 0; row < rows; row++) {
            for (int p = pointers[row]; p < pointers[row + 1]; p++) {
                if (at > compact[row] && indices[at - 1] == indices[p]) {
                    values[at - 1] += values[p];
                } else {
                    indices[at] = indices[p];
                    values[at] = values[p];
                    at++;
                }
            }
            compact[row + 1] = at;
        }
        return new CsrMatrix(rows, columns, compact, Arrays.copyOf(indices, at), Arrays.copyOf(values, at));
    }
}

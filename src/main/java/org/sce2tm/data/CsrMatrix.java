package org.sce2tm.data;

import java.util.Arrays;

/**
 * A sparse matrix of single-precision numbers in compressed rows: expression, cells x genes. Within a row the column
 * indices ascend and none repeats.
 *
 * @param rows number of rows (cells)
 * @param columns number of columns (genes)
 * @param rowPointers {@code rows + 1} offsets into the other two arrays; row i is {@code [p[i], p[i+1])}
 * @param columnIndices zero-based column of each stored value
 * @param values stored values; a stored zero is allowed
 */
@SuppressWarnings("ArrayRecordComponent") // identity is wanted: a matrix is never compared or copied as a whole
public record CsrMatrix(int rows, int columns, int[] rowPointers, int[] columnIndices, float[] values) {
    /** @throws IllegalArgumentException if the arrays do not fit each other */
    public CsrMatrix {
        if (rowPointers.length != rows + 1
                || rowPointers[rows] != values.length
                || columnIndices.length != values.length) {
            throw new IllegalArgumentException("inconsistent CSR arrays for " + rows + " x " + columns);
        }
    }

    /** Number of stored values. */
    public int stored() {
        return values.length;
    }

    /** Stored values / (rows x columns), 0 for an empty matrix. */
    public double density() {
        double cells = (double) rows * columns;
        return cells == 0 ? 0 : stored() / cells;
    }

    /** The sum of every row, in double. */
    public double[] rowSums() {
        double[] sums = new double[rows];
        for (int i = 0; i < rows; i++) {
            for (int p = rowPointers[i]; p < rowPointers[i + 1]; p++) {
                sums[i] += values[p];
            }
        }
        return sums;
    }

    /**
     * The named columns, in that order; this matrix itself where they are all.
     *
     * @param ascending zero-based column indices, strictly ascending
     */
    public CsrMatrix selectColumns(int[] ascending) {
        int[] place = new int[columns];
        Arrays.fill(place, -1);
        for (int j = 0; j < ascending.length; j++) {
            if (j > 0 && ascending[j] <= ascending[j - 1]) {
                throw new IllegalArgumentException("column " + ascending[j] + " follows " + ascending[j - 1]);
            }
            place[ascending[j]] = j;
        }
        if (ascending.length == columns) {
            return this;
        }
        int kept = 0;
        for (int column : columnIndices) {
            kept += place[column] < 0 ? 0 : 1;
        }
        int[] pointers = new int[rows + 1];
        int[] indices = new int[kept];
        float[] picked = new float[kept];
        int next = 0;
        for (int i = 0; i < rows; i++) {
            for (int p = rowPointers[i]; p < rowPointers[i + 1]; p++) {
                if (place[columnIndices[p]] >= 0) {
                    indices[next] = place[columnIndices[p]];
                    picked[next++] = values[p];
                }
            }
            pointers[i + 1] = next;
        }
        return new CsrMatrix(rows, ascending.length, pointers, indices, picked);
    }
}

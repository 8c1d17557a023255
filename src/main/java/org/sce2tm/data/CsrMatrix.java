package org.sce2tm.data;

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
}

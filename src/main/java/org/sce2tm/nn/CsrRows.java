package org.sce2tm.nn;

/**
 * A batch: some rows of a sparse matrix. Give the same object to every operation of a step that reads the batch, so
 * that its backend form is made once.
 *
 * @param matrix where the rows are taken from
 * @param picked zero-based rows of {@code matrix}, in batch order
 */
@SuppressWarnings("ArrayRecordComponent") // compared by identity only
public record CsrRows(Csr matrix, int[] picked) {
    /** Number of rows in the batch. */
    public int rows() {
        return picked.length;
    }

    /** Number of columns (genes). */
    public int columns() {
        return matrix.columns();
    }

    /** Number of stored values in the batch. */
    public long stored() {
        long stored = 0;
        for (int row : picked) {
            stored += matrix.rowPointers()[row + 1] - matrix.rowPointers()[row];
        }
        return stored;
    }
}

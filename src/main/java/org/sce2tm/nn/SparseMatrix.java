package org.sce2tm.nn;

/** A batch of sparse rows in a backend's own form: an opaque handle, made by {@link Backend#sparse}. */
public interface SparseMatrix {
    /** Number of rows (the cells of the batch). */
    int rows();

    /** Number of columns (genes). */
    int columns();
}

package org.sce2tm.nn;

/**
 * A dense matrix in a backend's own storage, row-major: an opaque handle, made by {@link Backend#allocate} and valid
 * for that backend only.
 */
public interface Matrix {
    /** Number of rows, at least 1. */
    int rows();

    /** Number of columns, at least 1. */
    int columns();

    /** Whether {@code other} has the same number of rows and of columns. */
    default boolean sameShape(Matrix other) {
        return rows() == other.rows() && columns() == other.columns();
    }
}

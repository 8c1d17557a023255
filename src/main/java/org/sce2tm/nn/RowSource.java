package org.sce2tm.nn;

/** A constant matrix whose rows are given when they are asked for, some at a time, so that it need not be held whole. */
public interface RowSource {
    /** Number of rows. */
    int rows();

    /** Number of columns. */
    int columns();

    /**
     * Writes rows into a matrix; the same rows are the same numbers whenever they are asked for.
     *
     * @param from the first row
     * @param into as many rows as are wanted, of all columns
     */
    void write(int from, Backend backend, Matrix into);
}

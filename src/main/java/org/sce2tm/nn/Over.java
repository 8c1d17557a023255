package org.sce2tm.nn;

/** Which entries a sum or a softmax runs over. */
public enum Over {
    /** The columns of each row: one result per row, R x 1. */
    COLUMNS,
    /** The rows of each column: one result per column, 1 x C. */
    ROWS,
    /** All entries: one result, 1 x 1. */
    ALL
}

package org.sce2tm.data;

/** How the numbers of a {@link DenseMatrix} stand in a file; in memory they are doubles, which hold all three exactly. */
public enum NumberType {
    INT32,
    FLOAT32,
    FLOAT64
}

package org.sce2tm.nn;

/** A function of two numbers, applied entry by entry by {@link Backend#combine}. */
public enum Binary {
    /** {@code a + b}. */
    ADD,
    /** {@code a - b}. */
    SUBTRACT,
    /** {@code a b}. */
    MULTIPLY,
    /** {@code a / b}. */
    DIVIDE
}

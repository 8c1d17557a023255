package org.sce2tm.data;

/** What the rows of a table of expression are. */
public enum Orientation {
    /** To be found out: from its names, or where the format says it. */
    AUTO,
    /** A row is a cell, a column a gene. */
    CELLS,
    /** A row is a gene, a column a cell. */
    GENES
}

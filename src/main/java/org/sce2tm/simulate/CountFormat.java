package org.sce2tm.simulate;

/** The file format of simulated counts. */
public enum CountFormat {
    /** .h5ad with the counts as X and the column cell_type. */
    H5AD,
    /** CSV, cells x genes. */
    CSV
}

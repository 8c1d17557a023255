package org.sce2tm.preprocess;

import org.sce2tm.cli.UsageException;

/**
 * How an expression matrix is prepared.
 *
 * @param source which matrix of the input it is, for the record (X, raw, layers/NAME)
 * @param log1p whether log(1 + x) is taken
 * @param targetSum the total that cells are scaled to before it
 * @param hvg how many highly variable genes are kept, at least 1
 * @param flavour how variability is compared
 */
public record PreprocessOptions(String source, Log1p log1p, TargetSum targetSum, int hvg, HvgFlavour flavour) {
    public static final String DEFAULT_MATRIX = "X";
    public static final String DEFAULT_LOG1P = "auto";
    public static final String DEFAULT_TARGET_SUM = "none";
    public static final String DEFAULT_HVG = "5000";
    public static final String DEFAULT_FLAVOUR = "seurat";

    /** @throws UsageException if a value cannot be */
    public PreprocessOptions {
        if (hvg < 1) {
            throw new UsageException("--hvg " + hvg + ": give a whole number from 1");
        }
    }
}

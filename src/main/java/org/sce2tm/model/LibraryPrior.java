package org.sce2tm.model;

import java.util.Arrays;
import org.sce2tm.nn.Csr;

/**
 * The normal distribution of log library sizes that scVI-LD's latent ones are drawn towards.
 *
 * @param mean of ln sum x over all cells
 * @param variance of the same, divided by n
 */
record LibraryPrior(double mean, double variance) {
    /** What the encoder adds to its variances, too. */
    private static final double LEAST_VARIANCE = 1e-4;

    /** In single precision, as scvi-tools keeps it; cells without counts have no logarithm and are left out. */
    static LibraryPrior of(Csr counts) {
        double[] logs = Arrays.stream(counts.rowSums())
                .filter(sum -> sum > 0)
                .map(Math::log)
                .toArray();
        double mean = Arrays.stream(logs).average().orElse(0);
        double variance = Arrays.stream(logs)
                .map(log -> (log - mean) * (log - mean))
                .average()
                .orElse(1);
        // Cells of one and the same size would leave nothing to be drawn towards.
        return new LibraryPrior((float) mean, (float) Math.max(variance, LEAST_VARIANCE));
    }
}

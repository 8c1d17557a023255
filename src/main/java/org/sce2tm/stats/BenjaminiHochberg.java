package org.sce2tm.stats;

import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * The step-up correction that bounds the false discovery rate (Benjamini and Hochberg 1995); the numbers of
 * statsmodels' {@code fdr_bh}.
 */
public final class BenjaminiHochberg {
    private BenjaminiHochberg() {}

    /**
     * Adjusts the p-values of one family of tests.
     *
     * @param pValues each in [0, 1]
     * @return adjusted p-values in the given order, each in [0, 1]; empty for no tests
     * @throws IllegalArgumentException if a value is NaN or outside [0, 1]
     */
    public static double[] adjust(double[] pValues) {
        int n = pValues.length;
        for (double p : pValues) {
            if (!(p >= 0 && p <= 1)) {
                throw new IllegalArgumentException("a p-value is " + p);
            }
        }
        int[] ascending = IntStream.range(0, n)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> pValues[i]))
                .mapToInt(Integer::intValue)
                .toArray();
        double[] adjusted = new double[n];
        double smallest = 1;
        for (int rank = n; rank >= 1; rank--) {
            int i = ascending[rank - 1];
            // The quotient first, as statsmodels does, so that the doubles agree.
            smallest = Math.min(smallest, pValues[i] / ((double) rank / n));
            adjusted[i] = smallest;
        }
        return adjusted;
    }
}

package org.sce2tm.score;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.numbers.gamma.LogGamma;

/**
 * Agreement of clusters with labels, as scikit-learn 1.2.1 computes it. All scores are 1 for the same partition and do
 * not depend on how clusters are numbered.
 */
public final class Agreement {
    /** As scikit-learn: the distance of 1 to the next double. */
    private static final double EPSILON = Math.ulp(1.0);

    /** Below this logarithm the exponential is 0. */
    private static final double VANISHED = -746;

    private Agreement() {}

    /**
     * Adjusted Rand index (Hubert and Arabie 1985): pairs of cells that both partitions treat alike, against chance;
     * -0.5..1, 0 expected at random. 1 for no cells.
     */
    public static double adjustedRand(Contingency table) {
        BigInteger n = BigInteger.valueOf(table.cells());
        BigInteger squares = sumOfSquares(table.counts());
        BigInteger labelSquares = sumOfSquares(table.labelCounts());
        BigInteger clusterSquares = sumOfSquares(table.clusterCounts());
        BigInteger together = squares.subtract(n);
        BigInteger onlyByLabel = labelSquares.subtract(squares);
        BigInteger onlyByCluster = clusterSquares.subtract(squares);
        BigInteger apart =
                n.multiply(n).subtract(labelSquares).subtract(clusterSquares).add(squares);
        if (onlyByCluster.signum() == 0 && onlyByLabel.signum() == 0) {
            return 1;
        }
        BigInteger above = together.multiply(apart).subtract(onlyByLabel.multiply(onlyByCluster));
        BigInteger below = together.add(onlyByLabel)
                .multiply(onlyByLabel.add(apart))
                .add(together.add(onlyByCluster).multiply(onlyByCluster.add(apart)));
        return 2 * above.doubleValue() / below.doubleValue();
    }

    /** Mutual information over the arithmetic mean of the entropies; 0..1, and 1 if there is but one of each. */
    public static double normalizedMutualInformation(Contingency table) {
        if (trivial(table)) {
            return 1;
        }
        if (oneSided(table)) {
            return 0;
        }
        double information = mutualInformation(table);
        return information <= EPSILON ? 0 : information / meanEntropy(table);
    }

    /**
     * Mutual information adjusted for chance (Vinh, Epps and Bailey 2010), with the exact expectation under random
     * partitions of the same sizes and the arithmetic mean of the entropies; 0 expected at random, and 1 if there is
     * but one label and one cluster.
     */
    public static double adjustedMutualInformation(Contingency table) {
        if (trivial(table)) {
            return 1;
        }
        if (oneSided(table)) {
            return 0;
        }
        double expected = expectedMutualInformation(table);
        double range = meanEntropy(table) - expected;
        range = range < 0 ? Math.min(range, -EPSILON) : Math.max(range, EPSILON);
        return (mutualInformation(table) - expected) / range;
    }

    /**
     * Purity: the share of cells whose label is the most frequent one in their cluster; above 0, at most 1. With the
     * strongest topic of each cell as its cluster this is the paper's IP.
     *
     * @throws IllegalArgumentException for no cells
     */
    public static double purity(Contingency table) {
        if (table.cells() == 0) {
            throw new IllegalArgumentException("purity of no cells");
        }
        long[] largest = new long[table.clusterCounts().length];
        for (int pair = 0; pair < table.counts().length; pair++) {
            int cluster = table.clusters()[pair];
            largest[cluster] = Math.max(largest[cluster], table.counts()[pair]);
        }
        return (double) Arrays.stream(largest).sum() / table.cells();
    }

    private static boolean trivial(Contingency table) {
        return occurring(table.labelCounts()) <= 1 && occurring(table.clusterCounts()) <= 1;
    }

    /** One group knows nothing of the other side; said outright, as rounding would leave 1e-15. */
    private static boolean oneSided(Contingency table) {
        return occurring(table.labelCounts()) == 1 || occurring(table.clusterCounts()) == 1;
    }

    private static long occurring(long[] counts) {
        return Arrays.stream(counts).filter(count -> count > 0).count();
    }

    /** At most n^2 < 2^62; only products of such sums need more than 64 bits. */
    private static BigInteger sumOfSquares(long[] counts) {
        return BigInteger.valueOf(Arrays.stream(counts).map(c -> c * c).sum());
    }

    /** In nats. */
    private static double mutualInformation(Contingency table) {
        double n = table.cells();
        double sum = 0;
        for (int pair = 0; pair < table.counts().length; pair++) {
            double count = (double) table.counts()[pair];
            double a = (double) table.labelCounts()[table.labels()[pair]];
            double b = (double) table.clusterCounts()[table.clusters()[pair]];
            double term = count / n * (Math.log(count) - Math.log(n)) + count / n * (2 * Math.log(n) - Math.log(a * b));
            sum += Math.abs(term) < EPSILON ? 0 : term;
        }
        return Math.max(sum, 0);
    }

    private static double meanEntropy(Contingency table) {
        return (entropy(table.labelCounts(), table.cells()) + entropy(table.clusterCounts(), table.cells())) / 2;
    }

    private static double entropy(long[] counts, double n) {
        double sum = 0;
        for (long size : counts) {
            if (size > 0) {
                double count = (double) size;
                sum -= count / n * (Math.log(count) - Math.log(n));
            }
        }
        return sum;
    }

    /** Equation 24a of Vinh et al.: each pair of groups shares a hypergeometric number of cells. */
    private static double expectedMutualInformation(Contingency table) {
        int n = table.cells();
        double[] logFactorials = new double[n + 1];
        for (int i = 0; i <= n; i++) {
            logFactorials[i] = LogGamma.value(i + 1.0);
        }
        Map<Integer, Integer> labelSizes = sizes(table.labelCounts());
        Map<Integer, Integer> clusterSizes = sizes(table.clusterCounts());
        double sum = 0;
        for (Map.Entry<Integer, Integer> a : labelSizes.entrySet()) {
            for (Map.Entry<Integer, Integer> b : clusterSizes.entrySet()) {
                double times = (double) a.getValue() * (double) b.getValue();
                sum += times * expectedOf(a.getKey(), b.getKey(), n, logFactorials);
            }
        }
        return sum;
    }

    private static double expectedOf(int a, int b, int n, double[] logFactorials) {
        int least = Math.max(1, a + b - n);
        int most = Math.min(a, b);
        int likeliest = (int) Math.max(least, Math.min(most, (a + 1L) * (b + 1L) / (n + 2L)));
        // Probabilities rise up to the likeliest number and then fall; those that double precision takes for 0 add
        // nothing.
        int first = least;
        for (int beyond = likeliest; first < beyond; ) {
            int middle = (first + beyond) >>> 1;
            if (logProbability(a, b, n, middle, logFactorials) < VANISHED) {
                first = middle + 1;
            } else {
                beyond = middle;
            }
        }
        double sum = 0;
        for (int together = first; together <= most; together++) {
            double information = Math.log(n) + Math.log(together) - Math.log(a) - Math.log(b);
            double logProbability = logProbability(a, b, n, together, logFactorials);
            if (together > likeliest && logProbability < VANISHED) {
                break;
            }
            sum += (double) together / n * information * Math.exp(logProbability);
        }
        return sum;
    }

    /** Of so many cells in common, for groups of a and b cells among n. */
    private static double logProbability(int a, int b, int n, int together, double[] logFactorials) {
        return logFactorials[a]
                + logFactorials[b]
                + logFactorials[n - a]
                + logFactorials[n - b]
                - logFactorials[n]
                - logFactorials[together]
                - logFactorials[a - together]
                - logFactorials[b - together]
                - logFactorials[n - a - b + together];
    }

    /** How many groups there are of each size, so that a million groups of one cost as much as one. */
    private static Map<Integer, Integer> sizes(long[] counts) {
        Map<Integer, Integer> sizes = new TreeMap<>();
        for (long count : counts) {
            if (count > 0) {
                sizes.merge((int) count, 1, Integer::sum);
            }
        }
        return sizes;
    }
}

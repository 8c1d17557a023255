package org.sce2tm.gsea;

import org.apache.commons.statistics.distribution.BetaDistribution;
import org.sce2tm.stats.Harmonic;

/**
 * What the random sets of one size say of one score (fgsea's first stage).
 *
 * @param score the observed one
 * @param atMost random sets that score at most as high
 * @param atLeast random sets that score at least as high
 * @param notAbove random sets that score at most 0
 * @param notBelow random sets that score at least 0
 * @param sumNotAbove sum of the scores of those
 * @param sumNotBelow sum of the scores of those
 * @param total number of random sets
 */
record NullCounts(
        double score,
        int atMost,
        int atLeast,
        int notAbove,
        int notBelow,
        double sumNotAbove,
        double sumNotBelow,
        int total) {
    /** Fewer random sets on a score's side of 0 say nothing about it. */
    static final int FEWEST = 10;

    /** Compares a score with those of random sets, in their order. */
    static NullCounts of(double score, double[] randomScores) {
        int atMost = 0;
        int atLeast = 0;
        int notAbove = 0;
        int notBelow = 0;
        double sumNotAbove = 0;
        double sumNotBelow = 0;
        for (double random : randomScores) {
            atMost += random <= score ? 1 : 0;
            atLeast += random >= score ? 1 : 0;
            if (random <= 0) {
                notAbove++;
                sumNotAbove += random;
            }
            if (random >= 0) {
                notBelow++;
                sumNotBelow += random;
            }
        }
        return new NullCounts(
                score, atMost, atLeast, notAbove, notBelow, sumNotAbove, sumNotBelow, randomScores.length);
    }

    /** Random sets on the score's side of 0. */
    int sameSide() {
        return score >= 0 ? notBelow : notAbove;
    }

    /** Random sets at least as extreme. */
    int asExtreme() {
        return score > 0 ? atLeast : atMost;
    }

    /** The score over the mean of the random scores on its side, with the score's sign. */
    double normalised() {
        double mean = score > 0 ? sumNotBelow / notBelow : Math.abs(sumNotAbove / notAbove);
        return score == 0 ? 0 : score / mean;
    }

    /** The p-value by counting. */
    double pValue() {
        return Math.min((1.0 + atMost) / (1 + notAbove), (1.0 + atLeast) / (1 + notBelow));
    }

    /** Standard deviation of log2 of the p-value by counting. */
    double log2Error() {
        return Math.sqrt(Harmonic.trigammaDifference(asExtreme() + 1, total + 1)) / Math.log(2);
    }

    /** Probability of the score's side. */
    double sideProbability() {
        return (sameSide() + 1.0) / (total + 1);
    }

    /** Whether multilevel splitting would give the p-value with a smaller error than counting. */
    boolean needsMore(int sampleSize) {
        int more = asExtreme();
        double crude = log2((more + 1.0) / (total + 1));
        double below = more == 0
                ? Double.POSITIVE_INFINITY
                : crude - log2(BetaDistribution.of(more, total - more + 1).inverseCumulativeProbability(0.025));
        double above = more == total
                ? -crude
                : log2(BetaDistribution.of(more + 1, total - more).inverseCumulativeProbability(0.975)) - crude;
        return MultilevelGsea.log2Error((more + 1.0) / (total + 1), sampleSize) < 0.5 * Math.max(below, above);
    }

    private static double log2(double x) {
        return Math.log(x) / Math.log(2);
    }
}

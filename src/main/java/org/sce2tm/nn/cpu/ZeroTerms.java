package org.sce2tm.nn.cpu;

import org.sce2tm.nn.Likelihoods;

/**
 * What observations of zero add to a likelihood of counts, and its slopes: the terms of nearly all entries, without a
 * gamma function. With m the mean, t the dispersion, p the inflation, e the epsilon, L = ln(1 + m/(t+e)), a form in which
 * nothing cancels:
 *
 * <pre>
 * none         -t L
 * logits       softplus(-t L - p) - softplus(-p)
 * probability  ln(p + (1-p) e^(-t L) + e), with L = ln(1 + (m+e)/t)
 * </pre>
 *
 * @param inflation which of the three
 * @param epsilon e
 * @param means m, n x V
 * @param dispersions t, n x V or 1 x V
 * @param inflations p, n x V or empty
 * @param meanSlopes where the derivatives in m go, n x V
 * @param dispersionSlopes those in t, n x V
 * @param inflationSlopes those in p, n x V or empty
 */
@SuppressWarnings("ArrayRecordComponent") // arrays of matrices for the kernels, never compared
public record ZeroTerms(
        Likelihoods.Inflation inflation,
        float epsilon,
        float[] means,
        float[] dispersions,
        float[] inflations,
        float[] meanSlopes,
        float[] dispersionSlopes,
        float[] inflationSlopes) {
    /**
     * Some entries of a row, in double.
     *
     * @param at where they begin in the n x V matrices
     * @param dispersionAt where they begin in the dispersions
     * @param values where the terms go, from {@code from} to before {@code to}
     */
    void fill(int at, int dispersionAt, float[] values, int from, int to) {
        switch (inflation) {
            case NONE -> fillCounts(at, dispersionAt, values, from, to);
            case LOGITS -> fillByLogits(at, dispersionAt, values, from, to);
            case PROBABILITY -> fillByProbability(at, dispersionAt, values, from, to);
        }
    }

    private void fillCounts(int at, int dispersionAt, float[] values, int from, int to) {
        for (int j = from; j < to; j++) {
            double t = dispersions[dispersionAt + j];
            double m = means[at + j];
            double share = t / (t + m + epsilon);
            double ratio = m / (t + epsilon);
            double log = Math.log1p(ratio);
            values[j] = (float) (-t * log);
            meanSlopes[at + j] = (float) -share;
            dispersionSlopes[at + j] = (float) (share * ratio - log);
        }
    }

    private void fillByLogits(int at, int dispersionAt, float[] values, int from, int to) {
        for (int j = from; j < to; j++) {
            double t = dispersions[dispersionAt + j];
            double m = means[at + j];
            double p = inflations[at + j];
            double share = t / (t + m + epsilon);
            double ratio = m / (t + epsilon);
            double log = Math.log1p(ratio);
            double odds = -t * log - p;
            double counted = 1 / (1 + Math.exp(-odds)); // the share of the zeros that were counted, not dropped
            values[j] = (float) (softplus(odds) - softplus(-p));
            meanSlopes[at + j] = (float) (-counted * share);
            dispersionSlopes[at + j] = (float) (counted * (share * ratio - log));
            inflationSlopes[at + j] = (float) (1 / (1 + Math.exp(p)) - counted);
        }
    }

    private void fillByProbability(int at, int dispersionAt, float[] values, int from, int to) {
        for (int j = from; j < to; j++) {
            double t = dispersions[dispersionAt + j];
            double m = means[at + j];
            double p = inflations[at + j];
            double share = t / (t + m + epsilon);
            double ratio = (m + epsilon) / t;
            double log = Math.log1p(ratio);
            double power = Math.exp(-t * log);
            double sum = p + (1 - p) * power + epsilon;
            double counted = (1 - p) * power / sum;
            values[j] = (float) Math.log(sum);
            meanSlopes[at + j] = (float) (-counted * share);
            dispersionSlopes[at + j] = (float) (counted * (share * ratio - log));
            inflationSlopes[at + j] = (float) ((1 - power) / sum);
        }
    }

    /** {@code ln(1 + e^x)}. */
    static double softplus(double x) {
        return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
    }
}

package org.sce2tm.stats;

import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.distribution.TDistribution;
import org.apache.commons.statistics.ranking.NaNStrategy;
import org.apache.commons.statistics.ranking.NaturalRanking;
import org.apache.commons.statistics.ranking.TiesStrategy;

/** Correlation of two series of equal length, with two-sided p-values; the numbers of scipy. */
public final class Correlation {
    private Correlation() {}

    /**
     * Pearson's coefficient.
     *
     * @param r in [-1, 1]; NaN where a series is constant
     * @param pValue two-sided, in [0, 1]; NaN where r is
     * @param low lower end of the 95 % interval by Fisher's transformation; NaN below four points
     * @param high upper end
     * @param n number of points
     */
    public record Pearson(double r, double pValue, double low, double high, int n) {}

    /**
     * Spearman's coefficient: Pearson's of the average ranks.
     *
     * @param rho in [-1, 1]; NaN where a series is constant or has two points only
     * @param pValue two-sided, from the t distribution
     * @param n number of points
     */
    public record Spearman(double rho, double pValue, int n) {}

    /** @throws IllegalArgumentException if the lengths differ or are below 2 */
    public static Pearson pearson(double[] x, double[] y) {
        requirePairs(x, y);
        int n = x.length;
        double r = coefficient(x, y);
        if (n == 2) {
            // Two points always lie on a line: no evidence.
            return new Pearson(r, Double.isNaN(r) ? r : 1, Double.NaN, Double.NaN, n);
        }
        double p = twoSidedP(r, n);
        if (n == 3 || Double.isNaN(r)) {
            return new Pearson(r, p, Double.NaN, Double.NaN, n);
        }
        // Fisher 1921: artanh(r) is about normal with variance 1 / (n - 3).
        double z = 0.5 * (Math.log1p(r) - Math.log1p(-r));
        double half = NormalDistribution.of(0, 1).inverseCumulativeProbability(0.975) / Math.sqrt(n - 3.0);
        return new Pearson(r, p, Math.tanh(z - half), Math.tanh(z + half), n);
    }

    /** @throws IllegalArgumentException if the lengths differ or are below 2 */
    public static Spearman spearman(double[] x, double[] y) {
        requirePairs(x, y);
        if (x.length == 2) {
            return new Spearman(Double.NaN, Double.NaN, 2);
        }
        NaturalRanking ranking = new NaturalRanking(NaNStrategy.FAILED, TiesStrategy.AVERAGE);
        double rho = coefficient(ranking.apply(x), ranking.apply(y));
        return new Spearman(rho, twoSidedP(rho, x.length), x.length);
    }

    private static void requirePairs(double[] x, double[] y) {
        if (x.length != y.length || x.length < 2) {
            throw new IllegalArgumentException(
                    "a correlation needs pairs, at least two: got " + x.length + " and " + y.length + " values");
        }
    }

    private static double coefficient(double[] x, double[] y) {
        double meanX = mean(x);
        double meanY = mean(y);
        double normX = 0;
        double normY = 0;
        for (int i = 0; i < x.length; i++) {
            normX += (x[i] - meanX) * (x[i] - meanX);
            normY += (y[i] - meanY) * (y[i] - meanY);
        }
        normX = Math.sqrt(normX);
        normY = Math.sqrt(normY);
        if (normX == 0 || normY == 0) {
            return Double.NaN;
        }
        double r = 0;
        for (int i = 0; i < x.length; i++) {
            r += (x[i] - meanX) / normX * ((y[i] - meanY) / normY);
        }
        return Math.max(-1, Math.min(1, r));
    }

    private static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    /** Under independence r * sqrt(df / (1 - r^2)) follows Student's t with df = n - 2. */
    private static double twoSidedP(double r, int n) {
        if (Double.isNaN(r)) {
            return Double.NaN;
        }
        double df = n - 2.0;
        double t = Math.abs(r) * Math.sqrt(df / ((1 - r) * (1 + r)));
        return 2 * TDistribution.of(df).survivalProbability(t);
    }
}

package org.sce2tm.stats;

import org.apache.commons.statistics.inference.DataDispersion;

/** Student's and Welch's t test for two independent samples, two-sided; the numbers of scipy's {@code ttest_ind}. */
public final class TTest {
    private TTest() {}

    /**
     * What a test found.
     *
     * @param t positive where the first sample's mean is larger; NaN where both samples are constant
     * @param pValue two-sided, in [0, 1]
     */
    public record Result(double t, double pValue) {}

    /** Unequal variances (Welch 1947); each sample needs two values. */
    public static Result welch(double[] x, double[] y) {
        return test(x, y, DataDispersion.HETEROSCEDASTIC);
    }

    /** Equal variances; each sample needs two values. */
    public static Result student(double[] x, double[] y) {
        return test(x, y, DataDispersion.HOMOSCEDASTIC);
    }

    /**
     * Welch's t from moments. Of a sample of one value, which has no variance, the other's is taken: Student's t of one
     * value against a sample.
     *
     * @param x first sample
     * @param y second sample; one of both has two values
     * @return NaN where both samples are constant and equal, infinite where constant and different
     */
    public static double welch(Moments x, Moments y) {
        double varianceX = x.n == 1 ? y.variance : x.variance;
        double varianceY = y.n == 1 ? x.variance : y.variance;
        return (x.mean - y.mean) / Math.sqrt(varianceX / x.n + varianceY / y.n);
    }

    /**
     * A sample's size, mean and unbiased variance.
     *
     * @param n at least 1
     * @param variance not read where n is 1
     */
    public record Moments(long n, double mean, double variance) {
        /** Of n values with this sum and this sum of squares; the variance is no less than 0. */
        public static Moments of(long n, double sum, double squares) {
            double mean = sum / n;
            return new Moments(n, mean, n == 1 ? 0 : Math.max(0, (squares - sum * mean) / (n - 1)));
        }
    }

    private static Result test(double[] x, double[] y, DataDispersion dispersion) {
        var result = org.apache.commons.statistics.inference.TTest.withDefaults()
                .with(dispersion)
                .test(x, y);
        return new Result(result.getStatistic(), result.getPValue());
    }
}

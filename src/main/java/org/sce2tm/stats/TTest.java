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

    private static Result test(double[] x, double[] y, DataDispersion dispersion) {
        var result = org.apache.commons.statistics.inference.TTest.withDefaults()
                .with(dispersion)
                .test(x, y);
        return new Result(result.getStatistic(), result.getPValue());
    }
}

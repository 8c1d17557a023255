package org.sce2tm.stats;

import java.util.Arrays;
import org.apache.commons.statistics.inference.AlternativeHypothesis;
import org.apache.commons.statistics.inference.ContinuityCorrection;
import org.apache.commons.statistics.inference.MannWhitneyUTest;
import org.apache.commons.statistics.inference.PValueMethod;

/**
 * The Mann-Whitney U test for two independent samples, with scipy's choice between the exact distribution and the
 * tie-corrected normal approximation: exact where the smaller sample has at most 8 values and no value is tied.
 */
public final class MannWhitney {
    private static final int LARGEST_EXACT_SAMPLE = 8;

    private MannWhitney() {}

    /**
     * What a test found.
     *
     * @param u1 number of pairs in which x is larger, ties counted half
     * @param u2 number of pairs in which y is larger, ties counted half
     * @param pValue in [0, 1]; NaN where all values are equal and no continuity correction is asked for
     */
    public record Result(double u1, double u2, double pValue) {}

    /** Two-sided, with continuity correction, method chosen as scipy's {@code method='auto'}. */
    public static Result test(double[] x, double[] y) {
        return test(x, y, AlternativeHypothesis.TWO_SIDED, PValueMethod.AUTO, ContinuityCorrection.ENABLED);
    }

    /**
     * The test in all its forms.
     *
     * @param x first sample, at least one value, no NaN
     * @param y second sample, at least one value, no NaN
     * @param alternative what x is suspected of, compared with y
     * @param method AUTO follows scipy's rule, not that of commons-statistics
     * @param continuity whether the approximation is corrected by half a step
     */
    public static Result test(
            double[] x,
            double[] y,
            AlternativeHypothesis alternative,
            PValueMethod method,
            ContinuityCorrection continuity) {
        PValueMethod chosen = method == PValueMethod.AUTO ? choose(x, y) : method;
        MannWhitneyUTest.Result result = MannWhitneyUTest.withDefaults()
                .with(alternative)
                .with(chosen)
                .with(continuity)
                .test(x, y);
        double u1 = result.getStatistic();
        double p = result.getPValue();
        if (Double.isNaN(p) && continuity == ContinuityCorrection.ENABLED) {
            // All values are equal: the corrected U lies beyond its centre, as far from evidence as can be.
            p = 1;
        }
        return new Result(u1, (double) x.length * y.length - u1, p);
    }

    private static PValueMethod choose(double[] x, double[] y) {
        boolean small = Math.min(x.length, y.length) <= LARGEST_EXACT_SAMPLE;
        return small && !tied(x, y) ? PValueMethod.EXACT : PValueMethod.ASYMPTOTIC;
    }

    private static boolean tied(double[] x, double[] y) {
        double[] all = new double[x.length + y.length];
        System.arraycopy(x, 0, all, 0, x.length);
        System.arraycopy(y, 0, all, x.length, y.length);
        Arrays.sort(all);
        for (int i = 1; i < all.length; i++) {
            if (all[i] == all[i - 1]) {
                return true;
            }
        }
        return false;
    }
}

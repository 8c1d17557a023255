package org.sce2tm.nn;

import static org.assertj.core.api.Assertions.assertThat;

/** Compares matrices by their largest difference, relative to the largest entry expected. */
public final class Closeness {
    private Closeness() {}

    /** The largest difference divided by the largest entry expected. */
    public static double error(double[] actual, double[] expected) {
        assertThat(actual).hasSameSizeAs(expected);
        double scale = 0;
        double difference = 0;
        for (int i = 0; i < expected.length; i++) {
            scale = Math.max(scale, Math.abs(expected[i]));
            if (!Double.isFinite(actual[i])) {
                return Double.POSITIVE_INFINITY;
            }
            difference = Math.max(difference, Math.abs(actual[i] - expected[i]));
        }
        return scale == 0 ? difference : difference / scale;
    }

    /** Fails unless {@link #error} is at most the tolerance. */
    public static void check(String what, double[] actual, double[] expected, double tolerance) {
        assertThat(error(actual, expected)).as(what).isLessThanOrEqualTo(tolerance);
    }
}

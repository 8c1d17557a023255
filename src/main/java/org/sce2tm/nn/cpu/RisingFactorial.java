package org.sce2tm.nn.cpu;

import org.apache.commons.numbers.gamma.Digamma;
import org.apache.commons.numbers.gamma.LogGamma;

/**
 * {@code ln Γ(x+t) - ln Γ(t) - ln Γ(x+1)} and its slope in t. Counts are small whole numbers most of the time, for which
 * {@code Γ(x+t)/Γ(t) = t (t+1) .. (t+x-1)}: cheaper than gamma functions, and nothing cancels.
 */
final class RisingFactorial {
    private static final int FEW = 8;
    /** Eight factors of this size are a double. */
    private static final double LARGE = 1e36;

    private static final double[] LOG_FACTORIALS = new double[1024];

    static {
        for (int x = 0; x < LOG_FACTORIALS.length; x++) {
            LOG_FACTORIALS[x] = LogGamma.value(x + 1.0);
        }
    }

    private double value;
    private double slope;

    /** Sets both, for x and t above 0. */
    void at(double x, double t) {
        int whole = (int) x;
        if (whole == x && whole <= FEW && t < LARGE) {
            double product = t;
            double sum = 1 / t;
            for (int k = 1; k < whole; k++) {
                product *= t + k;
                sum += 1 / (t + k);
            }
            value = Math.log(product) - LOG_FACTORIALS[whole];
            slope = sum;
            return;
        }
        double factorial = whole == x && whole < LOG_FACTORIALS.length ? LOG_FACTORIALS[whole] : LogGamma.value(x + 1);
        value = LogGamma.value(x + t) - LogGamma.value(t) - factorial;
        slope = Digamma.value(x + t) - Digamma.value(t);
    }

    /** The logarithm. */
    double value() {
        return value;
    }

    /** Its derivative in t. */
    double slope() {
        return slope;
    }
}

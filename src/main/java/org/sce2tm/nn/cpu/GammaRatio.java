package org.sce2tm.nn.cpu;

/**
 * {@code ln (Γ(a + x) / Γ(a))} and its derivative by a, {@code ψ(a + x) - ψ(a)}, together; relative errors below 1e-9.
 * Small whole x are products and sums of x factors, others come from Stirling's series, to which small arguments are
 * raised step by step.
 */
final class GammaRatio {
    /** Up to here a product is the faster way. */
    private static final int FEW = 16;
    /** From here on four terms of Stirling's series err by less than 1e-11. */
    private static final double HIGH = 10;

    private double log;
    private double slope;

    /** Takes {@code a} above 0 and {@code x} from 0. */
    void set(double a, double x) {
        if (x <= FEW && x == Math.rint(x)) {
            few(a, (int) x);
        } else {
            log = 0;
            slope = 0;
            addStirling(a, -1);
            addStirling(a + x, 1);
        }
    }

    /** {@code ln Γ(a + x) - ln Γ(a)}. */
    double log() {
        return log;
    }

    /** {@code ψ(a + x) - ψ(a)}. */
    double slope() {
        return slope;
    }

    private void few(double a, int x) {
        double product = 1;
        slope = 0;
        log = 0;
        for (int j = 0; j < x; j++) {
            product *= a + j;
            slope += 1 / (a + j);
            if (product > 1e250 || product < 1e-250) {
                log += Math.log(product);
                product = 1;
            }
        }
        log += Math.log(product);
    }

    private void addStirling(double argument, int sign) {
        double z = argument;
        double raised = 1;
        double steps = 0;
        while (z < HIGH) {
            raised *= z;
            steps += 1 / z;
            z++;
        }
        double inverse = 1 / z;
        double square = inverse * inverse;
        double logarithm = Math.log(z);
        double value = (z - 0.5) * logarithm
                - z
                + inverse * (1.0 / 12 - square * (1.0 / 360 - square * (1.0 / 1260 - square / 1680)));
        double derivative = logarithm
                - 0.5 * inverse
                - square * (1.0 / 12 - square * (1.0 / 120 - square * (1.0 / 252 - square / 240)));
        if (raised != 1) {
            value -= Math.log(raised);
        }
        log += sign * value;
        slope += sign * (derivative - steps);
    }
}

package org.sce2tm.nn.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.sce2tm.nn.Weibull;

/** Where this JVM has only the plain kernels, these hold of themselves. */
@DisplayName("The fastest kernels against the plain ones")
class KernelsTest {
    private final Kernels fast = Kernels.fastest();
    private final Kernels plain = new PlainKernels();

    /** Over all of [0, 1], some more than the vectors' length: the ends count, where 1 - u or u is all but lost. */
    private static double[] uniforms() {
        double[] u = new double[1203];
        for (int i = 0; i < 400; i++) {
            u[i] = i / 400.0;
            u[400 + i] = Math.pow(10, -i / 25.0);
            u[800 + i] = 1 - Math.pow(10, -i / 25.0);
        }
        u[1200] = 1;
        u[1201] = Math.ulp(0.5);
        u[1202] = 0x1p-33;
        return u;
    }

    @Test
    void logarithmsOfExponentials() {
        double[] u = uniforms();
        float[] logs = new float[u.length + 3];
        fast.logExponentials(u, 0, logs, 3, u.length);
        for (int i = 0; i < u.length; i++) {
            double expected = Weibull.logExponential(u[i]);
            // a few roundings of ln E, or of E where ln E is near 0
            double tolerance = 4 * 0x1p-24 * Math.max(1, Math.abs(expected));
            assertThat((double) logs[3 + i]).as("u = %s", u[i]).isCloseTo(expected, within(tolerance));
        }
    }

    @Test
    void powersAndTheirSlopes() {
        double[] u = uniforms();
        int n = u.length;
        float[] logs = new float[n];
        plain.logExponentials(u, 0, logs, 0, n);
        float[] x = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = i % 100 / 10f;
        }
        float[][] sums = new float[4][n + 1];
        fast.addPowers(x, 0, logs, 0, sums[0], sums[1], 1, n);
        plain.addPowers(x, 0, logs, 0, sums[2], sums[3], 1, n);
        for (int i = 0; i <= n; i++) {
            for (int sum = 0; sum < 2; sum++) {
                // the exponent, up to 370, is rounded once
                double tolerance = 400 * 0x1p-24 * Math.abs(sums[sum + 2][i]) + 1e-35;
                assertThat((double) sums[sum][i]).as("entry %d", i).isCloseTo(sums[sum + 2][i], within(tolerance));
            }
        }
    }
}

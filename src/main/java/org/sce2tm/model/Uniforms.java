package org.sce2tm.model;

import java.util.random.RandomGenerator;

/** Uniform draws on [0, 1); on the host, so that every backend sees the same. */
@FunctionalInterface
interface Uniforms {
    /** So many numbers; the array may be the last call's, filled anew. */
    double[] next(int count);

    /** Draws from a random stream, two of 32 bits from each of its numbers; never 0. */
    static Uniforms from(RandomGenerator random) {
        return new Uniforms() {
            private double[] values = {};

            @Override
            public double[] next(int count) {
                if (values.length != count) {
                    values = new double[count];
                }
                for (int i = 0; i < count; i += 2) {
                    long bits = random.nextLong();
                    values[i] = uniform(bits >>> 32);
                    if (i + 1 < count) {
                        values[i + 1] = uniform(bits & 0xffffffffL);
                    }
                }
                return values;
            }
        };
    }

    private static double uniform(long bits) {
        return (bits + 0.5) * 0x1p-32;
    }
}

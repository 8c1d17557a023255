package org.sce2tm.nn;

import java.util.random.RandomGenerator;

/** Starting values of parameters. */
public final class Initializers {
    private Initializers() {}

    /** Uniform on [low, high). */
    public static float[] uniform(int count, double low, double high, RandomGenerator random) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextDouble(low, high);
        }
        return values;
    }

    /** Uniform on ±sqrt(6 / (inputs + outputs)), inputs x outputs (Glorot and Bengio 2010; Keras's default). */
    public static float[] glorotUniform(int inputs, int outputs, RandomGenerator random) {
        double bound = Math.sqrt(6.0 / (inputs + outputs));
        return uniform(inputs * outputs, -bound, bound, random);
    }

    /** Standard normal. */
    public static float[] normal(int count, RandomGenerator random) {
        float[] values = new float[count];
        normal(values, random);
        return values;
    }

    /** Standard normal, into an array. */
    public static void normal(float[] values, RandomGenerator random) {
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
    }

    /** Normal with mean 0, drawn again where it falls outside ±bound (PyTorch's {@code trunc_normal_}). */
    public static float[] truncatedNormal(int count, double deviation, double bound, RandomGenerator random) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            double draw = random.nextGaussian() * deviation;
            while (Math.abs(draw) > bound) {
                draw = random.nextGaussian() * deviation;
            }
            values[i] = (float) draw;
        }
        return values;
    }

    /** Scales every row of a row-major matrix to Euclidean length 1, in place; a zero row stays. */
    public static void normaliseRows(float[] values, int columns) {
        for (int from = 0; from < values.length; from += columns) {
            double square = 0;
            for (int i = from; i < from + columns; i++) {
                square += (double) values[i] * values[i];
            }
            double length = Math.max(Math.sqrt(square), 1e-12);
            for (int i = from; i < from + columns; i++) {
                values[i] = (float) (values[i] / length);
            }
        }
    }
}

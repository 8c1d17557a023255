package org.sce2tm.stats;

/** The three vector operations that the Lanczos iteration is made of. */
final class Vectors {
    private Vectors() {}

    static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    static double norm(double[] a) {
        return Math.sqrt(dot(a, a));
    }

    /** {@code target += factor * source}. */
    static void addScaled(double[] target, double factor, double[] source) {
        for (int i = 0; i < target.length; i++) {
            target[i] += factor * source[i];
        }
    }

    static void scale(double[] target, double factor) {
        for (int i = 0; i < target.length; i++) {
            target[i] *= factor;
        }
    }
}

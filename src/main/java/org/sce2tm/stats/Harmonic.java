package org.sce2tm.stats;

/** Differences of the digamma and trigamma functions at whole numbers, as the finite sums that they are. */
public final class Harmonic {
    private Harmonic() {}

    /** digamma(a) - digamma(b), for a and b from 1. */
    public static double digammaDifference(int a, int b) {
        return difference(a, b, 1);
    }

    /** trigamma(a) - trigamma(b), for a and b from 1. */
    public static double trigammaDifference(int a, int b) {
        return -difference(a, b, 2);
    }

    /** The sum over j = b .. a - 1 of 1 / j^power, smallest terms first; negative where a is below b. */
    private static double difference(int a, int b, int power) {
        if (a < 1 || b < 1) {
            throw new IllegalArgumentException(a + " and " + b + ": give whole numbers from 1");
        }
        double sum = 0;
        for (int j = Math.max(a, b) - 1; j >= Math.min(a, b); j--) {
            sum += 1 / Math.pow(j, power);
        }
        return a > b ? sum : -sum;
    }
}

package org.sce2tm.stats;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** Random orders (Fisher and Yates), all equally likely. */
public final class Shuffle {
    private Shuffle() {}

    /** Puts the values from a place on into random order; those before it stay. */
    public static void from(int first, int[] values, RandomGenerator random) {
        for (int i = values.length - 1; i > first; i--) {
            int j = first + random.nextInt(i + 1 - first);
            int swapped = values[i];
            values[i] = values[j];
            values[j] = swapped;
        }
    }

    /** A sample of 0, 1, … n - 1 without replacement, in random order. */
    public static int[] sample(int n, int count, RandomGenerator random) {
        int[] order = IntStream.range(0, n).toArray();
        from(0, order, random);
        return Arrays.copyOf(order, count);
    }
}

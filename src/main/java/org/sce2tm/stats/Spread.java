package org.sce2tm.stats;

import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * Mean and spread of some values.
 *
 * @param n how many
 * @param mean empty for no value
 * @param sd with denominator n - 1; empty below two values
 */
public record Spread(int n, OptionalDouble mean, OptionalDouble sd) {
    /** Of any number of values. */
    public static Spread of(double[] values) {
        int n = values.length;
        if (n == 0) {
            return new Spread(0, OptionalDouble.empty(), OptionalDouble.empty());
        }
        double mean = Arrays.stream(values).sum() / n;
        if (n == 1) {
            return new Spread(1, OptionalDouble.of(mean), OptionalDouble.empty());
        }
        double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
        return new Spread(n, OptionalDouble.of(mean), OptionalDouble.of(Math.sqrt(squares / (n - 1))));
    }
}

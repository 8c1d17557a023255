package org.sce2tm.stats;

import org.apache.commons.statistics.distribution.HypergeometricDistribution;

/** The upper tail of the hypergeometric distribution: chance of an overlap at least as large as the one seen. */
public final class HypergeometricTail {
    private HypergeometricTail() {}

    /**
     * P(X &gt;= x) for draws without replacement; agrees with scipy's {@code hypergeom.sf(x - 1)} to about 1e-13
     * relative down to 1e-290.
     *
     * @param population size of the population, at least 1
     * @param successes members of the population that count, at most {@code population}
     * @param draws number drawn, at most {@code population}
     * @param x number of draws that count
     */
    public static double upper(int population, int successes, int draws, int x) {
        return HypergeometricDistribution.of(population, successes, draws).survivalProbability(x - 1);
    }
}

package org.sce2tm.cluster;

import java.util.List;
import org.sce2tm.cli.UsageException;

/**
 * How cells are clustered.
 *
 * @param neighbors nearest neighbours in the graph, the cell itself counted; at least 2
 * @param exactUpTo most cells among which the neighbours are sought exactly
 * @param allInAswUpTo most labelled cells over all of which ASW is taken, at least 1
 * @param weighted whether Louvain counts an edge by its weight; the reference does not
 * @param resolutions Louvain's, in the order in which the first of equally good ones wins; each at least 0
 * @param louvainSeeds how many seeds each resolution is run with, at least 1
 * @param seed of the protocol and the map; the other seeds follow it
 */
public record ClusterOptions(
        int neighbors,
        int exactUpTo,
        int allInAswUpTo,
        boolean weighted,
        List<Double> resolutions,
        int louvainSeeds,
        long seed) {
    public static final String DEFAULT_NEIGHBORS = "15";
    public static final String DEFAULT_RESOLUTIONS =
            "0.0,0.1,0.2,0.3,0.4,0.5,0.6,0.7,0.8,0.9,1.0,1.1,1.2,1.3,1.4,1.5,1.6,1.7,1.8,1.9";
    public static final String DEFAULT_LOUVAIN_SEEDS = "10";
    public static final String DEFAULT_SEED = "0";

    /** @throws UsageException if a value is out of range */
    public ClusterOptions {
        resolutions = List.copyOf(resolutions);
        if (neighbors < 2) {
            throw new UsageException("--neighbors " + neighbors
                    + ": give at least 2, as the cell itself is counted (default " + DEFAULT_NEIGHBORS + ")");
        }
        if (resolutions.isEmpty()) {
            throw new UsageException("--resolutions: give at least one number");
        }
        for (double resolution : resolutions) {
            if (!(resolution >= 0 && Double.isFinite(resolution))) {
                throw new UsageException("--resolutions " + resolution + ": give numbers from 0");
            }
        }
        if (louvainSeeds < 1) {
            throw new UsageException("--louvain-seeds " + louvainSeeds + ": give at least 1");
        }
    }
}

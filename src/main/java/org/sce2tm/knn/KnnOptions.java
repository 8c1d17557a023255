package org.sce2tm.knn;

import org.sce2tm.cli.UsageException;
import org.sce2tm.graph.NeighborSearch;

/**
 * How neighbours are sought.
 *
 * @param neighbors nearest neighbours of a cell and longest list, the cell itself counted; at least 2
 * @param exactUpTo most cells among which the neighbours are sought exactly
 * @param threads at least 1; changes no result
 */
public record KnnOptions(int neighbors, int exactUpTo, int threads) {
    public static final String DEFAULT_NEIGHBORS = "15";

    /** @throws UsageException if there is no room for a neighbour beside the cell itself */
    public KnnOptions {
        if (neighbors < 2) {
            throw new UsageException("--neighbors " + neighbors
                    + ": give at least 2, as the cell itself is counted (default " + DEFAULT_NEIGHBORS + ")");
        }
    }

    NeighborSearch search() {
        return new NeighborSearch(exactUpTo, threads);
    }
}

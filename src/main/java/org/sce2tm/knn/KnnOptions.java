package org.sce2tm.knn;

import org.sce2tm.cli.UsageException;
import org.sce2tm.graph.NeighborSearch;

/**
 * How neighbours are sought.
 *
 * @param neighbors nearest neighbours of a cell and longest list, the cell itself counted; at least 2
 * @param approximateAbove of more cells than these the neighbours are sought approximately; at least 0
 * @param threads at least 1; changes no result
 */
public record KnnOptions(int neighbors, int approximateAbove, int threads) {
    public static final String DEFAULT_NEIGHBORS = "15";
    public static final String DEFAULT_APPROXIMATE_ABOVE = "" + NeighborSearch.DEFAULT_EXACT_UP_TO;

    /** @throws UsageException if there is no room for a neighbour beside the cell itself, or a number is negative */
    public KnnOptions {
        if (neighbors < 2) {
            throw new UsageException("--neighbors " + neighbors
                    + ": give at least 2, as the cell itself is counted (default " + DEFAULT_NEIGHBORS + ")");
        }
        if (approximateAbove < 0) {
            throw new UsageException("--approximate-above " + approximateAbove + ": give a number of cells from 0");
        }
    }

    NeighborSearch search() {
        return new NeighborSearch(approximateAbove, threads);
    }
}

package org.sce2tm.knn;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.sce2tm.data.CsrMatrix;
import org.sce2tm.data.DenseMatrix;
import org.sce2tm.data.NumberType;
import org.sce2tm.graph.MutualNeighbors;
import org.sce2tm.graph.NeighborSearch;
import org.sce2tm.graph.Neighbors;

/**
 * The neighbours of all cells in one view.
 *
 * @param dimensions columns of the view
 * @param nearest used neighbours a cell, itself counted: as asked, or the number of cells if that is smaller
 * @param search how they were found
 * @param duplicatedCells cells at exactly the place of another
 * @param mutual the lists
 */
record ViewNeighbors(
        int dimensions, int nearest, NeighborSearch.Found search, int duplicatedCells, MutualNeighbors mutual) {
    static ViewNeighbors of(CsrMatrix view, KnnOptions options) {
        int k = Math.min(options.neighbors(), view.rows());
        return of(view.columns(), options.search().find(view, k), options);
    }

    static ViewNeighbors of(DenseMatrix view, KnnOptions options) {
        int k = Math.min(options.neighbors(), view.rows());
        return of(view.columns(), options.search().find(view, k), options);
    }

    private static ViewNeighbors of(int dimensions, NeighborSearch.Found search, KnnOptions options) {
        Neighbors nearest = search.neighbors();
        int duplicated = (int) IntStream.range(0, nearest.k() > 1 ? nearest.cells() : 0)
                .filter(cell -> nearest.distance(cell, 1) == 0)
                .count();
        return new ViewNeighbors(
                dimensions, nearest.k(), search, duplicated, MutualNeighbors.of(nearest, options.neighbors()));
    }

    /** n x neighbours for the file: self first, -1 pads. */
    DenseMatrix lists() {
        double[] values = IntStream.of(mutual.lists()).asDoubleStream().toArray();
        return new DenseMatrix(mutual.cells(), mutual.width(), values, NumberType.INT32);
    }

    /** What the result file says about this view. */
    Map<String, Object> facts() {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("dimensions", dimensions);
        facts.put("neighbors", nearest);
        facts.putAll(search.facts());
        facts.put("components_before_repair", mutual.mutualComponents());
        facts.put("components_after_repair", mutual.components());
        facts.put("isolated_cells", mutual.isolatedCells());
        facts.put("mutual_edges", mutual.mutualEdges());
        facts.put("edges_after_repair", mutual.edges());
        facts.put("duplicated_cells", duplicatedCells);
        facts.put(
                "mean_list_length",
                (double) IntStream.of(mutual.lists())
                                .filter(entry -> entry >= 0)
                                .count()
                        / Math.max(1, mutual.cells()));
        return facts;
    }
}

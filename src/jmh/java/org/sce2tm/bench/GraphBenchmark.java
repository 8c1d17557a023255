package org.sce2tm.bench;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.sce2tm.data.CsrMatrix;
import org.sce2tm.data.DenseMatrix;
import org.sce2tm.graph.FuzzyGraph;
import org.sce2tm.graph.Louvain;
import org.sce2tm.graph.NearestNeighbors;
import org.sce2tm.graph.Neighbors;
import org.sce2tm.graph.Umap;
import org.sce2tm.stats.EuclideanTiles;

/** Neighbours, clusters and map of 50 dimensions in 20 overlapping groups, on one thread. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class GraphBenchmark {
    @Param("10000")
    public int cells;

    private DenseMatrix space;
    private CsrMatrix graph;

    @Setup(Level.Trial)
    public void prepare() {
        space = NeighborTimes.groups(cells, 50);
        graph = FuzzyGraph.connectivities(NearestNeighbors.search(space, 15, 1));
    }

    /** The exact 15 nearest of every cell. */
    @Benchmark
    public Neighbors neighbors() {
        return NearestNeighbors.search(space, 15, 1);
    }

    /** Distances of 32 cells to all, as the silhouettes take them; what is prepared for all blocks included. */
    @Benchmark
    public double[] distanceBlock() {
        double[] sums = new double[EuclideanTiles.QUERIES];
        new EuclideanTiles(space.values(), cells, space.columns())
                .scan(
                        0,
                        EuclideanTiles.QUERIES,
                        (query, first, squared, offset, count) -> sums[query] += squared[offset]);
        return sums;
    }

    @Benchmark
    public Louvain.Partition louvain() {
        return Louvain.cluster(graph, Louvain.Options.resolution(1));
    }

    /** All epochs and the spectral start. */
    @Benchmark
    public DenseMatrix umap() {
        return Umap.layout(graph, space, Umap.Options.defaults());
    }
}

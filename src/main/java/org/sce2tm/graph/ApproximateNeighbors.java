package org.sce2tm.graph;

import io.github.jbellis.jvector.graph.GraphIndexBuilder;
import io.github.jbellis.jvector.graph.GraphSearcher;
import io.github.jbellis.jvector.graph.ImmutableGraphIndex;
import io.github.jbellis.jvector.graph.SearchResult;
import io.github.jbellis.jvector.graph.similarity.BuildScoreProvider;
import io.github.jbellis.jvector.graph.similarity.DefaultSearchScoreProvider;
import io.github.jbellis.jvector.graph.similarity.ScoreFunction;
import io.github.jbellis.jvector.graph.similarity.SearchScoreProvider;
import io.github.jbellis.jvector.util.Bits;
import io.github.jbellis.jvector.vector.types.VectorFloat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.concurrent.ForkJoinPool;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.sce2tm.stats.Parallel;

/**
 * Nearest neighbours by walking a graph of near rows (Vamana, Subramanya et al. 2019, as in jvector): time grows little
 * faster than n, some neighbours are missed. The rows are compared in all their dimensions, in single precision; what a
 * walk finds is ranked in double. The graph is built by one thread, row after row, so that the result is the same for
 * any number of threads; only the walks are split among them.
 */
final class ApproximateNeighbors {
    /** Links a row has in the graph. */
    private static final int LINKS = 24;

    /** Rows held while the links of a new one are sought. */
    private static final int BUILD_WIDTH = 100;

    private static final float OVERFLOW = 1.2f;
    private static final float ALPHA = 1.2f;

    /** Rows held in a walk, per neighbour wanted, and ranked in double beyond those wanted. */
    private static final int WALK_WIDTH = 10;

    private static final int SPARE = 16;

    /** Silenced while neighbours are sought: on Java 17 the library warns that it computes without vectors. */
    private static final Logger LIBRARY = Logger.getLogger("io.github.jbellis.jvector");

    private static final int WALKS = 256;

    private ApproximateNeighbors() {}

    /** k nearest rows of each as far as found, itself first, ties by index; k in 2..n. */
    static Neighbors nearest(PointRows rows, int k, int threads) {
        Level level = LIBRARY.getLevel();
        LIBRARY.setLevel(Level.SEVERE);
        try {
            return walkAll(rows, k, threads);
        } finally {
            LIBRARY.setLevel(level);
        }
    }

    private static Neighbors walkAll(PointRows rows, int k, int threads) {
        int n = rows.count();
        int[] indices = new int[Math.multiplyExact(n, k)];
        double[] distances = new double[indices.length];
        ForkJoinPool one = new ForkJoinPool(1);
        try (GraphIndexBuilder builder = GraphIndexBuilder.builder(new RowScores(rows), rows.columns(), LINKS)
                .withBeamWidth(BUILD_WIDTH)
                .withNeighborOverflow(OVERFLOW)
                .withAlpha(ALPHA)
                .withSimdExecutor(one)
                .withParallelExecutor(one)
                .build()) {
            for (int i = 0; i < n; i++) {
                builder.addGraphNode(i, scores(rows.scorer(i)));
            }
            builder.cleanup();
            ImmutableGraphIndex graph = builder.getGraph();
            Parallel.blocks(n, WALKS, threads, (from, to) -> {
                try (GraphSearcher searcher = new GraphSearcher(graph)) {
                    for (int i = from; i < to; i++) {
                        walk(rows, searcher, i, k).store(i, k, indices, distances);
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            one.shutdown();
        }
        return new Neighbors(n, k, indices, distances);
    }

    /** The share of the k - 1 nearest that are found, over the given rows; another row at the same distance counts. */
    static double recall(PointRows rows, Neighbors found, int[] sample, int threads) {
        int k = found.k();
        int[] hits = new int[sample.length];
        Parallel.blocks(sample.length, 1, threads, (s, end) -> {
            int row = sample[s];
            double farthest = byAll(rows, row, k).worst();
            for (int rank = 1; rank < k; rank++) {
                hits[s] += rows.squaredDistance(row, found.index(row, rank)) <= farthest ? 1 : 0;
            }
        });
        return (double) Arrays.stream(hits).sum() / ((double) sample.length * (k - 1));
    }

    private static Nearest walk(PointRows rows, GraphSearcher searcher, int row, int k) {
        int wanted = Math.min(rows.count(), k + SPARE);
        SearchResult result =
                searcher.search(scores(rows.scorer(row)), wanted, Math.max(wanted, WALK_WIDTH * k), 0, 0, Bits.ALL);
        int[] candidates = Arrays.stream(result.getNodes())
                .mapToInt(found -> found.node)
                .filter(other -> other != row)
                .sorted()
                .toArray();
        // A walk that is caught in a small piece of the graph finds too few.
        return candidates.length < k - 1 ? byAll(rows, row, k) : Nearest.among(rows, row, candidates, k - 1);
    }

    /** The true nearest: a row is measured in double unless the bound of {@link PairScan} excludes it. */
    private static Nearest byAll(PointRows rows, int row, int k) {
        PointRows.Scorer scorer = rows.scorer(row);
        double[] norms = rows.squaredNorms();
        double slack = PairScan.slack(rows);
        Nearest nearest = new Nearest(k - 1);
        for (int other = 0; other < rows.count(); other++) {
            double least = scorer.squaredDistance(other) - slack * (norms[row] + norms[other]) - PairScan.UNDERFLOW;
            if (other != row && least < nearest.worst() * rows.scale()) {
                nearest.offer(rows.squaredDistance(row, other), other);
            }
        }
        return nearest;
    }

    /**
     * The library wants more similar rows to score higher, at least 0. Only ratios of squared distances enter this one,
     * so that it resolves near rows however far apart the farthest are; of duplicates it stays finite.
     */
    private static SearchScoreProvider scores(PointRows.Scorer scorer) {
        return new DefaultSearchScoreProvider(score(scorer));
    }

    private static ScoreFunction.ExactScoreFunction score(PointRows.Scorer scorer) {
        return other -> 1 / Math.max(Float.MIN_NORMAL, scorer.squaredDistance(other));
    }

    /** What the library asks for while it builds a graph from rows that it does not hold. */
    private record RowScores(PointRows rows) implements BuildScoreProvider {
        @Override
        public boolean isExact() {
            return true;
        }

        @Override
        public SearchScoreProvider searchProviderFor(int row) {
            return scores(rows.scorer(row));
        }

        @Override
        public SearchScoreProvider diversityProviderFor(int row) {
            return scores(rows.scorer(row));
        }

        @Override
        public VectorFloat<?> approximateCentroid() {
            throw new UnsupportedOperationException("rows are known by their number only");
        }

        @Override
        public SearchScoreProvider searchProviderFor(VectorFloat<?> vector) {
            throw new UnsupportedOperationException("rows are known by their number only");
        }
    }
}

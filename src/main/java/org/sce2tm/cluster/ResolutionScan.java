package org.sce2tm.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.sce2tm.data.CsrMatrix;
import org.sce2tm.data.DenseMatrix;
import org.sce2tm.graph.Louvain;
import org.sce2tm.score.Agreement;
import org.sce2tm.score.Contingency;
import org.sce2tm.score.Silhouette;
import org.sce2tm.stats.Parallel;
import org.sce2tm.stats.Spread;

/**
 * Louvain at every resolution with every seed.
 *
 * <p>The paper's protocol takes, for one seed, the resolution at which the clusters agree best with the labels (the
 * first of equals). That is a choice by the answer and luck of the seed, so beside it stand the mean over seeds of the
 * same protocol, and a resolution chosen without labels: the one whose clusters have the largest mean silhouette width
 * in the embedding that was clustered (the first of equals; only widths above 0 count, as a partition below is worse
 * than none). Of the criteria tried on real data (silhouette, agreement between seeds, modularity, resolution 1) this
 * one came nearest to the best by labels.
 */
final class ResolutionScan {
    /** Of more cells, every second, third, ... is taken for the silhouettes, whose time grows with the square. */
    private static final int SILHOUETTE_CELLS = 10_000;

    /**
     * How clusters agree with labels.
     *
     * @param ari adjusted Rand index
     * @param ami adjusted mutual information, arithmetic mean
     * @param nmi normalised mutual information, arithmetic mean
     */
    record Scores(double ari, double ami, double nmi) {
        static Scores of(Contingency table) {
            return new Scores(
                    Agreement.adjustedRand(table),
                    Agreement.adjustedMutualInformation(table),
                    Agreement.normalizedMutualInformation(table));
        }
    }

    /** @param values one a seed */
    record OverSeeds(List<Double> values) {
        Spread spread() {
            return Spread.of(values.stream().mapToDouble(v -> v).toArray());
        }
    }

    private final ClusterOptions options;
    private final List<Louvain.Partition> partitions;
    private final List<OptionalDouble> silhouettes;
    private final Optional<Scores[][]> scores;

    private ResolutionScan(
            ClusterOptions options,
            List<Louvain.Partition> partitions,
            List<OptionalDouble> silhouettes,
            Optional<Scores[][]> scores) {
        this.options = options;
        this.partitions = partitions;
        this.silhouettes = silhouettes;
        this.scores = scores;
    }

    /**
     * @param graph neighbour graph, n x n
     * @param space what it was built from, n x d
     * @param labels to compare with; without them only the first seed is run
     */
    static ResolutionScan run(
            CsrMatrix graph, DenseMatrix space, Optional<KnownLabels> labels, ClusterOptions options, int threads) {
        int resolutions = options.resolutions().size();
        int seeds = labels.isPresent() ? options.louvainSeeds() : 1;
        Louvain.Partition[] first = new Louvain.Partition[resolutions];
        Scores[][] scores = new Scores[resolutions][seeds];
        Parallel.blocks(resolutions * seeds, 1, threads, (run, end) -> {
            int r = run / seeds;
            int s = run % seeds;
            Louvain.Partition partition = Louvain.cluster(
                    graph, new Louvain.Options(options.resolutions().get(r), options.seed() + s, options.weighted()));
            if (s == 0) {
                first[r] = partition;
            }
            labels.ifPresent(known ->
                    scores[r][s] = Scores.of(Contingency.of(known.codes(), known.pick(partition.membership()))));
        });
        return new ResolutionScan(
                options, List.of(first), silhouettes(space, List.of(first), threads), labels.map(known -> scores));
    }

    private static List<OptionalDouble> silhouettes(
            DenseMatrix space, List<Louvain.Partition> partitions, int threads) {
        int step = (space.rows() + SILHOUETTE_CELLS - 1) / SILHOUETTE_CELLS;
        if (step <= 1) {
            return Silhouette.means(
                    space,
                    partitions.stream().map(Louvain.Partition::membership).toList(),
                    threads);
        }
        int[] sample =
                IntStream.iterate(0, i -> i < space.rows(), i -> i + step).toArray();
        return Silhouette.means(
                space.rows(sample),
                partitions.stream()
                        .map(p ->
                                IntStream.of(sample).map(i -> p.membership()[i]).toArray())
                        .toList(),
                threads);
    }

    /** The clusters at a resolution, by its index, of the first seed. */
    Louvain.Partition partition(int resolution) {
        return partitions.get(resolution);
    }

    /** The mean silhouette width of those clusters in the embedding; nothing for a single cluster. */
    OptionalDouble silhouette(int resolution) {
        return silhouettes.get(resolution);
    }

    /** The scores of those clusters; nothing without labels. */
    Optional<Scores> scores(int resolution) {
        return scores.map(all -> all[resolution][0]);
    }

    /** Index of the resolution with the best ARI of the first seed; nothing without labels. */
    OptionalInt best() {
        return scores.isPresent() ? OptionalInt.of(best(scores.get(), 0)) : OptionalInt.empty();
    }

    private static int best(Scores[][] scores, int seed) {
        int best = 0;
        for (int r = 1; r < scores.length; r++) {
            if (scores[r][seed].ari() > scores[best][seed].ari()) {
                best = r;
            }
        }
        return best;
    }

    /** Index of the resolution chosen without labels; nothing if no clusters are apart at any. */
    OptionalInt labelFree() {
        int best = -1;
        double largest = 0;
        for (int r = 0; r < silhouettes.size(); r++) {
            if (silhouettes.get(r).orElse(0) > largest) {
                best = r;
                largest = silhouettes.get(r).getAsDouble();
            }
        }
        return best < 0 ? OptionalInt.empty() : OptionalInt.of(best);
    }

    /** A score over seeds where each seed takes its own best resolution. */
    Optional<OverSeeds> overSeedsAtBest(ToDoubleFunction<Scores> score) {
        return scores.map(all -> spread(all, score, OptionalInt.empty()));
    }

    /** A score over seeds at one resolution. */
    Optional<OverSeeds> overSeedsAt(int resolution, ToDoubleFunction<Scores> score) {
        return scores.map(all -> spread(all, score, OptionalInt.of(resolution)));
    }

    private OverSeeds spread(Scores[][] all, ToDoubleFunction<Scores> score, OptionalInt resolution) {
        List<Double> values = new ArrayList<>();
        for (int s = 0; s < options.louvainSeeds(); s++) {
            int seed = s;
            values.add(score.applyAsDouble(all[resolution.orElseGet(() -> best(all, seed))][seed]));
        }
        return new OverSeeds(values);
    }
}

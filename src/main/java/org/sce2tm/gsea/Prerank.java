package org.sce2tm.gsea;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.sce2tm.geneset.GeneSets;
import org.sce2tm.stats.Parallel;

/**
 * Gene set enrichment along rankings, with gene permutations: {@code gseapy.prerank} 1.1.4, equal in every double
 * (weight 1). The permutations depend on seed and number of genes only and are drawn once for all rankings of a length.
 * Work is split by permutations and by sets; the number of threads changes no result.
 */
final class Prerank {
    private final GeneSets sets;
    private final int permutationCount;
    private final long seed;
    private final int minSize;
    private final int maxSize;
    private final int threads;
    private int[][] permutations = {};

    Prerank(GeneSets sets, int permutationCount, long seed, int minSize, int maxSize, int threads) {
        this.sets = sets;
        this.permutationCount = permutationCount;
        this.seed = seed;
        this.minSize = minSize;
        this.maxSize = maxSize;
        this.threads = threads;
    }

    /**
     * Scores every set of admissible size.
     *
     * @return rows by descending |NES|, then by term; none where no set has an admissible size
     */
    List<GseaRow> run(Ranking ranking) {
        RankedSets ranked = RankedSets.of(sets, ranking.genes(), minSize, maxSize);
        if (ranked.count() == 0) {
            return List.of();
        }
        int n = ranked.ranks();
        if (permutations.length == 0 || permutations[0].length != n) {
            permutations = Permutations.of(n, permutationCount, seed);
        }
        double[] weights = Arrays.stream(ranking.scores()).map(Math::abs).toArray();

        int[] observedHits = new int[ranked.hits()];
        double[] observedSums = new double[ranked.count()];
        int[] identity = IntStream.range(0, n).toArray();
        ranked.place(identity, weights, new int[ranked.count()], observedHits, observedSums);
        RunningSum.Extremum[] observed = new RunningSum.Extremum[ranked.count()];
        double[] es = new double[ranked.count()];
        for (int s = 0; s < es.length; s++) {
            double miss = 1.0 / (n - ranked.size(s));
            observed[s] = RunningSum.extremum(
                    observedHits, ranked.offset(s), ranked.size(s), weights, miss, RunningSum.share(observedSums[s]));
            es[s] = observed[s].score();
        }

        double[][] permuted = permutedScores(ranked, weights);
        NullDistribution chance = new NullDistribution(es, permuted);
        inBlocks(es.length, chance::normalise);
        inBlocks(permuted.length, chance::pool);

        List<GseaRow> rows = new ArrayList<>(es.length);
        for (int s = 0; s < es.length; s++) {
            int first = ranked.offset(s);
            int peakHit = observed[s].hit();
            boolean up = es[s] >= 0;
            rows.add(new GseaRow(
                    ranking.name(),
                    ranked.term(s),
                    ranked.size(s),
                    es[s],
                    chance.nes(s),
                    chance.pValue(s),
                    chance.fdr(s),
                    chance.familyWise(s),
                    observedHits[first + peakHit] - (up ? 0 : 1),
                    ranking.leadGenes(observedHits, first, ranked.size(s), peakHit, up)));
        }
        rows.sort(Comparator.comparingDouble((GseaRow row) -> -Math.abs(row.nes()))
                .thenComparing(GseaRow::term));
        return rows;
    }

    /** Permutations x sets. */
    private double[][] permutedScores(RankedSets ranked, double[] weights) {
        double[][] scores = new double[permutationCount][ranked.count()];
        inBlocks(permutationCount, (from, to) -> {
            int[] next = new int[ranked.count()];
            int[] hits = new int[ranked.hits()];
            double[] sums = new double[ranked.count()];
            for (int p = from; p < to; p++) {
                ranked.place(permutations[p], weights, next, hits, sums);
                RunningSum.scores(ranked, hits, weights, sums, scores[p]);
            }
        });
        return scores;
    }

    /** A few blocks a thread, so that a thread that was held up does not hold up all. */
    private void inBlocks(int count, Parallel.Block block) {
        Parallel.blocks(count, Math.max(1, count / (4 * threads)), threads, block);
    }
}

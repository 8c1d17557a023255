package org.sce2tm.gsea;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.sce2tm.geneset.GeneSets;
import org.sce2tm.stats.BenjaminiHochberg;
import org.sce2tm.stats.Harmonic;
import org.sce2tm.stats.Parallel;
import org.sce2tm.stats.RandomStreams;

/**
 * Gene set enrichment along rankings with p-values of any smallness and their error, after {@code fgseaMultilevel}
 * (Korotkevich et al. 2021): random sets of genes first; where they say less of a p-value than multilevel splitting
 * would, that ({@link LevelSplitting}). The random sets are as large as a set may be and serve all rankings of a length;
 * in the levels every size of sets has random streams of its own. So the number of threads and the other sets and
 * rankings change nothing but the correction for the number of sets.
 */
final class MultilevelGsea {
    private final GeneSets sets;
    private final Method.Multilevel method;
    private final long seed;
    private final int minSize;
    private final int maxSize;
    private final int threads;
    private RandomSubsets subsets = new RandomSubsets(0, new int[0][], new int[0][]);

    MultilevelGsea(GeneSets sets, Method.Multilevel method, long seed, int minSize, int maxSize, int threads) {
        this.sets = sets;
        this.method = method;
        this.seed = seed;
        this.minSize = minSize;
        this.maxSize = maxSize;
        this.threads = threads;
    }

    /** Standard deviation of log2 of a p-value that splitting gives with samples of a size. */
    static double log2Error(double p, int sampleSize) {
        double levels = Math.floor(-Math.log(p) / Math.log(2) + 1);
        return Math.sqrt(levels * Harmonic.trigammaDifference((sampleSize + 1) / 2, sampleSize + 1)) / Math.log(2);
    }

    /**
     * Scores every set of admissible size.
     *
     * @return rows by descending |NES|, those without one last, then by term; none where no set has an admissible size
     */
    List<MultilevelRow> run(Ranking ranking) {
        RankedSets ranked = RankedSets.of(sets, ranking.genes(), minSize, maxSize);
        int count = ranked.count();
        if (count == 0) {
            return List.of();
        }
        int n = ranked.ranks();
        double[] weights = Arrays.stream(ranking.scores()).map(Math::abs).toArray();
        int[] hits = new int[ranked.hits()];
        double[] weightSums = new double[count];
        ranked.place(IntStream.range(0, n).toArray(), weights, new int[count], hits, weightSums);
        Ends[] ends = new Ends[count];
        double[] es = new double[count];
        for (int s = 0; s < count; s++) {
            ends[s] = Ends.of(hits, ranked.offset(s), ranked.size(s), weights, weightSums[s]);
            es[s] = method.scoreType().of(ends[s].high(), ends[s].low());
        }

        NullCounts[] counts = count(ranked, es, weights);
        double[] p = new double[count];
        double[] error = new double[count];
        String[] undefined = new String[count];
        Arrays.fill(undefined, "");
        Map<Integer, List<Integer>> hard = new TreeMap<>(Comparator.reverseOrder());
        for (int s = 0; s < count; s++) {
            if (counts[s].sameSide() < NullCounts.FEWEST) {
                p[s] = Double.NaN;
                error[s] = Double.NaN;
                undefined[s] = counts[s].sameSide() + " of " + counts[s].total()
                        + " random sets score on this side of 0: too few to tell"
                        + (method.scoreType() == ScoreType.STD ? "; --score-type pos or neg asks for one side" : "");
            } else if (counts[s].needsMore(method.sampleSize())) {
                // Sets of one size and side share the levels; the sign keeps the sides apart.
                int key = 2 * ranked.size(s) + (es[s] < 0 ? 1 : 0);
                hard.computeIfAbsent(key, none -> new ArrayList<>()).add(s);
            } else {
                p[s] = counts[s].pValue();
                error[s] = counts[s].log2Error();
            }
        }
        split(ranked, hard, counts, weights, p, error, undefined);

        double[] adjusted = adjust(p);
        List<MultilevelRow> rows = new ArrayList<>(count);
        for (int s = 0; s < count; s++) {
            boolean up = method.scoreType() != ScoreType.NEG && es[s] >= 0;
            int hit = up ? ends[s].highHit() : ends[s].lowHit();
            int first = ranked.offset(s);
            rows.add(new MultilevelRow(
                    ranking.name(),
                    ranked.term(s),
                    ranked.size(s),
                    es[s],
                    Double.isNaN(p[s]) ? Double.NaN : counts[s].normalised(),
                    p[s],
                    adjusted[s],
                    error[s],
                    hits[first + hit] - (up ? 0 : 1),
                    ranking.leadGenes(hits, first, ranked.size(s), hit, up),
                    undefined[s]));
        }
        rows.sort(Comparator.comparingDouble(
                        (MultilevelRow row) -> Double.isNaN(row.nes()) ? Double.MAX_VALUE : -Math.abs(row.nes()))
                .thenComparing(MultilevelRow::term));
        return rows;
    }

    /** First stage: every set against the random sets of its size. */
    private NullCounts[] count(RankedSets ranked, double[] es, double[] weights) {
        int[] sizes =
                IntStream.range(0, es.length).map(ranked::size).distinct().toArray(); // descending, as the sets are
        if (subsets.ranks() != ranked.ranks()) {
            // As large as a set may be, not as the largest one is, lest that one decide what the others meet.
            int largest = Math.min(maxSize, ranked.ranks() - 1);
            subsets = RandomSubsets.draw(ranked.ranks(), largest, method.simplePermutations(), seed);
        }
        double[][] random = SimpleNull.scores(subsets, weights, sizes, method.scoreType(), threads);
        int[] placeOfSize = new int[sizes[0] + 1];
        for (int i = 0; i < sizes.length; i++) {
            placeOfSize[sizes[i]] = i;
        }
        NullCounts[] counts = new NullCounts[es.length];
        Parallel.blocks(es.length, 64, threads, (from, to) -> {
            for (int s = from; s < to; s++) {
                counts[s] = NullCounts.of(es[s], random[placeOfSize[ranked.size(s)]]);
            }
        });
        return counts;
    }

    /** Second stage; larger sets take longer and go first. */
    private void split(
            RankedSets ranked,
            Map<Integer, List<Integer>> hard,
            NullCounts[] counts,
            double[] weights,
            double[] p,
            double[] error,
            String[] undefined) {
        double[] reversed = new double[weights.length];
        for (int r = 0; r < weights.length; r++) {
            reversed[r] = weights[weights.length - 1 - r];
        }
        List<List<Integer>> groups = List.copyOf(hard.values());
        Parallel.blocks(groups.size(), 1, threads, (from, to) -> {
            for (int g = from; g < to; g++) {
                List<Integer> group = groups.get(g);
                int size = ranked.size(group.get(0));
                boolean up = counts[group.get(0)].score() >= 0;
                LevelSplitting levels = new LevelSplitting(
                        up ? weights : reversed,
                        size,
                        method.sampleSize(),
                        method.scoreType() == ScoreType.STD,
                        new RandomStreams(seed).stream("gsea/" + (up ? "up/" : "down/") + size));
                double highest = 0;
                double rarestSide = 1;
                for (int s : group) {
                    highest = Math.max(highest, Math.abs(counts[s].score()));
                    rarestSide = Math.min(rarestSide, counts[s].sideProbability());
                }
                double smallest = method.eps() * rarestSide;
                levels.climb(highest, smallest);
                for (int s : group) {
                    LevelSplitting.Estimate estimate = levels.estimate(Math.abs(counts[s].score()), smallest);
                    p[s] = Math.min(1, estimate.p() / counts[s].sideProbability());
                    error[s] = Double.NaN;
                    if (p[s] < method.eps()) {
                        p[s] = method.eps();
                        undefined[s] = "the p-value is below --eps " + method.eps();
                    } else if (!estimate.reached()) {
                        undefined[s] = "the sampled sets could not climb to this score: the p-value is an upper bound";
                    } else if (!estimate.reliable()) {
                        undefined[s] = "most sampled sets score farther on the other side of 0: the error is not known";
                    } else {
                        error[s] = log2Error(p[s], method.sampleSize());
                    }
                }
            }
        });
    }

    private static double[] adjust(double[] p) {
        int[] defined =
                IntStream.range(0, p.length).filter(s -> !Double.isNaN(p[s])).toArray();
        double[] family = BenjaminiHochberg.adjust(
                Arrays.stream(defined).mapToDouble(s -> p[s]).toArray());
        double[] adjusted = new double[p.length];
        Arrays.fill(adjusted, Double.NaN);
        for (int i = 0; i < defined.length; i++) {
            adjusted[defined[i]] = family[i];
        }
        return adjusted;
    }

    /**
     * Highest and lowest point of a running sum.
     *
     * @param high at least 0
     * @param highHit index of the hit where it is
     * @param low at most 0
     * @param lowHit index of the hit before which it is
     */
    private record Ends(double high, int highHit, double low, int lowHit) {
        static Ends of(int[] hits, int from, int size, double[] weights, double weightSum) {
            double share = RunningSum.share(weightSum);
            double miss = 1.0 / (weights.length - size);
            double high = 0;
            double low = 0;
            int highHit = 0;
            int lowHit = 0;
            double sum = 0;
            for (int i = 0; i < size; i++) {
                int rank = hits[from + i];
                double missed = (rank - i) * miss;
                if (sum * share - missed < low) {
                    low = sum * share - missed;
                    lowHit = i;
                }
                sum += weights[rank];
                if (sum * share - missed > high) {
                    high = sum * share - missed;
                    highHit = i;
                }
            }
            return new Ends(high, highHit, low, lowHit);
        }
    }
}

package org.sce2tm.gsea;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.commons.rng.simple.RandomSource;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.sce2tm.geneset.GeneSets;
import org.sce2tm.ora.Background;
import org.sce2tm.ora.OraRow;
import org.sce2tm.ora.OverRepresentation;

/** The kernels of enrichment on one thread: 5000 genes with heavy-tailed scores, 400 random sets of 15 to 500 genes. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class EnrichmentBenchmark {
    private static final int GENES = 5000;
    private static final int SETS = 400;
    private static final int PERMUTATIONS = 100;

    private double[] weights;
    private RankedSets ranked;
    private int[][] permutations;
    private int[] next;
    private int[] hits;
    private double[] sums;
    private double[][] permuted;
    private RandomSubsets subsets;
    private int[] sizes;
    private OverRepresentation overRepresentation;
    private List<String> query;

    @Setup(Level.Trial)
    public void draw() {
        Random random = new Random(1);
        weights = IntStream.range(0, GENES)
                .mapToDouble(i -> -Math.exp(2 * random.nextGaussian()))
                .sorted()
                .map(w -> -w)
                .toArray();
        List<String> genes = IntStream.range(0, GENES).mapToObj(i -> "g" + i).toList();
        Map<String, List<String>> named = new LinkedHashMap<>();
        for (int s = 0; s < SETS; s++) {
            int size = 15 + (int) (486 * Math.pow(random.nextDouble(), 3));
            named.put(
                    "s" + s,
                    random.ints(0, GENES)
                            .distinct()
                            .limit(size)
                            .mapToObj(genes::get)
                            .toList());
        }
        GeneSets sets = GeneSets.of(named);
        ranked = RankedSets.of(sets, genes, 15, 500);
        permutations = Permutations.of(GENES, PERMUTATIONS, 1);
        next = new int[ranked.count()];
        hits = new int[ranked.hits()];
        sums = new double[ranked.count()];
        permuted = new double[PERMUTATIONS][ranked.count()];
        runningSums();
        sizes = IntStream.range(0, ranked.count()).map(ranked::size).distinct().toArray();
        subsets = RandomSubsets.draw(GENES, sizes[0], PERMUTATIONS, 1);
        overRepresentation = OverRepresentation.of(sets, new Background.Union());
        query = genes.subList(0, 10);
    }

    /** 100 permutations, all sets: places of the hits and scores. */
    @Benchmark
    public double[][] runningSums() {
        for (int p = 0; p < PERMUTATIONS; p++) {
            ranked.place(permutations[p], weights, next, hits, sums);
            RunningSum.scores(ranked, hits, weights, sums, permuted[p]);
        }
        return permuted;
    }

    /** What 100 permutations say of every set. */
    @Benchmark
    public double nullDistribution() {
        double[] observed = Arrays.copyOf(permuted[0], ranked.count());
        NullDistribution chance = new NullDistribution(observed, permuted);
        chance.normalise(0, observed.length);
        chance.pool(0, PERMUTATIONS);
        return IntStream.range(0, observed.length).mapToDouble(chance::fdr).sum();
    }

    /** 100 random sets, cut to every size. */
    @Benchmark
    public double[][] simpleNull() {
        return SimpleNull.scores(subsets, weights, sizes, ScoreType.POS, 1);
    }

    /** One set of 50 genes down to a probability of about 1e-10. */
    @Benchmark
    public double levels() {
        LevelSplitting levels = new LevelSplitting(weights, 50, 101, false, RandomSource.XO_SHI_RO_256_PP.create(1L));
        levels.climb(1, 1e-10);
        return levels.estimate(1, 1e-10).p();
    }

    /** One topic's top 10 genes against all sets. */
    @Benchmark
    public List<OraRow> overRepresentation() {
        return overRepresentation.enrich("t", query);
    }
}

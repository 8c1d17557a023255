package org.sce2tm.gsea;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sce2tm.geneset.GeneSets;
import org.sce2tm.testing.OracleTable;
import org.sce2tm.testing.SharedFiles;

/** The pieces of the multilevel method against numbers that fgsea's compiled core gave, printed with 17 digits. */
class FgseaIntermediatesTest {
    private static final String FOLDER = "data/gsea_fixture/fgsea_refs/";

    /** Sums in another order; scores are at most 1. */
    private static final double ROUNDING = 2e-15;

    private static double[] numbers(String input) {
        try {
            return Files.readAllLines(SharedFiles.path(FOLDER + "inputs/" + input)).stream()
                    .filter(line -> line.matches("[-+.0-9eE]+"))
                    .mapToDouble(Double::parseDouble)
                    .toArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static double[] weights() {
        return Arrays.stream(numbers("stats.tsv")).map(Math::abs).toArray();
    }

    private static int[] ints(double[] values) {
        return Arrays.stream(values).mapToInt(value -> (int) value).toArray();
    }

    @Test
    void scoresOfPathwaysAgree() throws IOException {
        double[] stats = numbers("batchcpp_stats.tsv");
        List<String> lines = Files.readAllLines(SharedFiles.path(FOLDER + "inputs/pathways.tsv"));
        List<OracleTable.Row> peers = OracleTable.read(FOLDER + "refs/ref_calcGseaStatBatchCpp.tsv");
        List<String> genes = IntStream.rangeClosed(1, stats.length)
                .mapToObj(Integer::toString)
                .toList();
        Map<String, List<String>> sets = new LinkedHashMap<>();
        for (int i = 0; i < peers.size(); i++) {
            sets.put(peers.get(i).text("pathway_name"), List.of(lines.get(i).split("\t")));
        }
        Map<String, Double> scores = new LinkedHashMap<>();
        // The fixture's weights are taken as they are, by rank, so the ranking is made without sorting.
        Ranking ranking = new Ranking("r", genes, stats, new Ranking.Repairs(0, 0, 0, 0));
        new MultilevelGsea(GeneSets.of(sets), new Method.Multilevel(100, 3, 0.1, ScoreType.STD), 1, 1, 500, 2)
                .run(ranking)
                .forEach(row -> scores.put(row.term(), row.es()));
        assertThat(scores).hasSize(20);
        for (OracleTable.Row peer : peers) {
            assertThat(scores.get(peer.text("pathway_name"))).isCloseTo(peer.number("ES"), within(ROUNDING));
        }
    }

    @ParameterizedTest
    @EnumSource(ScoreType.class)
    void scoresOfAllPrefixesAgree(ScoreType type) {
        int[] selected = ints(numbers("cumulative_selectedStats.tsv"));
        int[] ranks = Arrays.stream(selected).map(rank -> rank - 1).sorted().toArray();
        int[] order = IntStream.range(0, selected.length).toArray();
        int[] sizes = IntStream.rangeClosed(1, selected.length)
                .map(k -> selected.length + 1 - k)
                .toArray();
        double[][] scores = SimpleNull.scores(
                new RandomSubsets(3000, new int[][] {ranks}, new int[][] {order}), weights(), sizes, type, 1);
        int compared = 0;
        for (OracleTable.Row peer : OracleTable.read(FOLDER + "refs/ref_calcGseaStatCumulative.tsv")) {
            if (peer.text("scoreType").equalsIgnoreCase(type.name())) {
                int size = peer.integer("prefix_index0") + 1;
                assertThat(scores[selected.length - size][0]).isCloseTo(peer.number("value"), within(ROUNDING));
                compared++;
            }
        }
        assertThat(compared).isEqualTo(22);
    }

    /** The random stream is fgsea's: every count is equal. */
    @Test
    void countsAmongRandomSetsAreEqual() {
        int[] sizes = ints(numbers("cumbatch_pathwaysSizes.tsv"));
        double[] scores = numbers("cumbatch_pathwayScores.tsv");
        int[] distinct = Arrays.stream(sizes)
                .map(k -> -k)
                .distinct()
                .sorted()
                .map(k -> -k)
                .toArray();
        double[] weights = weights();
        double[][] random = SimpleNull.scores(
                RandomSubsets.draw(weights.length, distinct[0], 1000, 42), weights, distinct, ScoreType.STD, 2);
        List<OracleTable.Row> peers = OracleTable.read(FOLDER + "refs/ref_calcGseaStatCumulativeBatch.tsv");
        assertThat(peers).hasSize(sizes.length);
        for (int i = 0; i < sizes.length; i++) {
            int size = sizes[i];
            int at = IntStream.range(0, distinct.length)
                    .filter(j -> distinct[j] == size)
                    .findFirst()
                    .orElseThrow();
            NullCounts counts = NullCounts.of(scores[i], random[at]);
            assertThat(counts.atMost()).isEqualTo(peers.get(i).integer("leEs"));
            assertThat(counts.atLeast()).isEqualTo(peers.get(i).integer("geEs"));
            assertThat(counts.notAbove()).isEqualTo(peers.get(i).integer("leZero"));
            assertThat(counts.notBelow()).isEqualTo(peers.get(i).integer("geZero"));
            // A thousand scores, each with its rounding.
            assertThat(counts.sumNotAbove()).isCloseTo(peers.get(i).number("leZeroSum"), within(1000 * ROUNDING));
            assertThat(counts.sumNotBelow()).isCloseTo(peers.get(i).number("geZeroSum"), within(1000 * ROUNDING));
        }
    }

    /** These come from a newer fgsea with a stream of its own: equal within the error of both. */
    @Test
    void probabilitiesOfLevelsAgreeWithinTheirError() {
        double[] weights = numbers("multilevel_ranks.tsv");
        double[] turned = new double[weights.length];
        for (int r = 0; r < weights.length; r++) {
            turned[r] = weights[weights.length - 1 - r];
        }
        for (OracleTable.Row peer : OracleTable.read(FOLDER + "refs/ref_fgseaMultilevelCpp.tsv")) {
            double es = peer.number("ES");
            LevelSplitting levels = new LevelSplitting(
                    es > 0 ? weights : turned,
                    peer.integer("pathwaySize"),
                    101,
                    true,
                    RandomSource.XO_SHI_RO_256_PP.create(42L));
            levels.climb(Math.abs(es), 0);
            LevelSplitting.Estimate estimate = levels.estimate(Math.abs(es), 0);
            assertThat(estimate.reached()).isTrue();
            double difference = Math.log(estimate.p() / peer.number("cppMPval")) / Math.log(2);
            // Two estimates, each with its error: three standard deviations of their difference.
            assertThat(difference).isCloseTo(0, within(3 * Math.sqrt(2) * peer.number("log2err")));
            assertThat(MultilevelGsea.log2Error(estimate.p(), 101) / peer.number("log2err"))
                    .isCloseTo(1, within(0.12));
        }
    }

    @ParameterizedTest
    @EnumSource(ScoreType.class)
    void randomSetsHoldDistinctRanksAlsoWhenNearlyAllAreDrawn(ScoreType type) {
        for (int size : new int[] {1, 4, 5, 9}) {
            RandomSubsets subsets = RandomSubsets.draw(10, size, 200, 7);
            Set<Integer> firsts = new HashSet<>();
            for (int i = 0; i < 200; i++) {
                assertThat(Arrays.stream(subsets.ascending()[i]).distinct().count())
                        .isEqualTo(size);
                assertThat(subsets.ascending()[i]).isSorted();
                assertThat(Arrays.stream(subsets.drawnAt()[i]).sorted().toArray())
                        .isEqualTo(IntStream.range(0, size).toArray());
                for (int j = 0; j < size; j++) {
                    if (subsets.drawnAt()[i][j] == 0) {
                        firsts.add(subsets.ascending()[i][j]);
                    }
                }
            }
            assertThat(firsts).hasSize(10);
            double[][] scores = SimpleNull.scores(
                    subsets, DoubleStream.iterate(10, w -> w - 1).limit(10).toArray(), new int[] {size}, type, 1);
            assertThat(Arrays.stream(scores[0]).map(Math::abs).max().orElseThrow())
                    .isLessThanOrEqualTo(1);
        }
    }
}

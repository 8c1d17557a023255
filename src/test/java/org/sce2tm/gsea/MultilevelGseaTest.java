package org.sce2tm.gsea;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.sce2tm.geneset.GeneSets;
import org.sce2tm.geneset.GmtFile;
import org.sce2tm.testing.OracleTable;
import org.sce2tm.testing.SharedFiles;

class MultilevelGseaTest {
    private static final String FOLDER = "oracle/metrics/gsea/";
    private static final Method.Multilevel DEFAULTS = method(ScoreType.STD);

    private static Method.Multilevel method(ScoreType type) {
        return new Method.Multilevel(1000, 101, 1e-50, type);
    }

    /** fgsea 1.31.6 with three seeds against ours with one. */
    @ParameterizedTest
    @CsvSource({
        "pollen_signed, hallmark, std",
        "pollen_signed, reactome, std",
        "pollen_topic00, hallmark, std",
        "pollen_topic00, hallmark, pos",
        "pollen_topic00, reactome, std",
        "pollen_topic00, reactome, pos",
        "pollen_topic07, hallmark, std",
        "pollen_topic07, hallmark, pos",
        "pollen_topic07, reactome, std",
        "pollen_topic07, reactome, pos",
        "pollen_topic13, hallmark, std",
        "pollen_topic13, hallmark, pos",
        "pollen_topic13, reactome, std",
        "pollen_topic13, reactome, pos",
    })
    void pValuesAgreeWithFgseasWithinTheirStatedError(String ranking, String collection, String type) {
        String gmt = collection.equals("hallmark") ? "h.all.v7.0.symbols.gmt" : "c2.cp.reactome.v2023.1.Hs.symbols.gmt";
        GeneSets sets = GmtFile.read(SharedFiles.path("data/genesets/" + gmt)).sets();
        Map<String, MultilevelRow> rows = new HashMap<>();
        new MultilevelGsea(sets, method(ScoreType.valueOf(type.toUpperCase(Locale.ROOT))), 42, 15, 500, 2)
                .run(RankingFile.read(SharedFiles.path(FOLDER + ranking + ".rnk")))
                .forEach(row -> rows.put(row.term(), row));
        Map<String, List<OracleTable.Row>> peers = new HashMap<>();
        OracleTable.read(FOLDER + ranking + "." + collection + ".fgseaMultilevel.tsv.gz").stream()
                .filter(row -> row.text("scoreType").equals(type))
                .forEach(row -> peers.computeIfAbsent(row.text("pathway"), none -> new ArrayList<>())
                        .add(row));
        assertThat(rows.keySet()).isEqualTo(peers.keySet());
        int far = 0;
        for (MultilevelRow row : rows.values()) {
            List<OracleTable.Row> seeds = peers.get(row.term());
            assertThat(row.size()).isEqualTo(seeds.get(0).integer("size"));
            // Sums of at most 500 terms in another order.
            assertThat(row.es()).isCloseTo(seeds.get(0).number("ES"), within(1e-14));
            assertThat(row.leadGenes()).hasSize(seeds.get(0).integer("le_size"));
            long peersHoles = seeds.stream()
                    .filter(seed -> Double.isNaN(seed.number("pval")))
                    .count();
            if (Double.isNaN(row.pValue()) || peersHoles > 0) {
                // Whether 9 or 10 of 1000 random sets fall on a side is luck; far from that all agree.
                assertThat(type).isEqualTo("std");
                assertThat(row.es()).isLessThan(0);
                continue;
            }
            double peer = mean(seeds, "pval", true);
            double error = mean(seeds, "log2err", false);
            double distance = Math.abs(log2(row.pValue()) - peer);
            if (Double.isNaN(error) || Double.isNaN(row.log2Error())) {
                assertThat(distance).as(row.term()).isLessThan(2);
                continue;
            }
            // What the oracle's three seeds keep among themselves: 3 errors for 95 %, 8 for all.
            assertThat(distance).as(row.term()).isLessThan(8 * error + 0.05);
            far += distance > 3 * error ? 1 : 0;
            // Means of some 250 random scores, ours and three of the peer: their ratio has a standard deviation of up
            // to
            // 2.2 %, and more where an all-positive ranking has few scores below 0. Three of those.
            assertThat(row.nes() / mean(seeds, "NES", false))
                    .as(row.term())
                    .isCloseTo(1, within(row.es() < 0 ? 0.12 : 0.066));
        }
        assertThat(far).isLessThanOrEqualTo(Math.max(3, rows.size() / 20));
    }

    private static double mean(List<OracleTable.Row> seeds, String column, boolean log) {
        return seeds.stream()
                .mapToDouble(seed -> log ? log2(seed.number(column)) : seed.number(column))
                .average()
                .orElseThrow();
    }

    private static double log2(double x) {
        return Math.log(x) / Math.log(2);
    }

    /** The error depends on p and the sample's size only, so the peer's own p gives its error to the last digits. */
    @Test
    void theStatedErrorIsFgseasFormula() {
        int compared = 0;
        for (OracleTable.Row row : OracleTable.read(FOLDER + "pollen_signed.reactome.fgseaMultilevel.tsv.gz")) {
            if (row.number("pval") < 0.01) {
                // A sum of 51 reciprocals against a rational approximation.
                assertThat(MultilevelGsea.log2Error(row.number("pval"), 101))
                        .isCloseTo(row.number("log2err"), within(1e-13));
                compared++;
            }
        }
        assertThat(compared).isGreaterThan(400);
    }

    /** The whole distribution of 23 choose 7 sets, counted, against levels that see 101 sets at a time. */
    @ParameterizedTest
    @EnumSource(
            value = ScoreType.class,
            names = {"STD", "POS"})
    void levelsGiveTheCountedProbabilitiesOfASmallCase(ScoreType type) {
        double[] weights = new double[23];
        for (int r = 0; r < weights.length; r++) {
            weights[r] = 1 + Math.pow(22 - r, 1.5) / 3 + Math.sin(r) / 7;
        }
        List<double[]> ends = everyRunningSum(weights, 7);
        double[] scores = ends.stream()
                .mapToDouble(end -> type.of(end[0], end[1]))
                .filter(score -> score > 0)
                .sorted()
                .toArray();
        int seeds = 20;
        for (int fromTop : new int[] {25, 200, 2000, 30_000}) {
            double score = scores[scores.length - fromTop];
            double exact = log2((double) fromTop / ends.size());
            double sum = 0;
            double error = MultilevelGsea.log2Error((double) fromTop / ends.size(), 101);
            for (int seed = 0; seed < seeds; seed++) {
                LevelSplitting levels = new LevelSplitting(
                        weights, 7, 101, type == ScoreType.STD, RandomSource.XO_SHI_RO_256_PP.create((long) seed));
                levels.climb(score, 1e-50);
                LevelSplitting.Estimate estimate = levels.estimate(score, 1e-50);
                assertThat(estimate.reached()).isTrue();
                // Four standard deviations: once in 15 000.
                assertThat(log2(estimate.p())).isCloseTo(exact, within(4 * error + 0.1));
                sum += log2(estimate.p());
            }
            // Three standard errors of the mean, and the bias of cutting where few sets are left.
            assertThat(sum / seeds).isCloseTo(exact, within(3 * error / Math.sqrt(seeds) + 0.1));
        }
    }

    /** Counted, p is the share of the sets on the score's side that are as extreme. */
    @ParameterizedTest
    @EnumSource(ScoreType.class)
    void pValuesAreTheCountedSharesOfASmallCase(ScoreType type) {
        int n = 16;
        List<String> genes = IntStream.range(0, n).mapToObj(i -> "g" + i).toList();
        double[] scores = IntStream.range(0, n)
                .mapToDouble(i -> 9.3 - 1.1 * i + Math.cos(i) / 5)
                .toArray();
        double[] weights = Arrays.stream(scores).map(Math::abs).toArray();
        List<double[]> ends = everyRunningSum(weights, 4);
        Map<String, List<String>> named = new HashMap<>();
        for (int first = 0; first + 4 <= n; first++) {
            named.put("from" + first, genes.subList(first, first + 4));
        }
        named.put("spread", List.of("g0", "g5", "g10", "g15"));
        List<MultilevelRow> rows =
                new MultilevelGsea(GeneSets.of(named), method(type), 3, 1, 10, 2).run(Ranking.of("r", genes, scores));
        assertThat(rows).hasSize(named.size());
        for (MultilevelRow row : rows) {
            double es = row.es();
            if (es == 0) {
                // An end that the running sum does not reach, or both ends equally far: nothing is more extreme.
                assertThat(row.pValue()).isEqualTo(1);
                continue;
            }
            double side = ends.stream()
                    .mapToDouble(end -> type.of(end[0], end[1]))
                    .filter(score -> es > 0 ? score >= 0 : score <= 0)
                    .count();
            double extreme = ends.stream()
                    .mapToDouble(end -> type.of(end[0], end[1]))
                    // Equal scores in exact arithmetic differ by rounding.
                    .filter(score -> es > 0 ? score >= es - 1e-12 : score <= es + 1e-12)
                    .count();
            assertThat(log2(row.pValue()))
                    .as(row.term())
                    .isCloseTo(log2(extreme / side), within(4 * row.log2Error() + 0.1));
        }
    }

    /** Highest and lowest point for every set of k ranks. */
    private static List<double[]> everyRunningSum(double[] weights, int k) {
        List<double[]> ends = new ArrayList<>();
        int n = weights.length;
        for (int mask = 0; mask < 1 << n; mask++) {
            if (Integer.bitCount(mask) == k) {
                double total = 0;
                for (int r = 0; r < n; r++) {
                    total += (mask >> r & 1) * weights[r];
                }
                double sum = 0;
                double high = 0;
                double low = 0;
                for (int r = 0; r < n; r++) {
                    sum += (mask >> r & 1) == 1 ? weights[r] / total : -1.0 / (n - k);
                    high = Math.max(high, sum);
                    low = Math.min(low, sum);
                }
                ends.add(new double[] {high, low});
            }
        }
        return ends;
    }

    @Test
    void threadsAndOtherRankingsChangeNothing() {
        GeneSets sets = GmtFile.read(SharedFiles.path("data/genesets/h.all.v7.0.symbols.gmt"))
                .sets();
        Ranking ranking = RankingFile.read(SharedFiles.path(FOLDER + "pollen_topic00.rnk"));
        Ranking other = RankingFile.read(SharedFiles.path(FOLDER + "pollen_topic07.rnk"));
        List<MultilevelRow> alone = new MultilevelGsea(sets, DEFAULTS, 5, 15, 500, 1).run(ranking);
        MultilevelGsea many = new MultilevelGsea(sets, DEFAULTS, 5, 15, 500, 7);
        many.run(other);
        assertThat(many.run(ranking)).isEqualTo(alone);
        assertThat(new MultilevelGsea(sets, DEFAULTS, 6, 15, 500, 1).run(ranking))
                .isNotEqualTo(alone);
    }

    @Test
    void otherSetsChangeNothingButTheCorrectionForTheirNumber() {
        GeneSets sets = GmtFile.read(SharedFiles.path("data/genesets/h.all.v7.0.symbols.gmt"))
                .sets();
        Ranking ranking = RankingFile.read(SharedFiles.path(FOLDER + "pollen_topic00.rnk"));
        List<MultilevelRow> all = new MultilevelGsea(sets, DEFAULTS, 5, 15, 500, 2).run(ranking);
        int largest = all.stream().mapToInt(MultilevelRow::size).max().orElseThrow();
        Map<String, MultilevelRow> expected = new HashMap<>();
        all.stream().filter(row -> row.size() < largest).forEach(row -> expected.put(row.term(), row));
        Map<String, List<String>> fewer = new HashMap<>();
        sets.sets().stream()
                .filter(set -> expected.containsKey(set.name()))
                .forEach(set -> fewer.put(set.name(), List.copyOf(set.genes())));
        assertThat(fewer).hasSizeBetween(30, all.size() - 1);
        assertThat(new MultilevelGsea(GeneSets.of(fewer), DEFAULTS, 5, 15, 500, 2).run(ranking))
                .hasSize(fewer.size())
                .allSatisfy(row -> assertThat(row)
                        .usingRecursiveComparison()
                        .ignoringFields("adjusted")
                        .isEqualTo(expected.get(row.term())));
    }

    @Test
    void aPValueBelowEpsIsGivenAsEpsWithoutAnError() {
        List<String> genes = IntStream.range(0, 60).mapToObj(i -> "g" + i).toList();
        double[] scores = IntStream.range(0, 60).mapToDouble(i -> 1.0 / (i + 1)).toArray();
        GeneSets sets = GeneSets.of(Map.of("top", genes.subList(0, 8)));
        MultilevelRow row = new MultilevelGsea(sets, new Method.Multilevel(1000, 101, 1e-3, ScoreType.POS), 1, 2, 20, 1)
                .run(Ranking.of("r", genes, scores))
                .get(0);
        assertThat(row.pValue()).isEqualTo(1e-3);
        assertThat(row.log2Error()).isNaN();
        assertThat(row.undefined()).contains("--eps");
    }

    @Test
    void theHoleOfThePeerIsOursToo() {
        GeneSets sets = GmtFile.read(SharedFiles.path("data/genesets/c2.cp.reactome.v2023.1.Hs.symbols.gmt"))
                .sets();
        List<MultilevelRow> rows = new MultilevelGsea(sets, DEFAULTS, 42, 15, 500, 2)
                .run(RankingFile.read(SharedFiles.path(FOLDER + "pollen_topic07.rnk")));
        List<MultilevelRow> holes =
                rows.stream().filter(row -> Double.isNaN(row.pValue())).toList();
        assertThat(holes).isNotEmpty().allSatisfy(row -> {
            assertThat(row.undefined()).contains("too few to tell");
            assertThat(row.nes()).isNaN();
            assertThat(row.adjusted()).isNaN();
            assertThat(row.log2Error()).isNaN();
        });
        assertThat(rows.subList(rows.size() - holes.size(), rows.size())).isEqualTo(holes);
        assertThat(rows).extracting(MultilevelRow::pValue).doesNotContain(0.0);
    }

    @Test
    void theScoreOfTheBottomIsThatOfTheTopTurnedOver() {
        List<String> genes = IntStream.range(0, 60).mapToObj(i -> "g" + i).toList();
        double[] scores = IntStream.range(0, 60).mapToDouble(i -> 30.5 - i).toArray();
        Map<String, List<String>> top = Map.of("s", List.of("g0", "g1", "g2", "g4", "g7", "g11"));
        Map<String, List<String>> bottom = Map.of("s", List.of("g59", "g58", "g57", "g55", "g52", "g48"));
        double[] turned =
                IntStream.range(0, 60).mapToDouble(i -> -scores[59 - i]).toArray();
        MultilevelRow up = new MultilevelGsea(GeneSets.of(top), method(ScoreType.POS), 1, 1, 20, 1)
                .run(Ranking.of("r", genes, scores))
                .get(0);
        MultilevelRow down = new MultilevelGsea(GeneSets.of(bottom), method(ScoreType.NEG), 1, 1, 20, 1)
                .run(Ranking.of("r", genes, turned))
                .get(0);
        assertThat(down.es()).isCloseTo(-up.es(), within(1e-15));
        assertThat(down.log2Error()).isCloseTo(up.log2Error(), within(0.1));
        assertThat(log2(down.pValue())).isCloseTo(log2(up.pValue()), within(4 * up.log2Error()));
        assertThat(down.leadGenes()).hasSameSizeAs(up.leadGenes());
        assertThat(down.leadGenes().get(0)).isEqualTo("g59");
    }
}

package org.sce2tm.gsea;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.sce2tm.geneset.GeneSets;

class RunningSumTest {
    @Test
    void aSetAtTheTopScoresOne() {
        assertThat(score(new double[] {4, 3, 2, 1}, 0, 1).score()).isEqualTo(1);
        assertThat(score(new double[] {4, 3, 2, 1}, 2, 3).score()).isEqualTo(-1);
    }

    @Test
    void weightsOfTheHitsDivideTheRise() {
        // Up by 4/5, down by 1/2, up by 1/5, down by 1/2.
        RunningSum.Extremum extremum = score(new double[] {4, 3, 1, 1}, 0, 2);
        assertThat(extremum.score()).isCloseTo(0.8, within(1e-15));
        assertThat(extremum.hit()).isZero();
    }

    @Test
    void ofTwoEquallyFarPointsTheFirstCounts() {
        // Down by 1/2 before the first hit, up by 1 to +1/2 at the second.
        RunningSum.Extremum extremum = score(new double[] {1, 1, 1, 1}, 1, 2);
        assertThat(extremum.score()).isEqualTo(-0.5);
        assertThat(fourWalks(new double[] {1, 1, 1, 1}, List.of(new int[] {1, 2})))
                .containsExactly(-0.5);
    }

    @Test
    void hitsWithoutWeightOnlyDelayTheFall() {
        assertThat(score(new double[] {1, 0, 0}, 1, 2).score()).isEqualTo(-1);
    }

    @Test
    void walksSideBySideEqualSingleOnesAndTheDefinition() {
        Random random = new Random(7);
        int n = 60;
        double[] weights = random.doubles(n).map(w -> w - 0.5).map(Math::abs).toArray();
        List<int[]> sets = IntStream.range(0, 11)
                .mapToObj(s -> IntStream.range(0, n)
                        .filter(i -> random.nextInt(11) <= s)
                        .toArray())
                .filter(hits -> hits.length > 0 && hits.length < n)
                .sorted((a, b) -> b.length - a.length)
                .toList();
        double[] scores = fourWalks(weights, sets);
        for (int s = 0; s < sets.size(); s++) {
            assertThat(scores[s]).isEqualTo(score(weights, sets.get(s)).score());
            // Every step of the textbook's sum, hits and misses, in doubles of another order.
            assertThat(scores[s]).isCloseTo(definition(weights, sets.get(s)), within(1e-12));
        }
    }

    private static double definition(double[] weights, int[] hits) {
        double sumOfHits = Arrays.stream(hits).mapToDouble(h -> weights[h]).sum();
        double sum = 0;
        double extremum = 0;
        for (int i = 0; i < weights.length; i++) {
            boolean hit = Arrays.binarySearch(hits, i) >= 0;
            sum += hit ? weights[i] / sumOfHits : -1.0 / (weights.length - hits.length);
            extremum = Math.abs(sum) > Math.abs(extremum) + 1e-13 ? sum : extremum;
        }
        return extremum;
    }

    private static RunningSum.Extremum score(double[] weights, int... hits) {
        double sum = 0;
        for (int hit : hits) {
            sum += weights[hit];
        }
        return RunningSum.extremum(
                hits, 0, hits.length, weights, 1.0 / (weights.length - hits.length), RunningSum.share(sum));
    }

    private static double[] fourWalks(double[] weights, List<int[]> hitsOfSets) {
        List<String> genes =
                IntStream.range(0, weights.length).mapToObj(Integer::toString).toList();
        Map<String, List<String>> named = new LinkedHashMap<>();
        for (int s = 0; s < hitsOfSets.size(); s++) {
            named.put(
                    "set" + s,
                    Arrays.stream(hitsOfSets.get(s)).mapToObj(genes::get).toList());
        }
        RankedSets sets = RankedSets.of(GeneSets.of(named), genes, 1, weights.length);
        int[] hits = new int[sets.hits()];
        double[] sums = new double[sets.count()];
        double[] scores = new double[sets.count()];
        sets.place(IntStream.range(0, weights.length).toArray(), weights, new int[sets.count()], hits, sums);
        RunningSum.scores(sets, hits, weights, sums, scores);
        return scores;
    }
}

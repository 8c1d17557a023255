package org.sce2tm.stats;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShuffleTest {
    private static final int TRIES = 24_000;

    @Test
    void everyOrderIsEquallyLikely() {
        Random random = new Random(1);
        Map<String, Integer> counts = new HashMap<>();
        for (int t = 0; t < TRIES; t++) {
            counts.merge(Arrays.toString(Shuffle.sample(4, 4, random)), 1, Integer::sum);
        }
        // 1000 each expected, sd 31: five of them.
        assertThat(counts).hasSize(24);
        assertThat(counts.values()).allSatisfy(count -> assertThat(count).isBetween(845, 1155));
    }

    @Test
    void everyPairIsAnEquallyLikelySample() {
        Random random = new Random(2);
        Map<String, Integer> counts = new HashMap<>();
        for (int t = 0; t < TRIES; t++) {
            int[] pair = Shuffle.sample(4, 2, random);
            Arrays.sort(pair);
            counts.merge(Arrays.toString(pair), 1, Integer::sum);
        }
        // 4000 each expected, sd 58.
        assertThat(counts).hasSize(6);
        assertThat(counts.values()).allSatisfy(count -> assertThat(count).isBetween(3710, 4290));
    }

    @Test
    void whatStandsBeforeThePlaceStays() {
        int[] values = IntStream.range(0, 50).toArray();
        Shuffle.from(10, values, new Random(3));
        assertThat(Arrays.copyOf(values, 10)).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        assertThat(values).containsExactlyInAnyOrder(IntStream.range(0, 50).toArray());
        assertThat(values).isNotEqualTo(IntStream.range(0, 50).toArray());
    }
}

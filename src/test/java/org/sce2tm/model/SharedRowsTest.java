package org.sce2tm.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Neighbors among a batch's cells")
class SharedRowsTest {
    private static void assertFinds(int[] neighbors, int[] cells, SharedRows shared) {
        int[] below = IntStream.concat(Arrays.stream(cells), Arrays.stream(shared.added()))
                .toArray();
        assertThat(Arrays.stream(shared.at()).map(row -> below[row]).toArray()).isEqualTo(neighbors);
    }

    @Test
    void areNotComputedAgain() {
        int[] cells = {7, 3, 5, 3};
        int[] neighbors = {3, 5, 5, 7};
        SharedRows shared = SharedRows.of(cells, neighbors);
        assertThat(shared.added()).isEmpty();
        assertThat(shared.at()).containsExactly(1, 2, 2, 0);
    }

    @Test
    void othersAreComputedOnceEachInFewShapes() {
        SplittableRandom random = new SplittableRandom(1);
        for (int batch : new int[] {1, 5, 63, 64, 200}) {
            int[] cells = random.ints(batch, 0, 300).toArray();
            int[] neighbors = random.ints(batch, 0, 300).toArray();
            SharedRows shared = SharedRows.of(cells, neighbors);
            assertFinds(neighbors, cells, shared);
            int needed = (int) Arrays.stream(neighbors)
                    .distinct()
                    .filter(cell -> Arrays.stream(cells).noneMatch(other -> other == cell))
                    .count();
            assertThat(Arrays.stream(shared.added()).limit(needed)).doesNotHaveDuplicates();
            assertThat(shared.added()).hasSize(Math.min(batch, (needed + 63) / 64 * 64));
        }
    }
}

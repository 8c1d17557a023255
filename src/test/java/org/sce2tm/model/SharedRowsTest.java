package org.sce2tm.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.sce2tm.nn.Backend;
import org.sce2tm.nn.Mode;
import org.sce2tm.nn.Ops;
import org.sce2tm.nn.Over;
import org.sce2tm.nn.Parameter;
import org.sce2tm.nn.Tape;
import org.sce2tm.nn.Tensor;
import org.sce2tm.nn.cpu.CpuBackend;

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

    @Test
    void havePickedRowsAndGiveTheirGradientsBack() {
        int[] cells = {7, 3, 5};
        int[] neighbors = {3, 9, 3, 8, 9};
        SharedRows shared = SharedRows.of(cells, neighbors);
        try (Backend backend = new CpuBackend(1)) {
            Tape tape = new Tape(backend);
            tape.begin(Mode.TRAINING);
            Parameter table = new Parameter(backend, "table", 3, 2, new float[] {7, 70, 3, 30, 5, 50});
            Parameter others = new Parameter(backend, "others", 5, 2, new float[] {9, 90, 8, 80, 0, 0, 0, 0, 0, 0});
            Tensor picked = shared.pick(tape.parameter(table), added -> tape.parameter(others));
            assertThat(picked.toDoubles()).containsExactly(3, 30, 9, 90, 3, 30, 8, 80, 9, 90);
            tape.backward(Ops.sum(Over.ALL, Ops.square(picked)));
            assertThat(backend.read(table.gradient().orElseThrow())).containsExactly(0, 0, 12, 120, 0, 0);
            assertThat(backend.read(others.gradient().orElseThrow()))
                    .containsExactly(36, 360, 16, 160, 0, 0, 0, 0, 0, 0);
        }
    }
}

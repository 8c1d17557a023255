package org.sce2tm.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.sce2tm.model.Minibatches.Rest;
import org.sce2tm.stats.RandomStreams;

@DisplayName("Minibatches")
class MinibatchesTest {
    private static RandomGenerator random() {
        return new RandomStreams(1).stream("test")::nextLong;
    }

    @Test
    void holdEveryCellOnceInAnOrderThatChangesFromEpochToEpoch() {
        RandomGenerator random = random();
        int[] first = flat(Minibatches.shuffled(cells(100), 32, Rest.KEPT, random));
        int[] second = flat(Minibatches.shuffled(cells(100), 32, Rest.KEPT, random));
        assertThat(first).isNotEqualTo(second);
        assertThat(Arrays.stream(first).sorted().toArray())
                .isEqualTo(Arrays.stream(second).sorted().toArray())
                .containsExactly(IntStream.range(0, 100).toArray());
    }

    @Test
    void keepASmallerLastBatch() {
        assertThat(sizes(100, 32)).containsExactly(32, 32, 32, 4);
        assertThat(sizes(64, 32)).containsExactly(32, 32);
        assertThat(sizes(20, 32)).containsExactly(20);
        assertThat(sizes(34, 32)).containsExactly(32, 2);
    }

    @Test
    void letALastBatchOfOneCellJoinTheBatchBefore() {
        assertThat(sizes(65, 32)).containsExactly(32, 33);
        assertThat(sizes(33, 32)).containsExactly(33);
        assertThat(sizes(3, 2)).containsExactly(3);
    }

    @Test
    void leaveOutARestThatIsTooSmall() {
        assertThat(sizes(66, 32, Rest.THREE_OR_DROPPED)).containsExactly(32, 32);
        assertThat(sizes(67, 32, Rest.THREE_OR_DROPPED)).containsExactly(32, 32, 3);
        assertThat(sizes(95, 32, Rest.DROPPED)).containsExactly(32, 32);
        assertThat(sizes(20, 32, Rest.DROPPED)).containsExactly(20);
    }

    @Test
    void carryTheRestOverSoThatEveryBatchIsFull() {
        Minibatches minibatches = new Minibatches(cells(50), 20, Rest.CARRIED, random());
        List<int[]> first = minibatches.next();
        List<int[]> second = minibatches.next();
        assertThat(first).extracting(batch -> batch.length).containsExactly(20, 20);
        assertThat(second).extracting(batch -> batch.length).containsExactly(20, 20, 20);
        int[] both = IntStream.concat(Arrays.stream(flat(first)), Arrays.stream(flat(second)))
                .sorted()
                .toArray();
        assertThat(both)
                .as("two epochs: every cell twice")
                .containsExactly(IntStream.range(0, 100).map(i -> i / 2).toArray());
        assertThat(sizes(15, 20, Rest.CARRIED)).containsExactly(15);
    }

    @Test
    void holdOnlyTheCellsGiven() {
        assertThat(flat(Minibatches.shuffled(new int[] {3, 5, 8}, 2, Rest.KEPT, random())))
                .containsExactlyInAnyOrder(3, 5, 8);
    }

    private static int[] cells(int n) {
        return IntStream.range(0, n).toArray();
    }

    private static int[] sizes(int cells, int batch) {
        return sizes(cells, batch, Rest.KEPT);
    }

    private static int[] sizes(int cells, int batch, Rest rest) {
        return Minibatches.shuffled(cells(cells), batch, rest, random()).stream()
                .mapToInt(b -> b.length)
                .toArray();
    }

    private static int[] flat(List<int[]> batches) {
        return batches.stream().flatMapToInt(Arrays::stream).toArray();
    }
}

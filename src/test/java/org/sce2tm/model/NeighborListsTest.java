package org.sce2tm.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.sce2tm.data.BadDataException;
import org.sce2tm.data.DenseMatrix;
import org.sce2tm.data.NumberType;
import org.sce2tm.stats.RandomStreams;

@DisplayName("Neighbor lists")
class NeighborListsTest {
    private static NeighborLists lists(double... table) {
        int n = table.length / 3;
        return NeighborLists.of(new DenseMatrix(n, 3, table, NumberType.INT32), "n.h5ad, obsm/neighbors_expression");
    }

    @Test
    void areDrawnFromUniformlyTheCellItselfIncludedAndThePadsNot() {
        NeighborLists lists = lists(0, 1, 2, 1, 0, -1, 2, -1, -1);
        RandomGenerator random = new RandomStreams(1).stream("test")::nextLong;
        int[][] counts = new int[3][3];
        for (int i = 0; i < 30_000; i++) {
            int[] drawn = lists.draw(new int[] {0, 1, 2}, random);
            for (int cell = 0; cell < 3; cell++) {
                counts[cell][drawn[cell]]++;
            }
        }
        // 5 binomial deviations of 10 000 (sd 82) and 15 000 (sd 87).
        assertThat(boxed(counts[0])).allSatisfy(c -> assertThat(c).isBetween(9_590, 10_410));
        assertThat(boxed(counts[1]).subList(0, 2)).allSatisfy(c -> assertThat(c).isBetween(14_565, 15_435));
        assertThat(counts[1][2]).isZero();
        assertThat(counts[2]).containsExactly(0, 0, 30_000);
    }

    private static List<Integer> boxed(int[] values) {
        return Arrays.stream(values).boxed().toList();
    }

    @Test
    void withAnIndexThatIsNoCellAreRefusedWithTheirPlace() {
        assertThatThrownBy(() -> lists(0, 1, 3, 1, 0, -1, 2, -1, -1))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("n.h5ad, obsm/neighbors_expression, row 1, column 3")
                .hasMessageContaining("3.0");
        assertThatThrownBy(() -> lists(0, 1, -1, -1, -1, -1))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("row 2");
    }
}

package org.sce2tm.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.sce2tm.data.DenseMatrix;
import org.sce2tm.data.NumberType;
import org.sce2tm.nn.cpu.Kernels;

class NeighborSearchTest {
    private static final int K = 15;

    @Test
    void upToTheGivenNumberOfCellsTheSearchIsExactAndSaysSo() {
        DenseMatrix space = groups(500, 10);
        NeighborSearch.Found found = new NeighborSearch(500, 2).find(space, K);
        assertThat(found.neighbors().indices())
                .isEqualTo(NearestNeighbors.search(space, K, 1).indices());
        assertThat(found.description()).isEqualTo("exact");
        assertThat(found.facts()).containsOnlyKeys("search").containsEntry("search", "exact");
        assertThat(found.warning()).isEmpty();
    }

    @Test
    void amongMoreCellsTheRecallIsMeasured() {
        DenseMatrix space = groups(2000, 10);
        NeighborSearch.Found found = new NeighborSearch(1999, 2).find(space, K);
        double truth = share(found.neighbors(), NearestNeighbors.search(space, K, 2));
        // 0.998 was seen; the sample of 500 cells estimates it well.
        assertThat(found.recall().orElseThrow()).isGreaterThan(0.98).isBetween(truth - 0.01, truth + 0.01);
        assertThat(found.facts()).containsEntry("search", "approximate").containsEntry("recall_cells", 500);
    }

    @Test
    void theApproximateSearchOfSparseRowsFindsThemToo() {
        DenseMatrix space = groups(1000, 30);
        for (int i = 0; i < space.values().length; i++) {
            space.values()[i] = (float) Math.max(0, space.values()[i]);
        }
        NeighborSearch.Found found = new NeighborSearch(0, 2).find(NearestNeighborsTest.compressed(space), K);
        assertThat(found.recall().orElseThrow()).isGreaterThan(0.95);
    }

    @Test
    void foundNeighboursComeWithTheirDistancesInOrderTheCellItselfFirst() {
        DenseMatrix space = groups(1000, 10);
        Neighbors nearest = new NeighborSearch(0, 2).find(space, K).neighbors();
        DenseRows rows = new DenseRows(space, Kernels.fastest());
        for (int i = 0; i < 1000; i++) {
            assertThat(nearest.index(i, 0)).isEqualTo(i);
            for (int rank = 1; rank < K; rank++) {
                assertThat(nearest.distance(i, rank))
                        .isGreaterThanOrEqualTo(nearest.distance(i, rank - 1))
                        .isEqualTo(Math.sqrt(rows.squaredDistance(i, nearest.index(i, rank))));
            }
        }
    }

    @Test
    void theApproximateSearchRepeatsForAnyNumberOfThreads() {
        DenseMatrix space = groups(1500, 8);
        int[] one = new NeighborSearch(0, 1).find(space, K).neighbors().indices();
        assertThat(new NeighborSearch(0, 4).find(space, K).neighbors().indices())
                .isEqualTo(one);
    }

    @Test
    void duplicatesDoNotConfuseTheApproximateSearch() {
        DenseMatrix space = DenseMatrix.zeros(300, 2, NumberType.FLOAT64);
        space.set(299, 0, 1);
        NeighborSearch.Found found = new NeighborSearch(0, 1).find(space, 4);
        assertThat(IntStream.range(0, 300).map(i -> found.neighbors().index(i, 1)))
                .allMatch(i -> i >= 0);
        assertThat(found.recall().orElseThrow()).isEqualTo(1);
    }

    /** The outlier makes everything else one point to single precision: in the products, and beside a 1. */
    @Test
    void tightGroupsFarFromAnOutlierAreFoundAndTheRecallIsTheTrueOne() {
        DenseMatrix space = groups(1000, 40);
        space.set(999, 3, 1e8);
        NeighborSearch.Found found = new NeighborSearch(0, 2).find(space, K);
        double truth = share(found.neighbors(), NearestNeighbors.search(space, K, 2));
        // 500 of 1000 cells are looked at.
        assertThat(found.recall().orElseThrow()).isGreaterThan(0.98).isBetween(truth - 0.01, truth + 0.01);
    }

    @Test
    void theRecallOfWrongNeighboursIsTheirShare() {
        DenseMatrix space = groups(1000, 40);
        space.set(999, 3, 1e8);
        Neighbors truth = NearestNeighbors.search(space, K, 2);
        int[] indices = truth.indices().clone();
        for (int i = 0; i < 1000; i++) {
            // The last of 14 neighbours is replaced by the outlier.
            indices[i * K + K - 1] = 999;
        }
        Neighbors wrong = new Neighbors(1000, K, indices, truth.distances());
        int[] sample = IntStream.range(0, 500).toArray();
        DenseRows rows = new DenseRows(space, Kernels.fastest());
        assertThat(ApproximateNeighbors.recall(rows, wrong, sample, 2)).isEqualTo(13 / 14.0);
        assertThat(ApproximateNeighbors.recall(rows, truth, sample, 2)).isEqualTo(1);
    }

    private static double share(Neighbors found, Neighbors truth) {
        int hits = 0;
        for (int i = 0; i < truth.cells(); i++) {
            for (int rank = 1; rank < K; rank++) {
                int wanted = truth.index(i, rank);
                int cell = i;
                hits += IntStream.range(1, K).anyMatch(r -> found.index(cell, r) == wanted) ? 1 : 0;
            }
        }
        return (double) hits / (truth.cells() * (K - 1));
    }

    /** Ten overlapping groups. */
    private static DenseMatrix groups(int n, int d) {
        Random random = new Random(7);
        double[][] centres = new double[10][d];
        for (double[] centre : centres) {
            for (int j = 0; j < d; j++) {
                centre[j] = random.nextGaussian();
            }
        }
        DenseMatrix space = DenseMatrix.zeros(n, d, NumberType.FLOAT64);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < d; j++) {
                space.set(i, j, centres[i % 10][j] + 0.5 * random.nextGaussian());
            }
        }
        return space;
    }
}

package org.sce2tm.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sce2tm.data.CsrMatrix;
import org.sce2tm.data.DenseMatrix;
import org.sce2tm.data.NumberType;
import org.sce2tm.nn.cpu.Kernels;
import org.sce2tm.nn.cpu.PlainKernels;
import org.sce2tm.testing.OracleFile;

class NearestNeighborsTest {
    /** Tolerances of the oracle's README: the original took distances of single-precision input in single precision. */
    @ParameterizedTest
    @CsvSource({"wang_mu, 1e-12", "pbmc3k_pca50_f64, 1e-12", "pollen_pca50, 1e-5"})
    void neighboursAndDistancesAreScanpys(String name, double tolerance) {
        try (OracleFile oracle = OracleFile.open("oracle/metrics/neighbours/" + name + ".h5")) {
            Neighbors nearest = NearestNeighbors.search(matrix(oracle), 15, 2);
            assertThat(nearest.indices()).isEqualTo(oracle.ints("knn_indices"));
            assertThat(nearest.distances()).containsExactly(oracle.doubles("knn_distances"), within(tolerance));
        }
    }

    @Test
    void inSinglePrecisionInputOnlyTheKnownCellHasAnotherNeighbour() {
        try (OracleFile oracle = OracleFile.open("oracle/metrics/neighbours/pbmc3k_pca50.h5")) {
            Neighbors nearest = NearestNeighbors.search(matrix(oracle), 15, 2);
            int[] expected = oracle.ints("knn_indices");
            List<Integer> different = new ArrayList<>();
            for (int i = 0; i < nearest.cells(); i++) {
                int cell = i;
                List<Integer> ours = sorted(nearest.indices(), cell * 15, 15);
                if (!ours.equals(sorted(expected, cell * 15, 15))) {
                    different.add(cell);
                }
            }
            // The README names this cell: its 15th and 16th neighbours are 6e-7 apart.
            assertThat(different).containsExactly(941);
        }
    }

    @Test
    void sparseRowsGiveTheSameNeighboursAsDenseOnes() {
        for (int seed = 0; seed < 3; seed++) {
            DenseMatrix dense = sparseLooking(150, 400, new Random(seed));
            Neighbors expected = NearestNeighbors.search(dense, 15, 1);
            Neighbors actual = NearestNeighbors.search(compressed(dense), 15, 1);
            assertThat(actual.indices()).isEqualTo(expected.indices());
            // The two sum the same squares in another order.
            assertThat(actual.distances()).containsExactly(expected.distances(), within(1e-12));
        }
    }

    @Test
    void sparseRowsAreRankedRightAlsoWhereTheirLengthDrownsTheirDifferences() {
        // |a|^2 is 1e6 with an ulp of 1e-10; squared distances are around 1e-12.
        Random random = new Random(4);
        DenseMatrix x = DenseMatrix.zeros(80, 3, NumberType.FLOAT64);
        for (int i = 0; i < 80; i++) {
            x.set(i, 0, 1000);
            x.set(i, 2, (float) (1e-6 * (1 + random.nextDouble())));
        }
        assertThat(NearestNeighbors.search(compressed(x), 5, 1).indices())
                .isEqualTo(NearestNeighbors.search(x, 5, 1).indices());
    }

    @Test
    void manyDuplicatesOfSparseRowsGoByIndex() {
        DenseMatrix x = DenseMatrix.zeros(60, 2, NumberType.FLOAT64);
        for (int i = 0; i < 60; i++) {
            x.set(i, 0, 3);
        }
        Neighbors nearest = NearestNeighbors.search(compressed(x), 5, 1);
        assertThat(list(nearest, 50)).containsExactly(50, 0, 1, 2, 3);
        assertThat(nearest.distances()).containsOnly(0);
    }

    @Test
    void theNumberOfThreadsChangesNoBit() {
        DenseMatrix dense = sparseLooking(300, 70, new Random(1));
        Neighbors one = NearestNeighbors.search(dense, 15, 1);
        Neighbors four = NearestNeighbors.search(dense, 15, 4);
        assertThat(four.indices()).isEqualTo(one.indices());
        assertThat(four.distances()).isEqualTo(one.distances());
        Neighbors sparseOne = NearestNeighbors.search(compressed(dense), 15, 1);
        Neighbors sparseFour = NearestNeighbors.search(compressed(dense), 15, 4);
        assertThat(sparseFour.indices()).isEqualTo(sparseOne.indices());
        assertThat(sparseFour.distances()).isEqualTo(sparseOne.distances());
    }

    /** The products in single precision only choose candidates: what comes out is ranked and measured in double. */
    @ParameterizedTest
    @ValueSource(doubles = {1, 1e-25, 1e-6, 1e12, 1e18})
    void distancesAreThoseOfTheDifferencesInDoubleWhateverTheKernelsAndTheScale(double scale) {
        DenseMatrix dense = sparseLooking(700, 40, new Random(9));
        for (int i = 0; i < dense.values().length; i++) {
            dense.values()[i] = (float) (scale * dense.values()[i]);
        }
        CsrMatrix sparse = compressed(dense);
        for (Kernels kernels : List.of(Kernels.fastest(), new PlainKernels())) {
            for (Neighbors nearest : List.of(
                    NearestNeighbors.search(dense, 15, 2, kernels), NearestNeighbors.search(sparse, 15, 2, kernels))) {
                for (int i = 0; i < 700; i += 7) {
                    assertNearest(dense, nearest, i);
                }
            }
        }
    }

    @Test
    void whereSinglePrecisionTellsNothingApartTheOrderIsStillRight() {
        // Around 1 and -1 by 2e-7, which is about what single precision resolves there.
        Random random = new Random(3);
        DenseMatrix x = DenseMatrix.zeros(600, 4, NumberType.FLOAT64);
        for (int i = 0; i < x.values().length; i++) {
            x.values()[i] = (i / 4 % 2 == 0 ? 1 : -1) + 2e-7 * random.nextGaussian();
        }
        Neighbors nearest = NearestNeighbors.search(x, 15, 2);
        for (int i = 0; i < 600; i++) {
            assertNearest(x, nearest, i);
        }
    }

    @Test
    void thousandsOfDuplicatesAreNotAllHeldAndGoByIndex() {
        DenseMatrix x = DenseMatrix.zeros(3000, 2, NumberType.FLOAT64);
        x.set(2999, 0, 1);
        for (Neighbors nearest :
                List.of(NearestNeighbors.search(x, 4, 2), NearestNeighbors.search(compressed(x), 4, 2))) {
            assertThat(list(nearest, 0)).containsExactly(0, 1, 2, 3);
            assertThat(list(nearest, 2998)).containsExactly(2998, 0, 1, 2);
            assertThat(list(nearest, 2999)).containsExactly(2999, 0, 1, 2);
        }
    }

    /** A row's neighbours and distances are those of summing squared differences over ascending columns, to the bit. */
    private static void assertNearest(DenseMatrix x, Neighbors nearest, int cell) {
        double[] squared = new double[x.rows()];
        for (int j = 0; j < x.rows(); j++) {
            for (int d = 0; d < x.columns(); d++) {
                double difference = x.get(cell, d) - x.get(j, d);
                squared[j] += difference * difference;
            }
        }
        int[] expected = IntStream.range(0, x.rows())
                .boxed()
                .filter(j -> j != cell)
                .sorted(Comparator.comparingDouble(j -> squared[j]))
                .limit(nearest.k() - 1L)
                .mapToInt(Integer::intValue)
                .toArray();
        for (int rank = 1; rank < nearest.k(); rank++) {
            assertThat(nearest.index(cell, rank)).isEqualTo(expected[rank - 1]);
            assertThat(nearest.distance(cell, rank)).isEqualTo(Math.sqrt(squared[expected[rank - 1]]));
        }
    }

    @Test
    void agreesWithSortingAllPairsWhateverTheShape() {
        for (int n : new int[] {1, 2, 33, 257, 300}) {
            for (int d : new int[] {1, 3, 64, 67}) {
                DenseMatrix x = sparseLooking(n, d, new Random(n * 100L + d));
                int k = Math.min(5, n);
                Neighbors nearest = NearestNeighbors.search(x, k, 2);
                for (int i = 0; i < n; i++) {
                    assertThat(sortedByBruteForce(x, i).subList(0, k)).isEqualTo(list(nearest, i));
                }
            }
        }
    }

    @Test
    void aDuplicatedCellIsItsOwnFirstNeighbourAndTiesGoByIndex() {
        // Cells 0, 2, 3 are one point; 1 and 4 are equally far from it.
        double[] values = {0, 0, 1, 0, 0, 0, 0, 0, 0, 1};
        DenseMatrix x = new DenseMatrix(5, 2, values, NumberType.FLOAT64);
        for (Neighbors nearest :
                List.of(NearestNeighbors.search(x, 4, 1), NearestNeighbors.search(compressed(x), 4, 1))) {
            assertThat(list(nearest, 0)).containsExactly(0, 2, 3, 1);
            assertThat(list(nearest, 3)).containsExactly(3, 0, 2, 1);
            assertThat(nearest.distance(3, 1)).isZero();
            assertThat(nearest.distance(3, 3)).isEqualTo(1);
        }
    }

    @Test
    void moreNeighboursThanCellsAreRefused() {
        DenseMatrix x = DenseMatrix.zeros(3, 2, NumberType.FLOAT64);
        assertThatThrownBy(() -> NearestNeighbors.search(x, 4, 1)).hasMessageContaining("of 3 cells");
        assertThatThrownBy(() -> NearestNeighbors.search(x, 0, 1)).isInstanceOf(IllegalArgumentException.class);
    }

    static DenseMatrix matrix(OracleFile oracle) {
        int[] shape = oracle.shape("X");
        return new DenseMatrix(shape[0], shape[1], oracle.doubles("X"), NumberType.FLOAT64);
    }

    static CsrMatrix compressed(DenseMatrix dense) {
        int[] pointers = new int[dense.rows() + 1];
        List<Integer> columns = new ArrayList<>();
        for (int i = 0; i < dense.rows(); i++) {
            for (int j = 0; j < dense.columns(); j++) {
                if (dense.get(i, j) != 0) {
                    columns.add(i * dense.columns() + j);
                }
            }
            pointers[i + 1] = columns.size();
        }
        float[] values = new float[columns.size()];
        int[] indices = new int[columns.size()];
        for (int p = 0; p < values.length; p++) {
            values[p] = (float) dense.values()[columns.get(p)];
            indices[p] = columns.get(p) % dense.columns();
        }
        return new CsrMatrix(dense.rows(), dense.columns(), pointers, indices, values);
    }

    /** Numbers that single precision holds exactly, most of them 0. */
    private static DenseMatrix sparseLooking(int n, int d, Random random) {
        double[] values = new double[n * d];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextInt(3) == 0 ? (float) random.nextGaussian() : 0;
        }
        return new DenseMatrix(n, d, values, NumberType.FLOAT64);
    }

    private static List<Integer> sortedByBruteForce(DenseMatrix x, int cell) {
        double[] squared = new double[x.rows()];
        for (int j = 0; j < x.rows(); j++) {
            for (int d = 0; d < x.columns(); d++) {
                squared[j] += Math.pow(x.get(cell, d) - x.get(j, d), 2);
            }
            // Rounded, so that another order of summation makes no difference between ties.
            squared[j] = Math.rint(squared[j] * 1e10);
        }
        squared[cell] = -1;
        return IntStream.range(0, x.rows())
                .boxed()
                .sorted(Comparator.comparingDouble(j -> squared[j]))
                .toList();
    }

    private static List<Integer> list(Neighbors nearest, int cell) {
        return IntStream.range(0, nearest.k())
                .mapToObj(rank -> nearest.index(cell, rank))
                .toList();
    }

    private static List<Integer> sorted(int[] values, int from, int count) {
        return IntStream.range(from, from + count)
                .map(i -> values[i])
                .sorted()
                .boxed()
                .toList();
    }
}

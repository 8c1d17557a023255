package org.sce2tm.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sce2tm.data.DenseMatrix;
import org.sce2tm.data.NumberType;
import org.sce2tm.testing.OracleFile;
import org.sce2tm.testing.OracleTable;

class SilhouetteTest {
    @Test
    void aboveALimitTheMeanIsTakenOverEvenlySpreadCellsEachAgainstAll() {
        Random random = new Random(2);
        DenseMatrix x = DenseMatrix.zeros(500, 3, NumberType.FLOAT64);
        int[] labels = new int[500];
        for (int i = 0; i < 500; i++) {
            labels[i] = i % 2;
            for (int j = 0; j < 3; j++) {
                x.set(i, j, labels[i] + random.nextGaussian());
            }
        }
        double[] widths = Silhouette.widths(x, labels, 1);
        // Of 500 cells with a limit of 400 some 160 are wanted: every fourth block of 32.
        double expected = IntStream.range(0, 500)
                .filter(i -> i / 32 % 4 == 0)
                .mapToDouble(i -> widths[i])
                .average()
                .orElseThrow();
        assertThat(Silhouette.mean(x, labels, 2, 400)).hasValue(expected);
        assertThat(Silhouette.cellsInMean(500, 400)).isEqualTo(128);
        double all = Arrays.stream(widths).average().orElseThrow();
        assertThat(Silhouette.mean(x, labels, 2, 500)).hasValue(all);
        assertThat(Silhouette.cellsInMean(500, 500)).isEqualTo(500);
        assertThat(Silhouette.mean(x, labels, 2)).hasValue(all);
        assertThat(all).isNotEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"wang_mu", "pollen_pca50", "pbmc3k_pca50_f64"})
    void everyCellsWidthIsScikitLearns(String name) {
        try (OracleFile input = OracleFile.open("oracle/metrics/neighbours/" + name + ".h5")) {
            double[] expected =
                    OracleTable.read("oracle/metrics/louvain/" + name + ".silhouette_samples.tsv.gz").stream()
                            .mapToDouble(row -> row.number("silhouette"))
                            .toArray();
            int[] shape = input.shape("X");
            DenseMatrix x = new DenseMatrix(shape[0], shape[1], input.doubles("X"), NumberType.FLOAT64);
            // scikit-learn takes distances by the scalar product, whose cancellation costs a few digits.
            assertThat(Silhouette.widths(x, input.ints("label_codes"), 2)).containsExactly(expected, within(1e-12));
        }
    }

    @Test
    void theMeanIsThePublishedOne() {
        try (OracleFile input = OracleFile.open("oracle/metrics/neighbours/wang_mu.h5")) {
            int[] labels = input.ints("label_codes");
            DenseMatrix x = new DenseMatrix(labels.length, 100, input.doubles("X"), NumberType.FLOAT64);
            // The oracle's README: 1e-12 in double precision.
            assertThat(Silhouette.mean(x, labels, 1).getAsDouble()).isCloseTo(0.12559753886488723, within(1e-12));
        }
    }

    @Test
    void aGroupOfOneHasWidthZeroAndTheOthersFollowTheDefinition() {
        DenseMatrix x = new DenseMatrix(4, 1, new double[] {0, 1, 4, 10}, NumberType.FLOAT64);
        double[] widths = Silhouette.widths(x, new int[] {0, 0, 1, 1}, 1);
        assertThat(widths).containsExactly(new double[] {6.0 / 7, 5.0 / 6, (3.5 - 6) / 6, 3.5 / 9.5}, within(1e-15));
        assertThat(Silhouette.widths(x, new int[] {0, 0, 0, 1}, 1)[3]).isZero();
    }

    @Test
    void oneGroupOrOnlySinglesHaveNoMean() {
        DenseMatrix x = new DenseMatrix(3, 1, new double[] {0, 1, 4}, NumberType.FLOAT64);
        assertThat(Silhouette.mean(x, new int[3], 1)).isEmpty();
        assertThat(Silhouette.mean(x, new int[] {0, 1, 2}, 1)).isEmpty();
        assertThat(Silhouette.mean(x, new int[] {0, 1, 1}, 1)).isPresent();
    }

    @Test
    void severalPartitionsAtOnceScoreAsEachAlone() {
        DenseMatrix x = new DenseMatrix(5, 1, new double[] {0, 1, 4, 10, 11}, NumberType.FLOAT64);
        int[] first = {0, 0, 0, 1, 1};
        int[] second = {0, 0, 1, 2, 2};
        assertThat(Silhouette.means(x, List.of(first, new int[5], second), 1))
                .containsExactly(Silhouette.mean(x, first, 1), OptionalDouble.empty(), Silhouette.mean(x, second, 1));
    }

    @Test
    void cellsAtOnePointHaveWidthZero() {
        assertThat(Silhouette.widths(DenseMatrix.zeros(4, 2, NumberType.FLOAT64), new int[] {0, 0, 1, 1}, 1))
                .containsOnly(0);
    }
}

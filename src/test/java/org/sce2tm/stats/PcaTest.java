package org.sce2tm.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sce2tm.data.CsrMatrix;
import org.sce2tm.data.ExpressionFile;
import org.sce2tm.data.Normalization;
import org.sce2tm.data.Orientation;
import org.sce2tm.testing.OracleFile;
import org.sce2tm.testing.SharedFiles;

class PcaTest {
    private static Pca fit(CsrMatrix matrix, int components, int threads) {
        return Pca.fit(
                matrix.columns(), matrix.rowPointers(), matrix.columnIndices(), matrix.values(), components, threads);
    }

    @ParameterizedTest
    @CsvSource({
        "pollen, pollen.h5ad, true, CELLS",
        "yan, yan/yan_HIGHPRE.csv, false, CELLS",
        "klein_sample, klein_sample/profile.txt, true, GENES",
    })
    void theReferencesStandInViewUpToSigns(String dataset, String file, boolean log, Orientation orientation) {
        CsrMatrix matrix = new Normalization(log, OptionalDouble.empty())
                .apply(ExpressionFile.read(SharedFiles.path("data/" + file), "X", orientation)
                        .matrix());
        try (OracleFile oracle = OracleFile.open("oracle/model/reference_inputs.h5")) {
            if (oracle.has(dataset + "/hvg_index")) {
                matrix = matrix.selectColumns(oracle.ints(dataset + "/hvg_index"));
            }
            double[] view = oracle.doubles(dataset + "/external_view");
            int k = oracle.shape(dataset + "/external_view")[1];
            Pca pca = fit(matrix, k, 2);
            assertThat(pca.components()).isEqualTo(50);
            for (int c = 0; c < k; c++) {
                double dot = 0;
                for (int i = 0; i < matrix.rows(); i++) {
                    dot += pca.scores()[i * k + c] * view[i * k + c];
                }
                double sign = Math.signum(dot);
                for (int i = 0; i < matrix.rows(); i++) {
                    // The file holds float32, and scores up to 120: one unit in the last place is 7.6e-6.
                    assertThat(pca.scores()[i * k + c])
                            .as("component %d of cell %d", c, i)
                            .isCloseTo(sign * view[i * k + c], within(1e-5));
                }
            }
        }
    }

    /** Of a 6 x 4 matrix everything can be checked against the definition. */
    @Test
    void scoresTimesLoadingsGiveTheCentredMatrixBack() {
        CsrMatrix matrix = new CsrMatrix(
                6, 4, new int[] {0, 2, 4, 5, 7, 9, 10}, new int[] {0, 2, 1, 3, 0, 1, 2, 0, 3, 2}, new float[] {
                    1, 2, 3, 1, 4, 2, 2, 1, 5, 3
                });
        for (CsrMatrix x : new CsrMatrix[] {matrix, transposed(matrix)}) {
            Pca pca = fit(x, 10, 1);
            assertThat(pca.components()).isEqualTo(Math.min(x.rows() - 1, x.columns()));
            int k = pca.components();
            for (int i = 0; i < x.rows(); i++) {
                double[] row = new double[x.columns()];
                for (int p = x.rowPointers()[i]; p < x.rowPointers()[i + 1]; p++) {
                    row[x.columnIndices()[p]] = x.values()[p];
                }
                for (int j = 0; j < row.length; j++) {
                    double sum = pca.means()[j];
                    for (int c = 0; c < k; c++) {
                        sum += pca.scores()[i * k + c] * pca.loadings()[j * k + c];
                    }
                    // a few double operations on numbers below 10
                    assertThat(sum).isCloseTo(row[j], within(1e-12));
                }
            }
            double explained = 0;
            for (int c = 0; c < k; c++) {
                explained += pca.explainedVarianceRatio(c);
            }
            assertThat(explained).isCloseTo(1, within(1e-12));
        }
    }

    @Test
    void ofEachComponentTheLargestScoreIsPositive() {
        CsrMatrix matrix = new CsrMatrix(
                3, 2, new int[] {0, 2, 4, 6}, new int[] {0, 1, 0, 1, 0, 1}, new float[] {1, 0, 2, 1, 9, 3});
        Pca pca = fit(matrix, 2, 1);
        for (int c = 0; c < 2; c++) {
            int component = c;
            double[] scores = Arrays.stream(new int[] {0, 1, 2})
                    .mapToDouble(i -> pca.scores()[i * 2 + component])
                    .toArray();
            double largest = Arrays.stream(scores).map(Math::abs).max().orElseThrow();
            assertThat(Arrays.stream(scores).max().orElseThrow()).isEqualTo(largest);
        }
    }

    @Test
    void theThreadsDoNotChangeABit() {
        CsrMatrix matrix = new Normalization(true, OptionalDouble.empty())
                .apply(ExpressionFile.read(Path.of("test-data/islets.h5ad"), "X", Orientation.AUTO)
                        .matrix());
        assertThat(fit(matrix, 20, 3).scores()).isEqualTo(fit(matrix, 20, 1).scores());
    }

    @Test
    void componentsThatDoNotExistAreZero() {
        // rank 1 after centring: the second component is nothing
        CsrMatrix matrix = new CsrMatrix(
                3, 2, new int[] {0, 2, 4, 6}, new int[] {0, 1, 0, 1, 0, 1}, new float[] {1, 2, 2, 4, 3, 6});
        Pca pca = fit(matrix, 2, 1);
        assertThat(pca.singularValues()[1]).isZero();
        assertThat(pca.scores()[1]).isZero();
    }

    private static CsrMatrix transposed(CsrMatrix matrix) {
        float[][] dense = new float[matrix.columns()][matrix.rows()];
        for (int i = 0; i < matrix.rows(); i++) {
            for (int p = matrix.rowPointers()[i]; p < matrix.rowPointers()[i + 1]; p++) {
                dense[matrix.columnIndices()[p]][i] = matrix.values()[p];
            }
        }
        int[] pointers = new int[matrix.columns() + 1];
        int[] indices = new int[matrix.stored()];
        float[] values = new float[matrix.stored()];
        int next = 0;
        for (int j = 0; j < dense.length; j++) {
            for (int i = 0; i < dense[j].length; i++) {
                if (dense[j][i] != 0) {
                    indices[next] = i;
                    values[next++] = dense[j][i];
                }
            }
            pointers[j + 1] = next;
        }
        return new CsrMatrix(matrix.columns(), matrix.rows(), pointers, indices, values);
    }
}

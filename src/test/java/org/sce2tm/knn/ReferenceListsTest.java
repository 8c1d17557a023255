package org.sce2tm.knn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sce2tm.data.CsrMatrix;
import org.sce2tm.data.DenseMatrix;
import org.sce2tm.data.H5adFile;
import org.sce2tm.data.NumberType;
import org.sce2tm.data.TableFile;
import org.sce2tm.testing.OracleFile;
import org.sce2tm.testing.SharedFiles;

/** From the data to the lists that the reference's own repair gives on exact neighbours: no entry differs. */
class ReferenceListsTest {
    private static final KnnOptions OPTIONS = new KnnOptions(15, 200_000, 2);

    @ParameterizedTest
    @ValueSource(strings = {"wang_matched", "yan", "klein_sample", "pollen", "deng"})
    void theExternalViewsListsAreTheReferences(String dataset) {
        try (OracleFile oracle = OracleFile.open("oracle/model/reference_inputs.h5")) {
            int[] shape = oracle.shape(dataset + "/external_view");
            DenseMatrix view =
                    new DenseMatrix(shape[0], shape[1], oracle.doubles(dataset + "/external_view"), NumberType.FLOAT32);
            ViewNeighbors neighbors = ViewNeighbors.of(view, OPTIONS);
            assertThat(neighbors.mutual().lists()).isEqualTo(oracle.ints(dataset + "/neighbour_lists_external"));
            assertThat((long) neighbors.mutual().mutualComponents())
                    .isEqualTo(oracle.attribute(dataset, "components_external"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"pollen", "deng"})
    void theExpressionViewsListsAreTheReferencesFromSparseCounts(String dataset) {
        try (OracleFile oracle = OracleFile.open("oracle/model/reference_inputs.h5");
                H5adFile file = H5adFile.open(SharedFiles.path("data/" + dataset + ".h5ad"))) {
            CsrMatrix view = logged(file.x().selectColumns(oracle.ints(dataset + "/hvg_index")));
            assertThat(ViewNeighbors.of(view, OPTIONS).mutual().lists())
                    .isEqualTo(oracle.ints(dataset + "/neighbour_lists_expression"));
        }
    }

    @ParameterizedTest
    @CsvSource({"wang_matched, wang_matched/WangSub_HIGHPRE.csv", "yan, yan/yan_HIGHPRE.csv"})
    void theExpressionViewsListsAreTheReferencesFromTables(String dataset, String table) {
        DenseMatrix values = TableFile.read(SharedFiles.path("data/" + table)).values();
        try (OracleFile oracle = OracleFile.open("oracle/model/reference_inputs.h5")) {
            assertThat(ViewNeighbors.of(compressed(values), OPTIONS).mutual().lists())
                    .isEqualTo(oracle.ints(dataset + "/neighbour_lists_expression"));
        }
    }

    @Test
    void theReleasedEmbeddingHasTheSeventeenPiecesThatTheReferencePrints() {
        DenseMatrix view =
                TableFile.read(SharedFiles.path("data/wang_scgpt/Wang.csv")).values();
        ViewNeighbors neighbors = ViewNeighbors.of(view, OPTIONS);
        assertThat(neighbors.mutual().mutualComponents()).isEqualTo(17);
        try (OracleFile oracle = OracleFile.open("oracle/model/mutual_knn.h5")) {
            assertThat(neighbors.mutual().lists()).isEqualTo(oracle.ints("wang_scgpt_457x512/neighbour_lists"));
        }
    }

    private static CsrMatrix logged(CsrMatrix counts) {
        float[] values = new float[counts.stored()];
        for (int p = 0; p < values.length; p++) {
            values[p] = (float) Math.log1p(counts.values()[p]);
        }
        return new CsrMatrix(counts.rows(), counts.columns(), counts.rowPointers(), counts.columnIndices(), values);
    }

    private static CsrMatrix compressed(DenseMatrix dense) {
        int[] pointers = new int[dense.rows() + 1];
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < dense.rows(); i++) {
            for (int j = 0; j < dense.columns(); j++) {
                if (dense.get(i, j) != 0) {
                    places.add(i * dense.columns() + j);
                }
            }
            pointers[i + 1] = places.size();
        }
        int[] columns = new int[places.size()];
        float[] values = new float[places.size()];
        for (int p = 0; p < values.length; p++) {
            columns[p] = places.get(p) % dense.columns();
            values[p] = (float) dense.values()[places.get(p)];
        }
        return new CsrMatrix(dense.rows(), dense.columns(), pointers, columns, values);
    }
}

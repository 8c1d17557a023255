package org.sce2tm.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sce2tm.data.CsrMatrix;
import org.sce2tm.data.DenseMatrix;
import org.sce2tm.data.NumberType;
import org.sce2tm.testing.OracleFile;

class FuzzyGraphTest {
    /** The oracle's README: the original bisects sigma in single precision to 1e-5. */
    private static final float TOLERANCE = 3e-5f;

    @ParameterizedTest
    @ValueSource(strings = {"wang_mu", "pollen_pca50", "pbmc3k_pca50_f64"})
    void weightsAreUmapsFromTheEmbeddingOn(String name) {
        try (OracleFile oracle = OracleFile.open("oracle/metrics/neighbours/" + name + ".h5")) {
            CsrMatrix graph =
                    FuzzyGraph.connectivities(NearestNeighbors.search(NearestNeighborsTest.matrix(oracle), 15, 2));
            assertEqualGraphs(graph, oracle);
        }
    }

    @Test
    void weightsAreUmapsFromTheStoredNeighboursOn() {
        try (OracleFile oracle = OracleFile.open("oracle/metrics/neighbours/pbmc3k_pca50.h5")) {
            int[] indices = oracle.ints("knn_indices");
            Neighbors nearest = new Neighbors(indices.length / 15, 15, indices, oracle.doubles("knn_distances"));
            assertEqualGraphs(FuzzyGraph.connectivities(nearest), oracle);
        }
    }

    @Test
    void theGraphIsExactlySymmetric() {
        try (OracleFile oracle = OracleFile.open("oracle/metrics/neighbours/wang_mu.h5")) {
            CsrMatrix graph =
                    FuzzyGraph.connectivities(NearestNeighbors.search(NearestNeighborsTest.matrix(oracle), 15, 1));
            for (int i = 0; i < graph.rows(); i++) {
                for (int p = graph.rowPointers()[i]; p < graph.rowPointers()[i + 1]; p++) {
                    assertThat(weight(graph, graph.columnIndices()[p], i)).isEqualTo(graph.values()[p]);
                }
            }
        }
    }

    @Test
    void amongDuplicatesEveryEdgeWeighsOne() {
        CsrMatrix graph =
                FuzzyGraph.connectivities(NearestNeighbors.search(DenseMatrix.zeros(5, 3, NumberType.FLOAT64), 3, 1));
        assertThat(graph.values()).containsOnly(1f);
        // Cells 3 and 4 point at 0 and 1; 0, 1 and 2 at each other.
        assertThat(graph.stored()).isEqualTo(2 * (3 + 4));
    }

    @Test
    void oneCellHasNoEdge() {
        CsrMatrix graph =
                FuzzyGraph.connectivities(NearestNeighbors.search(DenseMatrix.zeros(1, 3, NumberType.FLOAT64), 1, 1));
        assertThat(graph.stored()).isZero();
    }

    private static void assertEqualGraphs(CsrMatrix graph, OracleFile oracle) {
        assertThat(graph.rowPointers()).isEqualTo(oracle.ints("connectivities_indptr"));
        assertThat(graph.columnIndices()).isEqualTo(oracle.ints("connectivities_indices"));
        assertThat(graph.values()).containsExactly(oracle.floats("connectivities_data"), within(TOLERANCE));
    }

    private static float weight(CsrMatrix graph, int row, int column) {
        for (int p = graph.rowPointers()[row]; p < graph.rowPointers()[row + 1]; p++) {
            if (graph.columnIndices()[p] == column) {
                return graph.values()[p];
            }
        }
        return 0;
    }
}

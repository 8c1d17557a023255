package org.sce2tm.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sce2tm.data.DenseMatrix;
import org.sce2tm.data.NumberType;
import org.sce2tm.testing.OracleFile;

class MutualNeighborsTest {
    private static final int WIDTH = 15;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "wang_scgpt_457x512",
                "pollen_log1p_hvg5000",
                "wang_matched_expr_219",
                "wang_matched_scgpt",
                "yan_expr_4656",
                "klein_expr_900"
            })
    void listsAreTheReferences(String group) {
        try (OracleFile oracle = OracleFile.open("oracle/model/mutual_knn.h5")) {
            int[] indices = oracle.ints(group + "/knn_indices");
            int n = indices.length / WIDTH;
            Neighbors nearest = new Neighbors(n, WIDTH, indices, oracle.doubles(group + "/knn_distances"));
            MutualNeighbors mutual = MutualNeighbors.of(nearest, WIDTH);
            assertThat(mutual.lists()).isEqualTo(oracle.ints(group + "/neighbour_lists"));
            // The file's own distances, handed through.
            assertThat(mutual.distances())
                    .containsExactly(oracle.doubles(group + "/neighbour_list_distances"), within(1e-14));
            assertThat(mutual.mutualDegrees()).isEqualTo(oracle.ints(group + "/degree_mutual"));
            assertThat(mutual.degrees()).isEqualTo(oracle.ints(group + "/degree_after_repair"));
            assertThat(mutual.mutualComponents()).isEqualTo((int) oracle.number(group + "/n_components_mutual_graph"));
            assertThat(mutual.components()).isEqualTo((int) oracle.number(group + "/n_components_after_repair"));
            assertThat(mutual.mutualEdges()).isEqualTo((int) oracle.number(group + "/n_mutual_edges"));
            assertThat(mutual.edges()).isEqualTo((int) oracle.number(group + "/n_edges_after_repair"));
            assertThat(mutual.isolatedCells()).isEqualTo((int) oracle.number(group + "/n_isolated_cells"));
        }
    }

    @Test
    void piecesAreJoinedByTheShortestEdgesOfTheNearestNeighbourGraph() {
        // On a line: a close pair 0,1; a close pair 3,4; cell 2 between, nearer to the second pair; k = 2.
        MutualNeighbors mutual = MutualNeighbors.of(onALine(0, 1, 3.5, 5, 6), 3);
        assertThat(mutual.mutualComponents()).isEqualTo(3);
        assertThat(mutual.isolatedCells()).isEqualTo(1);
        // Cell 2's one nearest neighbour is 3; no edge leads from the first pair to the rest.
        assertThat(mutual.components()).isEqualTo(2);
        assertThat(mutual.lists()).containsExactly(0, 1, -1, 1, 0, -1, 2, 3, -1, 3, 4, 2, 4, 3, -1);
    }

    @Test
    void duplicatedCellsStayConnected() {
        // Four copies of one point; with k = 3 the fourth is nobody's neighbour and joins by an edge of length 0.
        MutualNeighbors mutual =
                MutualNeighbors.of(NearestNeighbors.search(DenseMatrix.zeros(4, 2, NumberType.FLOAT64), 3, 1), 3);
        assertThat(mutual.mutualDegrees()).containsExactly(2, 2, 2, 0);
        assertThat(mutual.components()).isEqualTo(1);
        assertThat(mutual.lists()).containsExactly(0, 1, 2, 1, 0, 2, 2, 0, 1, 3, 0, -1);
    }

    @Test
    void aSingleCellHasOnlyItself() {
        MutualNeighbors mutual = MutualNeighbors.of(onALine(7), 4);
        assertThat(mutual.lists()).containsExactly(0, -1, -1, -1);
        assertThat(mutual.components()).isEqualTo(1);
    }

    private static Neighbors onALine(double... points) {
        DenseMatrix x = new DenseMatrix(points.length, 1, points, NumberType.FLOAT64);
        return NearestNeighbors.search(x, Math.min(2, points.length), 1);
    }
}

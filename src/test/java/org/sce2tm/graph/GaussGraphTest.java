package org.sce2tm.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.sce2tm.data.CsrMatrix;
import org.sce2tm.data.DenseMatrix;
import org.sce2tm.data.NumberType;
import org.sce2tm.nn.Closeness;
import org.sce2tm.testing.OracleFile;

@DisplayName("The Gaussian graph")
class GaussGraphTest {
    private static final int N = 40;

    private static DenseMatrix logData(OracleFile file) {
        return new DenseMatrix(N, 120, file.doubles("input/log_data_sorted"), NumberType.FLOAT64);
    }

    private static double[] wide(float[] values) {
        double[] wide = new double[values.length];
        for (int i = 0; i < wide.length; i++) {
            wide[i] = values[i];
        }
        return wide;
    }

    @Test
    void hasScanpysDistancesAndWeights() {
        try (OracleFile file = OracleFile.open("oracle/baselines/sclega.h5")) {
            GaussGraph graph = GaussGraph.of(logData(file), 15, 2);
            float[] distances = new float[N * N];
            graph.distances(0, distances);
            float[] weights = new float[N * N];
            graph.connectivities(0, weights);
            // the rows in single precision: a dozen roundings of 6e-8, which the exponential doubles or triples
            Closeness.check("distances", wide(distances), file.doubles("input/r_adj_cosine_distance"), 1e-6);
            Closeness.check("weights", wide(weights), file.doubles("input/adj_gauss"), 3e-6);
        }
    }

    @Test
    void givesTheSameNumbersByBlocksOfRowsAndFromSparseRows() {
        try (OracleFile file = OracleFile.open("oracle/baselines/sclega.h5")) {
            DenseMatrix dense = logData(file);
            float[] whole = new float[N * N];
            GaussGraph.of(dense, 15, 1).connectivities(0, whole);
            GaussGraph sparse = GaussGraph.of(csr(dense), 15, 3);
            float[] block = new float[7 * N];
            sparse.connectivities(11, block);
            for (int at = 0; at < block.length; at++) {
                assertThat(block[at]).isEqualTo(whole[11 * N + at]);
            }
        }
    }

    private static CsrMatrix csr(DenseMatrix dense) {
        int n = dense.rows();
        int[] pointers = new int[n + 1];
        int[] columns = new int[dense.values().length];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = i % dense.columns();
            pointers[i / dense.columns() + 1] = i + 1;
        }
        return new CsrMatrix(n, dense.columns(), pointers, columns, dense.toFloats());
    }

    @Test
    void listsEveryEdgeTwiceAndNoLoop() {
        try (OracleFile file = OracleFile.open("oracle/baselines/sclega.h5")) {
            CsrMatrix edges = GaussGraph.of(logData(file), 15, 2).edges();
            assertThat(edges.stored()).isEqualTo(N * (N - 1));
            assertThat(edges.columnIndices()[0]).isEqualTo(1);
            assertThat((double) edges.values()[0]).isEqualTo(file.doubles("input/adj_gauss")[1], within(1e-6));
        }
    }

    @Test
    void tellsNearRowsApartAndJoinsDuplicates() {
        // directions at angles of 0, 0, 1e-4 and 2e-4, the cosine distance being half the angle's square; and far away
        double[] rows = {1, 0, 3, 0, 1, 1e-4, 1, 2e-4, 0, 1};
        GaussGraph graph = GaussGraph.of(new DenseMatrix(5, 2, rows, NumberType.FLOAT64), 2, 1);
        float[] distances = new float[25];
        graph.distances(0, distances);
        assertThat(distances[1]).isZero();
        assertThat((double) distances[2]).isEqualTo(5e-9, within(1e-12));
        assertThat((double) distances[3]).isEqualTo(2e-8, within(1e-12));
        float[] weights = new float[25];
        graph.connectivities(0, weights);
        assertThat(weights[1]).as("two cells of width 0 at one place").isEqualTo(1);
        assertThat(weights[2]).as("a cell of width 0 and another").isZero();
        assertThat(weights[4]).isZero();
    }
}

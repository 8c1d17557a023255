package org.sce2tm.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sce2tm.data.CsrMatrix;
import org.sce2tm.stats.MersenneTwister;
import org.sce2tm.testing.OracleFile;
import org.sce2tm.testing.OracleTable;

class LouvainTest {
    @ParameterizedTest
    @ValueSource(strings = {"wang_mu", "pollen_pca50", "pbmc3k_pca50", "pbmc3k_pca50_f64"})
    void membershipsAreScanpysAtEveryResolution(String name) {
        CsrMatrix graph = graph(name);
        try (OracleFile oracle = OracleFile.open("oracle/metrics/louvain/" + name + ".memberships.h5")) {
            int n = graph.rows();
            // Row 20 is the run at best_index * 0.1, for some indices another double than best_index / 10.0.
            double[] resolutions = oracle.doubles("louvain_resolution");
            int[] expected = oracle.ints("louvain_membership");
            for (int r = 0; r < resolutions.length; r++) {
                Louvain.Partition partition = Louvain.cluster(graph, Louvain.Options.resolution(resolutions[r]));
                assertSamePartition(partition.membership(), Arrays.copyOfRange(expected, r * n, (r + 1) * n));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"wang_mu", "pollen_pca50", "pbmc3k_pca50"})
    void membershipsAreScanpysForEverySeed(String name) {
        CsrMatrix graph = graph(name);
        try (OracleFile oracle = OracleFile.open("oracle/metrics/louvain/" + name + ".memberships.h5")) {
            int n = graph.rows();
            int[] bySeed = oracle.ints("seed_membership");
            for (int seed = 0; seed < bySeed.length / n; seed++) {
                Louvain.Partition partition = Louvain.cluster(graph, new Louvain.Options(0.4, seed, false));
                assertSamePartition(partition.membership(), Arrays.copyOfRange(bySeed, seed * n, (seed + 1) * n));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"wang_mu", "pollen_pca50", "pbmc3k_pca50_f64"})
    void qualityAndNumberOfClustersAreTheOriginals(String name) {
        CsrMatrix graph = graph(name);
        for (OracleTable.Row row : OracleTable.read("oracle/metrics/louvain/" + name + ".scores.tsv")) {
            if (row.text("algorithm").startsWith("louvain")) {
                Louvain.Partition partition = Louvain.cluster(
                        graph, new Louvain.Options(row.number("resolution"), row.integer("seed"), false));
                assertThat(partition.clusters()).isEqualTo(row.integer("n_clusters"));
                // The README's tolerance: 1e-8 relative.
                assertThat(partition.quality()).isCloseTo(row.number("quality"), Percentage.withPercentage(1e-6));
            }
        }
    }

    @Test
    void atResolutionZeroEveryPieceOfTheGraphIsACluster() {
        // Two triangles and a cell without edges.
        CsrMatrix graph = unit(7, new int[][] {{0, 1}, {1, 2}, {0, 2}, {3, 4}, {4, 5}, {3, 5}});
        Louvain.Partition partition = Louvain.cluster(graph, Louvain.Options.resolution(0));
        assertThat(partition.clusters()).isEqualTo(3);
        assertSamePartition(partition.membership(), new int[] {0, 0, 0, 1, 1, 1, 2});
        assertThat(partition.membership()[6])
                .as("the smallest cluster has the last number")
                .isEqualTo(2);
    }

    @Test
    void weightsCountOnlyWhenAsked() {
        // A square whose two opposite sides are heavy.
        int[][] edges = {{0, 1}, {1, 2}, {2, 3}, {3, 0}};
        CsrMatrix graph = unit(4, edges);
        float[] weights = graph.values().clone();
        for (int i = 0; i < 4; i++) {
            for (int p = graph.rowPointers()[i]; p < graph.rowPointers()[i + 1]; p++) {
                int j = graph.columnIndices()[p];
                weights[p] = i + j == 3 ? 0.01f : 1f; // 0-3 and 1-2 are light, 0-1 and 2-3 heavy
            }
        }
        CsrMatrix weighted = new CsrMatrix(4, 4, graph.rowPointers(), graph.columnIndices(), weights);
        int[] heavy = Louvain.cluster(weighted, new Louvain.Options(1, 0, true)).membership();
        assertSamePartition(heavy, new int[] {0, 0, 1, 1});
        assertThat(Louvain.cluster(weighted, new Louvain.Options(1, 3, false)).membership())
                .isEqualTo(
                        Louvain.cluster(graph, new Louvain.Options(1, 3, false)).membership());
    }

    @Test
    void aGraphWithoutEdgesLeavesEveryCellAlone() {
        assertThat(Louvain.cluster(unit(3, new int[0][]), Louvain.Options.resolution(1))
                        .clusters())
                .isEqualTo(3);
        assertThat(Louvain.cluster(unit(0, new int[0][]), Louvain.Options.resolution(1))
                        .clusters())
                .isZero();
    }

    @Test
    void aNegativeResolutionIsRefused() {
        assertThatThrownBy(() -> Louvain.Options.resolution(-0.1)).hasMessageContaining("-0.1");
    }

    @Test
    void theGeneratorIsMt19937() {
        MersenneTwister random = new MersenneTwister(5489);
        int last = 0;
        for (int i = 0; i < 10000; i++) {
            last = random.nextBits();
        }
        // The C++ standard, [rand.predef]: the 10000th draw of the default-seeded mt19937.
        assertThat(Integer.toUnsignedLong(last)).isEqualTo(4123659995L);
    }

    static CsrMatrix graph(String name) {
        try (OracleFile oracle = OracleFile.open("oracle/metrics/neighbours/" + name + ".h5")) {
            int[] pointers = oracle.ints("connectivities_indptr");
            int n = pointers.length - 1;
            return new CsrMatrix(
                    n, n, pointers, oracle.ints("connectivities_indices"), oracle.floats("connectivities_data"));
        }
    }

    private static CsrMatrix unit(int nodes, int[][] edges) {
        boolean[][] linked = new boolean[nodes][nodes];
        for (int[] edge : edges) {
            linked[edge[0]][edge[1]] = true;
            linked[edge[1]][edge[0]] = true;
        }
        int[] pointers = new int[nodes + 1];
        int[] columns = new int[2 * edges.length];
        int end = 0;
        for (int i = 0; i < nodes; i++) {
            for (int j = 0; j < nodes; j++) {
                if (linked[i][j]) {
                    columns[end++] = j;
                }
            }
            pointers[i + 1] = end;
        }
        float[] ones = new float[end];
        Arrays.fill(ones, 1f);
        return new CsrMatrix(nodes, nodes, pointers, columns, ones);
    }

    private static void assertSamePartition(int[] actual, int[] expected) {
        assertThat(byFirstAppearance(actual)).isEqualTo(byFirstAppearance(expected));
    }

    private static int[] byFirstAppearance(int[] membership) {
        Map<Integer, Integer> numbers = new HashMap<>();
        return Arrays.stream(membership)
                .map(c -> numbers.computeIfAbsent(c, ignored -> numbers.size()))
                .toArray();
    }
}

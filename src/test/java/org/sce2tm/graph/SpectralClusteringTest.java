package org.sce2tm.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sce2tm.data.CsrMatrix;
import org.sce2tm.score.Agreement;
import org.sce2tm.score.Contingency;
import org.sce2tm.stats.RandomStreams;
import org.sce2tm.testing.OracleFile;

@DisplayName("Spectral clustering")
class SpectralClusteringTest {
    private static int[] cluster(CsrMatrix graph, int clusters, long seed) {
        return SpectralClustering.labels(graph, clusters, new RandomStreams(seed).stream("spectral"));
    }

    /** A graph of the given dense adjacency. */
    private static CsrMatrix graph(int n, double[] dense) {
        int[] pointers = new int[n + 1];
        List<Integer> columns = new ArrayList<>();
        List<Float> values = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                if (dense[i * n + j] != 0) {
                    columns.add(j);
                    values.add((float) dense[i * n + j]);
                }
            }
            pointers[i + 1] = columns.size();
        }
        float[] stored = new float[values.size()];
        for (int p = 0; p < stored.length; p++) {
            stored[p] = values.get(p);
        }
        return new CsrMatrix(n, n, pointers, columns.stream().mapToInt(c -> c).toArray(), stored);
    }

    /** Cliques of the given sizes, each joined to the next by one edge of the given weight. */
    private static CsrMatrix cliques(double bridge, int... sizes) {
        int n = IntStream.of(sizes).sum();
        double[] dense = new double[n * n];
        int from = 0;
        for (int size : sizes) {
            for (int i = from; i < from + size; i++) {
                for (int j = from; j < from + size; j++) {
                    dense[i * n + j] = 1;
                }
            }
            from += size;
            if (from < n) {
                dense[from * n + from - 1] = bridge;
            }
        }
        return graph(n, dense);
    }

    private static int[] numbers(int... sizes) {
        return IntStream.range(0, sizes.length)
                .flatMap(c -> IntStream.range(0, sizes[c]).map(i -> c))
                .toArray();
    }

    private static double ari(int[] a, int[] b) {
        return Agreement.adjustedRand(Contingency.of(a, b));
    }

    /** The labels are scikit-learn's whatever the start of the turning: it is no close call. */
    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, 3, 4})
    void givesTheClustersOfScikitLearnOnADirectedNeighbourGraph(long seed) {
        try (OracleFile file = OracleFile.open("oracle/baselines/sctag.h5")) {
            int[] found = cluster(graph(40, file.doubles("input/adj")), 4, seed);
            assertThat(ari(found, file.ints("input/spectral_labels"))).isEqualTo(1);
        }
    }

    @Test
    void cutsWhereTheGraphIsThinnest() {
        assertThat(ari(cluster(cliques(1, 9, 14, 6), 3, 0), numbers(9, 14, 6))).isEqualTo(1);
    }

    @Test
    void findsEveryConnectedPiece() {
        assertThat(ari(cluster(cliques(0, 9, 14, 6, 5), 4, 0), numbers(9, 14, 6, 5)))
                .isEqualTo(1);
    }

    @Test
    void cutsWithinAPieceWhereThereAreFewerPiecesThanClusters() {
        double[] dense = new double[30 * 30];
        CsrMatrix joined = cliques(1, 8, 12);
        for (int i = 0; i < 20; i++) {
            for (int p = joined.rowPointers()[i]; p < joined.rowPointers()[i + 1]; p++) {
                dense[i * 30 + joined.columnIndices()[p]] = joined.values()[p];
            }
        }
        for (int i = 20; i < 30; i++) {
            for (int j = 20; j < 30; j++) {
                dense[i * 30 + j] = 1;
            }
        }
        assertThat(ari(cluster(graph(30, dense), 3, 0), numbers(8, 12, 10))).isEqualTo(1);
    }

    @Test
    void neverTearsAPieceWhereThereAreMorePiecesThanClusters() {
        int[] found = cluster(cliques(0, 5, 6, 7, 8, 9), 3, 0);
        int[] pieces = numbers(5, 6, 7, 8, 9);
        for (int i = 1; i < found.length; i++) {
            if (pieces[i] == pieces[i - 1]) {
                assertThat(found[i]).isEqualTo(found[i - 1]);
            }
        }
    }

    @Test
    void refusesAsManyClustersAsNodes() {
        assertThatThrownBy(() -> cluster(cliques(1, 3, 3), 6, 0)).hasMessageContaining("6 clusters of 6 nodes");
    }
}

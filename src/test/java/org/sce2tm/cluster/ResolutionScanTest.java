package org.sce2tm.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sce2tm.data.CsrMatrix;
import org.sce2tm.data.DenseMatrix;
import org.sce2tm.data.NumberType;
import org.sce2tm.data.ResultFile;
import org.sce2tm.graph.FuzzyGraph;
import org.sce2tm.graph.NearestNeighbors;
import org.sce2tm.score.Agreement;
import org.sce2tm.score.Contingency;
import org.sce2tm.stats.Spread;
import org.sce2tm.testing.OracleFile;
import org.sce2tm.testing.SharedFiles;

class ResolutionScanTest {
    private static final List<Double> RESOLUTIONS =
            IntStream.range(0, 20).mapToObj(i -> i / 10.0).toList();

    /** From the embedding to the clusters, at 20 resolutions: not one cell is placed elsewhere than by scanpy. */
    @ParameterizedTest
    @ValueSource(strings = {"wang_matched", "yan", "klein_sample", "pollen", "deng"})
    void theReferencesOwnEmbeddingsGetItsClusters(String dataset) {
        try (OracleFile oracle = OracleFile.open("oracle/model/reference_curves.h5")) {
            String run = dataset + "/full/seed1/";
            DenseMatrix space = matrix(oracle, run + "mu_final");
            int n = space.rows();
            int[] expected = oracle.ints(run + "louvain_labels");
            ResolutionScan scan = scan(space, Optional.empty());
            for (int r = 0; r < 20; r++) {
                Contingency table = Contingency.of(
                        Arrays.copyOfRange(expected, r * n, (r + 1) * n),
                        scan.partition(r).membership());
                // 1 only for the same partition.
                assertThat(Agreement.adjustedRand(table)).as("resolution %d", r).isEqualTo(1);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"wang_matched", "yan", "klein_sample", "pollen", "deng"})
    void theProtocolOnTheExternalViewsGivesTheReferencesScores(String dataset) {
        JsonNode expected = null;
        for (JsonNode entry : ResultFile.read(SharedFiles.path("oracle/model/louvain_on_inputs.json"))) {
            if (entry.path("dataset").asText().equals(dataset)
                    && entry.path("input").asText().equals("external_view")) {
                expected = entry;
            }
        }
        assertThat(expected).isNotNull();
        try (OracleFile oracle = OracleFile.open("oracle/model/reference_inputs.h5")) {
            DenseMatrix space = matrix(oracle, dataset + "/external_view");
            List<String> labels = Arrays.stream(oracle.ints(dataset + "/label_codes"))
                    .mapToObj(Integer::toString)
                    .toList();
            ResolutionScan scan = scan(space, Optional.of(KnownLabels.of(labels)));
            int best = scan.best().orElseThrow();
            assertThat(RESOLUTIONS.get(best))
                    .isEqualTo(expected.path("best_resolution").asDouble());
            assertThat(scan.partition(best).clusters())
                    .isEqualTo(expected.path("n_clusters").asInt());
            ResolutionScan.Scores scores = scan.scores(best).orElseThrow();
            // Sums of logarithms in another order.
            assertThat(scores.ari()).isCloseTo(expected.path("ARI").asDouble(), within(1e-12));
            assertThat(scores.ami()).isCloseTo(expected.path("AMI").asDouble(), within(1e-12));
            assertThat(scores.nmi()).isCloseTo(expected.path("NMI").asDouble(), within(1e-12));
        }
    }

    @Test
    void withoutLabelsThereIsNoBestResolutionButOneChosenWithoutThem() {
        // Two clumps of 20 on a line.
        double[] values = IntStream.range(0, 40)
                .mapToDouble(i -> i % 20 * 0.1 + (i < 20 ? 0 : 100))
                .toArray();
        ResolutionScan scan = scan(new DenseMatrix(40, 1, values, NumberType.FLOAT64), Optional.empty());
        assertThat(scan.best()).isEqualTo(OptionalInt.empty());
        assertThat(scan.partition(scan.labelFree().orElseThrow()).clusters()).isEqualTo(2);
    }

    @Test
    void aSingleSeedHasAMeanAndNoSd() {
        Spread one = new ResolutionScan.OverSeeds(List.of(0.5)).spread();
        assertThat(one.mean()).hasValue(0.5);
        assertThat(one.sd()).isEmpty();
        assertThat(new ResolutionScan.OverSeeds(List.of(1.0, 3.0)).spread().sd())
                .hasValue(Math.sqrt(2));
    }

    private static ResolutionScan scan(DenseMatrix space, Optional<KnownLabels> labels) {
        CsrMatrix graph = FuzzyGraph.connectivities(NearestNeighbors.search(space, 15, 2));
        return ResolutionScan.run(
                graph, space, labels, new ClusterOptions(15, 200_000, 50_000, false, RESOLUTIONS, 1, 0), 2);
    }

    private static DenseMatrix matrix(OracleFile oracle, String path) {
        int[] shape = oracle.shape(path);
        return new DenseMatrix(shape[0], shape[1], oracle.doubles(path), NumberType.FLOAT32);
    }
}

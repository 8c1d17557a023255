package org.sce2tm.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sce2tm.cli.ToolCommand;
import org.sce2tm.data.AnnData;
import org.sce2tm.data.Column;
import org.sce2tm.data.DenseMatrix;
import org.sce2tm.data.H5adFile;
import org.sce2tm.data.NumberType;
import org.sce2tm.data.ResultFile;
import org.sce2tm.data.Uns;
import org.sce2tm.testing.OracleTable;
import org.sce2tm.testing.SharedFiles;
import picocli.CommandLine;

class ClusterCommandTest {
    @TempDir
    private Path directory;

    @Test
    void theReleasedEmbeddingScoresAsPublished() {
        assertThat(run(
                        "--embedding",
                        SharedFiles.path("data/wang_released/Wang_embedding.csv")
                                .toString(),
                        "--labels",
                        SharedFiles.path("data/wang_scgpt/Wang_cell_anno.csv").toString(),
                        "--louvain-seeds",
                        "20"))
                .isZero();
        // Sums of logarithms and distances in another order than scikit-learn's.
        assertThat(metric("ARI")).isCloseTo(0.8337700627920165, within(1e-12));
        assertThat(metric("AMI")).isCloseTo(0.7719388423860873, within(1e-12));
        assertThat(metric("NMI")).isCloseTo(0.7764920082370231, within(1e-12));
        assertThat(metric("ASW")).isCloseTo(0.12559753886488723, within(1e-12));
        assertThat(metric("IP")).isEqualTo(0.8927789934354485);
        assertThat(json().path("best_resolution").asDouble()).isEqualTo(0.4);
        List<OracleTable.Row> bySeed = OracleTable.read("oracle/metrics/louvain/wang_mu.scan_by_seed.tsv");
        JsonNode values = json().path("louvain_seeds").path("ARI").path("values");
        assertThat(values).hasSize(20).hasSameSizeAs(bySeed);
        for (OracleTable.Row row : bySeed) {
            assertThat(values.get(row.integer("seed")).asDouble())
                    .isCloseTo(row.number("best_ARI_over_20_resolutions"), within(1e-12));
        }
        // The README's mean over seeds, to its three digits; sd likewise.
        assertThat(metric("ARI_seeds")).isCloseTo(0.808, within(5e-4));
        assertThat(json().path("louvain_seeds").path("ARI").path("sd").asDouble())
                .isCloseTo(0.033, within(5e-4));
        // Four clusters, silhouette 0.256, against five and 0.211 at the best by labels.
        assertThat(json().path("label_free_resolution").asDouble()).isEqualTo(0.1);
        assertThat(metric("ARI_label_free")).isCloseTo(0.7850675344834368, within(1e-12));
        assertThat(json().path("warnings").toString()).contains("by position");
    }

    @Test
    void aModelsClustersTopicsAndMapAreWritten() throws IOException {
        writeModel(true);
        writeLabels(i -> "type" + i / 20);
        assertThat(run("--model", file("m.h5ad"), "--labels", file("l.tsv"))).isZero();
        assertThat(metric("ARI")).isEqualTo(1);
        assertThat(metric("ARI_label_free")).isEqualTo(1);
        assertThat(metric("IP")).isEqualTo(1);
        assertThat(json().path("external_view").asText()).isEqualTo("stand-in");
        List<String> clusters = Files.readAllLines(directory.resolve("c.tsv"));
        assertThat(clusters).hasSize(61);
        assertThat(clusters.get(0)).isEqualTo("cell\tlabel\tcluster\ttopic\tnative_cluster");
        assertThat(clusters.get(60)).startsWith("cell59\ttype2\t").endsWith("\t2\t");
        List<String> map = Files.readAllLines(directory.resolve("u.tsv"));
        assertThat(map).hasSize(61).first().isEqualTo("cell\tx\ty");
    }

    @Test
    void withoutTopicsOnlyIpIsUndefined() throws IOException {
        writeModel(false);
        writeLabels(i -> "type" + i / 20);
        assertThat(run("--model", file("m.h5ad"), "--labels", file("l.tsv"))).isZero();
        assertThat(metric("ARI")).isEqualTo(1);
        assertUndefined("IP", "has no topics");
        assertThat(Files.readAllLines(directory.resolve("c.tsv")).get(1)).endsWith("\t\t");
    }

    @Test
    void theMethodsOwnClustersAreScoredBesideLouvains() throws IOException {
        // The first two types in one cluster, the third in another; unlabelled cells are not scored.
        writeModel(false, i -> i < 40 ? "4" : "0");
        writeLabels(i -> i % 20 == 0 ? "" : "type" + i / 20);
        assertThat(run("--model", file("m.h5ad"), "--labels", file("l.tsv"))).isZero();
        assertThat(metric("ARI")).isEqualTo(1);
        // 19 cells of each type: pairs together in both 3 C(19,2) = 513, by cluster C(38,2) + C(19,2) = 874, of all
        // C(57,2) = 1596; expected 513 * 874 / 1596.
        double expected = 513 * 874 / 1596.0;
        assertThat(metric("ARI_native")).isCloseTo((513 - expected) / ((513 + 874) / 2.0 - expected), within(1e-12));
        // The label gives the cluster away, so that they share the clusters' entropy.
        double entropy = Math.log(3) - Math.log(2) * 2 / 3;
        assertThat(metric("NMI_native")).isCloseTo(2 * entropy / (Math.log(3) + entropy), within(1e-12));
        assertThat(metric("AMI_native")).isBetween(0.5, metric("NMI_native"));
        assertThat(json().path("native_clusters").asInt()).isEqualTo(2);
        assertThat(clustersInFile()).as("Louvain's").isEqualTo(3);
        List<String> rows = Files.readAllLines(directory.resolve("c.tsv"));
        assertThat(rows.get(40)).startsWith("cell39\t").endsWith("\t\t4");
        assertThat(rows.get(41)).startsWith("cell40\t").endsWith("\t\t0");
    }

    @Test
    void aMethodWithoutClustersOfItsOwnLosesNothingElse() throws IOException {
        writeModel(true);
        writeLabels(i -> "type" + i / 20);
        assertThat(run("--model", file("m.h5ad"), "--labels", file("l.tsv"))).isZero();
        assertThat(metric("ARI")).isEqualTo(1);
        for (String id : List.of("ARI_native", "AMI_native", "NMI_native")) {
            assertUndefined(id, "no clusters of its own");
        }
        assertThat(json().path("native_clusters").isNull()).isTrue();
    }

    @Test
    void ownClustersWithoutLabelsAreCountedAndNotScored() {
        writeModel(false, i -> "c" + i / 30);
        assertThat(run("--model", file("m.h5ad"))).isZero();
        assertUndefined("ARI_native", "no labels were given");
        assertThat(json().path("native_clusters").asInt()).isEqualTo(2);
    }

    @Test
    void anOwnClusterThatIsMissingIsBadData() {
        writeModel(false, i -> i == 7 ? "" : "c");
        assertThat(run("--model", file("m.h5ad"))).isEqualTo(ToolCommand.BAD_DATA);
    }

    @Test
    void withoutLabelsTheScoresAreUndefinedAndTheClustersAreThoseFoundWithoutThem() throws IOException {
        writeModel(true);
        assertThat(run("--model", file("m.h5ad"))).isZero();
        for (String id : List.of("ARI", "AMI", "NMI", "ASW", "IP", "ARI_seeds", "ARI_label_free")) {
            assertUndefined(id, "no labels were given");
        }
        assertThat(json().path("best_resolution").isNull()).isTrue();
        assertThat(json().path("label_free").path("clusters").asInt()).isEqualTo(3);
        assertThat(clustersInFile()).isEqualTo(3);
        writeLabels(i -> "");
        assertThat(run("--model", file("m.h5ad"), "--labels", file("l.tsv"))).isZero();
        assertUndefined("ARI", "holds no label");
    }

    @Test
    void cellsWithoutALabelAreClusteredButNotScored() throws IOException {
        writeModel(true);
        writeLabels(i -> "type" + i / 20);
        assertThat(run("--model", file("m.h5ad"), "--labels", file("l.tsv"))).isZero();
        double all = metric("ASW");
        // The third type loses its labels: two types are left, still found without a fault.
        writeLabels(i -> i < 40 ? "type" + i / 20 : "NA");
        assertThat(run("--model", file("m.h5ad"), "--labels", file("l.tsv"))).isZero();
        assertThat(metric("ARI")).isEqualTo(1);
        assertThat(metric("ASW")).isNotEqualTo(all);
        assertThat(json().path("labelled_cells").asInt()).isEqualTo(40);
        assertThat(json().path("warnings").toString()).contains("20 of 60 cells have no label");
        assertThat(clustersInFile()).isEqualTo(3);
    }

    @Test
    void aSingleLabelMakesTheScoresUndefined() throws IOException {
        writeModel(true);
        writeLabels(i -> "only");
        assertThat(run("--model", file("m.h5ad"), "--labels", file("l.tsv"))).isZero();
        for (String id : List.of("ARI", "AMI", "NMI", "ASW", "IP")) {
            assertUndefined(id, "one label, 'only'");
        }
    }

    @Test
    void aConstantEmbeddingHasNoClustersWithoutLabels() throws IOException {
        table(IntStream.range(0, 30).mapToObj(i -> "cell" + i + ",1,1").toList());
        assertThat(run("--embedding", file("e.csv"))).isZero();
        assertThat(json().path("label_free_resolution").isNull()).isTrue();
        assertThat(json().path("warnings").toString()).contains("at no resolution");
        assertThat(clustersInFile()).isEqualTo(1);
    }

    @Test
    void fewCellsGetFewerNeighborsAsInScanpy() throws IOException {
        table(List.of("a,0,0", "b,0,1", "c,5,5", "d,5,6"));
        assertThat(run("--embedding", file("e.csv"))).isZero();
        assertThat(json().path("warnings").toString()).contains("3 are used");
        table(List.of("a,0.5,0"));
        assertThat(run("--embedding", file("e.csv"))).isZero();
        assertThat(clustersInFile()).isEqualTo(1);
    }

    @Test
    void theNumberOfThreadsChangesNothing() throws IOException {
        writeModel(true);
        writeLabels(i -> "type" + i % 3);
        assertThat(run("--model", file("m.h5ad"), "--labels", file("l.tsv"), "--threads", "1"))
                .isZero();
        JsonNode one = json();
        String map = Files.readString(directory.resolve("u.tsv"));
        assertThat(run("--model", file("m.h5ad"), "--labels", file("l.tsv"), "--threads", "3"))
                .isZero();
        for (String part : List.of("metrics", "resolutions", "louvain_seeds", "label_free")) {
            assertThat(json().path(part)).isEqualTo(one.path(part));
        }
        assertThat(Files.readString(directory.resolve("u.tsv"))).isEqualTo(map);
    }

    @Test
    void labelsThatLackACellAreBadData() throws IOException {
        writeModel(true);
        Files.write(directory.resolve("l.tsv"), List.of("cell\tlabel", "cell0\ta", "other\tb"));
        assertThat(run("--model", file("m.h5ad"), "--labels", file("l.tsv"))).isEqualTo(ToolCommand.BAD_DATA);
        assertThat(directory.resolve("o.json")).doesNotExist();
    }

    @Test
    void optionsOutOfRangeAreRefused() throws IOException {
        writeModel(true);
        for (String[] option : new String[][] {
            {"--neighbors", "1"}, {"--resolutions", "-0.1,1"}, {"--louvain-seeds", "0"}, {"--embedding", "e.csv"}
        }) {
            assertThat(run("--model", file("m.h5ad"), option[0], option[1])).isEqualTo(ToolCommand.WRONG_USAGE);
        }
    }

    @Test
    void aModelThatIsNotFiniteIsBadData() {
        double[] values = new double[60];
        values[7] = Double.NaN;
        H5adFile.write(
                AnnData.builder(names(), List.of())
                        .obsm("X_embedding", new DenseMatrix(60, 1, values, NumberType.FLOAT32))
                        .build(),
                directory.resolve("m.h5ad"));
        assertThat(run("--model", file("m.h5ad"))).isEqualTo(ToolCommand.BAD_DATA);
    }

    private interface Label {
        String of(int cell);
    }

    private int run(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--output", file("o.json"), "--clusters", file("c.tsv"), "--umap", file("u.tsv")));
        return new CommandLine(new ClusterCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(all.toArray(String[]::new));
    }

    private String file(String name) {
        return directory.resolve(name).toString();
    }

    private JsonNode json() {
        return ResultFile.read(directory.resolve("o.json"));
    }

    private double metric(String id) {
        JsonNode value = json().path("metrics").path(id);
        assertThat(value.isNumber()).as(id).isTrue();
        return value.asDouble();
    }

    private void assertUndefined(String id, String reason) {
        assertThat(json().path("metrics").path(id).isNull()).as(id).isTrue();
        assertThat(json().path("reasons").path(id).asText()).contains(reason);
    }

    private long clustersInFile() throws IOException {
        return Files.readAllLines(directory.resolve("c.tsv")).stream()
                .skip(1)
                .map(line -> line.split("\t", -1)[2])
                .distinct()
                .count();
    }

    private static List<String> names() {
        return IntStream.range(0, 60).mapToObj(i -> "cell" + i).toList();
    }

    private void table(List<String> rows) throws IOException {
        List<String> lines = new ArrayList<>(List.of("cell,a,b"));
        lines.addAll(rows);
        Files.write(directory.resolve("e.csv"), lines);
    }

    private void writeLabels(Label label) throws IOException {
        List<String> lines = new ArrayList<>(List.of("cell\tlabel"));
        IntStream.range(0, 60).forEach(i -> lines.add("cell" + i + "\t" + label.of(i)));
        Files.write(directory.resolve("l.tsv"), lines);
    }

    private void writeModel(boolean topics) {
        H5adFile.write(model(topics).build(), directory.resolve("m.h5ad"));
    }

    private void writeModel(boolean topics, Label ownCluster) {
        Column clusters =
                new Column.Texts(IntStream.range(0, 60).mapToObj(ownCluster::of).toList());
        H5adFile.write(model(topics).obs("native_cluster", clusters).build(), directory.resolve("m.h5ad"));
    }

    /** Sixty cells of three types far apart, each with a topic of its own. */
    private static AnnData.Builder model(boolean topics) {
        Random random = new Random(3);
        DenseMatrix space = DenseMatrix.zeros(60, 4, NumberType.FLOAT32);
        DenseMatrix theta = DenseMatrix.zeros(60, 3, NumberType.FLOAT32);
        for (int i = 0; i < 60; i++) {
            for (int d = 0; d < 4; d++) {
                space.set(i, d, (float) (random.nextGaussian() + (d == i / 20 ? 20 : 0)));
            }
            theta.set(i, i / 20, 1);
        }
        AnnData.Builder model = AnnData.builder(names(), List.of())
                .obsm("X_embedding", space)
                .uns("external_view", new Uns.Text("stand-in"));
        if (topics) {
            model.obsm("theta", theta);
        }
        return model;
    }
}

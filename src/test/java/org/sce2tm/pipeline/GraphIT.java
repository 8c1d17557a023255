package org.sce2tm.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/**
 * The graph of tasks, with stubs in place of the tools: what is run, what is shared, what a changed row touches. One
 * whole run comes first; each test then resumes it with a change of its own.
 */
@TestInstance(Lifecycle.PER_CLASS)
final class GraphIT {
    private static final String SHEET = """
            dataset,expression,organism,labels,embedding,gene_sets
            one,a.csv,human,a.csv,a.csv,g.gmt
            two,a.csv,mouse,,,
            """;
    private static final String SETTINGS = """
            setting,model,knn_args,train_args,cluster_args,metric_args
            scE2TM,sce2tm,,,,
            w/o ECR,sce2tm,,--ecr-weight 0,,
            wide,sce2tm,--neighbors 5,,,--top 5 --permutations 10
            wide again,sce2tm,--neighbors  5 ,,,--permutations 10
            external only,external,--neighbors 5,,,
            PCA + Louvain,pca,,,,
            """;

    private Path folder;
    private Path first;
    private Map<String, Long> ranFirst;

    private Started stubs(String sheet, String settings, Map<String, String> environment, String... more)
            throws IOException {
        Files.writeString(folder.resolve("data/sheet.csv"), sheet);
        Files.writeString(folder.resolve("settings.csv"), settings);
        List<String> arguments =
                new ArrayList<>(List.of("-stub-run", "--input", "data/sheet.csv", "--settings", "settings.csv"));
        arguments.addAll(List.of(more));
        return Started.nextflow(folder, environment, arguments.toArray(String[]::new))
                .succeeded();
    }

    @BeforeAll
    void twoDataSetsSixSettingsTwoSeeds() throws IOException {
        folder = Started.freshFolder("graph");
        Tables.write(folder.resolve("data/a.csv"), "only a stub");
        Tables.write(folder.resolve("data/g.gmt"), "only a stub");
        Started run = stubs(SHEET, SETTINGS, Map.of("NXF_SYNTAX_PARSER", "v1"), "--seeds", "1,2");
        ranFirst = run.ran();
        // Later runs publish into results/ again.
        first = Files.move(run.file("results"), folder.resolve("first"));
    }

    @Test
    void whatRowsShareRunsOnce() {
        // Two lists of neighbors a data set; three trained variants x two seeds, and two models without seeds. The two
        // settings "wide" share all but the top genes of metric-tc and ora. Data set two has no gene sets,
        // so that only metric-tc scores its topics.
        assertThat(ranFirst)
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "PREPROCESS", 2L,
                        "EMBED_IMPORT", 2L,
                        "KNN", 4L,
                        "TRAIN", 16L,
                        "CLUSTER", 16L,
                        "METRIC_TC", 18L,
                        "ORA", 9L,
                        "GSEA", 7L,
                        "AGGREGATE", 1L));
    }

    @Test
    void theReportIsToldEveryExpectedRunAndWhereItsFilesLie() {
        assertThat(Tables.csv(first.resolve("expected.csv")))
                .hasSize(2 * (4 * 2 + 2))
                .anySatisfy(row -> assertThat(row)
                        .containsAllEntriesOf(Map.of(
                                "dataset", "two",
                                "setting", "w/o ECR",
                                "model", "sce2tm",
                                "seed", "2",
                                "tools", "preprocess embed-import knn train cluster metric-tc",
                                "topics", "yes",
                                "control", "",
                                "knn_args", "",
                                "train_args", "--ecr-weight 0")))
                .anySatisfy(row -> assertThat(row)
                        .containsAllEntriesOf(Map.of(
                                "dataset", "one",
                                "setting", "PCA + Louvain",
                                "model", "pca",
                                "seed", "1",
                                "tools", "preprocess train cluster metric-tc ora gsea",
                                "topics", "yes",
                                "control", "",
                                "train_args", "")));
        assertThat(Tables.csv(first.resolve("manifest.csv")))
                .contains(Map.of(
                        "dataset", "one",
                        "setting", "scE2TM",
                        "model", "sce2tm",
                        "seed", "1",
                        "tool", "preprocess",
                        "path", "in/1/one.labels.tsv"))
                .as("why there is no gsea")
                .anySatisfy(row -> assertThat(row)
                        .containsEntry("dataset", "two")
                        .containsEntry("setting", "scE2TM")
                        .containsEntry("tool", "gsea")
                        .hasEntrySatisfying("path", path -> assertThat(path).endsWith("status.json")));
    }

    @Test
    void resultsOfEveryRunLieInAFolderOfTheirOwn() {
        assertThat(first.toFile().list())
                .contains("report.html", "metrics.csv", "runs.csv", "summary.csv", "comparisons.csv");
        assertThat(first.resolve("pipeline_info").toFile().list())
                .containsExactlyInAnyOrder(
                        "trace.txt", "versions.yml", "sheet.csv", "settings.csv", "manifest.csv", "expected.csv");
        assertThat(Tables.csv(first.resolve("pipeline_info/manifest.csv")))
                .hasSizeGreaterThan(100)
                .allSatisfy(row -> assertThat(first.resolve("pipeline_info").resolve(row.get("path")))
                        .exists());
        for (String setting : List.of("scE2TM", "w_o_ECR", "wide", "wide_again")) {
            assertThat(first.resolve("runs/one/" + setting + "/seed2").toFile().list())
                    .containsExactlyInAnyOrder(
                            "model.h5ad",
                            "train.json",
                            "cluster.json",
                            "clusters.tsv",
                            "umap.tsv",
                            "metric-tc.json",
                            "topics.tsv",
                            "ora.json",
                            "ora.tsv",
                            "gsea.json",
                            "gsea.tsv");
        }
        assertThat(first.resolve("runs/two/PCA_Louvain").toFile().list()).containsExactly("seed1");
        assertThat(first.resolve("datasets/one/one.neighbors.h5ad")).exists();
        assertThat(first.resolve("datasets/one/wide/one.neighbors.h5ad")).exists();
    }

    @Test
    void theStrictParserMakesTheSameGraph() throws IOException {
        Path before = folder;
        folder = Started.freshFolder("graph-strict");
        try {
            Tables.write(folder.resolve("data/a.csv"), "only a stub");
            Tables.write(folder.resolve("data/g.gmt"), "only a stub");
            assertThat(stubs(SHEET, SETTINGS, Map.of("NXF_SYNTAX_PARSER", "v2"), "--seeds", "7")
                            .ran())
                    .containsExactlyInAnyOrderEntriesOf(Map.of(
                            "PREPROCESS", 2L,
                            "EMBED_IMPORT", 2L,
                            "KNN", 4L,
                            "TRAIN", 10L,
                            "CLUSTER", 10L,
                            "METRIC_TC", 10L,
                            "ORA", 5L,
                            "GSEA", 4L,
                            "AGGREGATE", 1L));
        } finally {
            folder = before;
        }
    }

    @Test
    void aSecondRunFindsEverythingDone() throws IOException {
        assertThat(stubs(SHEET, SETTINGS, Map.of(), "--seeds", "1,2", "-resume").ran())
                .isEmpty();
    }

    @Test
    void aChangedRowTouchesItsOwnTasksOnly() throws IOException {
        String changed = SETTINGS.replace("--ecr-weight 0", "--ecr-weight 1");
        assertThat(stubs(SHEET, changed, Map.of(), "--seeds", "1,2", "-resume").ran())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "TRAIN", 4L,
                        "CLUSTER", 4L,
                        "METRIC_TC", 4L,
                        "ORA", 2L,
                        "GSEA", 2L,
                        "AGGREGATE", 1L));
    }

    @Test
    void aSettingsNameIsNoPartOfAnyTaskButTheReport() throws IOException {
        String renamed = SETTINGS.replace("w/o ECR", "without ECR");
        assertThat(stubs(SHEET, renamed, Map.of(), "--seeds", "1,2", "-resume").ran())
                .isEqualTo(Map.of("AGGREGATE", 1L));
    }

    @Test
    void controlsAndModelsThatAreToldSomethingRunBesideTheOthers() throws IOException {
        String more = SETTINGS
                + "scTAG,sctag,,,,\nrandom,random,,,,\nlabels,labels,,,,\nd-scIGM,d-scigm,,--prior gene-sets,,\n";
        Started run = stubs(SHEET, more, Map.of(), "--seeds", "1,2", "-resume");
        // Two data sets: scTAG and random with two seeds, the labels draw nothing; scTAG has no topics, set two no
        // sets, without which d-scIGM is not trained there and topics have their diversity alone.
        assertThat(run.ran())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "TRAIN", 12L,
                        "CLUSTER", 12L,
                        "METRIC_TC", 8L,
                        "ORA", 5L,
                        "GSEA", 5L,
                        "AGGREGATE", 1L));
        assertThat(Tables.csv(run.file("results/manifest.csv")))
                .filteredOn(row -> row.get("setting").equals("d-scIGM")
                        && row.get("dataset").equals("two")
                        && row.get("tool").equals("train"))
                .extracting(row -> row.get("seed"))
                .as("why it is not trained there")
                .containsExactly("1", "2");
        assertThat(Tables.csv(run.file("results/expected.csv")))
                .filteredOn(row -> !row.get("control").isEmpty())
                .extracting(row -> row.get("setting") + " " + row.get("control"))
                .containsOnly("random worst", "labels best")
                .hasSize(2 * (2 + 1));
        assertThat(stubs(SHEET, more, Map.of(), "--seeds", "1,2", "-resume").ran())
                .isEmpty();
    }

    @Test
    void aNewDataSetLeavesTheOthersAlone() throws IOException {
        String more = SHEET + "three,a.csv,human,,,\n";
        assertThat(stubs(more, SETTINGS, Map.of(), "--seeds", "1", "-resume").ran())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "PREPROCESS", 1L,
                        "EMBED_IMPORT", 1L,
                        "KNN", 2L,
                        "TRAIN", 5L,
                        "CLUSTER", 5L,
                        "METRIC_TC", 5L,
                        "AGGREGATE", 1L));
    }
}

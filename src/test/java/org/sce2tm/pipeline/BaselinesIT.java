package org.sce2tm.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** Every row of assets/baselines.csv through the pipeline on counts of the demo, trained for a moment. */
@TestInstance(Lifecycle.PER_CLASS)
final class BaselinesIT {
    /** What makes a row short, by model. */
    private static final Map<String, String> SHORT = Map.of(
            "sce2tm", "--epochs 2",
            "scvi", "--epochs 2",
            "scvi-ld", "--epochs 2",
            "scetm", "--epochs 2",
            "spruce", "--epochs 2",
            "d-scigm", "--epochs 1",
            "sctag", "--epochs 2 --pretraining-epochs 2",
            "sclega", "--epochs 2 --pretraining-epochs 2");

    private Started run;
    private Map<String, Map<String, String>> runs;

    @BeforeAll
    void allRows() {
        Path folder = Started.freshFolder("baselines");
        Path data = Started.PROJECT.resolve("test-data");
        Tables.write(
                folder.resolve("sheet.csv"),
                "dataset,expression,organism,label_key,embedding,gene_sets",
                "islets," + data.resolve("islets.h5ad") + ",simulated,cell_type," + data.resolve("islets.embedding.csv")
                        + "," + data.resolve("islets.gmt"));
        List<String> rows =
                new ArrayList<>(List.of("setting,model,preprocess_args,train_args,cluster_args,metric_args"));
        for (Map<String, String> row : Tables.csv(Started.PROJECT.resolve("assets/baselines.csv"))) {
            String train = row.get("train_args") + " " + SHORT.getOrDefault(row.get("model"), "");
            rows.add(String.join(
                    ",",
                    row.get("setting"),
                    row.get("model"),
                    row.get("preprocess_args"),
                    "\"" + train.strip() + "\"",
                    "--louvain-seeds 1",
                    "--permutations 20"));
        }
        Tables.write(folder.resolve("settings.csv"), rows.toArray(String[]::new));
        run = Started.nextflow(
                        folder,
                        Map.of("SCE2TM_SMALL_DATA", "yes"),
                        "--input",
                        "sheet.csv",
                        "--settings",
                        "settings.csv")
                .succeeded();
        runs = Tables.csv(run.file("results/runs.csv")).stream()
                .collect(Collectors.toMap(row -> row.get("setting"), Function.identity()));
    }

    @Test
    void everyRowIsDone() {
        assertThat(runs)
                .hasSize(Tables.csv(Started.PROJECT.resolve("assets/baselines.csv"))
                        .size());
        assertThat(runs.values())
                .allSatisfy(
                        row -> assertThat(row).containsEntry("status", "done").containsEntry("reason", ""));
    }

    @Test
    void whatAMethodWasToldAndFedIsSaid() {
        assertThat(settings("knows", "number of types")).containsExactly("scTAG");
        assertThat(settings("knows", "gene sets")).containsExactly("d-scIGM (gene sets)");
        assertThat(settings("knows", "labels")).containsExactly("labels");
        assertThat(settings("input", "log1p")).containsExactlyInAnyOrder("scVI (log1p)", "scVI-LD (log1p)");
        assertThat(settings("input", "counts")).contains("scVI", "scVI-LD", "scETM", "SPRUCE", "scLEGA");
    }

    private Set<String> settings(String column, String value) {
        return runs.values().stream()
                .filter(row -> row.get(column).equals(value))
                .map(row -> row.get("setting"))
                .collect(Collectors.toSet());
    }

    @Test
    void allHaveClustersAndThoseWithTopicsTheirMetrics() {
        Map<String, Set<String>> found = Tables.csv(run.file("results/metrics.csv")).stream()
                .filter(row -> !row.get("value").isEmpty())
                .collect(Collectors.groupingBy(
                        row -> row.get("setting"), Collectors.mapping(row -> row.get("metric"), Collectors.toSet())));
        Set<String> withoutTopics = Set.of("scVI", "scVI (log1p)", "scTAG", "scLEGA", "external only");
        assertThat(found.keySet()).isEqualTo(runs.keySet());
        found.forEach((setting, metrics) -> {
            assertThat(metrics).as(setting).contains("ARI", "NMI", "ASW");
            if (withoutTopics.contains(setting)) {
                assertThat(metrics).as(setting).doesNotContain("IP", "TC", "TD", "TQ");
            } else {
                assertThat(metrics).as(setting).contains("IP", "TC", "TD", "TQ", "ORA_N", "GSEA_N");
            }
        });
        assertThat(found.get("scTAG")).contains("ARI_native");
        assertThat(found.get("scLEGA")).contains("ARI_native");
    }
}

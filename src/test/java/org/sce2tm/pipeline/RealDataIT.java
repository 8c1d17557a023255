package org.sce2tm.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.sce2tm.testing.SharedFiles;

/**
 * The sheet of real data goes through: every format, ten data sets, with and without labels, embedding and gene sets.
 * A few epochs only; the numbers of whole trainings are in docs/fidelity.md.
 */
final class RealDataIT {
    private final Path folder = Started.freshFolder("real-data");

    @Test
    void theRealDataGoThrough() throws IOException {
        Path shared = SharedFiles.path("data").toAbsolutePath().normalize().getParent();
        String sheet = Files.readString(Path.of("src/test/resources/real-data/samplesheet.csv"));
        Files.writeString(folder.resolve("sheet.csv"), sheet.replace("SHARED", shared.toString()));
        Tables.write(
                folder.resolve("settings.csv"),
                "setting,model,preprocess_args,train_args,metric_args",
                "scE2TM,sce2tm,--hvg 1000,--epochs 2 --topics 20,--permutations 50");

        // Many small tasks: on two cores, two at a time are sooner done than one with both.
        Tables.write(folder.resolve("small.config"), "process.resourceLimits = [cpus: 1, memory: 3.GB]");

        Started run = Started.nextflow(
                        folder, "-c", "small.config", "--input", "sheet.csv", "--settings", "settings.csv")
                .succeeded();

        List<Map<String, String>> runs = Tables.csv(run.file("results/runs.csv"));
        assertThat(runs).hasSize(10);
        assertThat(runs).allSatisfy(row -> assertThat(row).containsEntry("status", "done"));

        Map<String, Set<String>> defined = Tables.csv(run.file("results/metrics.csv")).stream()
                .filter(row -> !row.get("value").isEmpty())
                .collect(Collectors.groupingBy(
                        row -> row.get("dataset"), Collectors.mapping(row -> row.get("metric"), Collectors.toSet())));
        for (String dataset :
                List.of("pollen", "klein_sample", "yan", "wang_matched", "pbmc3k", "zheng_ref", "paul15")) {
            assertThat(defined.get(dataset)).as(dataset).contains("ARI", "IP", "TC", "ORA_N", "GSEA_N");
        }
        assertThat(defined.get("kang_ifnb"))
                .as("no labels")
                .contains("TC", "GSEA_N")
                .doesNotContain("ARI", "IP");
        assertThat(defined.get("goolam"))
                .as("no gene sets")
                .contains("ARI", "IP", "TD")
                .doesNotContain("TC", "TQ", "GSEA_N");
        assertThat(Files.readString(run.file("results/datasets/wang_matched/embed-import.json")))
                .as("the one data set with a real embedding")
                .contains("WangSub.csv")
                .doesNotContain("stand-in");
    }
}

package org.sce2tm.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the pipeline does when tasks fail, with stubs in place of the tools. */
final class TroubleIT {
    private final Path folder = Started.freshFolder("trouble");

    @Test
    void aKilledTaskIsRetriedWithMoreMemoryAndABugOnceThenTheRunGoesOn() {
        Tables.write(folder.resolve("a.csv"), "only a stub");
        Tables.write(folder.resolve("sheet.csv"), "dataset,expression,organism,gene_sets", "one,a.csv,human,a.csv");
        Tables.write(folder.resolve("settings.csv"), "setting,model", "scE2TM,sce2tm");
        Path config = Tables.write(
                folder.resolve("trouble.config"),
                "trace.fields = 'name,status,exit,attempt,memory'",
                "process {",
                "    withName: KNN { beforeScript = { task.attempt == 1 ? 'kill -9 $$' : '' } }",
                "    withName: ORA { beforeScript = 'exit 1' }",
                "    withName: GSEA { beforeScript = 'exit 2' }",
                "}");
        Started run = Started.nextflow(
                folder, "-stub-run", "-c", config.toString(), "--input", "sheet.csv", "--settings", "settings.csv");

        assertThat(run.file("results/report.html")).as(run.output()).exists();
        assertThat(run.exitCode()).as("two tasks were given up").isNotZero();
        assertThat(run.output()).contains("the same command with -resume goes on from them");
        assertThat(attempts(run, "KNN")).containsExactly("FAILED 137 4 GB", "COMPLETED 0 8 GB");
        assertThat(attempts(run, "ORA")).as("a bug").containsExactly("FAILED 1 2 GB", "FAILED 1 4 GB");
        assertThat(attempts(run, "GSEA")).as("wrong usage stays wrong").containsExactly("FAILED 2 4 GB");
        assertThat(Tables.csv(run.file("results/manifest.csv")))
                .extracting(row -> row.get("tool"))
                .contains("train", "cluster", "metric-tc")
                .doesNotContain("ora", "gsea");
    }

    private static List<String> attempts(Started run, String process) {
        return run.trace().stream()
                .filter(task -> task.get("name").startsWith(process + " "))
                .map(task -> task.get("status") + " " + task.get("exit") + " " + task.get("memory"))
                .toList();
    }
}

package org.sce2tm.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** The demo of the README, tools and all: data whose truth is known, from files to report. */
@TestInstance(Lifecycle.PER_CLASS)
final class DemoIT {
    private static final Set<String> METRICS = Set.of(
            "ARI", "NMI", "AMI", "ASW", "IP", "TC", "TD", "TQ", "ORA_N", "ORA_U", "ORA_Q", "GSEA_N", "GSEA_U",
            "GSEA_Q");

    private Started run;
    private List<Map<String, String>> metrics;

    @BeforeAll
    void theDemo() {
        run = Started.nextflow(Started.freshFolder("demo"), "-profile", "demo", "--outdir", "results")
                .succeeded();
        metrics = Tables.csv(run.file("results/metrics.csv"));
    }

    @Test
    void everyRunIsDone() {
        List<Map<String, String>> runs = Tables.csv(run.file("results/runs.csv"));
        assertThat(runs).hasSize(2 * 4 * 2);
        assertThat(run.output()).contains("The report: ").doesNotContain("incomplete");
        assertThat(runs)
                .allSatisfy(
                        row -> assertThat(row).containsEntry("status", "done").containsEntry("reason", ""));
        assertThat(runs.stream().map(row -> row.get("setting")).distinct())
                .containsExactlyInAnyOrder("scE2TM", "w/o ECR", "scETM", "scVI-LD");
    }

    @Test
    void everyRunHasEveryMetric() {
        Map<String, Set<String>> byRun = metrics.stream()
                .filter(row -> !row.get("value").isEmpty())
                .collect(Collectors.groupingBy(
                        row -> row.get("dataset") + " " + row.get("setting") + " " + row.get("seed"),
                        Collectors.mapping(row -> row.get("metric"), Collectors.toSet())));
        assertThat(byRun).hasSize(16);
        assertThat(byRun).allSatisfy((name, found) -> assertThat(found).as(name).containsAll(METRICS));
    }

    @Test
    void thePlantedTypesAndProgramsAreFound() {
        // The types are well apart and the external view knows most of them: random clusters would score near 0.
        assertThat(values("scE2TM", "ARI")).allMatch(value -> value > 0.5);
        assertThat(values("scE2TM", "ORA_N")).allMatch(value -> value > 0);
        assertThat(values("scE2TM", "GSEA_N")).allMatch(value -> value > 0);
    }

    private List<Double> values(String setting, String metric) {
        List<Double> values = metrics.stream()
                .filter(row ->
                        row.get("setting").equals(setting) && row.get("metric").equals(metric))
                .map(row -> Double.valueOf(row.get("value")))
                .toList();
        assertThat(values).hasSize(4);
        return values;
    }

    @Test
    void itsTablesMakeTheReportAgain() {
        run.makesItsReportAgain();
    }

    @Test
    void theReportIsOneFileThatNamesAllThatWasRun() throws IOException {
        assertThat(Files.readString(run.file("results/report.html")))
                .contains("islets", "blood", "scE2TM", "w/o ECR", "scVI-LD")
                .doesNotContain(run.folder().toString());
        assertThat(Files.readString(run.file("results/pipeline_info/versions.yml")))
                .contains("nextflow: \"25.04.4\"")
                .containsPattern("sce2tm: \"\\d+\\.\\d+\\.\\d+\"")
                .containsPattern("java: \"\\d+");
    }
}

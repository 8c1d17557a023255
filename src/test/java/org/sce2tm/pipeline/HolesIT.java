package org.sce2tm.pipeline;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.MAP;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Data that cannot be read leave a hole with its reason; everything else goes on, and the run ends well. */
final class HolesIT {
    private final Path folder = Started.freshFolder("holes");

    @Test
    void aDataSetThatCannotBeReadIsAHoleInTheReport() throws IOException {
        Path data = Started.PROJECT.resolve("test-data");
        Tables.write(folder.resolve("broken.csv"), ",g1,g2", "c1,1,2", "c2,1,many");
        Tables.write(folder.resolve("strangers.csv"), ",e1,e2", "someone,1,2", "else,3,4");
        Tables.write(
                folder.resolve("sheet.csv"),
                "dataset,expression,organism,label_key,embedding,match,gene_sets",
                "good," + data.resolve("islets.h5ad") + ",simulated,cell_type,,," + data.resolve("islets.gmt"),
                "broken,broken.csv,human,,,,",
                "stranger," + data.resolve("islets.h5ad") + ",simulated,,strangers.csv,id,");
        Tables.write(
                folder.resolve("settings.csv"),
                "setting,model,preprocess_args,train_args,metric_args",
                "external only,external,--hvg 500,,",
                "PCA,pca,--hvg 500,,",
                "no PCA,pca,--hvg 500,--components 0,",
                "random,random,--hvg 500,--topics 10,--permutations 50",
                "labels,labels,--hvg 500,,--permutations 50",
                "sets,d-scigm,--hvg 500,\"--prior gene-sets --epochs 1 --topics 5 --hidden-sizes 8,8,8,8,8,8\",--permutations 50");

        Started run = Started.nextflow(folder, "--input", "sheet.csv", "--settings", "settings.csv")
                .succeeded();

        assertThat(run.output())
                .contains("'sets' learns from gene sets and is left out for 'broken', which has none")
                .contains("11 of 18 runs are incomplete: see Expected runs in the report, and status and reason in "
                        + run.file("results/runs.csv"));
        run.makesItsReportAgain();
        List<Map<String, String>> runs = Tables.csv(run.file("results/runs.csv"));
        assertThat(runs)
                .extracting(row -> row.get("dataset") + ", " + row.get("setting") + ": " + row.get("status"))
                .containsExactlyInAnyOrder(
                        "good, external only: done",
                        "good, PCA: done",
                        "good, no PCA: wrong_usage",
                        "good, random: done",
                        "good, labels: done",
                        "good, sets: done",
                        "broken, external only: bad_data",
                        "broken, PCA: bad_data",
                        "broken, no PCA: bad_data",
                        "broken, random: bad_data",
                        "broken, labels: bad_data",
                        "broken, sets: bad_data",
                        "stranger, external only: bad_data",
                        "stranger, PCA: done",
                        "stranger, no PCA: wrong_usage",
                        "stranger, random: done",
                        "stranger, labels: nothing_to_produce",
                        "stranger, sets: left_out");
        assertThat(runs)
                .anySatisfy(row -> assertThat(row)
                        .containsEntry("dataset", "broken")
                        .hasEntrySatisfying(
                                "reason", reason -> assertThat(reason).contains("preprocess", "broken.csv", "many")));
        assertThat(runs)
                .anySatisfy(row -> assertThat(row)
                        .containsEntry("dataset", "stranger")
                        .hasEntrySatisfying(
                                "reason", reason -> assertThat(reason).contains("embed-import", "strangers.csv")));
        assertThat(runs)
                .anySatisfy(row -> assertThat(row)
                        .containsEntry("setting", "no PCA")
                        .hasEntrySatisfying(
                                "reason", reason -> assertThat(reason).startsWith("train: --components 0: ")));
        assertThat(runs)
                .anySatisfy(
                        row -> assertThat(row)
                                .containsEntry("dataset", "stranger")
                                .hasEntrySatisfying(
                                        "reason",
                                        reason -> assertThat(reason)
                                                .contains(
                                                        "the control 'labels' needs at least two types; the data set has no labels")));
        assertThat(runs)
                .filteredOn(row -> row.get("dataset").equals("stranger")
                        && row.get("setting").equals("sets"))
                .extracting(row -> row.get("reason"))
                .singleElement()
                .asString()
                .startsWith("train: the method learns from gene sets, and the data set has none");
        assertThat(Files.readString(run.file("results/report.html")))
                .contains("stand-in")
                .contains("the model has no topics");
        assertThat(Tables.csv(run.file("results/metrics.csv")).stream()
                        .filter(row -> row.get("dataset").equals("good")
                                && row.get("metric").equals("ARI")))
                .filteredOn(row -> !row.get("value").isEmpty())
                .hasSize(5)
                .allSatisfy(
                        row -> assertThat(Double.parseDouble(row.get("value"))).isBetween(-1.0, 1.0))
                .anySatisfy(row ->
                        assertThat(row).containsEntry("setting", "labels").containsEntry("value", "1.0"));
        assertThat(runs)
                .filteredOn(row ->
                        row.get("setting").equals("labels") && row.get("status").equals("done"))
                .singleElement(as(MAP))
                .containsEntry("knows", "labels")
                .containsEntry("control", "best");
    }

    @Test
    void aRunOfWhichNothingIsDoneFailsAndStillReports() throws IOException {
        Tables.write(folder.resolve("broken.csv"), ",g1,g2", "c1,1,2", "c2,1,many");
        Tables.write(folder.resolve("only-broken.csv"), "dataset,expression,organism", "broken,broken.csv,human");
        Tables.write(folder.resolve("controls.csv"), "setting,model", "random,random", "PCA,pca");

        Started run = Started.nextflow(
                folder, "--input", "only-broken.csv", "--settings", "controls.csv", "--outdir", "nothing");

        assertThat(run.exitCode()).as(run.output()).isEqualTo(1);
        assertThat(run.output()).contains("None of the 2 runs is complete", "and status and reason in");
        assertThat(run.file("nothing/report.html")).exists();
        assertThat(run.output()).doesNotContain("-resume goes on");
        assertThat(run.file("nothing/pipeline_info").toFile().list())
                .contains("versions.yml", "manifest.csv", "expected.csv");
        assertThat(Tables.csv(run.file("nothing/runs.csv")))
                .hasSize(2)
                .allSatisfy(row -> assertThat(row).containsEntry("status", "bad_data"));
    }

    @Test
    void aKilledToolLeavesNoHalfFile() throws Exception {
        Path output = folder.resolve("out/data.h5ad");
        Files.createDirectories(output.getParent());
        Process tool = new ProcessBuilder(
                        Started.PROJECT.resolve("bin/sce2tm").toString(),
                        "simulate",
                        "--output-dir",
                        output.getParent().toString(),
                        "--name",
                        "data",
                        "--cells",
                        "4000",
                        "--genes",
                        "5000")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        // Killed as soon as it has begun to write anything; whatever has its final name by then must be whole.
        while (tool.isAlive() && output.getParent().toFile().list().length == 0) {
            Thread.onSpinWait();
        }
        tool.destroyForcibly().waitFor();
        if (Files.exists(output)) {
            Started.program(
                            folder,
                            Map.of(),
                            List.of(
                                    Started.PROJECT.resolve("bin/sce2tm").toString(),
                                    "preprocess",
                                    "--input",
                                    output.toString(),
                                    "--dataset",
                                    "data",
                                    "--output",
                                    "again.h5ad",
                                    "--labels-output",
                                    "again.labels.tsv",
                                    "--json",
                                    "again.json"))
                    .succeeded();
        } else {
            assertThat(output.getParent().toFile().list())
                    .as("only temporary names")
                    .isNotEmpty();
        }
    }
}

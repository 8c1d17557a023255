package org.sce2tm.aggregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sce2tm.data.BadDataException;
import picocli.CommandLine;

/** The tables of a whole fake results folder; see {@link FakeResults} for what is in it. */
class AggregationTest {
    /** Sums of a handful of decimals. */
    private static final double ROUNDING = 1e-12;

    @TempDir
    private static Path directory;

    @BeforeAll
    static void aggregate() {
        FakeResults.write(directory.resolve("in"));
        run(directory.resolve("in"), directory.resolve("out"));
    }

    private static void run(Path in, Path out) {
        Aggregation.run(new AggregateOptions(
                List.of(in.resolve("manifest.csv")),
                List.of(in.resolve("expected.csv")),
                Optional.of(in.resolve("trace.txt")),
                Optional.of(in.resolve("versions.yml")),
                out,
                AggregateOptions.MAXIMUM_POINTS));
    }

    @Test
    void everyFileHasItsColumns() throws IOException {
        Map<String, String> headers = Map.of(
                "metrics", "dataset,setting,seed,metric,value",
                "undefined", "dataset,setting,seed,metric,reason",
                "runs",
                        "dataset,setting,model,seed,status,reason,seconds,ms_per_step,peak_rss_mb,device,input,knows,control",
                "summary", "setting,metric,over,dataset,n,expected,mean,sd,control",
                "comparisons", "metric,setting_a,setting_b,n_a,n_b,median_a,median_b,u,pval,adj_pval,reason",
                "correlations", "metric_a,metric_b,n,r,pval,reason");
        for (Map.Entry<String, String> header : headers.entrySet()) {
            assertThat(Files.readAllLines(directory.resolve("out/" + header.getKey() + ".csv")))
                    .first()
                    .isEqualTo(header.getValue());
        }
    }

    @Test
    void everyExpectedRunHasARowAndEveryHoleItsReason() {
        List<RowFile.Row> runs = table("runs");
        assertThat(runs).hasSize(12);
        assertThat(runs).filteredOn(row -> row.get("status").equals("done")).hasSize(10);
        RowFile.Row bad = only(runs, Map.of("dataset", "islets", "setting", "w/o ECR", "seed", "2"));
        assertThat(bad.get("status")).isEqualTo("bad_data");
        assertThat(bad.get("reason")).isEqualTo(FakeResults.BAD_DATA_REASON);
        RowFile.Row lost = only(runs, Map.of("dataset", "blood", "setting", "scE2TM", "seed", "2"));
        assertThat(lost.get("status")).isEqualTo("missing");
        assertThat(lost.get("reason"))
                .startsWith("train: no output and no status: the task was lost")
                .contains("exit 137");
        RowFile.Row good = only(runs, Map.of("dataset", "islets", "setting", "scE2TM", "seed", "2"));
        assertThat(good.get("seconds")).isEqualTo("72.0");
        assertThat(good.get("ms_per_step")).isEqualTo("40.5");
        assertThat(good.get("device")).isEqualTo("cpu");
    }

    /** docs/usage.md, "Your own method beside the others in the report". */
    @Test
    void theCommandLineTakesTablesOfSeveralPeople(@TempDir Path in) throws IOException {
        Path theirs = Files.createDirectories(in.resolve("theirs"));
        FakeResults.write(theirs);
        Path mine = Files.createDirectories(in.resolve("mine"));
        Files.writeString(mine.resolve("manifest.csv"), "dataset,setting,model,seed,tool,path\n");
        Files.writeString(
                mine.resolve("expected.csv"), "dataset,setting,model,seed,tools\nislets,Mine,mine,1,cluster\n");
        int code = new CommandLine(new AggregateCommand())
                .execute(
                        "--manifest",
                        theirs.resolve("manifest.csv").toString(),
                        "--expected",
                        theirs.resolve("expected.csv").toString(),
                        "--manifest",
                        mine.resolve("manifest.csv").toString(),
                        "--expected",
                        mine.resolve("expected.csv").toString(),
                        "--output-dir",
                        in.resolve("out").toString());
        assertThat(code).isZero();
        assertThat(RowFile.read(in.resolve("out/runs.csv"), List.of("setting")))
                .extracting(row -> row.get("setting"))
                .hasSize(13)
                .contains("Mine", "scE2TM");
    }

    @Test
    void aResultMayBeCalledAnythingButThereIsOneOfATool(@TempDir Path in) throws IOException {
        FakeResults.write(in);
        Path manifest = in.resolve("manifest.csv");
        String line = Files.readAllLines(manifest).stream()
                .filter(row -> row.startsWith("islets,scE2TM,") && row.endsWith("/cluster.json"))
                .findFirst()
                .orElseThrow();
        String path = line.substring(line.lastIndexOf(',') + 1);
        String mine = path.replace("cluster.json", "mine.json");
        Files.move(in.resolve(path), in.resolve(mine));
        Files.writeString(manifest, Files.readString(manifest).replace("," + path + "\n", "," + mine + "\n"));
        run(in, in.resolve("out"));
        assertThat(RowFile.read(in.resolve("out/runs.csv"), List.of("status")))
                .filteredOn(row -> row.get("status").equals("done"))
                .hasSize(10);

        Files.writeString(
                manifest, "\n" + line.substring(0, line.lastIndexOf(',')) + ",other.json\n", StandardOpenOption.APPEND);
        assertThatThrownBy(() -> run(in, in.resolve("out")))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("manifest.csv, line ")
                .hasMessageContaining("is a second cluster.json of its run");
    }

    @Test
    void everyMetricOfEveryRunHasARowAndEveryEmptyCellAReason() {
        List<RowFile.Row> values = table("metrics");
        List<RowFile.Row> reasons = table("undefined");
        long metrics = values.stream().map(row -> row.get("metric")).distinct().count();
        assertThat(values).hasSize((int) (12 * metrics));
        assertThat(reasons).hasSize((int)
                values.stream().filter(row -> row.get("value").isEmpty()).count());
        assertThat(reasons).allSatisfy(row -> assertThat(row.get("reason")).isNotEmpty());
    }

    @Test
    void anUndefinedMetricIsEmptyAndSaysWhy() {
        assertThat(reason("blood", "PCA + Louvain", "1", "ARI")).isEqualTo("no labels were given");
        assertThat(reason("islets", "PCA + Louvain", "1", "TC")).isEqualTo("the model has no topics");
        assertThat(reason("blood", "w/o ECR", "1", "GSEA_U")).isEqualTo("no pathway is significant");
        assertThat(reason("islets", "w/o ECR", "2", "ARI")).isEqualTo(FakeResults.BAD_DATA_REASON);
        assertThat(value("blood", "w/o ECR", "1", "GSEA_N")).isEqualTo("0.0");
    }

    @Test
    void aMeanOverSeedsLeavesOutHolesAndSaysHowManyWentIn() {
        // islets: (0.8 + 0.9) / 2, sd = 0.1 / sqrt(2).
        RowFile.Row islets = summary("scE2TM", "TD", "seeds", "islets");
        assertThat(islets.get("n")).isEqualTo("2");
        assertThat(number(islets, "mean")).isCloseTo(0.85, within(ROUNDING));
        assertThat(number(islets, "sd")).isCloseTo(0.1 / Math.sqrt(2), within(ROUNDING));
        // blood lost its second seed: one value, no sd.
        RowFile.Row blood = summary("scE2TM", "TD", "seeds", "blood");
        assertThat(blood.get("n")).isEqualTo("1");
        assertThat(blood.get("expected")).isEqualTo("2");
        assertThat(number(blood, "mean")).isCloseTo(0.7, within(ROUNDING));
        assertThat(blood.get("sd")).isEmpty();
    }

    @Test
    void aMeanOverDatasetsCountsEachOnceHoweverManySeedsItHas() {
        // (0.85 + 0.7) / 2, not (0.8 + 0.9 + 0.7) / 3; sd = 0.15 / sqrt(2).
        RowFile.Row all = summary("scE2TM", "TD", "datasets", "");
        assertThat(all.get("n")).isEqualTo("2");
        assertThat(number(all, "mean")).isCloseTo(0.775, within(ROUNDING));
        assertThat(number(all, "sd")).isCloseTo(0.15 / Math.sqrt(2), within(ROUNDING));
        // The unlabelled data set is no zero.
        RowFile.Row ari = summary("scE2TM", "ARI", "datasets", "");
        assertThat(ari.get("n")).isEqualTo("1");
        assertThat(ari.get("expected")).isEqualTo("2");
        assertThat(number(ari, "mean")).isCloseTo(0.85, within(ROUNDING));
        RowFile.Row none = summary("PCA + Louvain", "TD", "datasets", "");
        assertThat(none.get("n")).isEqualTo("0");
        assertThat(none.get("mean")).isEmpty();
    }

    @Test
    void aComparisonTestsDatasetsAndHasAReasonWhereItCannot() {
        // {0.85, 0.7} against {0.5, 0.45}: complete separation, exact p = 2 / C(4, 2) = 1/3; the only pair tested.
        RowFile.Row td =
                only(table("comparisons"), Map.of("metric", "TD", "setting_a", "scE2TM", "setting_b", "w/o ECR"));
        assertThat(number(td, "u")).isEqualTo(4);
        assertThat(number(td, "pval")).isCloseTo(1 / 3.0, within(ROUNDING));
        assertThat(number(td, "adj_pval")).isCloseTo(1 / 3.0, within(ROUNDING));
        assertThat(number(td, "median_a")).isCloseTo(0.775, within(ROUNDING));
        RowFile.Row ari =
                only(table("comparisons"), Map.of("metric", "ARI", "setting_a", "scE2TM", "setting_b", "w/o ECR"));
        assertThat(ari.get("pval")).isEmpty();
        assertThat(ari.get("reason")).isEqualTo("fewer than two data sets have a value");
    }

    @Test
    void aCorrelationTakesThePointsThatHaveBothMetrics() {
        // AMI is ARI - 0.05 in every run; three settings have both, on islets alone.
        RowFile.Row row = only(table("correlations"), Map.of("metric_a", "ARI", "metric_b", "AMI"));
        assertThat(row.get("n")).isEqualTo("3");
        assertThat(number(row, "r")).isCloseTo(1, within(ROUNDING));
        RowFile.Row constant = only(table("correlations"), Map.of("metric_a", "TC", "metric_b", "ORA_U"));
        assertThat(constant.get("r")).isEmpty();
        assertThat(constant.get("reason")).isEqualTo("one of them is constant");
    }

    @Test
    void equalInputsGiveAnEqualPage(@TempDir Path again) throws IOException {
        run(directory.resolve("in"), again);
        assertThat(again.resolve("report.html")).hasSameBinaryContentAs(directory.resolve("out/report.html"));
    }

    @Test
    void noNameInTheDataCanEndTheScriptElement() throws IOException {
        // The fixture has a pathway called KEGG_</script>_<!-- and a cell type called <acinar> & co.
        String page = Files.readString(directory.resolve("out/report.html"));
        int start = page.indexOf("id=\"data\">") + "id=\"data\">".length();
        String data = page.substring(start, page.indexOf("</script>", start));
        assertThat(data).contains("KEGG_\\u003c/script>_\\u003c!--").doesNotContain("<");
        assertThat(data).endsWith("}");
    }

    @Test
    void aBrokenFileIsAHoleOfItsRunAndStopsNothing(@TempDir Path in) throws IOException {
        FakeResults.write(in);
        Files.writeString(in.resolve("islets/scE2TM/seed1/cluster/cluster.json"), "{ half");
        Files.delete(in.resolve("islets/scE2TM/seed2/ora/ora.json"));
        run(in, in.resolve("out"));
        List<RowFile.Row> runs = RowFile.read(in.resolve("out/runs.csv"), List.of("status"));
        RowFile.Row half = only(runs, Map.of("dataset", "islets", "setting", "scE2TM", "seed", "1"));
        assertThat(half.get("status")).isEqualTo("missing");
        assertThat(half.get("reason")).contains("cluster.json").contains("is not JSON");
        RowFile.Row gone = only(runs, Map.of("dataset", "islets", "setting", "scE2TM", "seed", "2"));
        assertThat(gone.get("reason")).startsWith("ora: ").contains("cannot be read");
    }

    @Test
    void aLostScoringTaskIsAHoleAlthoughTheModelIsThere(@TempDir Path in) throws IOException {
        FakeResults.write(in);
        Path manifest = in.resolve("manifest.csv");
        List<String> kept = Files.readAllLines(manifest).stream()
                .filter(line -> !line.startsWith("islets,scE2TM,sce2tm,1,gsea"))
                .toList();
        Files.write(manifest, kept);
        run(in, in.resolve("out"));
        RowFile.Row row = only(
                RowFile.read(in.resolve("out/runs.csv"), List.of("status")),
                Map.of("dataset", "islets", "setting", "scE2TM", "seed", "1"));
        assertThat(row.get("status")).isEqualTo("missing");
        assertThat(row.get("reason")).isEqualTo("gsea: no output and no status: the task was lost");
        assertThat(row.get("seconds")).isEqualTo("71.0");
    }

    @Test
    void filesSharedByADatasetNeedNoSeed(@TempDir Path in) throws IOException {
        FakeResults.write(in);
        Path manifest = in.resolve("manifest.csv");
        List<String> lines = Files.readAllLines(manifest).stream()
                .filter(line -> !line.contains(",preprocess,"))
                .toList();
        Files.write(manifest, lines);
        Files.writeString(manifest, "\nislets,,,,preprocess,broken/status.json\n", StandardOpenOption.APPEND);
        Files.createDirectories(in.resolve("broken"));
        Files.writeString(
                in.resolve("broken/status.json"),
                "{\"tool\":\"preprocess\",\"status\":\"bad_data\",\"exit_code\":3,\"reason\":\"no gene names\"}");
        run(in, in.resolve("out"));
        assertThat(RowFile.read(in.resolve("out/runs.csv"), List.of("status")))
                .filteredOn(row -> row.get("dataset").equals("islets"))
                .hasSize(6)
                .allSatisfy(row -> assertThat(row.get("reason")).isEqualTo("preprocess: no gene names"));
    }

    @Test
    void controlsAreSummarisedAndTakeNoPartInTestsAndCorrelations(@TempDir Path in) throws IOException {
        FakeResults.writeWithControls(in);
        run(in, in.resolve("out"));
        List<RowFile.Row> pairs = RowFile.read(in.resolve("out/comparisons.csv"), List.of());
        assertThat(pairs)
                .filteredOn(row -> row.get("metric").equals("TD"))
                .hasSize(4 * 3 / 2)
                .noneMatch(row -> List.of("random", "labels").contains(row.get("setting_a")))
                .noneMatch(row -> List.of("random", "labels").contains(row.get("setting_b")));
        assertThat(only(
                                RowFile.read(in.resolve("out/correlations.csv"), List.of()),
                                Map.of("metric_a", "ARI", "metric_b", "AMI"))
                        .get("n"))
                .as("four methods on islets")
                .isEqualTo("4");
        assertThat(RowFile.read(in.resolve("out/summary.csv"), List.of()))
                .anyMatch(row -> row.get("setting").equals("random")
                        && row.get("metric").equals("ARI")
                        && row.get("mean").equals("0.65"))
                .allMatch(row -> row.get("control")
                        .equals(Map.of("random", "worst", "labels", "best").getOrDefault(row.get("setting"), "")));
    }

    @Test
    void aRunSaysWhatItsMethodKnewAndWasFed(@TempDir Path in) throws IOException {
        FakeResults.writeWithControls(in);
        run(in, in.resolve("out"));
        List<RowFile.Row> runs = RowFile.read(in.resolve("out/runs.csv"), List.of());
        RowFile.Row told = only(runs, Map.of("dataset", "islets", "setting", "told", "seed", "1"));
        assertThat(told.get("knows")).isEqualTo("number of types");
        assertThat(told.get("input")).isEqualTo("log1p");
        assertThat(told.get("control")).isEmpty();
        assertThat(only(runs, Map.of("dataset", "islets", "setting", "labels", "seed", "1"))
                        .get("control"))
                .isEqualTo("best");
    }

    @Test
    void scoresOfClustersOfAMethodsOwnReachTheTablesAndThePage(@TempDir Path in) throws IOException {
        FakeResults.writeWithControls(in);
        run(in, in.resolve("out"));
        List<RowFile.Row> values = RowFile.read(in.resolve("out/metrics.csv"), List.of());
        Map<String, String> told = Map.of("dataset", "islets", "setting", "told", "seed", "1", "metric", "ARI_native");
        Map<String, String> other =
                Map.of("dataset", "islets", "setting", "scE2TM", "seed", "1", "metric", "ARI_native");
        assertThat(only(values, told).get("value")).isEqualTo("0.75");
        assertThat(only(values, other).get("value")).isEmpty();
        assertThat(only(RowFile.read(in.resolve("out/undefined.csv"), List.of()), other)
                        .get("reason"))
                .contains("no clusters of its own");
        String page = Files.readString(in.resolve("out/report.html"));
        int start = page.indexOf("id=\"data\">") + "id=\"data\">".length();
        JsonNode data = new ObjectMapper().readTree(page.substring(start, page.indexOf("</script>", start)));
        assertThat(data.path("metrics"))
                .filteredOn(metric -> metric.path("id").asText().equals("ARI_native"))
                .singleElement()
                .satisfies(metric -> {
                    assertThat(metric.path("variant").asBoolean())
                            .as("beside the main scores, not among them")
                            .isTrue();
                    assertThat(metric.path("text").asText()).contains("scTAG is told the number of types");
                });
        assertThat(data.path("runs"))
                .filteredOn(run -> run.path("own_clusters").asBoolean())
                .extracting(run -> run.path("setting").asText())
                .containsOnly("told");
        // That a method has none is in the nature of the method, not a finding about the data.
        assertThat(data.path("findings").toString()).doesNotContain("_native");
    }

    @Test
    void aRunThatWasNeverStartedLacksTheFirstOfItsOwnTools(@TempDir Path in) throws IOException {
        Files.writeString(
                in.resolve("manifest.csv"),
                "dataset,setting,model,seed,tool,path\nd,s,pca,1,preprocess,p/status.json\n");
        Files.createDirectories(in.resolve("p"));
        Files.writeString(in.resolve("p/status.json"), "{\"status\":\"done\"}");
        Files.writeString(in.resolve("p/preprocess.json"), "{}");
        Files.writeString(
                in.resolve("manifest.csv"), "d,s,pca,1,preprocess,p/preprocess.json\n", StandardOpenOption.APPEND);
        for (String tools : List.of("preprocess train cluster", "preprocess embed-import train cluster")) {
            Files.writeString(
                    in.resolve("expected.csv"), "dataset,setting,model,seed,tools\nd,s,pca,1," + tools + "\n");
            Run run = new RunReader(Manifest.read(List.of(in.resolve("manifest.csv"))), Trace.none())
                    .read(ExpectedRun.read(List.of(in.resolve("expected.csv"))).get(0));
            assertThat(run.reason()).startsWith(tools.split(" ", -1)[1] + ": no output");
        }
    }

    @Test
    void anUnknownControlIsBadData(@TempDir Path in) throws IOException {
        Path grid = in.resolve("expected.csv");
        Files.writeString(grid, "dataset,setting,model,seed,control\na,s,pca,1,middle\n");
        assertThatThrownBy(() -> ExpectedRun.read(List.of(grid)))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("line 2")
                .hasMessageContaining("'middle'");
    }

    @Test
    void aRepeatedRunInTheGridIsBadData(@TempDir Path in) throws IOException {
        Path grid = in.resolve("expected.csv");
        Files.writeString(grid, "dataset,setting,model,seed\na,s,pca,1\na,s,pca,1\n");
        assertThatThrownBy(() -> ExpectedRun.read(List.of(grid)))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("line 3")
                .hasMessageContaining("repeats an earlier row");
    }

    @Test
    void aManifestWithoutAColumnIsBadData(@TempDir Path in) throws IOException {
        Path manifest = in.resolve("manifest.csv");
        Files.writeString(manifest, "dataset,setting,seed,tool,path\na,s,1,train,train.json\n");
        assertThatThrownBy(() -> Manifest.read(List.of(manifest)))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("lacks the column model");
    }

    @Test
    void aToolThatIsNoneAndATableThatIsNotThereAreBadData(@TempDir Path in) throws IOException {
        Path manifest = in.resolve("manifest.csv");
        Files.writeString(manifest, "dataset,setting,model,seed,tool,path\na,s,m,1,clustr,cluster.json\n");
        assertThatThrownBy(() -> Manifest.read(List.of(manifest)))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("line 2")
                .hasMessageContaining("'clustr'")
                .hasMessageContaining("metric-tc");
        Files.writeString(manifest, "dataset,setting,model,seed,tool,path\na,s,m,1,cluster,umap.tsv\n");
        assertThatThrownBy(() -> Manifest.read(List.of(manifest)))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("umap.tsv")
                .hasMessageContaining("not there");
    }

    @Test
    void onesOwnTablesGoBesideThePipelines(@TempDir Path in) throws IOException {
        Path results = Files.createDirectories(in.resolve("results"));
        FakeResults.write(results);
        Files.createDirectories(in.resolve("mine"));
        Files.writeString(in.resolve("mine/scores.json"), "{\"status\":\"done\",\"metrics\":{\"ARI\":0.25}}");
        Path manifest = in.resolve("mine/manifest.csv");
        Files.writeString(manifest, "dataset,setting,model,seed,tool,path\nislets,Mine,mine,1,cluster,scores.json\n");
        Path expected = in.resolve("mine/expected.csv");
        Files.writeString(expected, "dataset,setting,model,seed,tools\nislets,Mine,mine,1,cluster\n");
        Aggregation.run(new AggregateOptions(
                List.of(results.resolve("manifest.csv"), manifest),
                List.of(results.resolve("expected.csv"), expected),
                Optional.empty(),
                Optional.empty(),
                in.resolve("out"),
                AggregateOptions.MAXIMUM_POINTS));
        List<RowFile.Row> runs = RowFile.read(in.resolve("out/runs.csv"), List.of());
        assertThat(only(runs, Map.of("setting", "Mine")).get("status")).isEqualTo("done");
        assertThat(runs).hasSize(13); // two data sets x three settings x two seeds beside it
        Path grid = results.resolve("expected.csv");
        assertThatThrownBy(() -> ExpectedRun.read(List.of(grid, expected, grid)))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("repeats an earlier row");
    }

    @Test
    void aStatusUnderItsToolsNameGivesTheReason(@TempDir Path in) throws IOException {
        Files.writeString(
                in.resolve("train.status.json"),
                "{\"tool\":\"train\",\"status\":\"bad_data\",\"exit_code\":3,\"reason\":\"no counts\"}");
        Path manifest = in.resolve("manifest.csv");
        Files.writeString(manifest, "dataset,setting,model,seed,tool,path\na,s,m,1,train,./train.status.json\n");
        Path expected = in.resolve("expected.csv");
        Files.writeString(expected, "dataset,setting,model,seed,knn_args\na,s,m,1,--neighbors 5\n");
        ExpectedRun grid = ExpectedRun.read(List.of(expected)).get(0);
        assertThat(grid.arguments()).containsExactly(Map.entry("knn_args", "--neighbors 5"));
        Run run = new RunReader(Manifest.read(List.of(manifest)), Trace.none()).read(grid);
        assertThat(run.status()).isEqualTo(Status.BAD_DATA);
        assertThat(run.reason()).isEqualTo("train: no counts");
    }

    private static List<RowFile.Row> table(String name) {
        return RowFile.read(directory.resolve("out/" + name + ".csv"), List.of());
    }

    private static RowFile.Row only(List<RowFile.Row> rows, Map<String, String> where) {
        List<RowFile.Row> found = rows.stream()
                .filter(row -> where.entrySet().stream()
                        .allMatch(cell -> row.get(cell.getKey()).equals(cell.getValue())))
                .toList();
        assertThat(found).as("rows where %s", where).hasSize(1);
        return found.get(0);
    }

    private static RowFile.Row summary(String setting, String metric, String over, String dataset) {
        return only(table("summary"), Map.of("setting", setting, "metric", metric, "over", over, "dataset", dataset));
    }

    private static String reason(String dataset, String setting, String seed, String metric) {
        assertThat(value(dataset, setting, seed, metric)).isEmpty();
        return only(table("undefined"), Map.of("dataset", dataset, "setting", setting, "seed", seed, "metric", metric))
                .get("reason");
    }

    private static String value(String dataset, String setting, String seed, String metric) {
        return only(table("metrics"), Map.of("dataset", dataset, "setting", setting, "seed", seed, "metric", metric))
                .get("value");
    }

    private static double number(RowFile.Row row, String column) {
        return Double.parseDouble(row.get(column));
    }
}

package org.sce2tm.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.sce2tm.aggregate.ExpectedRun.Control;
import org.sce2tm.aggregate.Finding.Level;
import org.sce2tm.geneset.TopicsAndSets;

class QualityTest {
    private static Run run(
            String dataset, String setting, Map<String, Double> values, Map<String, String> undefined, Step... steps) {
        return run(dataset, setting, "1", values, undefined, steps);
    }

    private static Run run(
            String dataset,
            String setting,
            String seed,
            Map<String, Double> values,
            Map<String, String> undefined,
            Step... steps) {
        Map<String, Step> byTool = new LinkedHashMap<>();
        for (Step step : steps) {
            byTool.put(step.tool(), step);
        }
        Map<String, String> owners = new LinkedHashMap<>();
        values.keySet().forEach(metric -> owners.put(metric, "metric-tc"));
        undefined.keySet().forEach(metric -> owners.put(metric, "metric-tc"));
        return new Run(
                new ExpectedRun(dataset, setting, "sce2tm", seed),
                Status.DONE,
                "",
                byTool,
                values,
                undefined,
                owners,
                true);
    }

    private static Step done(String tool, String version, String... warnings) {
        ObjectNode json = new ObjectMapper().createObjectNode().put("version", version);
        for (String warning : warnings) {
            json.withArray("warnings").add(warning);
        }
        return new Step(tool, Status.DONE, "", Optional.of(json));
    }

    private static List<Finding> findings(Run... runs) {
        return Quality.findings(Study.of(List.of(runs)), List.of());
    }

    private static Finding titled(List<Finding> findings, String text) {
        List<Finding> found =
                findings.stream().filter(f -> f.title().contains(text)).toList();
        assertThat(found).as("findings titled %s among %s", text, findings).hasSize(1);
        return found.get(0);
    }

    private static Run hole(String dataset, String setting, Status status, String reason) {
        return new Run(
                new ExpectedRun(dataset, setting, "sce2tm", "1"),
                status,
                reason,
                Map.of(),
                Map.of(),
                Map.of(),
                Map.of(),
                false);
    }

    @Test
    void whatWasLeftOutByPlanIsNoProblem() {
        List<Finding> findings = findings(
                hole("a", "sets", Status.LEFT_OUT, "no gene sets"),
                hole("b", "sets", Status.LEFT_OUT, "no gene sets"),
                hole("a", "t", Status.NOTHING_TO_PRODUCE, "not a number"),
                hole("b", "t", Status.MISSING, "killed"));
        Finding both = titled(findings, "2 runs were left out");
        assertThat(both.level()).isEqualTo(Level.WARNING);
        assertThat(both.text()).isEqualTo("no gene sets");
        assertThat(both.where()).containsExactly("a · sets · seed 1", "b · sets · seed 1");
        assertThat(titled(findings, "A run is incomplete (nothing to produce)").level())
                .isEqualTo(Level.PROBLEM);
        assertThat(titled(findings, "A run is incomplete (missing)").level()).isEqualTo(Level.PROBLEM);
    }

    @Test
    void warningsThatDifferInNumbersOnlyAreOneFinding() {
        List<Finding> findings = findings(
                run("a", "s", Map.of(), Map.of(), done("gsea", "1", "8 of 50 topics have ties")),
                run("b", "s", Map.of(), Map.of(), done("gsea", "1", "11 of 50 topics have ties")));
        assertThat(titled(findings, "gsea warned").where())
                .containsExactly(
                        "a · s · seed 1: 8 of 50 topics have ties", "b · s · seed 1: 11 of 50 topics have ties");
    }

    @Test
    void aStandInIsSaidOnceForItsDatasets() {
        Step view = new Step(
                "embed-import",
                Status.DONE,
                "",
                Optional.of(new ObjectMapper()
                        .createObjectNode()
                        .put("external_view", "stand-in")
                        .set("warnings", new ObjectMapper().createArrayNode().add("the view is a stand-in"))));
        List<Finding> findings = findings(run("a", "s", Map.of(), Map.of(), view), run("b", "s", Map.of(), Map.of()));
        Finding finding = titled(findings, "stand-in, not external knowledge");
        assertThat(finding.level()).isEqualTo(Level.WARNING);
        assertThat(finding.where()).containsExactly("a");
        assertThat(findings).noneMatch(f -> f.title().equals("embed-import warned"));
    }

    @Test
    void severalMetricsUndefinedForOneReasonAreOneWarning() {
        Map<String, String> reasons = new LinkedHashMap<>();
        reasons.put("TC", "no gene occurs in a gene set");
        reasons.put("TQ", "no gene occurs in a gene set");
        reasons.put("GSEA_U", "no term is enriched in any topic");
        List<Finding> findings = findings(run("a", "s", Map.of(), reasons));
        assertThat(titled(findings, "TC, TQ are undefined in one run").level()).isEqualTo(Level.WARNING);
        assertThat(titled(findings, "GSEA_U is undefined in one run").level()).isEqualTo(Level.NOTE);
    }

    @Test
    void meansOverDifferentDatasetsAreWarnedOf() {
        List<Finding> findings = findings(
                run("a", "s", Map.of("TD", 0.5), Map.of()),
                run("b", "s", Map.of("TD", 0.5), Map.of()),
                run("a", "t", Map.of("TD", 0.9), Map.of()),
                run("b", "t", Map.of(), Map.of("TD", "nothing")));
        assertThat(titled(findings, "different data sets").where()).containsExactly("TD (1 to 2 data sets)");
    }

    @Test
    void resultsOfDifferentVersionsAreWarnedOf() {
        List<Finding> findings = findings(
                run("a", "s", Map.of(), Map.of(), done("train", "0.1.0")),
                run("b", "s", Map.of(), Map.of(), done("train", "0.2.0")));
        assertThat(titled(findings, "different versions").where()).containsExactly("0.1.0", "0.2.0");
    }

    @Test
    void missingGeneSetsAreNamedWithTheReasonTheToolsGave() {
        String reason = "no gene sets: give --gene_sets";
        List<Finding> findings = findings(run(
                "a",
                "s",
                Map.of(),
                Map.of(),
                Step.failed("metric-tc", Status.NOTHING_TO_PRODUCE, reason),
                Step.failed("ora", Status.NOTHING_TO_PRODUCE, reason),
                Step.failed("gsea", Status.NOTHING_TO_PRODUCE, reason)));
        Finding finding = titled(findings, "No metrics of metric-tc, ora, gsea in one run");
        assertThat(finding.text()).isEqualTo(reason);
        assertThat(finding.level()).isEqualTo(Level.NOTE);
    }

    @Test
    void metricsThatNeedGeneSetsAreNamedWhereThereAreNone() {
        String none = TopicsAndSets.NO_SETS + " (--gene-sets)";
        Map<String, String> reasons = new LinkedHashMap<>();
        reasons.put("TC", none);
        reasons.put("TQ", none);
        reasons.put("TQ_once", none);
        List<Finding> findings = findings(run(
                "a",
                "s",
                Map.of("TD", 0.5),
                reasons,
                done("metric-tc", "0.1.0"),
                Step.failed("ora", Status.NOTHING_TO_PRODUCE, "no gene sets: give --gene_sets"),
                Step.failed("gsea", Status.NOTHING_TO_PRODUCE, "no gene sets: give --gene_sets")));
        Finding finding = titled(findings, "No metrics of ora, gsea, no TC, TQ in one run");
        assertThat(finding.level()).isEqualTo(Level.NOTE);
        assertThat(findings).noneMatch(f -> f.title().contains("undefined"));
    }

    private static Run control(String setting, Control control, double ari, double td) {
        Run run = run("a", setting, Map.of("ARI", ari, "TD", td), Map.of());
        return new Run(
                new ExpectedRun("a", setting, setting, "1", Set.of(), true, control, Map.of()),
                run.status(),
                run.reason(),
                run.steps(),
                run.values(),
                run.undefined(),
                run.owners(),
                true);
    }

    @Test
    void aMethodOnTheWrongSideOfAControlIsNamedWithItsMetricAndDataSet() {
        List<Finding> findings = findings(
                run("a", "good", Map.of("ARI", 0.8, "TD", 0.7), Map.of()),
                run("a", "bad", Map.of("ARI", -0.1, "TD", 0.6), Map.of()),
                run("a", "dull", Map.of("ARI", 0.01, "TD", 0.99), Map.of()),
                control("random", Control.WORST, 0.01, 0.95),
                control("labels", Control.BEST, 0.8, 0.98));
        Finding worse = titled(findings, "Worse than random topics");
        assertThat(worse.level()).isEqualTo(Level.WARNING);
        assertThat(worse.where()).as("equal is not worse").containsExactly("ARI: bad on a");
        Finding diversity = titled(findings, "Random topics score higher");
        assertThat(diversity.level()).isEqualTo(Level.NOTE);
        assertThat(diversity.where()).containsExactly("TD: good, bad on a");
        assertThat(titled(findings, "own markers").where()).containsExactly("TD: dull on a");
        assertThat(findings)
                .as("equal is not better")
                .noneMatch(f -> f.title().startsWith("Better than the labels them"));
    }

    @Test
    void logsFedToAModelOfCountsAreOneFindingWithTheDataSets() {
        ObjectNode fed = new ObjectMapper().createObjectNode().put("version", "1");
        fed.putObject("parameters").put("input", "log1p");
        fed.withArray("warnings").add("the data set holds no counts: scvi, a model of counts, was fed log expression");
        ObjectNode counts = new ObjectMapper().createObjectNode().put("version", "1");
        counts.putObject("parameters").put("input", "counts");
        List<Finding> findings = findings(
                run("a", "s", Map.of(), Map.of(), new Step("train", Status.DONE, "", Optional.of(fed))),
                run("b", "s", Map.of(), Map.of(), new Step("train", Status.DONE, "", Optional.of(counts))));
        assertThat(titled(findings, "fed logarithms").where()).containsExactly("s on a");
        assertThat(findings).noneMatch(f -> f.title().equals("train warned"));
    }

    @Test
    void whatTwoSeedsDifferByIsNotWorseThanRandom() {
        List<Finding> findings = findings(
                run("a", "s", "1", Map.of("ARI", -0.08), Map.of()),
                run("a", "s", "2", Map.of("ARI", 0.05), Map.of()),
                run("a", "t", "1", Map.of("ARI", -0.08), Map.of()),
                run("a", "t", "2", Map.of("ARI", -0.07), Map.of()),
                control("random", Control.WORST, 0.01, 0.9));
        assertThat(titled(findings, "Worse than random topics").where()).containsExactly("ARI: t on a");
    }

    @Test
    void controlsAreNoGroundForComparison() {
        List<Finding> findings = findings(
                run("a", "s", Map.of("ARI", 0.5), Map.of()),
                run("b", "s", Map.of("ARI", 0.5), Map.of()),
                control("random", Control.WORST, 0.01, 0.9));
        assertThat(findings).noneMatch(f -> f.title().contains("different data sets"));
    }
}

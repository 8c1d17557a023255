package org.sce2tm.aggregate;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.sce2tm.cli.Log;

/** Reads everything, then writes the tables and the report. */
final class Aggregation {
    private Aggregation() {}

    /** @throws org.sce2tm.data.BadDataException if the grid, the manifest, the trace or the versions cannot be read */
    static void run(AggregateOptions options) {
        List<ExpectedRun> expected = ExpectedRun.read(options.expected());
        Manifest manifest = Manifest.read(options.manifests());
        Trace trace = options.trace().map(Trace::read).orElseGet(Trace::none);
        List<Versions.Entry> versions = options.versions().map(Versions::read).orElseGet(List::of);
        RunReader reader = new RunReader(manifest, trace);
        Study study = Study.of(expected.stream().map(reader::read).toList());
        Statistics statistics = new Statistics(study);
        List<ResultTable> tables = List.of(
                metrics(study),
                undefined(study),
                runs(study),
                statistics.summary(),
                statistics.comparisons(),
                statistics.correlations());
        tables.forEach(table -> table.write(options.outputDirectory()));
        for (Run run : study.runs()) {
            if (run.status() != Status.DONE) {
                Log.say("hole: %s: %s: %s", run.expected(), run.status().id(), run.reason());
            }
        }
        ReportData data = new ReportData(study, manifest, trace, versions, tables, options.maximumPoints());
        Path page = options.outputDirectory().resolve("report.html");
        ReportPage.write(page, data);
        Log.say("%d runs, %s", study.runs().size(), page);
    }

    private static ResultTable metrics(Study study) {
        ResultTable table = ResultTable.of("metrics", "dataset", "setting", "seed", "metric", "value");
        for (Run run : study.runs()) {
            ExpectedRun at = run.expected();
            study.metrics()
                    .keySet()
                    .forEach(metric -> table.add(at.dataset(), at.setting(), at.seed(), metric, run.value(metric)));
        }
        return table;
    }

    /** The reasons of metrics.csv's empty cells. */
    private static ResultTable undefined(Study study) {
        ResultTable table = ResultTable.of("undefined", "dataset", "setting", "seed", "metric", "reason");
        for (Run run : study.runs()) {
            ExpectedRun at = run.expected();
            study.metrics().keySet().stream()
                    .filter(metric -> run.value(metric).isEmpty())
                    .forEach(metric ->
                            table.add(at.dataset(), at.setting(), at.seed(), metric, study.whyUndefined(run, metric)));
        }
        return table;
    }

    private static ResultTable runs(Study study) {
        ResultTable table = ResultTable.of(
                "runs",
                "dataset",
                "setting",
                "model",
                "seed",
                "status",
                "reason",
                "seconds",
                "ms_per_step",
                "peak_rss_mb",
                "device",
                "input",
                "knows",
                "control");
        for (Run run : study.runs()) {
            Optional<JsonNode> train = run.result("train");
            table.add(
                    run.expected().dataset(),
                    run.expected().setting(),
                    run.expected().model(),
                    run.expected().seed(),
                    run.status().id(),
                    run.reason(),
                    number(train, "seconds"),
                    number(train, "ms_per_step"),
                    number(train, "peak_rss_mb"),
                    train.map(json -> json.path("device").asText("")).orElse(""),
                    run.input(),
                    String.join(", ", run.knows()),
                    run.expected().control().id());
        }
        return table;
    }

    private static OptionalDouble number(Optional<JsonNode> json, String field) {
        return json.map(tree -> tree.path(field))
                .filter(JsonNode::isNumber)
                .map(value -> OptionalDouble.of(value.doubleValue()))
                .orElse(OptionalDouble.empty());
    }
}

package org.sce2tm.aggregate;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.IntSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.sce2tm.aggregate.ExpectedRun.Control;
import org.sce2tm.aggregate.Finding.Level;
import org.sce2tm.cli.Version;

/** Everything the page shows, as one tree; kept small, because it travels inside the page. */
final class ReportData {
    /** With more runs than this, only the first seed of each data set and setting has its cells and topics shown. */
    private static final int DETAILED_RUNS = 120;

    /** Cells drawn in all maps together: about 12 MB of page. */
    private static final int POINTS_IN_ALL = 600_000;

    private static final int POINTS_OF_A_CURVE = 250;

    private final Study study;
    private final Manifest manifest;
    private final Trace trace;
    private final List<Versions.Entry> versions;
    private final List<ResultTable> tables;
    private final int maximumPoints;

    ReportData(
            Study study,
            Manifest manifest,
            Trace trace,
            List<Versions.Entry> versions,
            List<ResultTable> tables,
            int maximumPoints) {
        this.study = study;
        this.manifest = manifest;
        this.trace = trace;
        this.versions = versions;
        this.tables = tables;
        this.maximumPoints = maximumPoints;
    }

    String title() {
        return "scE2TM report: " + count(study.datasets().size(), "data set") + ", "
                + count(study.settings().size(), "setting") + ", "
                + count(study.seeds().size(), "seed");
    }

    Map<String, Object> tree() {
        Map<ExpectedRun, CellMap> maps = maps();
        List<Finding> findings = new ArrayList<>(Quality.findings(
                study,
                manifest.strangers(study.runs().stream().map(Run::expected).toList())));
        limits(maps).ifPresent(findings::add);
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("title", title());
        tree.put("version", Version.current());
        tree.put(
                "datasets",
                study.datasets().stream()
                        .map(dataset -> DatasetFacts.of(study, dataset, maps))
                        .toList());
        tree.put("settings", settings());
        tree.put("seeds", study.seeds());
        tree.put("metrics", List.copyOf(study.metrics().values()));
        tree.put("findings", findings);
        tree.put("runs", study.runs().stream().map(run -> run(run, maps)).toList());
        Map<String, Object> named = new LinkedHashMap<>();
        tables.forEach(table -> named.put(table.name(), table));
        tree.put("tables", named);
        tree.put("trace", costs());
        tree.put("versions", versions);
        tree.put("inputs", inputs());
        tree.put("hits", TopicSheet.SHOWN_HITS);
        return tree;
    }

    private List<Map<String, String>> settings() {
        return study.settings().stream()
                .map(setting -> {
                    Map<String, String> tree = new LinkedHashMap<>();
                    tree.put("name", setting);
                    tree.put(
                            "model",
                            ofRuns(setting, run -> List.of(run.expected().model())));
                    tree.put("control", study.control(setting).id());
                    tree.put("input", ofRuns(setting, run -> List.of(run.input())));
                    tree.put("knows", ofRuns(setting, Run::knows));
                    tree.put("topics", topics(setting));
                    for (String size : List.of("latent", "components", "epochs")) {
                        tree.put(size, ofRuns(setting, run -> List.of(run.parameter(size))));
                    }
                    study.runs().stream()
                            .map(Run::expected)
                            .filter(run -> run.setting().equals(setting))
                            .findFirst()
                            .ifPresent(run -> tree.putAll(run.arguments()));
                    return tree;
                })
                .toList();
    }

    /** How many topics a setting's models have: clusters that are topics differ from data set to data set. */
    private String topics(String setting) {
        IntSummaryStatistics counts = study.runs().stream()
                .filter(run -> run.expected().setting().equals(setting))
                .flatMapToInt(run -> run.topics().stream())
                .summaryStatistics();
        if (counts.getCount() == 0) {
            return "";
        }
        return counts.getMin() == counts.getMax()
                ? String.valueOf(counts.getMin())
                : counts.getMin() + " to " + counts.getMax();
    }

    /** What a setting's runs say, each once. */
    private String ofRuns(String setting, Function<Run, List<String>> say) {
        return study.runs().stream()
                .filter(run -> run.expected().setting().equals(setting))
                .flatMap(run -> say.apply(run).stream())
                .filter(text -> !text.isEmpty())
                .distinct()
                .collect(Collectors.joining(", "));
    }

    private Map<String, Object> run(Run run, Map<ExpectedRun, CellMap> maps) {
        Map<String, Object> tree = new LinkedHashMap<>();
        ExpectedRun expected = run.expected();
        tree.put("dataset", expected.dataset());
        tree.put("setting", expected.setting());
        tree.put("model", expected.model());
        tree.put("seed", expected.seed());
        tree.put("status", run.status().id());
        tree.put("reason", run.reason());
        tree.put("topics", run.hasTopics());
        run.hasOwnClusters().ifPresent(own -> tree.put("own_clusters", own));
        tree.put("steps", run.steps().values().stream().map(ReportData::step).toList());
        run.result("train").ifPresent(train -> {
            for (String field : List.of("ms_per_step", "device", "backend", "epochs", "external_view")) {
                if (train.hasNonNull(field)) {
                    tree.put(field, train.get(field));
                }
            }
            Map<String, List<Double>> losses = losses(train);
            if (!losses.isEmpty()) {
                tree.put("losses", losses);
            }
        });
        if (maps.containsKey(run.expected())) {
            tree.put("map", maps.get(run.expected()));
        }
        if (detailed(run)) {
            List<Map<String, Object>> sheet = TopicSheet.read(manifest, run);
            if (!sheet.isEmpty()) {
                tree.put("sheet", sheet);
            }
        }
        return tree;
    }

    private static Map<String, Object> step(Step step) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("tool", step.tool());
        tree.put("status", step.status().id());
        if (!step.reason().isEmpty()) {
            tree.put("reason", step.reason());
        }
        step.result().ifPresent(json -> {
            for (String field : List.of("version", "command", "seconds", "peak_rss_mb")) {
                if (json.hasNonNull(field)) {
                    tree.put(field, json.get(field));
                }
            }
        });
        return tree;
    }

    /** Loss terms per epoch, thinned evenly, the last epoch always kept. */
    private static Map<String, List<Double>> losses(JsonNode train) {
        Map<String, List<Double>> losses = new LinkedHashMap<>();
        train.path("losses").properties().forEach(term -> {
            int n = term.getValue().size();
            int kept = Math.min(n, POINTS_OF_A_CURVE);
            List<Double> curve = new ArrayList<>();
            for (int i = 0; i < kept; i++) {
                int at = kept == 1 ? n - 1 : (int) ((long) i * (n - 1) / (kept - 1));
                JsonNode value = term.getValue().get(at);
                curve.add(value.isNumber() ? significant(value.doubleValue()) : Double.NaN);
            }
            losses.put(term.getKey(), curve);
        });
        return losses;
    }

    private static double significant(double value) {
        return Double.isFinite(value)
                ? new BigDecimal(value).round(new MathContext(5)).doubleValue()
                : value;
    }

    private boolean detailed(Run run) {
        if (run.expected().control() == Control.WORST) {
            return false; // nothing to see in maps and topics drawn at random
        }
        if (study.runs().size() <= DETAILED_RUNS) {
            return true;
        }
        ExpectedRun expected = run.expected();
        return study.runs(expected.dataset(), expected.setting()).stream()
                .filter(other -> other.result("cluster").isPresent())
                .findFirst()
                .map(first -> first.expected().equals(expected))
                .orElse(false);
    }

    private Map<ExpectedRun, CellMap> maps() {
        List<Run> detailed = study.runs().stream().filter(this::detailed).toList();
        int most = Math.max(200, Math.min(maximumPoints, POINTS_IN_ALL / Math.max(1, detailed.size())));
        Map<ExpectedRun, CellMap> maps = new LinkedHashMap<>();
        detailed.forEach(
                run -> CellMap.read(manifest, run.expected(), most).ifPresent(map -> maps.put(run.expected(), map)));
        return maps;
    }

    private Optional<Finding> limits(Map<ExpectedRun, CellMap> maps) {
        TreeSet<String> sampled = new TreeSet<>();
        maps.forEach((run, map) -> {
            if (map.x().size() < map.cells()) {
                sampled.add(run.dataset() + ": " + map.x().size() + " of " + map.cells() + " cells drawn");
            }
        });
        if (study.runs().size() > DETAILED_RUNS) {
            sampled.add("cell maps and topics: one seed of each data set and setting");
        }
        return sampled.isEmpty()
                ? Optional.empty()
                : Optional.of(new Finding(
                        Level.NOTE,
                        "This page shows a part of what was computed",
                        "To stay small enough to open; all metrics use all cells, and the runs' own files hold"
                                + " everything.",
                        List.copyOf(sampled)));
    }

    /** Time and memory of each process in the trace. */
    private List<Map<String, Object>> costs() {
        Map<String, List<Trace.Task>> byTool = trace.tasks().stream()
                .collect(Collectors.groupingBy(Trace.Task::tool, LinkedHashMap::new, Collectors.toList()));
        List<Map<String, Object>> costs = new ArrayList<>();
        byTool.forEach((tool, tasks) -> {
            Map<String, Object> cost = new LinkedHashMap<>();
            cost.put("tool", tool);
            cost.put("tasks", tasks.size());
            cost.put("failed", tasks.stream().filter(task -> !task.ended()).count());
            cost.put(
                    "seconds",
                    tasks.stream().mapToDouble(task -> task.seconds().orElse(0)).sum());
            cost.put(
                    "longest",
                    tasks.stream()
                            .mapToDouble(task -> task.seconds().orElse(0))
                            .max()
                            .orElse(0));
            cost.put(
                    "peak_mb",
                    tasks.stream()
                            .mapToDouble(task -> task.peakMb().orElse(0))
                            .max()
                            .orElse(0));
            costs.add(cost);
        });
        return costs;
    }

    /** Every input file that a tool read, once: data set, tool, path and SHA-256. */
    private List<List<String>> inputs() {
        return study.runs().stream()
                .flatMap(run -> run.steps().values().stream()
                        .flatMap(step -> step.result().stream().flatMap(json -> {
                            List<List<String>> rows = new ArrayList<>();
                            for (JsonNode input : json.path("inputs")) {
                                rows.add(List.of(
                                        run.expected().dataset(),
                                        step.tool(),
                                        input.path("path").asText(),
                                        input.path("sha256").asText()));
                            }
                            return rows.stream();
                        })))
                .distinct()
                .toList();
    }

    private static String count(int n, String what) {
        return n + " " + what + (n == 1 ? "" : "s");
    }
}

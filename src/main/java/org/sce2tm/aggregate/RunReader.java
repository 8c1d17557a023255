package org.sce2tm.aggregate;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Finds out what became of an expected run: which tools left what, whether that is all it needs, and its metrics. */
final class RunReader {
    private static final List<String> SCORING = List.of("cluster", "metric-tc", "ora", "gsea", "train");

    private final Manifest manifest;
    private final Trace trace;

    RunReader(Manifest manifest, Trace trace) {
        this.manifest = manifest;
        this.trace = trace;
    }

    /** Reads everything that belongs to the run. */
    Run read(ExpectedRun expected) {
        Map<String, Step> steps = new LinkedHashMap<>();
        for (List<String> tools : List.of(Run.CHAIN, Run.TOPIC_TOOLS)) {
            for (String tool : tools) {
                Step.find(manifest, expected, tool).ifPresent(step -> steps.put(tool, step));
            }
        }
        boolean hasTopics = hasTopics(expected);
        Optional<Step> hole = firstHole(expected, steps, hasTopics);
        Map<String, Double> values = new LinkedHashMap<>();
        Map<String, String> undefined = new LinkedHashMap<>();
        Map<String, String> owners = new LinkedHashMap<>();
        for (String tool : SCORING) {
            Optional.ofNullable(steps.get(tool))
                    .flatMap(Step::result)
                    .ifPresent(json -> readMetrics(tool, json, values, undefined, owners));
        }
        return new Run(
                expected,
                hole.map(Step::status).orElse(Status.DONE),
                hole.map(step -> step.tool() + ": " + step.reason()).orElse(""),
                steps,
                values,
                undefined,
                owners,
                hasTopics);
    }

    private Optional<Step> firstHole(ExpectedRun expected, Map<String, Step> steps, boolean hasTopics) {
        Optional<Step> failed = Run.CHAIN.stream()
                .flatMap(tool -> Optional.ofNullable(steps.get(tool)).stream())
                .filter(step -> step.status() != Status.DONE)
                .findFirst();
        if (failed.isPresent()) {
            return failed;
        }
        boolean trained = steps.containsKey("train");
        for (String tool : Run.CHAIN) {
            boolean before = !tool.equals("train") && !tool.equals("cluster");
            boolean told = expected.tools().isEmpty() || expected.tools().contains(tool);
            if (told && !(before && trained) && !steps.containsKey(tool)) {
                return Optional.of(lost(tool, expected, steps));
            }
        }
        // Who does not say which tools were to run gets those that ran on the data set at all.
        Predicate<String> scores = expected.tools().isEmpty()
                ? tool -> hasTopics
                        && manifest.anyOf(
                                expected.dataset(),
                                Run.GENE_SET_TOOLS.contains(tool) ? Run.GENE_SET_TOOLS : Run.TOPIC_TOOLS)
                : expected.tools()::contains;
        Optional<Step> hole = Optional.empty();
        for (String tool : Run.TOPIC_TOOLS) {
            if (scores.test(tool) && !steps.containsKey(tool)) {
                lost(tool, expected, steps);
            }
            Optional<Step> step = Optional.ofNullable(steps.get(tool));
            // No gene sets or no topics make metrics undefined, with that reason; nothing of the run is lost by it.
            boolean inOrder = step.isEmpty()
                    || step.get().status() == Status.DONE
                    || step.get().status() == Status.NOTHING_TO_PRODUCE;
            if (hole.isEmpty() && !inOrder) {
                hole = step;
            }
        }
        return hole;
    }

    private Step lost(String tool, ExpectedRun expected, Map<String, Step> steps) {
        String more =
                trace.failure(tool, expected).map(text -> " (" + text + ")").orElse("");
        Step step = Step.failed(tool, Status.MISSING, Step.LOST + more);
        steps.put(tool, step);
        return step;
    }

    private boolean hasTopics(ExpectedRun expected) {
        if (!expected.topics()) {
            return false;
        }
        // Anybody's model may come without topics: then clusters.tsv leaves the column empty.
        return manifest.find(expected, "cluster", "clusters.tsv")
                .map(file -> RowFile.tryRead(file, List.of("cell"), 1))
                .filter(rows -> !rows.isEmpty())
                .map(rows -> !rows.get(0).get("topic").isEmpty())
                .orElse(true);
    }

    private static void readMetrics(
            String tool,
            JsonNode json,
            Map<String, Double> values,
            Map<String, String> undefined,
            Map<String, String> owners) {
        json.path("metrics").properties().forEach(field -> {
            String metric = field.getKey();
            owners.putIfAbsent(metric, tool);
            if (values.containsKey(metric)) {
                // IP comes from two tools; the clustering's is the paper's and stands first.
                return;
            }
            if (field.getValue().isNumber()) {
                values.put(metric, field.getValue().doubleValue());
                undefined.remove(metric);
            } else {
                undefined.putIfAbsent(metric, json.path("reasons").path(metric).asText("no reason was given"));
            }
        });
    }
}

package org.sce2tm.aggregate;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * One expected run and what became of it.
 *
 * @param status DONE where every tool that this run needs is done
 * @param reason the first tool that is not, and why; empty where all are
 * @param steps by tool, in the order of the pipeline; a tool that left nothing is absent, or MISSING where it is needed
 * @param values its metrics
 * @param undefined metrics that a tool of this run could not define, each with the reason
 * @param owners the tool that gave each metric, defined or not
 * @param hasTopics whether its model has topics
 */
record Run(
        ExpectedRun expected,
        Status status,
        String reason,
        Map<String, Step> steps,
        Map<String, Double> values,
        Map<String, String> undefined,
        Map<String, String> owners,
        boolean hasTopics) {
    /** Without these there is no embedding to score. */
    static final List<String> CHAIN = List.of("preprocess", "embed-import", "knn", "train", "cluster");

    /** What these say holds for the data set, whatever the setting. */
    static final List<String> PREPARATION = List.of("preprocess", "embed-import", "knn");

    /** These need topics. */
    static final List<String> TOPIC_TOOLS = List.of("metric-tc", "ora", "gsea");

    /** These of them need gene sets, too. */
    static final List<String> GENE_SET_TOOLS = List.of("ora", "gsea");

    OptionalDouble value(String metric) {
        return values.containsKey(metric) ? OptionalDouble.of(values.get(metric)) : OptionalDouble.empty();
    }

    /**
     * Why a metric has no value in this run.
     *
     * @param owner the tool that gives this metric in other runs
     */
    String whyUndefined(String metric, String owner) {
        if (undefined.containsKey(metric)) {
            return undefined.get(metric);
        }
        if (TOPIC_TOOLS.contains(owner) && !hasTopics) {
            return "the model has no topics";
        }
        Optional<Step> step = Optional.ofNullable(steps.get(owner));
        if (step.isPresent() && step.get().status() != Status.DONE) {
            return owner + ": " + step.get().reason();
        }
        if (step.isEmpty() && status != Status.DONE) {
            return reason;
        }
        return step.isEmpty() && GENE_SET_TOOLS.contains(owner)
                ? "neither ora nor gsea ran on this data set"
                : owner + " did not compute it for this run";
    }

    /** Whether its method ended with clusters of its own; empty where nobody has looked. */
    Optional<Boolean> hasOwnClusters() {
        return result("cluster").map(json -> json.hasNonNull("native_clusters"));
    }

    /** What the model was told that others were not, as its training says. */
    List<String> knows() {
        List<String> knows = new ArrayList<>();
        result("train").ifPresent(json -> json.path("knows").forEach(what -> knows.add(what.asText())));
        return knows;
    }

    /** What a model of counts was fed, counts or log1p; empty for other models. */
    String input() {
        return parameter("input");
    }

    /** A hyper-parameter of its training; empty where the model has none of this name. */
    String parameter(String name) {
        return result("train")
                .map(json -> json.path("parameters").path(name).asText(""))
                .orElse("");
    }

    /** How many topics its model has; empty where it has none or does not say. */
    OptionalInt topics() {
        int topics = result("train").map(json -> json.path("topics").asInt(0)).orElse(0);
        return topics > 0 ? OptionalInt.of(topics) : OptionalInt.empty();
    }

    /** A tool's JSON; empty where the tool is not done. */
    Optional<JsonNode> result(String tool) {
        return Optional.ofNullable(steps.get(tool)).flatMap(Step::result);
    }
}

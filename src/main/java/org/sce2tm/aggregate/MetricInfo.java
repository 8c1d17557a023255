package org.sce2tm.aggregate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What there is to know about a metric; the catalogue is the resource {@code metrics.json}.
 *
 * @param id as in the tools' JSON
 * @param group clustering, topics or pathways
 * @param direction higher, lower or none (not a score)
 * @param range such as {@code [0, 1]}
 * @param needs any of labels, topics, gene sets, own clusters
 * @param variant whether it is a variant that stands beside a metric of the paper
 * @param equation in plain characters
 * @param text one or two sentences for a reader who meets it for the first time
 */
record MetricInfo(
        String id,
        String title,
        String group,
        String direction,
        String range,
        List<String> needs,
        boolean variant,
        String equation,
        String text) {
    /** All known metrics by id, in the order in which reports show them. */
    static Map<String, MetricInfo> catalogue() {
        Map<String, MetricInfo> catalogue = new LinkedHashMap<>();
        for (JsonNode node : parse(Resources.text("metrics.json"))) {
            List<String> needs = new ArrayList<>();
            node.path("needs").forEach(need -> needs.add(need.asText()));
            MetricInfo info = new MetricInfo(
                    node.path("id").asText(),
                    node.path("title").asText(),
                    node.path("group").asText(),
                    node.path("direction").asText(),
                    node.path("range").asText(),
                    needs,
                    node.path("variant").asBoolean(),
                    node.path("equation").asText(),
                    node.path("text").asText());
            catalogue.put(info.id, info);
        }
        return catalogue;
    }

    /** A metric of a tool that this version does not know: shown, but never ranked. */
    static MetricInfo unknown(String id) {
        return new MetricInfo(
                id, id, "other", "none", "", List.of(), false, "", "No description: this version does not know it.");
    }

    private static JsonNode parse(String json) {
        try {
            return new ObjectMapper().readTree(json);
        } catch (IOException e) {
            throw new IllegalStateException("metrics.json of this jar is broken", e);
        }
    }
}

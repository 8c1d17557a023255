package org.sce2tm.aggregate;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What the report says about a data set, gathered from the tools that looked at it. */
final class DatasetFacts {
    private DatasetFacts() {}

    /** Name, cells, genes, types, view and values of one data set; what no tool said is absent. */
    static Map<String, Object> of(Study study, String dataset, Map<ExpectedRun, CellMap> maps) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("name", dataset);
        List<Run> runs = study.runs().stream()
                .filter(run -> run.expected().dataset().equals(dataset))
                .toList();
        Optional<JsonNode> preprocess =
                runs.stream().flatMap(run -> run.result("preprocess").stream()).findFirst();
        preprocess.ifPresent(json -> {
            for (String field : List.of("cells", "genes", "selected_genes", "types")) {
                if (json.path(field).isNumber()) {
                    facts.put(field, json.path(field).longValue());
                }
            }
            facts.put("values", values(json));
        });
        runs.stream()
                .flatMap(run -> Optional.ofNullable(maps.get(run.expected())).stream())
                .findFirst()
                .ifPresent(map -> {
                    facts.putIfAbsent("cells", map.cells());
                    Set<String> types = new TreeSet<>(map.labels().names());
                    types.remove("");
                    facts.putIfAbsent("types", types.size());
                });
        TreeSet<String> views = new TreeSet<>();
        runs.forEach(run -> List.of("embed-import", "train")
                .forEach(tool -> run.result(tool)
                        .map(json -> json.path("external_view").asText(""))
                        .filter(view -> !view.isEmpty() && !view.equals("none"))
                        .ifPresent(views::add)));
        facts.put("view", views.isEmpty() ? "none" : String.join(", ", views));
        return facts;
    }

    /** What preprocess said about the matrix's values; empty where it said nothing. */
    static String values(JsonNode preprocess) {
        return preprocess.path("values").asText("");
    }
}

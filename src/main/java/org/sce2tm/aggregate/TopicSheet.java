package org.sce2tm.aggregate;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** The topics of one run: top genes, coherence, and the pathways that ORA and GSEA found. */
final class TopicSheet {
    /** More hits per topic than a reader looks at stay in the run's own tables. */
    static final int SHOWN_HITS = 5;

    private static final int SHOWN_GENES = 12;

    private TopicSheet() {}

    /** One object per topic, in the order of topics.tsv; empty where the run has no such table. */
    static List<Map<String, Object>> read(Manifest manifest, Run run) {
        Map<String, Map<String, Object>> topics = new LinkedHashMap<>();
        for (RowFile.Row row : rows(manifest, run, "metric-tc", "topics.tsv")) {
            Map<String, Object> topic = new LinkedHashMap<>();
            topic.put("topic", row.get("topic"));
            number(row.get("tc")).ifPresent(tc -> topic.put("tc", tc));
            topic.put("genes", row.first("genes", "top_genes"));
            number(row.first("cells", "n_cells")).ifPresent(cells -> topic.put("cells", (long) cells));
            topics.put(row.get("topic"), topic);
        }
        hits(topics, "ora", rows(manifest, run, "ora", "ora.tsv"), "adj_pval", alpha(run, "ora"));
        String method = run.result("gsea")
                .map(json -> json.path("parameters").path("method").asText())
                .orElse("");
        String corrected = method.equals("multilevel") ? "padj" : "fdr";
        hits(topics, "gsea", rows(manifest, run, "gsea", "gsea.tsv"), corrected, alpha(run, "gsea"));
        return List.copyOf(topics.values());
    }

    private static List<RowFile.Row> rows(Manifest manifest, Run run, String tool, String name) {
        Optional<Path> file = manifest.find(run.expected(), tool, name);
        return file.map(path -> RowFile.tryRead(path, List.of("topic"), Integer.MAX_VALUE))
                .orElseGet(List::of);
    }

    private static double alpha(Run run, String tool) {
        return run.result(tool)
                .map(json -> json.path("parameters").path("alpha").asDouble(0.01))
                .orElse(0.01);
    }

    /** Adds a tool's significant terms, best first, and how many there are; one other term where none is. */
    private static void hits(
            Map<String, Map<String, Object>> topics, String tool, List<RowFile.Row> rows, String column, double alpha) {
        Map<String, List<RowFile.Row>> byTopic = new LinkedHashMap<>();
        rows.forEach(row -> byTopic.computeIfAbsent(row.get("topic"), key -> new ArrayList<>())
                .add(row));
        byTopic.forEach((name, all) -> {
            Map<String, Object> topic = topics.computeIfAbsent(name, key -> {
                Map<String, Object> fresh = new LinkedHashMap<>();
                fresh.put("topic", key);
                return fresh;
            });
            Comparator<RowFile.Row> significantFirst = Comparator.comparing(row -> !(orNaN(row.get(column)) <= alpha));
            Comparator<RowFile.Row> byP = Comparator.comparingDouble(row -> orNaN(row.get(column)));
            // GSEA's smallest p are often all 0; what a topic is made of has a positive score, so that goes first.
            Comparator<RowFile.Row> byScore = Comparator.comparingDouble(row -> -orNaN(row.get("nes")));
            Comparator<RowFile.Row> order = tool.equals("gsea") ? byScore.thenComparing(byP) : byP;
            List<RowFile.Row> sorted =
                    all.stream().sorted(significantFirst.thenComparing(order)).toList();
            long significant = sorted.stream()
                    .filter(row -> orNaN(row.get(column)) <= alpha)
                    .count();
            topic.put(tool + "_n", significant);
            topic.put(
                    tool,
                    sorted.stream()
                            .limit(Math.max(1, Math.min(SHOWN_HITS, significant)))
                            .map(row -> hit(row, column))
                            .toList());
        });
    }

    private static Map<String, Object> hit(RowFile.Row row, String column) {
        Map<String, Object> hit = new LinkedHashMap<>();
        hit.put("term", row.get("term"));
        number(row.get(column)).ifPresent(p -> hit.put("p", p));
        number(row.get("nes")).ifPresent(nes -> hit.put("nes", Math.round(nes * 1000) / 1000.0));
        if (!row.get("overlap").isEmpty()) {
            hit.put("overlap", row.get("overlap"));
        }
        String[] genes = row.first("lead_genes", "genes").split("[;, ]+");
        hit.put("genes", String.join(" ", List.of(genes).subList(0, Math.min(SHOWN_GENES, genes.length))));
        return hit;
    }

    private static OptionalDouble number(String text) {
        double value = orNaN(text);
        return Double.isNaN(value) ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    private static double orNaN(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }
}

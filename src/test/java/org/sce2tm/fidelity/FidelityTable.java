package org.sce2tm.fidelity;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Ours beside the reference's, row by row, with what is allowed and whether it holds. */
final class FidelityTable {
    /** Our loss terms and the reference's; total and reconstruction are held to 1 %. */
    private static final Map<String, String> TERMS = ordered(
            "total", "total",
            "reconstruction", "recon",
            "kl", "kl",
            "consistency", "consistency",
            "distillation_phi_theta", "distill_phi_thetaN",
            "distillation_theta_phi", "distill_theta_phiN",
            "entropy_theta", "entropy_theta",
            "entropy_phi", "entropy_phi",
            "ecr", "ecr");

    private static final Map<String, String> METRICS = ordered(
            "ARI",
            "ARI",
            "NMI",
            "NMI",
            "IP",
            "IP",
            "TC",
            "TC",
            "TD",
            "TD_unique_over_total",
            "TD_once",
            "TD_exactly_once",
            "TD_reference",
            "TD_reference");

    private final List<JsonNode> ours;
    private final JsonNode reference;

    /**
     * @param ours lines that {@link FidelityRun} made
     * @param reference reference_quality.json
     */
    FidelityTable(List<JsonNode> ours, JsonNode reference) {
        this.ours = ours;
        this.reference = reference;
    }

    /** Mean and sample deviation; the deviation of one number is 0. */
    record Moments(double mean, double deviation, int count) {
        static Moments of(List<Double> values) {
            double mean = values.stream().mapToDouble(v -> v).average().orElseThrow();
            double square =
                    values.stream().mapToDouble(v -> (v - mean) * (v - mean)).sum();
            return new Moments(mean, values.size() > 1 ? Math.sqrt(square / (values.size() - 1)) : 0, values.size());
        }
    }

    /**
     * One comparison.
     *
     * @param allowed in words
     * @param holds whether ours is within it
     */
    record Row(String what, Moments reference, Moments ours, String allowed, boolean holds) {}

    /** Data sets and variants that have runs of ours. */
    Set<List<String>> groups() {
        Set<List<String>> groups = new LinkedHashSet<>();
        for (FidelityRun run : FidelityRun.all()) {
            for (JsonNode line : ours) {
                if (line.get("dataset").asText().equals(run.dataset())
                        && line.get("variant").asText().equals(run.variant())) {
                    groups.add(List.of(run.dataset(), run.variant()));
                }
            }
        }
        return groups;
    }

    /** Every loss term and metric of one group. */
    List<Row> rows(String dataset, String variant) {
        List<JsonNode> mine = of(ours, dataset, variant);
        List<JsonNode> theirs = of(reference, dataset, variant);
        List<Row> rows = new ArrayList<>();
        TERMS.forEach((name, recorded) -> {
            Moments a = Moments.of(theirs.stream()
                    .map(run -> run.at("/losses/500/" + recorded).asDouble())
                    .toList());
            Moments b = Moments.of(mine.stream()
                    .map(run -> run.at("/losses/" + name).asDouble())
                    .toList());
            boolean leading = name.equals("total") || name.equals("reconstruction");
            double share = (leading ? 0.01 : 0.02) * Math.abs(a.mean());
            double allowed = leading ? share : Math.max(share, 3 * a.deviation());
            rows.add(new Row(
                    name,
                    a,
                    b,
                    "± " + number(allowed) + (leading ? " (1 %)" : share >= 3 * a.deviation() ? " (2 %)" : " (3 sd)"),
                    Math.abs(a.mean() - b.mean()) <= allowed));
        });
        METRICS.forEach((name, recorded) -> {
            Moments a = Moments.of(
                    theirs.stream().map(run -> run.get(recorded).asDouble()).toList());
            Moments b = Moments.of(mine.stream()
                    .map(run -> run.at("/metrics/" + name).asDouble())
                    .toList());
            double least = a.mean() - (2 * a.deviation() + 0.03);
            rows.add(new Row(name, a, b, "≥ " + number(least), b.mean() >= least));
        });
        return rows;
    }

    /** The page. */
    String markdown() {
        StringBuilder page = new StringBuilder();
        page.append("# Fidelity: whole trainings beside the reference's\n\n")
                .append("Written by `benchmarks/fidelity`, but for [the methods compared](#the-methods-compared).\n\n")
                .append("500 epochs with the reference's own inputs (same genes, external view and neighbor lists; the")
                .append(" draws differ, so distributions are compared): the authors' PyTorch code against")
                .append(" `sce2tm train`, `cluster` and `metric-tc`. Loss terms are means over the last epoch, mean ±")
                .append(" sd over seeds. Allowed: total and reconstruction within 1 % of the reference's mean, other")
                .append(" terms within the larger of 2 % and 3 sd; metrics no lower than the reference's mean")
                .append(" - (2 sd + 0.03). no_ecr is `--ecr-weight 0`, no_cve is `--cross-view off`.\n");
        int held = 0;
        int all = 0;
        StringBuilder tables = new StringBuilder();
        for (List<String> group : groups()) {
            List<Row> rows = rows(group.get(0), group.get(1));
            tables.append("\n## ")
                    .append(group.get(0))
                    .append(", ")
                    .append(group.get(1))
                    .append("\n\n");
            tables.append("| | reference | ours | allowed | holds |\n|---|---|---|---|---|\n");
            for (Row row : rows) {
                all++;
                held += row.holds() ? 1 : 0;
                tables.append("| ").append(row.what());
                tables.append(" | ").append(moments(row.reference()));
                tables.append(" | ").append(moments(row.ours()));
                tables.append(" | ").append(row.allowed());
                tables.append(" | ").append(row.holds() ? "yes" : "**no**").append(" |\n");
            }
        }
        page.append("\n")
                .append(held)
                .append(" of ")
                .append(all)
                .append(" comparisons hold.\n")
                .append(tables);
        return page.toString();
    }

    private static String moments(Moments m) {
        return number(m.mean()) + " ± " + number(m.deviation()) + " (" + m.count() + ")";
    }

    private static String number(double value) {
        double size = Math.abs(value);
        return String.format(Locale.ROOT, size >= 1000 ? "%.0f" : size >= 10 ? "%.2f" : "%.4f", value);
    }

    private static List<JsonNode> of(Iterable<JsonNode> runs, String dataset, String variant) {
        List<JsonNode> found = new ArrayList<>();
        for (JsonNode run : runs) {
            if (run.get("dataset").asText().equals(dataset)
                    && run.get("variant").asText().equals(variant)) {
                found.add(run);
            }
        }
        return found;
    }

    private static Map<String, String> ordered(String... pairs) {
        Map<String, String> map = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put(pairs[i], pairs[i + 1]);
        }
        return map;
    }
}

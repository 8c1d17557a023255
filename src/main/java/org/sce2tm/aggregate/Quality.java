package org.sce2tm.aggregate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.sce2tm.aggregate.ExpectedRun.Control;
import org.sce2tm.aggregate.Finding.Level;
import org.sce2tm.geneset.TopicsAndSets;
import org.sce2tm.stats.Spread;

/** Looks over a study for whatever should make a reader careful. */
final class Quality {
    private static final Pattern NUMBER = Pattern.compile("[0-9]+(\\.[0-9]+)?");
    /** Warnings of tools that have a finding of their own. */
    private static final Pattern FOUND =
            Pattern.compile("stand[s-]?[ -]?in\\b|a model of counts, was fed log expression");

    private final Study study;
    private final List<Finding> findings = new ArrayList<>();

    private Quality(Study study) {
        this.study = study;
    }

    /** Everything worth saying, worst first. */
    static List<Finding> findings(Study study, List<String> strangers) {
        Quality quality = new Quality(study);
        quality.holes();
        quality.standIns();
        quality.unequalGround();
        quality.controls();
        quality.fedLogs();
        quality.values();
        quality.toolWarnings();
        quality.strangers(strangers);
        quality.versions();
        quality.withoutLabels();
        quality.withoutGeneSets();
        quality.undefinedMetrics();
        quality.seeds();
        quality.findings.sort(Comparator.comparing(Finding::level));
        return quality.findings;
    }

    private void add(Level level, String title, String text, List<String> where) {
        if (!where.isEmpty()) {
            findings.add(new Finding(level, title, text, where));
        }
    }

    private void holes() {
        Map<Status, Map<String, List<String>>> byReason = new TreeMap<>();
        for (Run run : study.runs()) {
            if (run.status() != Status.DONE) {
                byReason.computeIfAbsent(run.status(), status -> new LinkedHashMap<>())
                        .computeIfAbsent(run.reason(), reason -> new ArrayList<>())
                        .add(run.expected().toString());
            }
        }
        byReason.forEach((status, runs) -> runs.forEach((reason, where) -> {
            boolean one = where.size() == 1;
            String count = one ? "A run" : where.size() + " runs";
            if (status == Status.LEFT_OUT) {
                add(Level.WARNING, count + (one ? " was" : " were") + " left out", reason, where);
            } else {
                String how = status.id().replace('_', ' ');
                add(Level.PROBLEM, count + (one ? " is" : " are") + " incomplete (" + how + ")", reason, where);
            }
        }));
    }

    private void standIns() {
        List<String> where = study.datasets().stream()
                .filter(dataset -> anyRun(dataset, this::usesStandIn))
                .toList();
        add(
                Level.WARNING,
                "The second view is a stand-in, not external knowledge",
                "No foundation-model embedding was given: the second view was computed from the expression itself"
                        + " (principal components). Settings that use it show what the method does with such a view,"
                        + " not what external knowledge adds.",
                where);
    }

    private boolean usesStandIn(Run run) {
        return List.of("train", "embed-import").stream()
                .flatMap(tool -> run.result(tool).stream())
                .anyMatch(json -> json.path("external_view").asText().equals("stand-in"));
    }

    /** Settings whose means rest on different data sets cannot be compared as they stand. */
    private void unequalGround() {
        List<String> where = new ArrayList<>();
        for (MetricInfo metric : study.metrics().values()) {
            if (metric.variant()) {
                continue;
            }
            TreeSet<Integer> counts = new TreeSet<>();
            for (String setting : study.methods()) {
                int n = (int) study.datasetsOf(setting).stream()
                        .filter(dataset -> study.overSeeds(dataset, setting, metric.id()).length > 0)
                        .count();
                if (n > 0) {
                    counts.add(n);
                }
            }
            if (counts.size() > 1) {
                where.add(metric.id() + " (" + counts.first() + " to " + counts.last() + " data sets)");
            }
        }
        add(
                Level.WARNING,
                "Some means rest on different data sets",
                "A setting that lacks a hard data set looks better than it is. Tick \"shared data sets only\" above"
                        + " the table to compare on equal ground.",
                where);
    }

    /** Methods on the wrong side of a control; where labels are the measure, that is more than a curiosity. */
    private void controls() {
        beaten(
                Control.WORST,
                Level.WARNING,
                Quality::ofClusters,
                "Worse than random topics",
                "On these data the method found less than nothing, or something went wrong.");
        beaten(
                Control.WORST,
                Level.NOTE,
                metric -> !ofClusters(metric),
                "Random topics score higher",
                "Of diversity that is expected: random topics share few genes, so TD alone says nothing. Purity (IP) grows"
                        + " with the number of topics: compare with as many random ones. Of any other metric it says that the"
                        + " method's topics hold nothing that this metric can see.");
        beaten(
                Control.BEST,
                Level.WARNING,
                metric -> metric.needs().contains("labels"),
                "Better than the labels themselves",
                "Types of fewer than some 15 cells are not always clusters of their own, even when the labels are the data."
                        + " Otherwise look for labels that leaked into the data, or that are broken.");
        beaten(
                Control.BEST,
                Level.NOTE,
                metric -> !metric.needs().contains("labels"),
                "Better than the labels' own markers",
                "Possible, since gene sets do not know the labels and counts of pathways grow with the number of topics, of"
                        + " which the control has one a type: for these metrics it is a measure, no strict bound.");
    }

    /** Whether clusters alone are measured against labels; purity, which needs topics too, depends on their number. */
    private static boolean ofClusters(MetricInfo metric) {
        return metric.needs().contains("labels") && !metric.needs().contains("topics");
    }

    private void beaten(Control control, Level level, Predicate<MetricInfo> ofMetrics, String title, String text) {
        List<String> where = new ArrayList<>();
        for (String bound : study.settings()) {
            if (study.control(bound) != control) {
                continue;
            }
            for (MetricInfo metric : study.metrics().values()) {
                if (!metric.variant() && !metric.direction().equals("none") && ofMetrics.test(metric)) {
                    Map<String, List<String>> beating = new LinkedHashMap<>();
                    for (String setting : study.methods()) {
                        List<String> datasets = study.datasetsOf(setting).stream()
                                .filter(dataset -> beats(metric, control, dataset, setting, bound))
                                .toList();
                        if (!datasets.isEmpty()) {
                            beating.computeIfAbsent(String.join(", ", datasets), key -> new ArrayList<>())
                                    .add(setting);
                        }
                    }
                    beating.forEach((datasets, settings) ->
                            where.add(metric.id() + ": " + String.join(", ", settings) + " on " + datasets));
                }
            }
        }
        add(level, title, text, where);
    }

    /** Whether a method's mean over seeds lies outside a control's, beyond rounding and the sd of either. */
    private boolean beats(MetricInfo metric, Control control, String dataset, String setting, String bound) {
        Spread own = Spread.of(study.overSeeds(dataset, setting, metric.id()));
        Spread other = Spread.of(study.overSeeds(dataset, bound, metric.id()));
        if (own.mean().isEmpty() || other.mean().isEmpty()) {
            return false;
        }
        boolean up = metric.direction().equals("higher") == (control == Control.BEST);
        double limit = other.mean().getAsDouble();
        double beyond = (own.mean().getAsDouble() - limit) * (up ? 1 : -1);
        double noise = Math.max(own.sd().orElse(0), other.sd().orElse(0));
        return beyond > Math.max(noise, 1e-9 * Math.max(1, Math.abs(limit)));
    }

    private void fedLogs() {
        List<String> where = new ArrayList<>();
        for (String setting : study.settings()) {
            List<String> datasets = study.datasetsOf(setting).stream()
                    .filter(dataset -> study.runs(dataset, setting).stream()
                            .anyMatch(run -> run.input().equals("log1p")))
                    .toList();
            if (!datasets.isEmpty()) {
                boolean all = datasets.equals(study.datasetsOf(setting));
                where.add(setting + (all ? "" : " on " + String.join(", ", datasets)));
            }
        }
        add(
                Level.NOTE,
                "Models of counts that were fed logarithms",
                "As the paper's authors did; these models are meant for counts, and their numbers are not those of the"
                        + " method as published.",
                where);
    }

    private void values() {
        List<String> where = new ArrayList<>();
        for (String dataset : study.datasets()) {
            study.runs().stream()
                    .filter(run -> run.expected().dataset().equals(dataset))
                    .flatMap(run -> run.result("preprocess").stream())
                    .map(DatasetFacts::values)
                    .filter(text -> !text.isEmpty())
                    .distinct()
                    .forEach(text -> where.add(dataset + ": " + text));
        }
        add(Level.NOTE, "What the expression matrices hold", "As found by looking at the values.", where);
    }

    /** Warnings that differ in their numbers only are one finding. */
    private void toolWarnings() {
        Map<String, Map<String, String>> byKind = new LinkedHashMap<>();
        for (Run run : study.runs()) {
            for (Step step : run.steps().values()) {
                boolean ofDataset = Run.PREPARATION.contains(step.tool());
                String place =
                        ofDataset ? run.expected().dataset() : run.expected().toString();
                step.result()
                        .ifPresent(json -> json.path("warnings").forEach(warning -> {
                            String text = warning.asText();
                            if (!FOUND.matcher(text).find()) {
                                byKind.computeIfAbsent(
                                                step.tool() + "\0"
                                                        + NUMBER.matcher(text).replaceAll("#"),
                                                key -> new LinkedHashMap<>())
                                        .put(place, text);
                            }
                        }));
            }
        }
        byKind.forEach((key, texts) -> {
            String title = key.substring(0, key.indexOf('\0')) + " warned";
            if (texts.values().stream().distinct().count() == 1) {
                add(Level.WARNING, title, texts.values().iterator().next(), List.copyOf(texts.keySet()));
            } else {
                List<String> where = new ArrayList<>();
                texts.forEach((place, text) -> where.add(place + ": " + text));
                add(Level.WARNING, title, "", where);
            }
        });
    }

    private void strangers(List<String> strangers) {
        add(
                Level.WARNING,
                "Results that nobody expected were left out",
                "The manifest names files of runs that are not in the expected grid.",
                strangers);
    }

    private void versions() {
        TreeSet<String> versions = new TreeSet<>();
        study.runs()
                .forEach(run -> run.steps()
                        .values()
                        .forEach(step -> step.result()
                                .map(json -> json.path("version").asText(""))
                                .filter(version -> !version.isEmpty())
                                .ifPresent(versions::add)));
        if (versions.size() > 1) {
            add(
                    Level.WARNING,
                    "The results come from different versions of scE2TM",
                    "Differences between runs may be differences between versions.",
                    List.copyOf(versions));
        }
    }

    private void withoutLabels() {
        List<String> where = study.datasets().stream()
                .filter(dataset -> !anyRun(dataset, run -> run.value("ARI").isPresent())
                        && anyRun(dataset, run -> run.undefined().containsKey("ARI")))
                .toList();
        add(
                Level.NOTE,
                "Data sets without label metrics",
                "Without cell labels, ARI, NMI, AMI, ASW and IP are undefined: their cells stay empty and no mean"
                        + " counts them.",
                where);
    }

    private void withoutGeneSets() {
        Map<String, List<String>> byReason = new LinkedHashMap<>();
        for (Run run : study.runs()) {
            List<String> tools = Run.TOPIC_TOOLS.stream()
                    .filter(tool -> Optional.ofNullable(run.steps().get(tool))
                            .map(step -> step.status() == Status.NOTHING_TO_PRODUCE)
                            .orElse(run.status() == Status.DONE))
                    .toList();
            List<String> alone = run.undefined().entrySet().stream()
                    .filter(metric -> !study.metrics().get(metric.getKey()).variant())
                    .filter(metric -> isForWantOfGeneSets(metric.getValue()))
                    .map(Map.Entry::getKey)
                    .toList();
            if (run.hasTopics() && !tools.isEmpty()) {
                String reason = Optional.ofNullable(run.steps().get(tools.get(0)))
                        .map(Step::reason)
                        .orElse(
                                "No such tool ran on this data set: no gene sets were given, or all its tasks were lost");
                String what = String.join(", ", tools) + (alone.isEmpty() ? "" : ", no " + String.join(", ", alone));
                byReason.computeIfAbsent(what + "\0" + reason, key -> new ArrayList<>())
                        .add(run.expected().toString());
            }
        }
        byReason.forEach((key, where) -> {
            String[] parts = key.split("\0", 2);
            add(Level.NOTE, "No metrics of " + parts[0] + " in " + runs(where.size()), parts[1], where);
        });
    }

    private static boolean isForWantOfGeneSets(String reason) {
        return reason.startsWith(TopicsAndSets.NO_SETS);
    }

    private void undefinedMetrics() {
        Map<String, List<String>> byText = new LinkedHashMap<>();
        for (Run run : study.runs()) {
            if (run.expected().control() == Control.WORST) {
                continue; // it has to leave metrics undefined
            }
            Map<String, List<String>> byReason = new LinkedHashMap<>();
            run.undefined().forEach((metric, reason) -> {
                MetricInfo info = study.metrics().get(metric);
                boolean expected = info.variant()
                        || (info.needs().contains("topics") && !run.hasTopics())
                        || (info.needs().contains("labels") && reason.contains("label"))
                        || isForWantOfGeneSets(reason);
                if (!expected) {
                    byReason.computeIfAbsent(reason, key -> new ArrayList<>()).add(metric);
                }
            });
            byReason.forEach((reason, metrics) -> byText.computeIfAbsent(
                            String.join(", ", metrics) + "\0" + reason, key -> new ArrayList<>())
                    .add(run.expected().toString()));
        }
        byText.forEach((key, where) -> {
            String[] parts = key.split("\0", 2);
            boolean several = parts[0].contains(",");
            // One metric alone is often rightly undefined (no pathway: no uniqueness); several point to the input.
            add(
                    several ? Level.WARNING : Level.NOTE,
                    parts[0] + (several ? " are" : " is") + " undefined in " + runs(where.size()),
                    parts[1],
                    where);
        });
    }

    private void seeds() {
        if (study.seeds().size() == 1) {
            add(
                    Level.NOTE,
                    "One seed only",
                    "There is no spread within a data set: differences between settings may be luck of the draw.",
                    List.of("seed " + study.seeds().get(0)));
        }
    }

    private boolean anyRun(String dataset, Predicate<Run> test) {
        return study.runs().stream().anyMatch(run -> run.expected().dataset().equals(dataset) && test.test(run));
    }

    private static String runs(int n) {
        return n == 1 ? "one run" : n + " runs";
    }
}

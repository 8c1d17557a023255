package org.sce2tm.aggregate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.sce2tm.aggregate.ExpectedRun.Control;

/**
 * All runs with their metrics.
 *
 * @param runs in the expected order
 * @param metrics every metric that any run defines or explains, in the catalogue's order
 */
record Study(List<Run> runs, Map<String, MetricInfo> metrics) {
    static Study of(List<Run> runs) {
        Map<String, MetricInfo> catalogue = MetricInfo.catalogue();
        List<String> order = new ArrayList<>(catalogue.keySet());
        Map<String, MetricInfo> metrics = new LinkedHashMap<>();
        runs.stream()
                .flatMap(run -> run.owners().keySet().stream())
                .distinct()
                .sorted(Comparator.comparingInt(
                                (String id) -> order.contains(id) ? order.indexOf(id) : Integer.MAX_VALUE)
                        .thenComparing(Comparator.naturalOrder()))
                .forEach(id -> metrics.put(
                        id, Optional.ofNullable(catalogue.get(id)).orElseGet(() -> MetricInfo.unknown(id))));
        return new Study(runs, metrics);
    }

    List<String> datasets() {
        return distinct(ExpectedRun::dataset);
    }

    List<String> settings() {
        return distinct(ExpectedRun::setting);
    }

    /** The settings that are methods: all but the controls, which bound the others and are never compared with them. */
    List<String> methods() {
        return settings().stream()
                .filter(setting -> control(setting) == Control.NONE)
                .toList();
    }

    /** Which bound a setting is. */
    Control control(String setting) {
        return runs.stream()
                .map(Run::expected)
                .filter(run -> run.setting().equals(setting))
                .findFirst()
                .map(ExpectedRun::control)
                .orElse(Control.NONE);
    }

    /** Seeds in ascending order where they are numbers. */
    List<String> seeds() {
        return distinct(ExpectedRun::seed).stream()
                .sorted(Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder()))
                .toList();
    }

    List<Run> runs(String dataset, String setting) {
        return runs.stream()
                .filter(run -> run.expected().dataset().equals(dataset)
                        && run.expected().setting().equals(setting))
                .toList();
    }

    /** Why a run has no value of a metric. */
    String whyUndefined(Run run, String metric) {
        String owner = runs.stream()
                .flatMap(other -> Optional.ofNullable(other.owners().get(metric)).stream())
                .findFirst()
                .orElse("");
        return run.whyUndefined(metric, owner);
    }

    /** A setting's values of a metric on a data set, over seeds. */
    double[] overSeeds(String dataset, String setting, String metric) {
        return runs(dataset, setting).stream()
                .map(run -> run.value(metric))
                .filter(OptionalDouble::isPresent)
                .mapToDouble(OptionalDouble::getAsDouble)
                .toArray();
    }

    /** The data sets that a setting was asked to run on. */
    List<String> datasetsOf(String setting) {
        return datasets().stream()
                .filter(dataset -> !runs(dataset, setting).isEmpty())
                .toList();
    }

    private List<String> distinct(Function<ExpectedRun, String> part) {
        return runs.stream().map(Run::expected).map(part).distinct().toList();
    }
}

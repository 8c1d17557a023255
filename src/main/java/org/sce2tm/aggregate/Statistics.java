package org.sce2tm.aggregate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.sce2tm.stats.BenjaminiHochberg;
import org.sce2tm.stats.Correlation;
import org.sce2tm.stats.MannWhitney;
import org.sce2tm.stats.Spread;

/**
 * The tables that summarise a study, as the paper does (specs of its evaluation: mean per data set over seeds, then
 * mean and sd over data sets; pairwise Mann-Whitney tests between settings; Pearson correlations between metrics). The
 * unit is the data set: seeds are averaged first, so that more seeds do not look like more evidence.
 */
final class Statistics {
    private final Study study;

    Statistics(Study study) {
        this.study = study;
    }

    /**
     * Means. A row with a data set is over seeds; a row without one is over the data sets' means. {@code n} values of
     * {@code expected} went in. A control, which is no method, is marked in every row.
     */
    ResultTable summary() {
        ResultTable table = ResultTable.of(
                "summary", "setting", "metric", "over", "dataset", "n", "expected", "mean", "sd", "control");
        for (String setting : study.settings()) {
            String control = study.control(setting).id();
            for (String metric : study.metrics().keySet()) {
                List<String> datasets = study.datasetsOf(setting);
                Spread all = Spread.of(means(setting, metric));
                table.add(setting, metric, "datasets", "", all.n(), datasets.size(), all.mean(), all.sd(), control);
                for (String dataset : datasets) {
                    Spread seeds = Spread.of(study.overSeeds(dataset, setting, metric));
                    int expected = study.runs(dataset, setting).size();
                    table.add(
                            setting, metric, "seeds", dataset, seeds.n(), expected, seeds.mean(), seeds.sd(), control);
                }
            }
        }
        return table;
    }

    /**
     * Two-sided Mann-Whitney tests of every pair of settings that are methods, over the data sets' means; adjusted by Benjamini and
     * Hochberg over the pairs of one metric. A pair with fewer than two data sets on a side has no p, but a reason.
     */
    ResultTable comparisons() {
        ResultTable table = ResultTable.of(
                "comparisons",
                "metric",
                "setting_a",
                "setting_b",
                "n_a",
                "n_b",
                "median_a",
                "median_b",
                "u",
                "pval",
                "adj_pval",
                "reason");
        List<String> settings = study.methods();
        for (String metric : study.metrics().keySet()) {
            List<Pair> pairs = new ArrayList<>();
            for (int a = 0; a < settings.size(); a++) {
                for (int b = a + 1; b < settings.size(); b++) {
                    pairs.add(Pair.of(
                            settings.get(a), means(settings.get(a), metric),
                            settings.get(b), means(settings.get(b), metric)));
                }
            }
            double[] adjusted = BenjaminiHochberg.adjust(pairs.stream()
                    .flatMap(pair -> pair.test.stream())
                    .mapToDouble(MannWhitney.Result::pValue)
                    .toArray());
            int tested = 0;
            for (Pair pair : pairs) {
                boolean has = pair.test.isPresent();
                table.add(
                        metric,
                        pair.a,
                        pair.b,
                        pair.nA,
                        pair.nB,
                        pair.medianA,
                        pair.medianB,
                        has ? OptionalDouble.of(pair.test.get().u1()) : OptionalDouble.empty(),
                        has ? OptionalDouble.of(pair.test.get().pValue()) : OptionalDouble.empty(),
                        has ? OptionalDouble.of(adjusted[tested++]) : OptionalDouble.empty(),
                        has ? "" : "fewer than two data sets have a value");
            }
        }
        return table;
    }

    /** Pearson's correlation of every pair of metrics over the (setting, data set) points that have both; controls give no points. */
    ResultTable correlations() {
        ResultTable table = ResultTable.of("correlations", "metric_a", "metric_b", "n", "r", "pval", "reason");
        List<String> metrics = List.copyOf(study.metrics().keySet());
        List<double[]> points = points(metrics);
        for (int a = 0; a < metrics.size(); a++) {
            for (int b = a + 1; b < metrics.size(); b++) {
                int first = a;
                int second = b;
                List<double[]> both = points.stream()
                        .filter(p -> !Double.isNaN(p[first]) && !Double.isNaN(p[second]))
                        .toList();
                if (both.size() < 3) {
                    table.add(metrics.get(a), metrics.get(b), both.size(), "", "", "fewer than three points");
                    continue;
                }
                Correlation.Pearson pearson = Correlation.pearson(
                        both.stream().mapToDouble(p -> p[first]).toArray(),
                        both.stream().mapToDouble(p -> p[second]).toArray());
                boolean defined = !Double.isNaN(pearson.r());
                table.add(
                        metrics.get(a),
                        metrics.get(b),
                        both.size(),
                        defined ? OptionalDouble.of(pearson.r()) : OptionalDouble.empty(),
                        defined ? OptionalDouble.of(pearson.pValue()) : OptionalDouble.empty(),
                        defined ? "" : "one of them is constant");
            }
        }
        return table;
    }

    /** One point per (method, data set): each metric's mean over seeds, NaN where it has none. */
    private List<double[]> points(List<String> metrics) {
        List<double[]> points = new ArrayList<>();
        for (String setting : study.methods()) {
            for (String dataset : study.datasetsOf(setting)) {
                points.add(metrics.stream()
                        .mapToDouble(metric -> Spread.of(study.overSeeds(dataset, setting, metric))
                                .mean()
                                .orElse(Double.NaN))
                        .toArray());
            }
        }
        return points;
    }

    /** A setting's mean over seeds on each data set that has one. */
    private double[] means(String setting, String metric) {
        return study.datasetsOf(setting).stream()
                .map(dataset ->
                        Spread.of(study.overSeeds(dataset, setting, metric)).mean())
                .filter(OptionalDouble::isPresent)
                .mapToDouble(OptionalDouble::getAsDouble)
                .toArray();
    }

    private static OptionalDouble median(double[] values) {
        if (values.length == 0) {
            return OptionalDouble.empty();
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return OptionalDouble.of(sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2);
    }

    private record Pair(
            String a,
            int nA,
            OptionalDouble medianA,
            String b,
            int nB,
            OptionalDouble medianB,
            Optional<MannWhitney.Result> test) {
        static Pair of(String a, double[] x, String b, double[] y) {
            boolean enough = x.length >= 2 && y.length >= 2;
            Optional<MannWhitney.Result> test = enough ? Optional.of(MannWhitney.test(x, y)) : Optional.empty();
            return new Pair(a, x.length, median(x), b, y.length, median(y), test);
        }
    }
}

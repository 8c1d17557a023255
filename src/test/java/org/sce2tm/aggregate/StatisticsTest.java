package org.sce2tm.aggregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StatisticsTest {
    /** Each expectation is a fraction done by hand; the doubles differ from it by rounding only. */
    private static final double ROUNDING = 1e-12;

    /** Three settings on four data sets, one seed each. */
    private static Study study() {
        Map<String, double[]> values = new LinkedHashMap<>();
        values.put("A", new double[] {0.9, 0.8, 0.7, 0.6});
        values.put("B", new double[] {0.5, 0.4, 0.3, 0.2});
        values.put("C", new double[] {0.55, 0.45, 0.35, 0.25});
        List<Run> runs = new ArrayList<>();
        values.forEach((setting, x) -> {
            for (int d = 0; d < x.length; d++) {
                Map<String, Double> metrics = new LinkedHashMap<>();
                metrics.put("ARI", x[d]);
                metrics.put("TD", 1 - x[d]);
                metrics.put("unheard_of", (double) d);
                Map<String, String> owners = Map.of("ARI", "cluster", "TD", "metric-tc", "unheard_of", "train");
                runs.add(new Run(
                        new ExpectedRun("data" + d, setting, "sce2tm", "1"),
                        Status.DONE,
                        "",
                        Map.of(),
                        metrics,
                        Map.of(),
                        owners,
                        true));
            }
        });
        return Study.of(runs);
    }

    @Test
    void pValuesAreExactAndAdjustedWithinAMetric() {
        List<List<Object>> rows = new Statistics(study())
                .comparisons().rows().stream()
                        .filter(row -> row.get(0).equals("ARI"))
                        .toList();
        // A above B and C entirely: p = 2 / C(8, 4) = 2/70. B against C has U = 6: 24 of the 70 orders have U <= 6.
        double separate = 2 / 70.0;
        double mixed = 48 / 70.0;
        assertThat(rows).hasSize(3);
        assertThat((double) rows.get(0).get(8)).isCloseTo(separate, within(ROUNDING));
        assertThat((double) rows.get(1).get(8)).isCloseTo(separate, within(ROUNDING));
        assertThat((double) rows.get(2).get(8)).isCloseTo(mixed, within(ROUNDING));
        assertThat((double) rows.get(2).get(7)).isEqualTo(6);
        // Benjamini-Hochberg over three tests: the two small ones times 3/2, the largest as it is.
        assertThat((double) rows.get(0).get(9)).isCloseTo(separate * 3 / 2, within(ROUNDING));
        assertThat((double) rows.get(1).get(9)).isCloseTo(separate * 3 / 2, within(ROUNDING));
        assertThat((double) rows.get(2).get(9)).isCloseTo(mixed, within(ROUNDING));
    }

    @Test
    void correlationsTakeEverySettingOnEveryDataset() {
        List<Object> row = new Statistics(study())
                .correlations().rows().stream()
                        .filter(r -> r.get(0).equals("ARI") && r.get(1).equals("TD"))
                        .findFirst()
                        .orElseThrow();
        assertThat(row.get(2)).isEqualTo(12);
        assertThat((double) row.get(3)).isCloseTo(-1, within(ROUNDING));
    }

    @Test
    void metricsStandInTheCataloguesOrderAndUnknownOnesLast() {
        assertThat(study().metrics().keySet()).containsExactly("ARI", "TD", "unheard_of");
        assertThat(study().metrics().get("unheard_of").direction()).isEqualTo("none");
    }

    @Test
    void theCatalogueKnowsEveryMetricOfThePaper() {
        Map<String, MetricInfo> catalogue = MetricInfo.catalogue();
        assertThat(catalogue.keySet())
                .contains(
                        "ARI", "NMI", "AMI", "ASW", "IP", "TC", "TD", "TQ", "ORA_N", "ORA_U", "ORA_Q", "GSEA_N",
                        "GSEA_U", "GSEA_Q");
        assertThat(catalogue.values())
                .allSatisfy(info -> assertThat(List.of(info.title(), info.equation(), info.text(), info.range()))
                        .doesNotContain(""))
                .allSatisfy(info -> assertThat(info.direction()).isIn("higher", "lower", "none"))
                .allSatisfy(
                        info -> assertThat(info.needs()).isSubsetOf("labels", "topics", "gene sets", "own clusters"));
    }
}

package org.sce2tm.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.commons.statistics.inference.AlternativeHypothesis;
import org.apache.commons.statistics.inference.ContinuityCorrection;
import org.apache.commons.statistics.inference.PValueMethod;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sce2tm.testing.OracleTable;
import org.sce2tm.testing.OracleTable.Row;

/** The numbers of scipy 1.10 and statsmodels 0.13. */
class StatisticsOracleTest {
    private static final String FOLDER = "oracle/metrics/stats/";
    /** Sums are formed in another order. */
    private static final double STATISTIC = 1e-12;
    /** Two implementations of the same special functions. */
    private static final double P_RELATIVE = 1e-10;
    /** Below this, the peers' own p-values run into subnormal numbers; compare logarithms. */
    private static final double SMALLEST_COMPARED_P = 1e-290;

    static Stream<Row> mannWhitney() {
        return OracleTable.read(FOLDER + "mannwhitney_results.tsv").stream();
    }

    @ParameterizedTest
    @MethodSource("mannWhitney")
    void mannWhitneyEqualsScipy(Row row) {
        double[] x = sample("mannwhitney_vectors.tsv", row.text("case"), "x");
        double[] y = sample("mannwhitney_vectors.tsv", row.text("case"), "y");
        PValueMethod method = switch (row.text("method")) {
            case "exact" -> PValueMethod.EXACT;
            case "asymptotic" -> PValueMethod.ASYMPTOTIC;
            default -> PValueMethod.AUTO;
        };
        AlternativeHypothesis alternative = switch (row.text("alternative")) {
            case "less" -> AlternativeHypothesis.LESS_THAN;
            case "greater" -> AlternativeHypothesis.GREATER_THAN;
            default -> AlternativeHypothesis.TWO_SIDED;
        };
        ContinuityCorrection continuity =
                row.integer("continuity") == 1 ? ContinuityCorrection.ENABLED : ContinuityCorrection.DISABLED;
        MannWhitney.Result result = MannWhitney.test(x, y, alternative, method, continuity);
        assertThat(result.u1()).isEqualTo(row.number("U1"));
        assertThat(result.u2()).isEqualTo(row.number("U2"));
        // The exact distribution is a ratio of integers.
        assertSameP(result.pValue(), row.number("pvalue"), method == PValueMethod.EXACT ? 1e-12 : P_RELATIVE);
    }

    static Stream<Row> correlations() {
        return OracleTable.read(FOLDER + "pearson_results.tsv").stream();
    }

    @ParameterizedTest
    @MethodSource("correlations")
    void correlationsEqualScipy(Row row) {
        double[] x = paired(row.text("case"), "x");
        double[] y = paired(row.text("case"), "y");
        Correlation.Pearson pearson = Correlation.pearson(x, y);
        assertClose(pearson.r(), row.number("pearson_r"));
        if (row.text("case").equals("near_one") || row.text("case").equals("near_minus_one")) {
            // 1 - |r| is a handful of roundings of 1: the file's README grants 1e-2 relative in ln p.
            assertThat(Math.log(pearson.pValue()) / Math.log(row.number("pearson_p")))
                    .isCloseTo(1, within(1e-2));
            // An error of 1e-15 in r is one of 1e-3 in 1 - r here, hence in the interval's distance from 1.
            assertThat(pearson.low()).isCloseTo(row.number("ci95_low"), within(1e-12));
            assertThat(pearson.high()).isCloseTo(row.number("ci95_high"), within(1e-12));
        } else {
            assertSameP(pearson.pValue(), row.number("pearson_p"), P_RELATIVE);
            assertClose(pearson.low(), row.number("ci95_low"));
            assertClose(pearson.high(), row.number("ci95_high"));
        }
        Correlation.Spearman spearman = Correlation.spearman(x, y);
        assertClose(spearman.rho(), row.number("spearman_rho"));
        if (Math.abs(row.number("spearman_rho")) < 1 - STATISTIC) {
            assertSameP(spearman.pValue(), row.number("spearman_p"), P_RELATIVE);
        } else if (!Double.isNaN(row.number("spearman_rho"))) {
            // Perfect agreement: whether p is 0 or 1e-63 depends on the last rounding of rho.
            assertThat(spearman.pValue()).isLessThan(1e-50);
        }
    }

    static Stream<Row> tTests() {
        return OracleTable.read(FOLDER + "ttest_results.tsv").stream();
    }

    @ParameterizedTest
    @MethodSource("tTests")
    void tTestsEqualScipy(Row row) {
        double[] x = sample("ttest_vectors.tsv", row.text("case"), "x");
        double[] y = sample("ttest_vectors.tsv", row.text("case"), "y");
        TTest.Result welch = TTest.welch(x, y);
        assertClose(welch.t(), row.number("welch_t"));
        assertSameP(welch.pValue(), row.number("welch_p"), P_RELATIVE);
        TTest.Result student = TTest.student(x, y);
        assertClose(student.t(), row.number("student_t"));
        assertSameP(student.pValue(), row.number("student_p"), P_RELATIVE);
    }

    @Test
    void adjustedPValuesEqualStatsmodels() {
        Map<String, List<Row>> cases = new LinkedHashMap<>();
        for (Row row : OracleTable.read(FOLDER + "bh.tsv")) {
            cases.merge(
                    row.text("case"),
                    List.of(row),
                    (a, b) -> Stream.concat(a.stream(), b.stream()).toList());
        }
        assertThat(cases).hasSizeGreaterThan(5);
        cases.forEach((name, rows) -> {
            double[] adjusted = BenjaminiHochberg.adjust(
                    rows.stream().mapToDouble(row -> row.number("pvalue")).toArray());
            for (int i = 0; i < adjusted.length; i++) {
                // The same operations in the same order.
                assertSameP(adjusted[i], rows.get(i).number("bh_adjusted"), 1e-14);
            }
        });
    }

    @Test
    void theHypergeometricTailEqualsScipy() {
        for (Row row : OracleTable.read(FOLDER + "hypergeom_sf.tsv")) {
            double p = HypergeometricTail.upper(
                    row.integer("M_population"), row.integer("m_successes"), row.integer("k_draws"), row.integer("x"));
            assertSameP(p, row.number("P(X>=x)"), P_RELATIVE);
        }
    }

    @Test
    void noTestsNeedNoCorrection() {
        assertThat(BenjaminiHochberg.adjust(new double[0])).isEmpty();
    }

    private static void assertClose(double actual, double expected) {
        if (Double.isNaN(expected)) {
            assertThat(actual).isNaN();
        } else {
            assertThat(actual).isCloseTo(expected, within(STATISTIC * Math.max(1, Math.abs(expected))));
        }
    }

    private static void assertSameP(double actual, double expected, double relative) {
        if (Double.isNaN(expected)) {
            assertThat(actual).isNaN();
        } else if (expected == 0) {
            assertThat(actual).isLessThan(SMALLEST_COMPARED_P);
        } else if (expected < SMALLEST_COMPARED_P) {
            assertThat(Math.log(actual)).isCloseTo(Math.log(expected), within(relative * 1000));
        } else {
            assertThat(actual).isCloseTo(expected, within(relative * expected));
        }
    }

    private static double[] sample(String file, String name, String group) {
        return OracleTable.read(FOLDER + file).stream()
                .filter(row ->
                        row.text("case").equals(name) && row.text("group").equals(group))
                .mapToDouble(row -> row.number("value"))
                .toArray();
    }

    private static double[] paired(String name, String column) {
        return OracleTable.read(FOLDER + "pearson_vectors.tsv").stream()
                .filter(row -> row.text("case").equals(name))
                .mapToDouble(row -> row.number(column))
                .toArray();
    }
}

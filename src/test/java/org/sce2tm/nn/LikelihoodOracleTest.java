package org.sce2tm.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;
import org.sce2tm.nn.Likelihoods.Family;
import org.sce2tm.nn.cpu.CpuBackend;
import org.sce2tm.nn.nd4j.Nd4jBackend;
import org.sce2tm.testing.OracleFile;

/** The peers' log-likelihoods and their derivatives, point by point, extremes included. */
class LikelihoodOracleTest {
    @Test
    void negativeBinomialIsThatOfScVi() {
        check("nb_scvi", 1, Family.SCVI_NEGATIVE_BINOMIAL);
    }

    @Test
    void zeroInflatedNegativeBinomialIsThatOfScVi() {
        check("zinb_scvi", 1, Family.SCVI_ZERO_INFLATED);
    }

    @Test
    void zeroInflatedNegativeBinomialOfScoresIsThatOfScTag() {
        check("zinb_nll_sctag", -1, Family.SCTAG);
    }

    @Test
    void zeroInflatedNegativeBinomialIsThatOfScLega() {
        check("zinb_nll_sclega", -1, Family.SCLEGA);
    }

    /** @param sign -1 where the table holds negative log-likelihoods */
    private static void check(String name, double sign, Family family) {
        try (OracleFile file = OracleFile.open("oracle/baselines/stats.h5");
                Backend wide = new Nd4jBackend(Nd4jBackend.Precision.DOUBLE);
                Backend narrow = new Nd4jBackend(Nd4jBackend.Precision.SINGLE);
                Backend cpu = new CpuBackend(2)) {
            Table table = new Table(file.doubles(name), file.shape(name)[0], file.shape(name)[1], sign);
            compare(table, family, wide, 1e-9, i -> true); // what the originals themselves keep
            // double within an entry: only the inputs' rounding of 6e-8 is left, which 1 / (1 - 0.999) and, where
            // slopes
            // of 1e8 cancel, a dispersion of 1e-8 bring to 1e-5
            compare(table, family, cpu, 2e-5, i -> true);
            // single throughout: ln Γ(160000) is 2e6, one rounding of which is 0.1: only where terms stay near 1000
            compare(table, family, narrow, 2e-5, table::isModerate);
        }
    }

    /** Columns: x, the other inputs, the value, and its derivatives in x and in the others. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Table(double[] numbers, int points, int columns, double sign) {
        int inputs() {
            return columns / 2;
        }

        double[] column(int column) {
            double[] values = new double[points];
            for (int i = 0; i < points; i++) {
                values[i] = numbers[i * columns + column];
            }
            return values;
        }

        boolean isModerate(int point) {
            double x = numbers[point * columns];
            double mean = numbers[point * columns + 1];
            double dispersion = numbers[point * columns + 2];
            return x < 200 && mean > 1e-3 && dispersion > 1e-3 && dispersion < 200;
        }
    }

    /** Every point is a row of one gene. */
    private static void compare(Table table, Family family, Backend backend, double tolerance, IntPredicate compared) {
        List<Parameter> parameters = new ArrayList<>();
        for (int input = 1; input < table.inputs(); input++) {
            Parameter parameter = new Parameter(backend, "input" + input, table.points(), 1, new float[table.points()]);
            parameter.set(table.column(input));
            parameters.add(parameter);
        }
        Tape tape = new Tape(backend);
        tape.begin(Mode.TRAINING);
        List<Tensor> in = parameters.stream().map(tape::parameter).toList();
        Tensor rows = Likelihoods.dense(
                family,
                tape.constant(table.points(), 1, table.column(0)),
                in.get(0),
                in.get(1),
                in.stream().skip(2).findFirst());
        tape.backward(Ops.sum(Over.ALL, rows));
        close(table, backend, "value", rows.toDoubles(), table.inputs(), tolerance, compared);
        for (int input = 1; input < table.inputs(); input++) {
            double[] slopes = backend.read(parameters.get(input - 1).gradient().orElseThrow());
            String what = "derivative in input " + input;
            close(table, backend, what, slopes, table.inputs() + 1 + input, tolerance, compared);
        }
    }

    private static void close(
            Table table,
            Backend backend,
            String what,
            double[] actual,
            int column,
            double tolerance,
            IntPredicate compared) {
        double[] expected = table.column(column);
        for (int i = 0; i < expected.length; i++) {
            if (compared.test(i)) {
                double allowed = tolerance * (1 + Math.abs(expected[i]));
                assertThat(table.sign() * actual[i])
                        .as("%s of point %d on %s", what, i, backend.description())
                        .isCloseTo(expected[i], within(allowed));
            }
        }
    }
}

package org.sce2tm.nn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.commons.numbers.gamma.Gamma;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sce2tm.nn.cpu.CpuBackend;
import org.sce2tm.nn.nd4j.Nd4jBackend;
import org.sce2tm.testing.OracleFile;

/** Draws, divergences and Poisson terms of d-scIGM's authors at the ends of their ranges, with their derivatives. */
@DisplayName("Weibull posteriors")
class WeibullTest {
    private static final String FILE = "oracle/baselines/stats.h5";

    static Stream<Backend> backends() {
        return Stream.of(
                new CpuBackend(2),
                new Nd4jBackend(Nd4jBackend.Precision.SINGLE),
                new Nd4jBackend(Nd4jBackend.Precision.DOUBLE));
    }

    /** A table of one point a row: inputs, value, derivatives. */
    private static final class Table implements AutoCloseable {
        private final OracleFile file = OracleFile.open(FILE);
        private final double[] numbers;
        private final int rows;
        private final int columns;

        Table(String name) {
            numbers = file.doubles(name);
            rows = file.shape(name)[0];
            columns = file.shape(name)[1];
        }

        double[] column(int column) {
            double[] values = new double[rows];
            for (int row = 0; row < rows; row++) {
                values[row] = numbers[row * columns + column];
            }
            return values;
        }

        Parameter parameter(Backend backend, int column) {
            Parameter parameter = new Parameter(backend, "column " + column, rows, 1, new float[rows]);
            parameter.set(column(column));
            return parameter;
        }

        @Override
        public void close() {
            file.close();
        }
    }

    private static Tensor on(Backend backend, Function<Tape, Tensor> body) {
        Tape tape = new Tape(backend);
        tape.begin(Mode.TRAINING);
        Tensor value = body.apply(tape);
        tape.backward(Ops.sum(Over.ALL, value));
        return value;
    }

    private static double[] gradient(Parameter parameter) {
        return parameter.backend().read(parameter.gradient().orElseThrow());
    }

    /** Entry by entry: the error may be so much of the entry expected, or of the magnitude where terms cancel. */
    private static void check(String what, double[] actual, double[] expected, double relative, double[] magnitude) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < expected.length; i++) {
            assertThat(Math.abs(actual[i] - expected[i]))
                    .as("%s, row %d: %s, expected %s", what, i, actual[i], expected[i])
                    .isLessThanOrEqualTo(relative * Math.max(Math.abs(expected[i]), magnitude[i]));
        }
    }

    private static double[] constant(int n, double value) {
        double[] values = new double[n];
        Arrays.fill(values, value);
        return values;
    }

    /** The distribution of scale λ, as the tables have it. */
    static Weibull ofScale(Tensor kappa, Tensor scale) {
        return Weibull.ofMean(kappa, Ops.multiply(scale, Ops.exp(Ops.lgamma(Ops.affine(1, kappa, 1)))));
    }

    @ParameterizedTest
    @MethodSource("backends")
    void drawsAreTheAuthors(Backend backend) {
        try (Table table = new Table("weibull_draw_dscigm")) {
            Parameter scale = table.parameter(backend, 0);
            Parameter kappa = table.parameter(backend, 1);
            Tensor draw = on(
                    backend,
                    tape -> ofScale(tape.parameter(kappa), tape.parameter(scale))
                            .meanOfDraws(table.column(2)));
            // E^10 with ln E down to -20: the exponent is 200 times as large as its rounding is relative; near κ = 0
            // double loses nothing
            double relative = backend.roundoff() < 1e-9 ? 1e-9 : 400 * backend.roundoff();
            double[] tiny = constant(60, 1e-12);
            check("draw", draw.toDoubles(), table.column(3), relative, tiny);
            check("d/d scale", gradient(scale), table.column(4), relative, tiny);
            check("d/d shape", gradient(kappa), table.column(5), relative, tiny);
        }
    }

    @ParameterizedTest
    @MethodSource("backends")
    void divergencesAreTheAuthors(Backend backend) {
        try (Table table = new Table("weibull_gamma_kl_dscigm")) {
            int rows = table.column(0).length;
            for (double rate : new double[] {0.5, 1, 2}) {
                Parameter shape = table.parameter(backend, 0);
                Parameter kappa = table.parameter(backend, 2);
                Parameter scale = table.parameter(backend, 3);
                Tensor kl = on(
                        backend,
                        tape -> ofScale(tape.parameter(kappa), tape.parameter(scale))
                                .divergenceFromGamma(tape.parameter(shape), rate));
                double[] rates = table.column(1);
                Cells cells = new Cells(table, rates, rate);
                double relative = backend.roundoff() < 1e-9 ? 1e-9 : 20 * backend.roundoff();
                assertThat(rows).isEqualTo(756);
                check("divergence", cells.of(kl.toDoubles()), cells.of(table.column(4)), relative, cells.magnitude());
                check("d/d a", cells.of(gradient(shape)), cells.of(table.column(5)), relative, cells.magnitude());
                check("d/d shape", cells.of(gradient(kappa)), cells.of(table.column(7)), relative, cells.magnitude());
                check("d/d scale", cells.of(gradient(scale)), cells.of(table.column(8)), relative, cells.perScale());
            }
        }
    }

    /** The rows of one Gamma rate, and how large their terms are before they cancel. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Cells(Table table, double[] rates, double rate) {
        double[] of(double[] column) {
            double[] kept = new double[column.length];
            int n = 0;
            for (int i = 0; i < column.length; i++) {
                if (rates[i] == rate) {
                    kept[n++] = column[i];
                }
            }
            return Arrays.copyOf(kept, n);
        }

        /** Of the value and of the derivatives by a and κ: a ln λ, ln κ, ln Γ(a). */
        double[] magnitude() {
            double[] a = table.column(0);
            double[] kappa = table.column(2);
            double[] scale = table.column(3);
            double[] size = new double[a.length];
            for (int i = 0; i < size.length; i++) {
                // Γ(11) λ and its derivative by κ, which is 2.4 times as large, are part of the sum at κ = 10
                double mean = scale[i] * Gamma.value(1 + kappa[i]);
                size[i] = Math.max(1, a[i]) * (50 + Math.abs(Math.log(scale[i]))) + 3 * rate * mean;
            }
            return of(size);
        }

        /** Of the derivative by λ: b Γ(1 + κ) - a / λ. */
        double[] perScale() {
            double[] a = table.column(0);
            double[] kappa = table.column(2);
            double[] scale = table.column(3);
            double[] size = new double[a.length];
            for (int i = 0; i < size.length; i++) {
                size[i] = a[i] / scale[i] + rate * Gamma.value(1 + kappa[i]);
            }
            return of(size);
        }
    }

    @ParameterizedTest
    @MethodSource("backends")
    void poissonTermsAreTheAuthors(Backend backend) {
        try (Table table = new Table("poisson_term_dscigm")) {
            Parameter rate = table.parameter(backend, 1);
            double[] counts = table.column(0);
            float[] single = new float[counts.length];
            for (int i = 0; i < single.length; i++) {
                single[i] = (float) counts[i];
            }
            Csr x = Csr.ofDense(counts.length, 1, single);
            Poisson poisson = Poisson.of(x);
            Tensor terms = on(backend, tape -> poisson.negativeLogLikelihood(tape.parameter(rate), x.all()));
            // 3.3 is held in single precision, an error of 4e-8; ln Γ(1001) is 5912 and cancels in part
            double[] magnitude = new double[counts.length];
            for (int i = 0; i < magnitude.length; i++) {
                double rounded = Math.abs(single[i] - counts[i]) * 70;
                magnitude[i] = 1 + 10 * counts[i] + (backend.roundoff() < 1e-9 ? rounded * 1e9 : 0);
            }
            double relative = backend.roundoff() < 1e-9 ? 1e-9 : 20 * backend.roundoff();
            check("term", terms.toDoubles(), table.column(2), relative, magnitude);
            // the slope 1 - x / rate
            double[] slopes = constant(counts.length, 1);
            for (int i = 0; i < slopes.length; i++) {
                double quotient = counts[i] / Math.max(table.column(1)[i], 1e-30);
                slopes[i] += quotient + (single[i] == counts[i] ? 0 : 100 * quotient);
            }
            check("d/d rate", gradient(rate), table.column(4), relative, slopes);
        }
    }

    @Test
    void aDrawThatIsZeroHasNoSlope() {
        try (Backend backend = new CpuBackend(1)) {
            Parameter kappa = new Parameter(backend, "kappa", 1, 1, new float[] {1e-30f});
            Tensor power = on(backend, tape -> Weibull.meanOfPowers(tape.parameter(kappa), new double[] {0}));
            assertThat(power.scalar()).isZero();
            assertThat(gradient(kappa)[0]).isZero();
        }
    }
}

package org.sce2tm.nn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.sce2tm.nn.cpu.CpuBackend;
import org.sce2tm.nn.nd4j.Nd4jBackend;
import org.sce2tm.testing.OracleFile;

/** Against SPRUCE's own likelihood, with its derivatives by automatic differentiation in double. */
@DisplayName("The Dirichlet-multinomial likelihood")
class DirichletMultinomialTest {
    private static final int GENES = 5;
    /** Columns of the table: the counts, the concentrations, the value, its derivatives by the concentrations. */
    private static final int WIDTH = 3 * GENES + 1;

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Table(double[] counts, double[] concentrations, double[] values, double[] derivatives) {
        static Table read() {
            try (OracleFile file = OracleFile.open("oracle/baselines/stats.h5")) {
                double[] cells = file.doubles("dirichlet_multinomial");
                return new Table(
                        columns(cells, 0, GENES),
                        columns(cells, GENES, 2 * GENES),
                        columns(cells, 2 * GENES, 2 * GENES + 1),
                        columns(cells, 2 * GENES + 1, WIDTH));
            }
        }

        private static double[] columns(double[] cells, int from, int to) {
            return IntStream.range(0, cells.length)
                    .filter(i -> i % WIDTH >= from && i % WIDTH < to)
                    .mapToDouble(i -> cells[i])
                    .toArray();
        }

        int rows() {
            return values.length;
        }

        CsrRows x() {
            int[] pointers =
                    IntStream.rangeClosed(0, rows()).map(row -> row * GENES).toArray();
            int[] indices =
                    IntStream.range(0, counts.length).map(i -> i % GENES).toArray();
            float[] rounded = new float[counts.length];
            for (int i = 0; i < rounded.length; i++) {
                rounded[i] = (float) counts[i];
            }
            return new Csr(rows(), GENES, pointers, indices, rounded, (row, at) -> counts[at]).all();
        }
    }

    /**
     * @param relative error allowed of what a row adds up
     * @param cancelling how much of the largest ln Γ of the row is allowed on top: what is lost where such cancel
     */
    private static void check(Backend backend, double relative, double cancelling) {
        Table table = Table.read();
        assertThat(table.rows()).isEqualTo(60);
        Parameter a = new Parameter(backend, "a", table.rows(), GENES, new float[table.rows() * GENES]);
        a.set(table.concentrations());
        Tape tape = new Tape(backend);
        tape.begin(Mode.TRAINING);
        Tensor logs = DirichletMultinomial.logLikelihood(tape.parameter(a), table.x());
        tape.backward(Ops.sum(Over.ALL, logs));
        double[] values = logs.toDoubles();
        double[] slopes = backend.read(a.gradient().orElseThrow());
        for (int i = 0; i < table.rows(); i++) {
            double added = 0; // what rounding the concentrations themselves moves
            double sum = 0;
            for (int j = i * GENES; j < (i + 1) * GENES; j++) {
                added += table.concentrations()[j] * Math.abs(table.derivatives()[j]);
                sum += table.concentrations()[j] + table.counts()[j];
            }
            double largest = sum * Math.log(sum + 1);
            double expected = table.values()[i];
            assertThat(Math.abs(values[i] - expected))
                    .as("row %d: %s", i, expected)
                    .isLessThanOrEqualTo(relative * (Math.abs(expected) + added + 1) + cancelling * largest);
            for (int j = i * GENES; j < (i + 1) * GENES; j++) {
                double slope = table.derivatives()[j];
                // the digammas that cancel are logarithms of the sum, and up to 1/a
                assertThat(Math.abs(slopes[j] - slope))
                        .as("row %d, derivative %d: %s", i, j, slope)
                        .isLessThanOrEqualTo(relative * (Math.abs(slope) + 1)
                                + cancelling * (Math.log(sum + 1) + 1 / table.concentrations()[j]));
            }
        }
    }

    @Test
    void isThePeersInDouble() {
        try (Backend backend = new Nd4jBackend(Nd4jBackend.Precision.DOUBLE)) {
            check(backend, 1e-9, 0); // what the peer itself loses where large ln Γ cancel
        }
    }

    /** The fused form computes in double: only what goes in and comes out is rounded. */
    @Test
    void isThePeersOnTheCpuWhateverCancels() {
        try (Backend backend = new CpuBackend(2)) {
            check(backend, 3e-7, 0); // a few roundings of 6e-8
        }
    }

    @Test
    void isThePeersInSinglePrecisionButForWhatCancels() {
        try (Backend backend = new Nd4jBackend(Nd4jBackend.Precision.SINGLE)) {
            check(backend, 1e-6, 2.4e-7); // four roundings of the numbers that cancel
        }
    }
}

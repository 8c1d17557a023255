package org.sce2tm.nn;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.sce2tm.nn.cpu.CpuBackend;
import org.sce2tm.nn.nd4j.Nd4jBackend;

@DisplayName("A sparse matrix of constants")
class CsrTest {
    private static final Csr COUNTS = Csr.ofDense(3, 4, new float[] {0, 1, 0, 2, 0, 0, 0, 0, 7, 0, 3, 0});

    @Test
    void givesChangedValuesUnroundedToABackendInDouble() {
        Csr thirds = COUNTS.map((row, value) -> value / (3 + row));
        double[] expected = {0, 1.0 / 3, 0, 2.0 / 3, 0, 0, 0, 0, 7.0 / 5, 0, 3.0 / 5, 0};
        try (Backend wide = new Nd4jBackend(Nd4jBackend.Precision.DOUBLE);
                Backend narrow = new CpuBackend(1)) {
            assertThat(dense(wide, thirds)).isEqualTo(expected);
            double[] rounded = dense(narrow, thirds);
            for (int i = 0; i < rounded.length; i++) {
                assertThat(rounded[i]).isEqualTo((float) expected[i]);
            }
        }
    }

    @Test
    void dividesRowsByTheirSumsAndLeavesARowOfZeros() {
        try (Backend backend = new Nd4jBackend(Nd4jBackend.Precision.DOUBLE)) {
            assertThat(dense(backend, COUNTS.rowShares()))
                    .containsExactly(0, 1.0 / 3, 0, 2.0 / 3, 0, 0, 0, 0, 0.7, 0, 0.3, 0);
        }
        Csr stored = new Csr(1, 2, new int[] {0, 2}, new int[] {0, 1}, new float[2]);
        assertThat(stored.rowShares().values()).as("zeros that are stored").containsExactly(0, 0);
    }

    private static double[] dense(Backend backend, Csr csr) {
        Tape tape = new Tape(backend);
        tape.begin(Mode.EVALUATION);
        return Ops.dense(tape, csr.all()).toDoubles();
    }
}

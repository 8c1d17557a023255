package org.sce2tm.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.sce2tm.nn.cpu.CpuBackend;

class TapeTest {
    @Test
    void aRepeatedStepReusesItsMatrices() {
        try (Backend backend = new CpuBackend(1)) {
            Tape tape = new Tape(backend);
            tape.begin(Mode.TRAINING);
            Matrix first = tape.scratch(3, 4);
            Matrix second = tape.scratch(3, 4);
            assertThat(second).isNotSameAs(first);
            tape.begin(Mode.TRAINING);
            assertThat(tape.scratch(3, 4)).isIn(first, second);
            assertThat(tape.scratch(4, 3)).isNotIn(first, second);
        }
    }

    @Test
    void theFirstOperationThatIsNotFiniteIsNamed() {
        try (Backend backend = new CpuBackend(1)) {
            Parameter p = new Parameter(backend, "p", 1, 2, new float[] {-1, 1});
            Tape tape = new Tape(backend);
            tape.begin(Mode.TRAINING);
            Tensor x = Ops.scale(2, tape.parameter(p));
            Tensor root = Ops.sqrt(x);
            Ops.sum(Over.ALL, Ops.square(root));
            assertThat(tape.firstNonFinite())
                    .hasValueSatisfying(name -> assertThat(name).startsWith("sqrt"));
        }
    }

    @Test
    void onlyAScalarOfParametersRecordedInTrainingRunsBackwards() {
        try (Backend backend = new CpuBackend(1)) {
            Parameter p = new Parameter(backend, "p", 1, 2, new float[] {-1, 1});
            Tape tape = new Tape(backend);
            tape.begin(Mode.EVALUATION);
            Tensor evaluated = Ops.sum(Over.ALL, tape.parameter(p));
            assertThatThrownBy(() -> tape.backward(evaluated)).isInstanceOf(IllegalStateException.class);
            tape.begin(Mode.TRAINING);
            Tensor wide = Ops.square(tape.parameter(p));
            assertThatThrownBy(() -> tape.backward(wide)).isInstanceOf(IllegalStateException.class);
            Tensor constant = tape.scalar(1);
            assertThatThrownBy(() -> tape.backward(constant)).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void detachedTensorsHandNoGradientBack() {
        try (Backend backend = new CpuBackend(1)) {
            Parameter p = new Parameter(backend, "p", 1, 1, new float[] {3});
            Tape tape = new Tape(backend);
            tape.begin(Mode.TRAINING);
            Tensor x = tape.parameter(p);
            tape.backward(Ops.multiply(x, tape.detached(x)));
            assertThat(backend.read(p.gradient().orElseThrow())).containsExactly(3);
        }
    }

    @Test
    void operationsThatDoNotFitSayWhichAndHow() {
        try (Backend backend = new CpuBackend(1)) {
            Tape tape = new Tape(backend);
            Tensor a = tape.constant(2, 3, new double[6]);
            Tensor b = tape.constant(3, 2, new double[6]);
            assertThatThrownBy(() -> Ops.add(a, b))
                    .hasMessageContaining("3 x 2")
                    .hasMessageContaining("2 x 3");
            assertThatThrownBy(() -> Ops.product(a, a)).hasMessageContaining("3, 2");
        }
    }
}

package org.sce2tm.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sce2tm.nn.cpu.CpuBackend;
import org.sce2tm.nn.cpu.PlainKernels;
import org.sce2tm.nn.nd4j.Nd4jBackend;

/** Updates against PyTorch's formulas, worked out in double. */
class OptimizerTest {
    private static final double[] GRADIENTS = {0.5, -2, 1e-4};

    static Stream<Backend> backends() {
        return Stream.of(
                new Nd4jBackend(Nd4jBackend.Precision.DOUBLE),
                new CpuBackend(2),
                new CpuBackend(1, new PlainKernels()));
    }

    @ParameterizedTest
    @MethodSource("backends")
    void rmsPropStartsFromZeroAndAddsEpsilonAfterTheRoot(Backend backend) {
        Parameter parameter = new Parameter(backend, "p", 1, 3, new float[] {1, 2, 3});
        RmsProp optimizer = new RmsProp(List.of(parameter), 1e-3);
        double[] expected = {1, 2, 3};
        double[] square = new double[3];
        for (int step = 0; step < 5; step++) {
            gradients(parameter, optimizer);
            optimizer.step();
            for (int i = 0; i < 3; i++) {
                square[i] = 0.99 * square[i] + 0.01 * GRADIENTS[i] * GRADIENTS[i];
                expected[i] -= 1e-3 * GRADIENTS[i] / (Math.sqrt(square[i]) + 1e-8);
            }
        }
        Closeness.check("parameter", parameter.toDoubles(), expected, 40 * backend.roundoff());
        Closeness.check("squares", optimizer.squareAverage(parameter), square, 40 * backend.roundoff());
    }

    @ParameterizedTest
    @MethodSource("backends")
    void adamCorrectsItsBiasAndDecaysWeights(Backend backend) {
        Parameter parameter = new Parameter(backend, "p", 1, 3, new float[] {1, 2, 3});
        Adam optimizer = new Adam(List.of(parameter), new Adam.Options(1e-2, 0.9, 0.999, 0.01, 0.1, Adam.Form.PYTORCH));
        double[] expected = {1, 2, 3};
        double[] first = new double[3];
        double[] second = new double[3];
        for (int step = 1; step <= 5; step++) {
            gradients(parameter, optimizer);
            optimizer.step();
            for (int i = 0; i < 3; i++) {
                double g = GRADIENTS[i] + 0.1 * expected[i];
                first[i] = 0.9 * first[i] + 0.1 * g;
                second[i] = 0.999 * second[i] + 0.001 * g * g;
                double root = Math.sqrt(second[i] / (1 - Math.pow(0.999, step)));
                expected[i] -= 1e-2 * first[i] / (1 - Math.pow(0.9, step)) / (root + 0.01);
            }
        }
        Closeness.check("parameter", parameter.toDoubles(), expected, 40 * backend.roundoff());
    }

    @ParameterizedTest
    @MethodSource("backends")
    void adamOfKerasAddsEpsilonBeforeTheBiasIsCorrected(Backend backend) {
        Parameter parameter = new Parameter(backend, "p", 1, 3, new float[] {1, 2, 3});
        // an epsilon large enough to be seen
        Adam optimizer = new Adam(List.of(parameter), new Adam.Options(1e-2, 0.9, 0.999, 0.05, 0, Adam.Form.KERAS));
        double[] expected = {1, 2, 3};
        double[] first = new double[3];
        double[] second = new double[3];
        for (int step = 1; step <= 5; step++) {
            gradients(parameter, optimizer);
            optimizer.step();
            double rate = 1e-2 * Math.sqrt(1 - Math.pow(0.999, step)) / (1 - Math.pow(0.9, step));
            for (int i = 0; i < 3; i++) {
                first[i] = 0.9 * first[i] + 0.1 * GRADIENTS[i];
                second[i] = 0.999 * second[i] + 0.001 * GRADIENTS[i] * GRADIENTS[i];
                expected[i] -= rate * first[i] / (Math.sqrt(second[i]) + 0.05);
            }
        }
        Closeness.check("parameter", parameter.toDoubles(), expected, 40 * backend.roundoff());
    }

    @ParameterizedTest
    @MethodSource("backends")
    void clippingBoundsTheNormOfAllGradientsTogether(Backend backend) {
        Parameter a = new Parameter(backend, "a", 1, 3, new float[3]);
        Parameter b = new Parameter(backend, "b", 1, 3, new float[3]);
        RmsProp ofA = new RmsProp(List.of(a), 1e-2);
        gradients(a, ofA);
        gradients(b, new RmsProp(List.of(b), 1e-2));
        double norm = ClippedOptimizer.norm(List.of(a, b));
        double square = 0;
        for (double g : GRADIENTS) {
            square += g * g;
        }
        assertThat(norm).isCloseTo(Math.sqrt(2 * square), within(norm * 40 * backend.roundoff()));
        new ClippedOptimizer(ofA, List.of(a, b), norm / 4).step();
        double[] quarter = new double[3];
        for (int i = 0; i < 3; i++) {
            quarter[i] = GRADIENTS[i] / 4 * norm / (norm + 1e-6);
        }
        Closeness.check("clipped", backend.read(b.gradient().orElseThrow()), quarter, 40 * backend.roundoff());
        new ClippedOptimizer(ofA, List.of(a, b), 2 * norm).step();
        Closeness.check("left", backend.read(b.gradient().orElseThrow()), quarter, 40 * backend.roundoff());
    }

    @Test
    void aDecayingRateFallsAfterEveryStepAndKeepsFallingWhenItsBaseIsSet() {
        try (Backend backend = new CpuBackend(1)) {
            RmsProp inner = new RmsProp(List.of(new Parameter(backend, "p", 1, 3, new float[3])), 0.5);
            DecayingRate optimizer = new DecayingRate(inner, 0.1);
            optimizer.step();
            assertThat(inner.rate()).isEqualTo(0.5);
            optimizer.step();
            assertThat(inner.rate()).isEqualTo(0.5 * Math.exp(-0.1));
            optimizer.setRate(0.25);
            assertThat(optimizer.rate()).isEqualTo(0.25 * Math.exp(-0.2));
            optimizer.step();
            assertThat(inner.rate()).isEqualTo(0.25 * Math.exp(-0.2));
        }
    }

    @Test
    void aParameterThatNoGradientReachedIsLeftAlone() {
        try (Backend backend = new CpuBackend(1)) {
            Parameter used = new Parameter(backend, "used", 1, 1, new float[] {1});
            Parameter unused = new Parameter(backend, "unused", 1, 1, new float[] {1});
            Adam optimizer =
                    new Adam(List.of(used, unused), new Adam.Options(0.1, 0.9, 0.999, 1e-8, 0.5, Adam.Form.PYTORCH));
            Tape tape = new Tape(backend);
            tape.begin(Mode.TRAINING);
            tape.backward(Ops.square(tape.parameter(used)));
            optimizer.step();
            assertThat(used.toDoubles()[0]).isLessThan(1);
            assertThat(unused.toDoubles()[0]).isEqualTo(1);
        }
    }

    @Test
    void gradientsGatherUntilTheyAreForgotten() {
        try (Backend backend = new CpuBackend(1)) {
            Parameter p = new Parameter(backend, "p", 1, 1, new float[] {3});
            Tape tape = new Tape(backend);
            for (int pass = 1; pass <= 2; pass++) {
                tape.begin(Mode.TRAINING);
                tape.backward(Ops.square(tape.parameter(p)));
                assertThat(backend.read(p.gradient().orElseThrow())[0]).isEqualTo(6.0 * pass);
            }
            p.zeroGradient();
            assertThat(p.gradient()).isEmpty();
        }
    }

    @Test
    void theRateFallsEverySoManyEpochs() {
        StepSchedule schedule = new StepSchedule(1e-3, 125, 0.5);
        assertThat(schedule.rate(0)).isEqualTo(1e-3);
        assertThat(schedule.rate(124)).isEqualTo(1e-3);
        assertThat(schedule.rate(125)).isEqualTo(5e-4);
        assertThat(schedule.rate(499)).isCloseTo(1.25e-4, within(1e-18));
    }

    /** Makes {@link #GRADIENTS} the gradient of a 1 x 3 parameter. */
    private static void gradients(Parameter parameter, Optimizer optimizer) {
        Tape tape = new Tape(parameter.backend());
        tape.begin(Mode.TRAINING);
        optimizer.zeroGradients();
        tape.backward(Ops.sum(Over.ALL, Ops.multiply(tape.parameter(parameter), tape.constant(1, 3, GRADIENTS))));
    }
}

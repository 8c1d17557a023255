package org.sce2tm.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sce2tm.nn.cpu.CpuBackend;
import org.sce2tm.nn.nd4j.Nd4jBackend;
import org.sce2tm.testing.OracleFile;

class LayerTest {
    private static final String STEP = "oracle/model/step_small.h5";

    static Stream<Backend> backends() {
        return Stream.of(
                new Nd4jBackend(Nd4jBackend.Precision.DOUBLE),
                new Nd4jBackend(Nd4jBackend.Precision.SINGLE),
                new CpuBackend(2));
    }

    @ParameterizedTest
    @MethodSource("backends")
    void batchNormGivesTheRecordedPassAndRunningStatistics(Backend backend) {
        try (OracleFile file = OracleFile.open(STEP)) {
            int genes = file.shape("params/decoder_bn.weight")[0];
            int cells = file.shape("inputs/x")[0];
            BatchNorm norm = new BatchNorm(backend, "decoder_bn", genes);
            norm.weight().set(file.doubles("params/decoder_bn.weight"));
            norm.bias().set(file.doubles("params/decoder_bn.bias"));
            norm.setRunning(
                    file.doubles("buffers_before/decoder_bn.running_mean"),
                    file.doubles("buffers_before/decoder_bn.running_var"));
            Tape tape = new Tape(backend);
            tape.begin(Mode.TRAINING);
            Tensor x = tape.constant(cells, genes, file.doubles("intermediates/theta_beta"));
            Tensor y = norm.apply(x);
            Tensor loss = Losses.weightedCrossEntropy(
                    y, Csr.ofDense(cells, genes, file.floats("inputs/x")).all());

            // in single precision a column's mean is subtracted from numbers up to 100 times its spread
            double tolerance = backend.roundoff() < 1e-10 ? 1e-9 : 1e-5;
            Closeness.check("output", y.toDoubles(), file.doubles("intermediates/decoder_bn_out"), tolerance);
            Closeness.check("loss", loss.toDoubles(), file.doubles("losses/recon"), tolerance);
            // the buffers are kept to 1e-6 in single precision
            double kept = backend.roundoff() < 1e-10 ? 1e-9 : 1e-6;
            Closeness.check("mean", norm.runningMean(), file.doubles("buffers_after/decoder_bn.running_mean"), kept);
            Closeness.check(
                    "variance", norm.runningVariance(), file.doubles("buffers_after/decoder_bn.running_var"), kept);
        }
    }

    @ParameterizedTest
    @MethodSource("backends")
    void batchNormInEvaluationUsesRunningStatisticsAndLeavesThem(Backend backend) {
        BatchNorm norm = new BatchNorm(backend, "bn", 2);
        norm.setRunning(new double[] {1, -1}, new double[] {4 - 1e-5, 9 - 1e-5});
        norm.weight().set(new double[] {2, 3});
        norm.bias().set(new double[] {0.5, 0});
        Tape tape = new Tape(backend);
        tape.begin(Mode.EVALUATION);
        double[] y = norm.apply(tape.constant(1, 2, new double[] {3, 5})).toDoubles();
        assertThat(y[0]).isCloseTo(2 * (3 - 1) / 2.0 + 0.5, within(1e-6));
        assertThat(y[1]).isCloseTo(3 * (5 + 1) / 3.0, within(1e-6));
        assertThat(norm.runningMean()).containsExactly(1, -1);
    }

    @Test
    void batchNormRefusesToTrainOnOneRow() {
        try (Backend backend = new CpuBackend(1)) {
            BatchNorm norm = new BatchNorm(backend, "bn", 2);
            Tape tape = new Tape(backend);
            tape.begin(Mode.TRAINING);
            Tensor x = tape.constant(1, 2, new double[] {3, 5});
            assertThatThrownBy(() -> norm.apply(x)).hasMessageContaining("at least 2 rows");
        }
    }

    @Test
    void dropoutKeepsTheMeanInTrainingAndEverythingInEvaluation() {
        try (Backend backend = new CpuBackend(1)) {
            float[] ones = new float[100_000];
            java.util.Arrays.fill(ones, 1);
            Dropout dropout = new Dropout(0.25, new Random(1));
            Tape tape = new Tape(backend);
            tape.begin(Mode.TRAINING);
            Tensor dropped = dropout.apply(tape.constant(100, 1000, ones));
            // standard error of the mean of 100 000 draws: sqrt(1/3) / 316 = 0.002
            assertThat(Ops.mean(Over.ALL, dropped).scalar()).isCloseTo(1, within(0.008));
            assertThat(dropped.toDoubles()).contains(0).contains((float) (1 / 0.75));
            tape.begin(Mode.EVALUATION);
            Tensor x = tape.constant(100, 1000, ones);
            assertThat(dropout.apply(x)).isSameAs(x);
        }
    }

    @Test
    void linearStartsUniformWithinOneOverTheRootOfItsInputs() {
        try (Backend backend = new CpuBackend(1)) {
            Linear linear = Linear.create(backend, "l", 400, 300, true, new Random(1));
            double[] weight = linear.weight().toDoubles();
            double square = 0;
            for (double w : weight) {
                assertThat(Math.abs(w)).isLessThanOrEqualTo(0.05);
                square += w * w;
            }
            // variance of a uniform on ±0.05 is 0.05²/3; 120 000 draws know it to 0.3 %
            assertThat(square / weight.length).isCloseTo(0.0025 / 3, within(0.0025 / 3 * 0.015));
            assertThat(linear.parameters()).hasSize(2);
            assertThat(Linear.create(backend, "l", 4, 3, false, new Random(1)).parameters())
                    .hasSize(1);
        }
    }

    @Test
    void linearTakesPyTorchsWeights() {
        try (Backend backend = new CpuBackend(1)) {
            Linear linear = Linear.create(backend, "l", 3, 2, false, new Random(1));
            linear.setTransposedWeight(new double[] {1, 2, 3, 4, 5, 6});
            Tape tape = new Tape(backend);
            tape.begin(Mode.EVALUATION);
            Tensor x = tape.constant(1, 3, new double[] {1, 10, 100});
            assertThat(linear.apply(x).toDoubles()).containsExactly(321, 654);
        }
    }

    @Test
    void truncatedNormalsStayWithinTheirBoundAndNormalisedRowsHaveLengthOne() {
        float[] values = Initializers.truncatedNormal(10_000, 1, 0.5, new Random(1));
        for (float value : values) {
            assertThat(Math.abs(value)).isLessThanOrEqualTo(0.5f);
        }
        Initializers.normaliseRows(values, 100);
        double square = 0;
        for (int i = 300; i < 400; i++) {
            square += values[i] * values[i];
        }
        assertThat(square).isCloseTo(1, within(1e-6));
    }
}

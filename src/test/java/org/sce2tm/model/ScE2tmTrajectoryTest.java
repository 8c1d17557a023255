package org.sce2tm.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.sce2tm.data.DenseMatrix;
import org.sce2tm.data.NumberType;
import org.sce2tm.nn.Backend;
import org.sce2tm.nn.RmsProp;
import org.sce2tm.nn.Tape;
import org.sce2tm.stats.RandomStreams;
import org.sce2tm.testing.OracleFile;

/** Whole small trainings of the reference, replayed with its batches, neighbors and noise. */
@DisplayName("A training of scE2TM")
class ScE2tmTrajectoryTest {
    private static final String FILE = "oracle/model/trajectory_small.h5";
    private static final int ALL = Integer.MAX_VALUE;

    private static final Map<String, String> TERMS = Map.of(
            "total", "total",
            "reconstruction", "recon",
            "kl", "kl",
            "consistency", "consistency",
            "distillation_phi_theta", "distill_phi_thetaN",
            "distillation_theta_phi", "distill_theta_phiN",
            "entropy_theta", "entropy_theta",
            "entropy_phi", "entropy_phi",
            "ecr", "ecr");

    /** A training replayed: every term at every step, and what evaluation gives at the end. */
    @SuppressWarnings("ArrayRecordComponent") // read once, never compared
    private record Replay(Map<String, double[]> losses, double[] mu, double[] beta) {}

    static Stream<Arguments> cases() {
        // A step on nd4j takes a second: whole on the group whose last batch is hardest, the beginning of the other.
        return Stream.of(
                Arguments.of("full_batches", TestBackend.CPU, ALL),
                Arguments.of("full_batches", TestBackend.ND4J_DOUBLE, 10),
                Arguments.of("partial_last_batch", TestBackend.CPU, ALL),
                Arguments.of("partial_last_batch", TestBackend.ND4J_DOUBLE, ALL));
    }

    @ParameterizedTest(name = "{0} on {1}")
    @MethodSource("cases")
    void followsTheReferenceStepByStep(String group, TestBackend kind, int most) {
        try (OracleFile file = OracleFile.open(FILE);
                Backend backend = kind.open()) {
            int steps = Math.min(most, file.shape(group + "/schedule/batch_size")[0]);
            Replay replay = replay(file, group, backend, steps);
            TERMS.forEach((ours, theirs) -> {
                double[] expected = Arrays.copyOf(file.doubles(group + "/losses/" + theirs), steps);
                double[] single = Arrays.copyOf(file.doubles(group + "/float32/losses/" + theirs), steps);
                double scale = largest(expected);
                // Double: a jitter of 1e-14 in x moves the losses by up to 2e-11 of their scale (the file's README).
                // Single: 10 times what PyTorch's own single precision drifts away over the same steps.
                double allowed = kind.isDouble() ? 1e-9 * scale : kind.tolerance(distance(single, expected), scale);
                assertThat(distance(replay.losses().get(ours), expected))
                        .as(ours)
                        .isLessThanOrEqualTo(allowed);
            });
            if (most < ALL) {
                return; // evaluation was recorded at the end only
            }
            double[] beta = file.doubles(group + "/eval/beta");
            // beta is in [0, 1]; in double 1e-8, 100 times what the same jitter does to it.
            double allowed = kind.isDouble()
                    ? 1e-8
                    : kind.tolerance(distance(file.doubles(group + "/float32/eval/beta"), beta), 1);
            assertThat(distance(replay.beta(), beta)).as("beta").isLessThanOrEqualTo(allowed);
            if (kind.isDouble()) {
                // Only double can show mu: in single precision the reference's cancelled biases wander (README).
                assertThat(distance(replay.mu(), file.doubles(group + "/eval/mu")))
                        .as("mu")
                        .isLessThanOrEqualTo(1e-6);
                assertThat(replay.losses().get("sinkhorn_iterations"))
                        .containsExactly(file.doubles(group + "/losses/sinkhorn_iterations"));
            }
        }
    }

    private static Replay replay(OracleFile file, String group, Backend backend, int steps) {
        DenseMatrix x = ReferenceState.matrix(file, group + "/inputs/x");
        DenseMatrix v = ReferenceState.matrix(file, group + "/inputs/v");
        TrainingData data = TrainingData.of(TestMatrices.sparse(x)).withViews(v, Optional.empty(), Optional.empty());
        ScE2tmOptions options = new ScE2tmOptions(
                new ScE2tmOptions.Network(8, 24, 12, 0.2, true, false),
                ScE2tmOptions.REFERENCE.crossView(),
                ScE2tmOptions.REFERENCE.ecr(),
                Clustered.MU);
        ScE2tm model = new ScE2tm(backend, options, 200, 32, new RandomStreams(1).stream("any")::nextLong);
        model.setWeights(ReferenceState.read(file, group + "/state_initial", group + "/state_initial"));

        double[] noise = file.doubles(group + "/schedule/noise");
        int[] sizes = file.ints(group + "/schedule/batch_size");
        int[] position = {0, 0}; // step, call within the step
        MinibatchModel over = model.over(data, (rows, columns) -> {
            int from = (position[0] * 3 + position[1]++) * 24 * 8;
            float[] drawn = new float[rows * columns];
            for (int i = 0; i < drawn.length; i++) {
                drawn[i] = (float) noise[from + i];
            }
            return drawn;
        });
        double[] rates = file.doubles(group + "/schedule/learning_rate");
        int[] epochs = file.ints(group + "/schedule/epoch");
        RmsProp optimizer = new RmsProp(over.parameters(), rates[0]);
        EpochLoop loop = new EpochLoop(over, optimizer, new Tape(backend));
        BiasTrace biases = new BiasTrace(file, group);
        Map<String, List<Double>> losses = new LinkedHashMap<>();
        for (int step = 0; step < steps; step++) {
            position[0] = step;
            position[1] = 0;
            optimizer.setRate(rates[step]);
            biases.observe(model.weights());
            loop.step(new Batch(
                            batch(file, group + "/schedule/cell_index", step, sizes[step]),
                            batch(file, group + "/schedule/x_neighbour_index", step, sizes[step]),
                            batch(file, group + "/schedule/v_neighbour_index", step, sizes[step]),
                            epochs[step] - 1,
                            step))
                    .forEach((term, value) ->
                            losses.computeIfAbsent(term, t -> new ArrayList<>()).add(value));
        }
        model.setWeights(biases.compensated(model.weights()));
        Map<String, double[]> series = new TreeMap<>();
        losses.forEach((term, values) -> series.put(
                term, values.stream().mapToDouble(Double::doubleValue).toArray()));
        return new Replay(
                series,
                model.represent(data.expression(), data.external()).embedding().values(),
                transposed(model.topicGene()));
    }

    /**
     * What the reference's biases do to its evaluation mode. They cancel in training, but running means lag behind: the
     * recorded mean holds the moving average of what the biases added while the weights after them changed. This follows
     * that average beside our own running means, which start from the recorded ones.
     */
    private static final class BiasTrace {
        private final OracleFile file;
        private final String group;
        private final Map<String, double[]> averages = new TreeMap<>();

        BiasTrace(OracleFile file, String group) {
            this.file = file;
            this.group = group + "/state_initial";
        }

        private Map<String, double[]> now(Map<String, DenseMatrix> weights) {
            Map<String, double[]> added = ReferenceState.shifts(file, group);
            added.remove(ReferenceState.HEAD + ".1"); // not part of mu
            for (String head : List.of("mu", "logvar")) {
                added.put(
                        head.equals("mu") ? "mean_bn" : "logvar_bn",
                        ReferenceState.headShift(
                                file, group, "encoder_" + head, weights.get("encoder_" + head + ".weight")));
            }
            return added;
        }

        void observe(Map<String, DenseMatrix> weights) {
            now(weights).forEach((norm, added) -> {
                double[] average = averages.computeIfAbsent(norm, n -> new double[added.length]);
                for (int pass = 0; pass < 3; pass++) {
                    for (int i = 0; i < added.length; i++) {
                        average[i] = 0.9 * average[i] + 0.1 * added[i];
                    }
                }
            });
        }

        Map<String, DenseMatrix> compensated(Map<String, DenseMatrix> weights) {
            Map<String, DenseMatrix> result = new TreeMap<>(weights);
            now(weights).forEach((norm, added) -> {
                double[] mean = weights.get(norm + ".running_mean").values().clone();
                for (int i = 0; i < mean.length; i++) {
                    mean[i] += averages.get(norm)[i] - added[i];
                }
                result.put(norm + ".running_mean", new DenseMatrix(1, mean.length, mean, NumberType.FLOAT64));
            });
            return result;
        }
    }

    private static int[] batch(OracleFile file, String path, int step, int size) {
        int width = file.shape(path)[1];
        return Arrays.copyOfRange(file.ints(path), step * width, step * width + size);
    }

    private static double[] transposed(DenseMatrix m) {
        double[] t = new double[m.values().length];
        for (int i = 0; i < m.rows(); i++) {
            for (int j = 0; j < m.columns(); j++) {
                t[j * m.rows() + i] = m.get(i, j);
            }
        }
        return t;
    }

    private static double largest(double[] values) {
        return Arrays.stream(values).map(Math::abs).max().orElseThrow();
    }

    private static double distance(double[] a, double[] b) {
        assertThat(a).hasSameSizeAs(b);
        return IntStream.range(0, a.length)
                .mapToDouble(i -> Math.abs(a[i] - b[i]))
                .max()
                .orElse(0);
    }
}

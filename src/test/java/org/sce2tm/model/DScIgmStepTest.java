package org.sce2tm.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.sce2tm.data.CsrMatrix;
import org.sce2tm.data.DenseMatrix;
import org.sce2tm.data.NumberType;
import org.sce2tm.model.DScIgmOptions.Clustered;
import org.sce2tm.model.DScIgmOptions.Gradients;
import org.sce2tm.nn.Backend;
import org.sce2tm.nn.ClippedOptimizer;
import org.sce2tm.nn.Closeness;
import org.sce2tm.nn.Connections;
import org.sce2tm.nn.Csr;
import org.sce2tm.nn.DelegatingOptimizer;
import org.sce2tm.nn.Mode;
import org.sce2tm.nn.Optimizer;
import org.sce2tm.nn.Parameter;
import org.sce2tm.nn.Tape;
import org.sce2tm.nn.Weibull;
import org.sce2tm.stats.RandomStreams;
import org.sce2tm.testing.OracleFile;

/** Steps, trainings and evaluations that were recorded from the authors' code, replayed with its draws. */
@DisplayName("d-scIGM")
class DScIgmStepTest {
    private static final String FILE = "oracle/baselines/dscigm.h5";
    private static final List<Integer> TOPICS = List.of(6, 5, 4, 4, 3, 3);
    private static final List<Integer> HIDDEN = List.of(20, 14, 12, 9, 7, 5);
    private static final List<String> TERMS = List.of("reconstruction", "kl_1", "kl_2", "kl_3", "kl_4", "kl_5", "kl_6");

    /** A single step in single precision: some hundred roundings, more where κ of 10 multiplies those of a logarithm. */
    private static final double SINGLE = 2e-5;

    private static double tolerance(TestBackend kind) {
        return kind.isDouble() ? 1e-9 : SINGLE;
    }

    private static DScIgmOptions options(int draws, double priorWeight, Clustered clustered, Evaluation evaluation) {
        return new DScIgmOptions(
                TOPICS,
                10,
                HIDDEN,
                Optional.empty(),
                draws,
                priorWeight,
                Gradients.ACCUMULATED,
                100,
                clustered,
                evaluation);
    }

    /** With the recorded input as exact as the backend's numbers. */
    private static Backend open(TestBackend kind, OracleFile file, double scale) {
        return kind.isDouble() ? ExactInput.of(kind.open(), input(file, scale).values()) : kind.open();
    }

    private static DenseMatrix input(OracleFile file, double scale) {
        DenseMatrix x = ReferenceState.matrix(file, "input/X_log");
        double[] scaled = Arrays.stream(x.values()).map(value -> value * scale).toArray();
        return new DenseMatrix(x.rows(), x.columns(), scaled, NumberType.FLOAT64);
    }

    private static CsrMatrix expression(OracleFile file, double scale) {
        return TestMatrices.sparse(input(file, scale));
    }

    /** What the masks leave of the encoder's layers. */
    private static List<Connections> connections(OracleFile file, String masks) {
        List<Connections> layers = new ArrayList<>();
        for (int t = 0; t < 6; t++) {
            int[] shape = file.shape(masks + "/layer" + t);
            int[] mask = file.ints(masks + "/layer" + t);
            int inputs = shape[1];
            layers.add(new Connections(
                    inputs,
                    IntStream.range(0, shape[0])
                            .mapToObj(out -> IntStream.range(0, inputs)
                                    .filter(in -> mask[out * inputs + in] == 1)
                                    .toArray())
                            .toList()));
        }
        return layers;
    }

    /** Recorded parameters or gradients in our form: transposed, or those of the edges in their order. */
    private static Map<String, DenseMatrix> state(OracleFile file, String group, List<Connections> joined) {
        Map<String, DenseMatrix> state = new TreeMap<>();
        for (String name : file.children(group)) {
            String path = group + "/" + name;
            if (name.startsWith("h_encoder") && name.endsWith(".weight") && !joined.isEmpty()) {
                Connections edges = joined.get(Character.digit(name.charAt("h_encoder.".length()), 10));
                state.put(name, ofEdges(file.doubles(path), edges));
            } else {
                state.put(
                        name,
                        name.endsWith(".weight")
                                ? ReferenceState.transposed(file, path)
                                : ReferenceState.matrix(file, path));
            }
        }
        return state;
    }

    private static DenseMatrix ofEdges(double[] outputsByInputs, Connections edges) {
        double[] values = new double[edges.size()];
        for (int out = 0; out < edges.outputs(); out++) {
            for (int edge = edges.starts()[out]; edge < edges.starts()[out + 1]; edge++) {
                values[edge] = outputsByInputs[out * edges.inputs() + edges.sources()[edge]];
            }
        }
        return new DenseMatrix(1, values.length, values, NumberType.FLOAT64);
    }

    private static DScIgm model(
            Backend backend, DScIgmOptions options, OracleFile file, String parameters, List<Connections> joined) {
        DScIgm model = new DScIgm(backend, options, 120, joined, new RandomStreams(1).stream("any")::nextLong);
        model.setWeights(state(file, parameters, joined));
        return model;
    }

    /** The recorded draws of one pass, top layer first; from draws x topics x cells to draws x cells x topics. */
    private static Deque<double[]> draws(OracleFile file, String group, int step) {
        Deque<double[]> queue = new ArrayDeque<>();
        for (int t = 5; t >= 0; t--) {
            String path = group + "/theta" + t + "_u_uniform";
            int[] shape = file.shape(path);
            int cells = shape[shape.length - 1];
            int topics = shape[shape.length - 2];
            int count = shape[shape.length - 3];
            double[] all = file.doubles(path);
            double[] turned = new double[count * cells * topics];
            int start = step * turned.length;
            for (int d = 0; d < count; d++) {
                for (int k = 0; k < topics; k++) {
                    for (int i = 0; i < cells; i++) {
                        turned[(d * cells + i) * topics + k] = all[start + (d * topics + k) * cells + i];
                    }
                }
            }
            queue.add(turned);
        }
        return queue;
    }

    private static Uniforms replay(Deque<double[]> queue) {
        return count -> {
            double[] next = queue.remove();
            assertThat(next).hasSize(count);
            return next;
        };
    }

    private static Stream<Arguments> cases() {
        return Stream.of(TestBackend.values())
                .flatMap(kind -> Stream.of(
                        Arguments.of("full_mask", false, 50, 0, kind),
                        Arguments.of("full_mask", true, 50, 0, kind),
                        Arguments.of("random_mask_rate1", true, 7, 1, kind)));
    }

    @ParameterizedTest(name = "{0}, edges {1}, on {4}")
    @MethodSource("cases")
    void givesEveryLayerLossTermAndGradient(
            String name, boolean byEdges, int draws, double priorWeight, TestBackend kind) {
        String path = "cases/" + name;
        try (OracleFile file = OracleFile.open(FILE);
                Backend backend = open(kind, file, 1)) {
            List<Connections> joined = byEdges ? connections(file, path + "/mask") : List.of();
            DScIgmOptions options = options(draws, priorWeight, Clustered.ALL, Evaluation.SAMPLE);
            DScIgm model = model(backend, options, file, path + "/params0", joined);
            CsrMatrix x = expression(file, 1);
            Tape tape = new Tape(backend);
            tape.begin(Mode.EVALUATION);
            Deque<double[]> queue = draws(file, path + "/draws", 0);
            Csr cells = new Csr(x.rows(), x.columns(), x.rowPointers(), x.columnIndices(), x.values());
            List<DScIgm.Level> levels =
                    model.infer(tape, cells.all(), posterior -> posterior.meanOfDraws(queue.remove()));
            for (int t = 0; t < 6; t++) {
                Weibull posterior = levels.get(t).posterior();
                compare(kind, "kappa" + t, posterior.inverseShape().toDoubles(), file, path + "/out/kappa" + t);
                compare(kind, "lambda" + t, posterior.scale().toDoubles(), file, path + "/out/lambda" + t);
                compare(kind, "theta" + t, levels.get(t).theta().toDoubles(), file, path + "/out/theta" + t);
                compare(kind, "below" + t, levels.get(t).below().toDoubles(), file, path + "/out/phi_theta" + t);
            }

            MinibatchModel over = model.over(x, replay(draws(file, path + "/draws", 0)));
            tape.begin(Mode.TRAINING);
            BatchLoss loss = over.loss(tape, Batch.first(IntStream.range(0, 40).toArray(), new int[0], new int[0]));
            tape.backward(loss.total());
            double[] expected = file.doubles(path + "/out/loss_terms");
            for (int term = 0; term < TERMS.size(); term++) {
                Closeness.check(
                        TERMS.get(term),
                        new double[] {loss.terms().get(TERMS.get(term))},
                        new double[] {expected[term]},
                        tolerance(kind));
            }
            Closeness.check(
                    "total",
                    new double[] {loss.terms().get("total")},
                    file.doubles(path + "/out/total"),
                    tolerance(kind));
            Map<String, DenseMatrix> gradients = state(file, path + "/grads", joined);
            assertThat(over.parameters())
                    .extracting(Parameter::name)
                    .containsExactlyInAnyOrderElementsOf(gradients.keySet());
            for (Parameter parameter : over.parameters()) {
                Closeness.check(
                        "gradient of " + parameter.name(),
                        backend.read(parameter.gradient().orElseThrow()),
                        gradients.get(parameter.name()).values(),
                        tolerance(kind));
            }
        }
    }

    /** Theirs is topics (or genes) x cells. */
    private static void compare(TestBackend kind, String what, double[] ours, OracleFile file, String path) {
        Closeness.check(what, ours, ReferenceState.transposed(file, path).values(), tolerance(kind));
    }

    /** An optimiser that remembers the norm of what another is about to bound. */
    private static final class Observed extends DelegatingOptimizer {
        private final List<Parameter> bounded;
        private final List<Double> norms;

        Observed(Optimizer optimizer, List<Parameter> bounded, List<Double> norms) {
            super(optimizer);
            this.bounded = bounded;
            this.norms = norms;
        }

        @Override
        public void step() {
            norms.add(ClippedOptimizer.norm(bounded));
            super.step();
        }
    }

    /**
     * A recorded training, and how near we must come to it.
     *
     * @param inputScale what the input is multiplied by
     * @param terms error of a loss term, relative to it or to 1
     * @param norms relative error of the gradients' norm
     * @param gradients error of those that the first step leaves, relative to the largest
     * @param weights error of weights, relative to the largest
     */
    private record Training(
            String group, double inputScale, double terms, double norms, double gradients, double weights) {}

    private static final Training GENTLE = new Training("train", 1, 1e-9, 1e-9, 1e-9, 1e-9);
    private static final Training GENTLE_SINGLE = new Training("train", 1, 2e-6, 2e-6, 1e-5, 1e-5);

    /**
     * Both bounds act, and the large input drives units to the flat ends of tanh, where 1 - y² has few digits left: some
     * gradients are lost in rounding, and Adam moves a weight by 0.01 however small its gradient is. In single precision
     * such weights go their own way, and the losses after them by up to a hundredth.
     */
    private static final Training HARD = new Training("train_clip", 40, 2e-8, 1e-8, 1e-6, 1e-6);

    /**
     * Weights are off by up to 0.24 of the largest on either backend and with any kernels, and what the first step leaves
     * by 1e-5: three times that, so that a weight that runs away or is no number does not pass.
     */
    private static final Training HARD_SINGLE = new Training("train_clip", 40, 5e-2, 5e-2, 3e-5, 0.7);

    private static Stream<Arguments> trainings() {
        return Stream.of(TestBackend.values())
                .flatMap(kind -> Stream.of(
                        Arguments.of(kind.isDouble() ? GENTLE : GENTLE_SINGLE, kind),
                        Arguments.of(kind.isDouble() ? HARD : HARD_SINGLE, kind)));
    }

    @ParameterizedTest(name = "{0} on {1}")
    @MethodSource("trainings")
    void followsTheTwoOptimisersWithTheirGatheredGradients(Training training, TestBackend kind) {
        String group = training.group();
        try (OracleFile file = OracleFile.open(FILE);
                Backend backend = open(kind, file, training.inputScale())) {
            DScIgmOptions options = options(5, 0, Clustered.ALL, Evaluation.SAMPLE);
            DScIgm model = model(backend, options, file, group + "/params0", List.of());
            int steps = file.shape(group + "/terms_pass1")[0];
            Deque<double[]> queue = new ArrayDeque<>();
            for (int step = 0; step < steps; step++) {
                queue.addAll(draws(file, group + "/draws_pass1", step));
                queue.addAll(draws(file, group + "/draws_pass2", step));
            }
            MinibatchModel over = model.over(expression(file, training.inputScale()), replay(queue));
            List<Map<String, Double>> passes = new ArrayList<>();
            MinibatchModel recorded = new MinibatchModel() {
                @Override
                public List<Parameter> parameters() {
                    return over.parameters();
                }

                @Override
                public BatchLoss loss(Tape tape, Batch batch) {
                    BatchLoss loss = over.loss(tape, batch);
                    passes.add(loss.terms());
                    return loss;
                }
            };
            List<Optimizer> optimizers = DScIgmMethod.optimizers(model, over.parameters(), options, 1e-2);
            List<Double> norms = new ArrayList<>();
            EpochLoop loop = new EpochLoop(
                    recorded,
                    List.of(
                            new Observed(optimizers.get(0), over.parameters(), norms),
                            new Observed(optimizers.get(1), model.decoderParameters(), norms)),
                    new Tape(backend));
            int[] batches = file.ints(group + "/batch_cells");
            for (int step = 0; step < steps; step++) {
                int from = step % 2 * 16;
                loop.step(new Batch(Arrays.copyOfRange(batches, from, from + 16), new int[0], new int[0], 0, step));
                if (step == 0) {
                    compareState(model, file, group + "/params_after_step1", training.weights());
                    Map<String, DenseMatrix> carried = state(file, group + "/carried_grads_after_step1", List.of());
                    for (Parameter parameter : model.encoderParameters()) {
                        Closeness.check(
                                "carried gradient of " + parameter.name(),
                                backend.read(parameter.gradient().orElseThrow()),
                                carried.get(parameter.name()).values(),
                                training.gradients());
                    }
                    assertThat(model.decoderParameters())
                            .allSatisfy(parameter ->
                                    assertThat(parameter.gradient()).isEmpty());
                }
            }
            double[] expectedNorms = file.doubles(group + "/grad_norms");
            for (int pass = 0; pass < 2 * steps; pass++) {
                double[] expected = row(file, group + "/terms_pass" + (pass % 2 + 1), pass / 2);
                for (int term = 0; term < TERMS.size(); term++) {
                    double scale = Math.max(1, Math.abs(expected[term]));
                    assertThat(Math.abs(passes.get(pass).get(TERMS.get(term)) - expected[term]))
                            .as("%s in pass %d", TERMS.get(term), pass)
                            .isLessThanOrEqualTo(training.terms() * scale);
                }
                assertThat(Math.abs(norms.get(pass) - expectedNorms[pass]))
                        .as("norm in pass %d", pass)
                        .isLessThanOrEqualTo(training.norms() * expectedNorms[pass]);
            }
            compareState(model, file, group + "/params_end", training.weights());
        }
    }

    private static void compareState(DScIgm model, OracleFile file, String group, double tolerance) {
        Map<String, DenseMatrix> expected = state(file, group, List.of());
        model.weights()
                .forEach((name, value) ->
                        Closeness.check(name, value.values(), expected.get(name).values(), tolerance));
    }

    private static double[] row(OracleFile file, String path, int row) {
        int width = file.shape(path)[1];
        return Arrays.copyOfRange(file.doubles(path), row * width, (row + 1) * width);
    }

    @ParameterizedTest
    @EnumSource(TestBackend.class)
    void representsCellsByDrawsOrByMeans(TestBackend kind) {
        try (OracleFile file = OracleFile.open(FILE);
                Backend backend = open(kind, file, 1)) {
            CsrMatrix x = expression(file, 1);
            DScIgm sampling = model(
                    backend, options(5, 0, Clustered.ALL, Evaluation.SAMPLE), file, "train/params_end", List.of());
            Representation drawn = sampling.represent(x, replay(draws(file, "eval/draws", 0)));
            Closeness.check(
                    "all layers", drawn.embedding().values(), file.doubles("eval/embedding_all"), tolerance(kind));
            Closeness.check("topics", sampling.topicGene().values(), file.doubles("eval/G_tg"), tolerance(kind));

            DScIgm first = model(
                    backend, options(5, 0, Clustered.LAYER1, Evaluation.SAMPLE), file, "train/params_end", List.of());
            Representation layer = first.represent(x, replay(draws(file, "eval/draws", 0)));
            Closeness.check(
                    "first layer", layer.embedding().values(), file.doubles("eval/C_theta_layer1"), tolerance(kind));
            for (int i = 0; i < 40; i++) {
                double[] theta = layer.embedding().row(i);
                double sum = Arrays.stream(theta).sum();
                Closeness.check(
                        "proportions",
                        layer.theta().orElseThrow().row(i),
                        Arrays.stream(theta).map(value -> value / sum).toArray(),
                        1e-6);
            }

            DScIgm mean =
                    model(backend, options(5, 0, Clustered.ALL, Evaluation.MEAN), file, "train/params_end", List.of());
            Representation means = mean.represent(x, count -> {
                throw new AssertionError("means need no draw");
            });
            Closeness.check(
                    "means", means.embedding().values(), file.doubles("eval/mean_mode_embedding_all"), tolerance(kind));
        }
    }
}

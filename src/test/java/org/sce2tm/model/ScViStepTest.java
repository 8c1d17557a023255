package org.sce2tm.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.sce2tm.data.DenseMatrix;
import org.sce2tm.model.ScViOptions.Form;
import org.sce2tm.nn.Adam;
import org.sce2tm.nn.Backend;
import org.sce2tm.nn.Closeness;
import org.sce2tm.nn.Csr;
import org.sce2tm.nn.Mode;
import org.sce2tm.nn.Parameter;
import org.sce2tm.nn.Tape;
import org.sce2tm.testing.OracleFile;

/** scVI and scVI-LD against scvi-tools' own classes, recorded number by number in double. */
@DisplayName("scVI")
class ScViStepTest {
    private static final int CELLS = 40;
    private static final int GENES = 120;

    private static OracleFile open(Form form) {
        return OracleFile.open("oracle/baselines/" + (form == Form.SCVI ? "scvi.h5" : "linear_scvi.h5"));
    }

    /** After 3 epochs the weight of the divergence is 0.3 for a rise over 10 epochs, and 1 for none. */
    private static ScViOptions options(double dropout, int klEpochs) {
        return new ScViOptions(
                new ScViOptions.Network(6, 24, dropout),
                new ScViOptions.Learning(klEpochs, 0.9, 0.01, 1e-6),
                ModelInput.COUNTS,
                ScViOptions.Signs.TOGETHER);
    }

    private static ScVi network(
            Backend backend, Form form, ScViOptions options, OracleFile file, RandomGenerator kept) {
        ScVi model = new ScVi(backend, form, options, GENES, new SplittableRandom(1), kept);
        model.setWeights(ReferenceState.ofTorch(file, "params0"));
        return model;
    }

    /** Recorded draws of z and, for the latent library, of l, in the order of use: step by step, z first. */
    private static double[] draws(OracleFile file, String group, String kind, Form form, int steps) {
        double[] z = file.doubles(group + "/z_" + kind);
        double[] l = form == Form.SCVI_LD ? file.doubles(group + "/l_" + kind) : new double[0];
        return IntStream.range(0, steps)
                .boxed()
                .flatMapToDouble(step -> DoubleStream.concat(part(z, step, steps), part(l, step, steps)))
                .toArray();
    }

    private static DoubleStream part(double[] values, int step, int steps) {
        int length = values.length / steps;
        return Arrays.stream(values, step * length, (step + 1) * length);
    }

    private static Csr input(OracleFile file, String name) {
        double[] exact = file.doubles("input/" + name);
        Csr narrow = Csr.ofDense(CELLS, GENES, file.floats("input/" + name));
        // log1p values are not single precision numbers: doubles shall see them unrounded
        return narrow.map((row, value) -> nearest(exact, row, value));
    }

    private static double nearest(double[] exact, int row, double value) {
        return Arrays.stream(exact, row * GENES, (row + 1) * GENES)
                .filter(candidate -> (float) candidate == (float) value)
                .findFirst()
                .orElseThrow();
    }

    private static Batch everyCell(int finishedEpochs) {
        return new Batch(IntStream.range(0, CELLS).toArray(), new int[0], new int[0], finishedEpochs, finishedEpochs);
    }

    /** 1e-9 in double, as the recording is good for; in single a multiple of the rounding 6e-8. */
    private static double tolerance(TestBackend kind, double single) {
        return kind.isDouble() ? 1e-9 : single;
    }

    static Stream<Arguments> cases() {
        return Stream.of(Form.values())
                .flatMap(form -> Stream.of(TestBackend.values())
                        .flatMap(kind -> Stream.of(
                                Arguments.of(form, "train_dropout", 0.1, 10, "X_counts", kind),
                                Arguments.of(form, "train_nodropout", 0.0, 0, "X_counts", kind),
                                Arguments.of(form, "train_nodropout_log1p_input", 0.0, 0, "X_log1p", kind))));
    }

    @ParameterizedTest(name = "{0}, {1} on {5}")
    @MethodSource("cases")
    void givesTheLossItsGradientsAndTheRunningStatistics(
            Form form, String name, double dropout, int klEpochs, String input, TestBackend kind) {
        try (Backend backend = kind.open();
                OracleFile file = open(form)) {
            String recorded = "cases/" + name;
            RandomGenerator kept = dropout > 0
                    ? RecordedDraws.kept(draws(file, recorded + "/draws", "dropout_keep", form, 1))
                    : new SplittableRandom(1);
            ScVi model = network(backend, form, options(dropout, klEpochs), file, kept);
            MinibatchModel over = model.over(
                    input(file, input),
                    recordedPrior(file, form),
                    RecordedDraws.normals(draws(file, recorded + "/draws", "eps_normal", form, 1)));
            Tape tape = new Tape(backend);
            tape.begin(Mode.TRAINING);
            BatchLoss loss = over.loss(tape, everyCell(3));
            tape.backward(loss.total());

            terms(file, recorded, form)
                    .forEach((term, expected) -> Closeness.check(
                            term,
                            new double[] {loss.terms().get(term)},
                            new double[] {expected},
                            tolerance(kind, 5e-6))); // sums of 120 terms, some of which cancel
            Map<String, DenseMatrix> gradients = ReferenceState.ofTorch(file, recorded + "/grads");
            assertThat(over.parameters().stream().map(Parameter::name))
                    .containsExactlyInAnyOrderElementsOf(gradients.keySet());
            for (Parameter parameter : over.parameters()) {
                check(
                        parameter.name(),
                        backend.read(parameter.gradient().orElseThrow()),
                        gradients.get(parameter.name()).values(),
                        // back through softmax, batch norm and division; ND4J's gamma functions cancel in single
                        tolerance(kind, kind == TestBackend.ND4J ? 5e-4 : 5e-5));
            }
            Map<String, DenseMatrix> running = new TreeMap<>(model.weights());
            over.parameters().forEach(parameter -> running.remove(parameter.name()));
            assertThat(running).containsOnlyKeys(runningStatistics(form));
            Map<String, DenseMatrix> after = ReferenceState.ofTorch(file, recorded + "/buffers_after");
            running.forEach((buffer, values) ->
                    Closeness.check(buffer, values.values(), after.get(buffer).values(), tolerance(kind, 1e-6)));
        }
    }

    /** Those of the batch norms that take part: the recording also holds those of networks that nothing flows through. */
    private static List<String> runningStatistics(Form form) {
        Stream<String> norms = form == Form.SCVI
                ? Stream.of("z_encoder.encoder", "decoder.px_decoder")
                : Stream.of("z_encoder.encoder", "l_encoder.encoder", "decoder.factor_regressor");
        return norms.flatMap(norm -> Stream.of("mean", "var").map(s -> norm + ".fc_layers.Layer_0.1.running_" + s))
                .toList();
    }

    @ParameterizedTest(name = "{0} on {1}")
    @MethodSource("trainings")
    void givesTheLossOfEvaluation(Form form, TestBackend kind) {
        try (Backend backend = kind.open();
                OracleFile file = open(form)) {
            String recorded = "cases/eval_mode";
            ScVi model = network(backend, form, options(0.1, 0), file, new SplittableRandom(1));
            Csr x = input(file, "X_counts");
            MinibatchModel over =
                    model.over(x, RecordedDraws.normals(draws(file, recorded + "/draws", "eps_normal", form, 1)));
            Tape tape = new Tape(backend);
            tape.begin(Mode.EVALUATION);
            Map<String, Double> found = over.loss(tape, everyCell(3)).terms();
            terms(file, recorded, form)
                    .forEach((term, expected) -> Closeness.check(
                            term, new double[] {found.get(term)}, new double[] {expected}, tolerance(kind, 5e-6)));
            Closeness.check(
                    "means",
                    model.represent(x).embedding().values(),
                    file.doubles(recorded + "/out/qz_m"),
                    tolerance(kind, 1e-6));
        }
    }

    @Test
    void takesThePriorOfLibrarySizesFromAllCells() {
        try (OracleFile file = open(Form.SCVI_LD)) {
            // both are single precision numbers
            assertThat(LibraryPrior.of(input(file, "X_counts"))).isEqualTo(recordedPrior(file, Form.SCVI_LD));
        }
    }

    /** That of the counts, whatever the input of a case was. */
    private static LibraryPrior recordedPrior(OracleFile file, Form form) {
        return form == Form.SCVI
                ? new LibraryPrior(0, 1)
                : new LibraryPrior(
                        file.doubles("params0/library_log_means")[0], file.doubles("params0/library_log_vars")[0]);
    }

    /** As {@link Closeness}, but a gradient that is 0 but for rounding, because a batch norm cancels it, is compared as it is. */
    private static void check(String what, double[] actual, double[] expected, double tolerance) {
        double largest = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
        if (largest > 1e-9) {
            Closeness.check(what, actual, expected, tolerance);
        } else {
            assertThat(actual).as(what).containsExactly(expected, within(tolerance));
        }
    }

    private static Map<String, Double> terms(OracleFile file, String recorded, Form form) {
        double reconstruction = -mean(file.doubles(recorded + "/out/loglik_per_cell"));
        double kl = mean(file.doubles(recorded + "/out/kl_z_per_cell"));
        Map<String, Double> terms = new TreeMap<>(
                Map.of("total", file.number(recorded + "/out/loss"), "reconstruction", reconstruction, "kl", kl));
        if (form == Form.SCVI_LD) {
            terms.put("kl_library", mean(file.doubles(recorded + "/out/kl_l_per_cell")));
        }
        return terms;
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElseThrow();
    }

    static Stream<Arguments> trainings() {
        return Stream.of(Form.values())
                .flatMap(form -> Stream.of(TestBackend.values()).map(kind -> Arguments.of(form, kind)));
    }

    @ParameterizedTest(name = "{0} on {1}")
    @MethodSource("trainings")
    void goesThePeersWayForTwentySteps(Form form, TestBackend kind) {
        try (Backend backend = kind.open();
                OracleFile file = open(form)) {
            ScViOptions options = options(0.1, 400);
            ScVi model = network(
                    backend,
                    form,
                    options,
                    file,
                    RecordedDraws.kept(draws(file, "train/draws", "dropout_keep", form, 20)));
            Csr x = input(file, "X_counts");
            MinibatchModel over =
                    model.over(x, RecordedDraws.normals(draws(file, "train/draws", "eps_normal", form, 20)));
            EpochLoop loop = new EpochLoop(
                    over, new Adam(over.parameters(), options.learning().adam(1e-3)), new Tape(backend));
            double[] terms = file.doubles("train/terms"); // weight, loss, reconstruction, KL of z, KL of the library
            List<String> names = new ArrayList<>(List.of("total", "reconstruction", "kl"));
            if (form == Form.SCVI_LD) {
                names.add("kl_library");
            }
            for (int step = 0; step < 20; step++) {
                assertThat(options.learning().klWeight(step)).isCloseTo(terms[step * 5], within(1e-15));
                Map<String, Double> found = loop.step(everyCell(step));
                for (int i = 0; i < names.size(); i++) {
                    Closeness.check(
                            "step " + step + ", " + names.get(i),
                            new double[] {found.get(names.get(i))},
                            new double[] {terms[step * 5 + 1 + i]},
                            tolerance(kind, 1e-5));
                }
                if (step == 0) {
                    // single: the gradient of a bias that a batch norm cancels is rounding, of 1e-5 here, and a step
                    // is 0.001 / 0.01 of it
                    compareWeights(
                            model, ReferenceState.ofTorch(file, "train/params_after_step1"), tolerance(kind, 5e-6));
                }
            }
            compareWeights(model, ReferenceState.ofTorch(file, "train/params_end"), tolerance(kind, 5e-5));

            Representation cells = model.represent(x);
            Closeness.check("embedding", cells.embedding().values(), file.doubles("eval/C"), tolerance(kind, 1e-5));
            if (form == Form.SCVI_LD) {
                Closeness.check(
                        "loadings",
                        model.loadings().orElseThrow().values(),
                        file.doubles("eval/G"),
                        tolerance(kind, 1e-5));
                assertThat(cells.theta()).isPresent();
            } else {
                assertThat(model.loadings()).isEmpty();
                assertThat(cells.theta()).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(TestBackend.class)
    void splitsTopicsBySign(TestBackend kind) {
        try (Backend backend = kind.open();
                OracleFile file = open(Form.SCVI_LD)) {
            Map<String, DenseMatrix> weights = ReferenceState.ofTorch(file, "train/params_end");
            Csr x = input(file, "X_counts");
            ScVi together = ScVi.load(backend, Form.SCVI_LD, ScViOptions.Signs.TOGETHER, weights);
            ScVi split = ScVi.load(backend, Form.SCVI_LD, ScViOptions.Signs.SPLIT, weights);
            DenseMatrix z = together.represent(x).embedding();
            assertThat(split.represent(x).embedding().values()).isEqualTo(z.values());

            DenseMatrix theta = split.represent(x).theta().orElseThrow();
            DenseMatrix unsplit = together.represent(x).theta().orElseThrow();
            for (int cell = 0; cell < CELLS; cell++) {
                double[] values = z.row(cell);
                double[] parts = DoubleStream.concat(
                                Arrays.stream(values).map(value -> Math.max(value, 0)),
                                Arrays.stream(values).map(value -> Math.max(-value, 0)))
                        .toArray();
                assertThat(theta.row(cell)).containsExactly(softmax(parts), within(tolerance(kind, 1e-6)));
                assertThat(unsplit.row(cell)).containsExactly(softmax(values), within(tolerance(kind, 1e-6)));
            }

            DenseMatrix loadings = together.loadings().orElseThrow();
            DenseMatrix both = split.loadings().orElseThrow();
            for (int gene = 0; gene < GENES; gene++) {
                double[] row = loadings.row(gene);
                assertThat(both.row(gene))
                        .containsExactly(DoubleStream.concat(
                                        Arrays.stream(row), Arrays.stream(row).map(loading -> -loading))
                                .toArray());
            }
        }
    }

    private static double[] softmax(double[] values) {
        double sum = Arrays.stream(values).map(Math::exp).sum();
        return Arrays.stream(values).map(value -> Math.exp(value) / sum).toArray();
    }

    private static void compareWeights(ScVi model, Map<String, DenseMatrix> expected, double tolerance) {
        model.weights()
                .forEach((name, values) -> Closeness.check(
                        name, values.values(), expected.get(name).values(), tolerance));
    }

    @Test
    void takesFewerEpochsAboveTwentyThousandCells() {
        assertThat(ScViOptions.epochs(300)).isEqualTo(400);
        assertThat(ScViOptions.epochs(20_000)).isEqualTo(400);
        assertThat(ScViOptions.epochs(30_000)).isEqualTo(267);
        assertThat(ScViOptions.epochs(100_000_000)).isEqualTo(1);
    }
}

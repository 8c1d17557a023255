package org.sce2tm.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sce2tm.data.DenseMatrix;
import org.sce2tm.nn.Adam;
import org.sce2tm.nn.Backend;
import org.sce2tm.nn.Closeness;
import org.sce2tm.nn.Csr;
import org.sce2tm.nn.Mode;
import org.sce2tm.nn.Parameter;
import org.sce2tm.nn.Tape;
import org.sce2tm.testing.OracleFile;

/** Against the authors' own network, likelihood and training, recorded number by number in double. */
@DisplayName("SPRUCE")
class SpruceStepTest {
    private static final String FILE = "oracle/baselines/spruce.h5";
    private static final int CELLS = 40;
    private static final int GENES = 120;
    private static final Noise NONE = (rows, columns) -> {
        throw new AssertionError("means need no draws");
    };

    private static Spruce network(
            Backend backend, Evaluation evaluation, Clustered clustered, OracleFile file, String state) {
        SpruceOptions options = new SpruceOptions(6, List.of(20, 18, 10), ModelInput.COUNTS, evaluation, clustered);
        Spruce model = new Spruce(backend, options, GENES, new SplittableRandom(1));
        model.setWeights(ReferenceState.ofTorch(file, state));
        return model;
    }

    private static Spruce.Input cells(OracleFile file) {
        return Spruce.Input.of(Csr.ofDense(CELLS, GENES, file.floats("input/X_counts")));
    }

    private static Noise draws(OracleFile file, String group, int steps) {
        double[] z = file.doubles(group + "/z_eps_normal");
        double[] beta = file.doubles(group + "/beta_eps_normal");
        double[][] inOrder = new double[2 * steps][];
        for (int step = 0; step < steps; step++) {
            inOrder[2 * step] = Arrays.copyOfRange(z, step * CELLS * 6, (step + 1) * CELLS * 6);
            inOrder[2 * step + 1] = Arrays.copyOfRange(beta, step * 6 * GENES, (step + 1) * 6 * GENES);
        }
        return RecordedDraws.normals(inOrder);
    }

    private static Batch everyCell() {
        return Batch.first(IntStream.range(0, CELLS).toArray(), new int[0], new int[0]);
    }

    /** 1e-9 in double, as the recording is good for; in single a multiple of the rounding 6e-8. */
    private static double tolerance(TestBackend kind, double single) {
        return kind.isDouble() ? 1e-9 : single;
    }

    private static void check(String what, double found, double expected, double tolerance) {
        Closeness.check(what, new double[] {found}, new double[] {expected}, tolerance);
    }

    @ParameterizedTest
    @EnumSource(TestBackend.class)
    void givesTheLossAndItsGradients(TestBackend kind) {
        try (Backend backend = kind.open();
                OracleFile file = OracleFile.open(FILE)) {
            Spruce model = network(backend, Evaluation.MEAN, Clustered.THETA, file, "params0");
            MinibatchModel over = model.over(cells(file), draws(file, "cases/train/draws", 1));
            Tape tape = new Tape(backend);
            tape.begin(Mode.TRAINING);
            BatchLoss loss = over.loss(tape, everyCell());
            tape.backward(loss.total());

            String out = "cases/train/out/";
            double logLikelihood = Arrays.stream(file.doubles(out + "loglik_per_cell"))
                    .average()
                    .orElseThrow();
            double kl =
                    Arrays.stream(file.doubles(out + "kl_z_per_cell")).average().orElseThrow();
            double topicKl =
                    Arrays.stream(file.doubles(out + "kl_beta_per_topic")).sum() / CELLS;
            Map<String, Double> terms = loss.terms();
            // single, composed: ln Γ of concentrations up to e^10 and their sums, some 1e5, cancel to some 1e2
            double cancelling = kind == TestBackend.ND4J ? 1e-4 : 1e-6;
            check("total", terms.get("total"), file.number(out + "loss"), tolerance(kind, cancelling));
            check("reconstruction", terms.get("reconstruction"), -logLikelihood, tolerance(kind, cancelling));
            check("kl", terms.get("kl"), kl, tolerance(kind, 1e-6));
            check("kl_topics", terms.get("kl_topics"), topicKl, tolerance(kind, 1e-6));

            Map<String, DenseMatrix> gradients = ReferenceState.ofTorch(file, "cases/train/grads");
            assertThat(over.parameters()).hasSameSizeAs(gradients.keySet());
            for (Parameter parameter : over.parameters()) {
                Closeness.check(
                        parameter.name(),
                        backend.read(parameter.gradient().orElseThrow()),
                        gradients.get(parameter.name()).values(),
                        tolerance(kind, 3e-5)); // back through the exponential of concentrations and four layers
            }
        }
    }

    @ParameterizedTest
    @EnumSource(TestBackend.class)
    void goesTheAuthorsWayForTwentySteps(TestBackend kind) {
        try (Backend backend = kind.open();
                OracleFile file = OracleFile.open(FILE)) {
            Spruce model = network(backend, Evaluation.MEAN, Clustered.THETA, file, "params0");
            MinibatchModel over = model.over(cells(file), draws(file, "train/draws", 20));
            Adam optimizer = new Adam(over.parameters(), Adam.Options.withRate(0.01));
            EpochLoop loop = new EpochLoop(over, optimizer, new Tape(backend));
            double[] terms = file.doubles("train/terms"); // loss, log-likelihood, KL of z, of beta
            for (int step = 0; step < 20; step++) {
                Map<String, Double> found = loop.step(everyCell());
                double tolerance = tolerance(kind, 1e-4);
                check("loss of step " + step, found.get("total"), terms[step * 4], tolerance);
                check("likelihood of step " + step, found.get("reconstruction"), -terms[step * 4 + 1], tolerance);
                check("KL of step " + step, found.get("kl"), terms[step * 4 + 2], tolerance);
                check("topics' KL of step " + step, found.get("kl_topics"), terms[step * 4 + 3], tolerance);
            }
            Map<String, DenseMatrix> weights = model.weights();
            Map<String, DenseMatrix> end = ReferenceState.ofTorch(file, "train/params_end");
            assertThat(weights.keySet()).containsExactlyInAnyOrderElementsOf(end.keySet());
            end.forEach((name, values) ->
                    Closeness.check(name, weights.get(name).values(), values.values(), tolerance(kind, 1e-3)));
        }
    }

    @ParameterizedTest
    @EnumSource(TestBackend.class)
    void representsCellsByMeansOrByDraws(TestBackend kind) {
        try (Backend backend = kind.open();
                OracleFile file = OracleFile.open(FILE)) {
            Spruce byMean = network(backend, Evaluation.MEAN, Clustered.MU, file, "train/params_end");
            Representation means = byMean.represent(cells(file), NONE);
            double tolerance = tolerance(kind, 1e-6);
            Closeness.check("mean z", means.embedding().values(), file.doubles("eval/z_mean"), tolerance);
            Closeness.check(
                    "theta of the mean",
                    means.theta().orElseThrow().values(),
                    file.doubles("eval/theta_of_mean"),
                    tolerance);
            Closeness.check(
                    "topics",
                    byMean.topicGene().values(),
                    ReferenceState.matrix(file, "eval/G").transposed().values(),
                    tolerance);

            Spruce byDraw = network(backend, Evaluation.SAMPLE, Clustered.MU, file, "train/params_end");
            Representation drawn =
                    byDraw.represent(cells(file), RecordedDraws.normals(file.doubles("eval/draws/z_eps_normal")));
            Closeness.check("z", drawn.embedding().values(), file.doubles("eval/z_sampled"), tolerance);
            Closeness.check(
                    "theta", drawn.theta().orElseThrow().values(), file.doubles("eval/theta_sampled"), tolerance);
            Spruce proportions = network(backend, Evaluation.MEAN, Clustered.THETA, file, "train/params_end");
            Representation clustered = proportions.represent(cells(file), NONE);
            assertThat(clustered.embedding()).isSameAs(clustered.theta().orElseThrow());
        }
    }

    @ParameterizedTest
    @EnumSource(TestBackend.class)
    void aCellWithoutCountsDisturbsNothing(TestBackend kind) {
        try (Backend backend = kind.open();
                OracleFile file = OracleFile.open(FILE)) {
            Spruce model = network(backend, Evaluation.MEAN, Clustered.THETA, file, "params0");
            float[] counts = file.floats("input/X_counts");
            Arrays.fill(counts, 0, GENES, 0);
            MinibatchModel over =
                    model.over(Spruce.Input.of(Csr.ofDense(CELLS, GENES, counts)), draws(file, "cases/train/draws", 1));
            Tape tape = new Tape(backend);
            tape.begin(Mode.TRAINING);
            BatchLoss loss = over.loss(tape, everyCell());
            tape.backward(loss.total());
            assertThat(loss.terms().values()).allMatch(Double::isFinite);
            for (Parameter parameter : over.parameters()) {
                assertThat(backend.isFinite(parameter.gradient().orElseThrow()))
                        .as(parameter.name())
                        .isTrue();
            }
        }
    }
}

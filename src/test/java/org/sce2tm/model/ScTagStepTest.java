package org.sce2tm.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.sce2tm.data.CsrMatrix;
import org.sce2tm.data.DenseMatrix;
import org.sce2tm.data.Normalization;
import org.sce2tm.data.NumberType;
import org.sce2tm.model.ScTagOptions.Graph;
import org.sce2tm.model.ScTagOptions.Losses;
import org.sce2tm.model.ScTagOptions.Network;
import org.sce2tm.model.ScTagOptions.Pretraining;
import org.sce2tm.model.ScTagOptions.Propagation;
import org.sce2tm.nn.Adam;
import org.sce2tm.nn.Backend;
import org.sce2tm.nn.Closeness;
import org.sce2tm.nn.Csr;
import org.sce2tm.nn.Mode;
import org.sce2tm.nn.Parameter;
import org.sce2tm.nn.Tape;
import org.sce2tm.stats.RandomStreams;
import org.sce2tm.testing.OracleFile;

/** Steps of both phases against recorded ones, which agree with the authors' layers and optimiser to 3e-15. */
@DisplayName("A step of scTAG")
class ScTagStepTest {
    private static final String FILE = "oracle/baselines/sctag.h5";
    private static final int CELLS = 40;
    /** Blocks of a convolution's kernel. */
    private static final int BLOCKS = 4;
    /** Our names of the loss terms and the file's. */
    private static final Map<String, String> TERMS = Map.of("total", "total", "zinb", "zinb", "adjacency", "a_loss");

    private static ScTagOptions options(Propagation propagation) {
        return new ScTagOptions(
                new Graph(10, 15),
                new Network(24, 5, List.of(10, 14, 18), 8, propagation),
                new Losses(0.3, 1, 1.5, 8),
                new Pretraining(20, 1e-4));
    }

    private static ScTag model(Backend backend, Propagation propagation, OracleFile file) {
        DenseMatrix z = ReferenceState.matrix(file, "input/Z");
        Csr adjacency = Csr.ofDense(CELLS, CELLS, file.floats("input/adj"));
        ScTag model = new ScTag(
                backend,
                options(propagation),
                new ScTagInput(z, adjacency, 15),
                17, // blocks that do not divide the cells
                new RandomStreams(1).stream("any")::nextLong);
        model.setWeights(state(file, "params0"));
        return model;
    }

    /** A group of the file under our names: a convolution's kernel lies there as one block below the other. */
    private static Map<String, DenseMatrix> state(OracleFile file, String group) {
        Map<String, DenseMatrix> state = new TreeMap<>();
        for (String name : file.children(group)) {
            DenseMatrix value = ReferenceState.matrix(file, group + "/" + name);
            if (name.matches("tag.\\.kernel")) {
                int rows = value.rows() / BLOCKS;
                for (int k = 0; k < BLOCKS; k++) {
                    int[] block = IntStream.range(k * rows, (k + 1) * rows).toArray();
                    state.put(name + "." + k, value.rows(block));
                }
            } else {
                state.put(
                        name.replace("decA_bilinear.kernel", "adjacency_form")
                                .replace("decA_dense", "adjacency_layer")
                                .replaceFirst("decX", "decoder.")
                                .replace("kernel", "weight"),
                        value);
            }
        }
        return state;
    }

    private static Batch epoch(int finished) {
        return new Batch(IntStream.range(0, CELLS).toArray(), new int[0], new int[0], finished, finished);
    }

    /** A dozen layers' roundings in single precision; double is held to the file's own accuracy. */
    private static double tolerance(TestBackend kind) {
        return kind.isDouble() ? 1e-9 : 1e-5;
    }

    private static void close(String what, double found, double expected, double tolerance) {
        Closeness.check(what, new double[] {found}, new double[] {expected}, tolerance);
    }

    static Stream<Arguments> cases() {
        return Stream.of(TestBackend.values())
                .flatMap(kind -> Stream.of(Propagation.values()).map(propagation -> Arguments.of(kind, propagation)));
    }

    private static String caseOf(String phase, Propagation propagation) {
        return "cases/" + phase + (propagation == Propagation.ONE_HOP ? "_reference" : "_paper_powers");
    }

    private static Map<String, double[]> gradients(Backend backend, MinibatchModel model, BatchLoss loss, Tape tape) {
        tape.backward(loss.total());
        Map<String, double[]> gradients = new LinkedHashMap<>();
        for (Parameter parameter : model.parameters()) {
            gradients.put(parameter.name(), backend.read(parameter.gradient().orElseThrow()));
        }
        return gradients;
    }

    private static void checkCase(OracleFile file, String group, BatchLoss loss, double tolerance) {
        TERMS.forEach((ours, theirs) ->
                close(ours, loss.terms().get(ours), file.number(group + "/out/" + theirs), tolerance));
    }

    private static void checkGradients(
            OracleFile file, String group, Map<String, double[]> gradients, double tolerance) {
        Map<String, DenseMatrix> expected = state(file, group + "/grads");
        assertThat(gradients.keySet()).containsExactlyInAnyOrderElementsOf(expected.keySet());
        gradients.forEach((name, gradient) ->
                Closeness.check(name, gradient, expected.get(name).values(), tolerance));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void ofPretrainingGivesLossesAndGradients(TestBackend kind, Propagation propagation) {
        try (Backend backend = kind.open();
                OracleFile file = OracleFile.open(FILE)) {
            String group = caseOf("pretrain", propagation);
            ScTag model = model(backend, propagation, file);
            Tape tape = new Tape(backend);
            Closeness.check("z", model.embedding(tape).values(), file.doubles(group + "/out/z"), tolerance(kind));
            tape.begin(Mode.TRAINING);
            MinibatchModel phase = model.pretraining();
            BatchLoss loss = phase.loss(tape, epoch(0));
            checkCase(file, group, loss, tolerance(kind));
            assertThat(loss.terms()).containsEntry("kl", 0.0);
            checkGradients(file, group, gradients(backend, phase, loss, tape), tolerance(kind));
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void ofClusteringGivesAssignmentsLossesAndGradients(TestBackend kind, Propagation propagation) {
        try (Backend backend = kind.open();
                OracleFile file = OracleFile.open(FILE)) {
            String group = caseOf("cluster", propagation);
            Tape tape = new Tape(backend);
            tape.begin(Mode.TRAINING);
            ScTag.Clustering phase =
                    model(backend, propagation, file).clustering(ReferenceState.matrix(file, group + "/centres"));
            BatchLoss loss = phase.loss(tape, epoch(0));
            Closeness.check("q", phase.refreshedAssignment(), file.doubles(group + "/out/q"), tolerance(kind));
            Closeness.check("p", phase.target(), file.doubles(group + "/out/p"), tolerance(kind));
            checkCase(file, group, loss, tolerance(kind));
            close("kl", loss.terms().get("kl"), file.number(group + "/out/kl"), tolerance(kind));
            checkGradients(file, group, gradients(backend, phase, loss, tape), tolerance(kind));
        }
    }

    @ParameterizedTest
    @EnumSource(TestBackend.class)
    void repeatedGivesBothRecordedTrainings(TestBackend kind) {
        // In single precision Adam makes full-size steps of gradients that are but rounding: 40 steps of them.
        double weights = kind.isDouble() ? 1e-9 : 5e-3;
        double outcome = kind.isDouble() ? 1e-9 : 1e-4;
        try (Backend backend = kind.open();
                OracleFile file = OracleFile.open(FILE)) {
            ScTag model = model(backend, Propagation.ONE_HOP, file);
            Tape tape = new Tape(backend);
            train(model, model.pretraining(), 1e-4, tape, file, "train_pretrain", weights, outcome);

            DenseMatrix z = model.embedding(tape);
            Closeness.check("z", z.values(), file.doubles("train_cluster/z0"), outcome);
            DenseMatrix centres = Centres.means(z, file.ints("input/spectral_labels"));
            Closeness.check("centres", centres.values(), file.doubles("train_cluster/centres"), outcome);
            ScTag.Clustering clustering = model.clustering(centres);
            train(model, clustering, 5e-4, tape, file, "train_cluster", weights, outcome);

            int cut = CELLS * centres.rows();
            double[] lastRefresh = Arrays.copyOfRange(file.doubles("train_cluster/q_at_refresh"), 2 * cut, 3 * cut);
            Closeness.check("q", clustering.refreshedAssignment(), lastRefresh, outcome);
            double[] lastTarget = Arrays.copyOfRange(file.doubles("train_cluster/p_at_refresh"), 2 * cut, 3 * cut);
            Closeness.check("p", clustering.target(), lastTarget, outcome);
            Closeness.check("embedding", model.embedding(tape).values(), file.doubles("eval/C"), outcome);
            assertThat(clustering.labels()).containsExactly(file.ints("eval/labels_native_stale_q"));
        }
    }

    private static void train(
            ScTag model,
            MinibatchModel phase,
            double rate,
            Tape tape,
            OracleFile file,
            String group,
            double weights,
            double outcome) {
        Adam optimizer = new Adam(phase.parameters(), Adam.Options.ofKeras(rate));
        EpochLoop loop = new EpochLoop(phase, optimizer, tape);
        List<String> names = List.of("total", "zinb", "adjacency", "kl");
        double[] expected = file.doubles(group + "/terms");
        int columns = file.shape(group + "/terms")[1];
        for (int step = 0; step < 20; step++) {
            Map<String, Double> terms = loop.step(epoch(step));
            for (int c = 0; c < columns; c++) {
                String name = names.get(c);
                close(name + " of step " + step, terms.get(name), expected[step * columns + c], outcome);
            }
            if (step == 0) {
                checkWeights(model, state(file, group + "/params_after_step1"), weights);
            }
        }
        checkWeights(model, state(file, group + "/params_end"), weights);
    }

    private static void checkWeights(ScTag model, Map<String, DenseMatrix> expected, double tolerance) {
        Map<String, DenseMatrix> found = model.weights();
        assertThat(found.keySet()).containsExactlyInAnyOrderElementsOf(expected.keySet());
        expected.forEach((name, value) -> Closeness.check(name, found.get(name).values(), value.values(), tolerance));
    }

    @Test
    void startsFromStandardisedExpressionAndItsNeighbours() {
        try (OracleFile file = OracleFile.open(FILE)) {
            CsrMatrix counts = TestMatrices.sparse(ReferenceState.matrix(file, "input/X_counts"));
            OptionalDouble median = OptionalDouble.of(Normalization.medianTotal(counts));
            CsrMatrix expression = new Normalization(true, median).apply(counts);
            ScTagInput input = ScTagInput.of(expression, new Graph(10, 15), 1);
            // the expression is kept in single precision
            Closeness.check("z", input.z().values(), file.doubles("input/Z"), 1e-6);
            assertThat(Csr.ofDense(CELLS, CELLS, file.floats("input/adj")))
                    .usingRecursiveComparison()
                    .isEqualTo(input.adjacency());
            assertThat(input.degree()).isEqualTo(15);
        }
    }

    @Test
    void givesAGeneThatIsTheSameEverywhereTheScoreZero() {
        double[] values = {0.1, 0, 3, 0.1, 0, 1, 0.1, 0, 2};
        CsrMatrix x = TestMatrices.sparse(new DenseMatrix(3, 3, values, NumberType.FLOAT32));
        ScTagInput input = ScTagInput.of(x, new Graph(2, 15), 1);
        assertThat(input.z().values()).containsExactly(new double[] {0, 0, 1, 0, 0, -1, 0, 0, 0}, within(1e-15));
        assertThat(input.degree()).isEqualTo(3);
    }
}

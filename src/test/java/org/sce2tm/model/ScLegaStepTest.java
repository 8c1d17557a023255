package org.sce2tm.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
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
import org.sce2tm.data.NumberType;
import org.sce2tm.model.ScLegaOptions.Network;
import org.sce2tm.nn.Backend;
import org.sce2tm.nn.ClippedOptimizer;
import org.sce2tm.nn.Closeness;
import org.sce2tm.nn.Csr;
import org.sce2tm.nn.DelegatingOptimizer;
import org.sce2tm.nn.Matrix;
import org.sce2tm.nn.Mode;
import org.sce2tm.nn.Optimizer;
import org.sce2tm.nn.Parameter;
import org.sce2tm.nn.RowSource;
import org.sce2tm.nn.Tape;
import org.sce2tm.stats.RandomStreams;
import org.sce2tm.testing.OracleFile;

/** scLEGA against its authors' code, recorded number by number. */
@DisplayName("scLEGA")
class ScLegaStepTest {
    private static final String FILE = "oracle/baselines/sclega.h5";
    private static final int N = 40;
    private static final int V = 120;
    private static final List<String> DRAWS = List.of("noise_x_normal", "noise_h1_normal", "noise_h2_normal");
    private static final List<String> MASKS = List.of("attn1_query_keep", "attn2_query_keep");

    /** Numbers held in double, so that no input is rounded on the double backend. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Doubles(int rows, int columns, double[] values) implements RowSource {
        static Doubles of(OracleFile file, String path) {
            int[] shape = file.shape(path);
            return new Doubles(shape[0], shape[1], file.doubles(path));
        }

        @Override
        public void write(int from, Backend backend, Matrix into) {
            backend.write(into, Arrays.copyOfRange(values, from * columns, (from + into.rows()) * columns));
        }
    }

    private static ScLegaInput input(OracleFile file) {
        // the weights of the options in the recorded, sorted order of genes
        Csr counts = Csr.ofDense(N, V, file.floats("input/raw_sorted"));
        float[] values = new float[counts.values().length];
        for (int p = 0; p < values.length; p++) {
            values[p] = counts.values()[p] * (counts.columnIndices()[p] < 108 ? 1 : 2);
        }
        Csr target = new Csr(N, V, counts.rowPointers(), counts.columnIndices(), values);
        return new ScLegaInput(
                Doubles.of(file, "input/Z_sorted"),
                target,
                file.doubles("input/size_factor"),
                Doubles.of(file, "input/adj_gauss"),
                Doubles.of(file, "input/r_adj_cosine_distance"));
    }

    private static ScLegaOptions options(boolean noise, Evaluation evaluation) {
        ScLegaOptions reference = ScLegaOptions.REFERENCE;
        return new ScLegaOptions(
                reference.data(),
                new Network(20, 12, 6, 10, 18, 4, noise ? 0.1 : 0, noise ? 0.2 : 0),
                reference.pretraining(),
                reference.clustering(),
                reference.clip(),
                evaluation);
    }

    private static Noise noise(double[]... recordings) {
        double[] all = Arrays.stream(recordings).flatMapToDouble(Arrays::stream).toArray();
        int[] at = {0};
        return (rows, columns) -> {
            float[] next = new float[rows * columns]; // recorded in single precision
            for (int i = 0; i < next.length; i++) {
                next[i] = (float) all[at[0]++];
            }
            return next;
        };
    }

    /** What makes dropout keep the entries that are 1. */
    private static RandomGenerator kept(double[]... recordings) {
        double[] all = Arrays.stream(recordings).flatMapToDouble(Arrays::stream).toArray();
        return new RandomGenerator() {
            private int at;

            @Override
            public float nextFloat() {
                return (float) all[at++];
            }

            @Override
            public long nextLong() {
                throw new UnsupportedOperationException("dropout draws floats");
            }
        };
    }

    /** The recordings of some draws, step by step where the group has several steps. */
    private static double[][] draws(OracleFile file, String group, List<String> names) {
        if (!file.has(group + "/" + names.get(0))) {
            return new double[0][];
        }
        int steps = file.shape(group + "/" + names.get(0)).length == 3 ? file.shape(group + "/" + names.get(0))[0] : 1;
        List<double[]> list = new ArrayList<>();
        for (int step = 0; step < steps; step++) {
            for (String name : names) {
                double[] all = file.doubles(group + "/" + name);
                int length = all.length / steps;
                list.add(Arrays.copyOfRange(all, step * length, (step + 1) * length));
            }
        }
        return list.toArray(double[][]::new);
    }

    private static double[][] both(double[][] a, double[][] b) {
        return Stream.concat(Arrays.stream(a), Arrays.stream(b)).toArray(double[][]::new);
    }

    private static Map<String, DenseMatrix> state(OracleFile file, String group) {
        Map<String, DenseMatrix> state = new TreeMap<>();
        for (String name : file.children(group)) {
            String path = group + "/" + name;
            if (!name.endsWith("num_batches_tracked")) {
                boolean transposed =
                        name.endsWith(".weight") && file.shape(path).length == 2 && !name.startsWith("gnn_");
                state.put(name, transposed ? ReferenceState.transposed(file, path) : ReferenceState.matrix(file, path));
            }
        }
        return state;
    }

    private static ScLega model(Backend backend, ScLegaOptions options, OracleFile file, String parameters) {
        ScLega model = new ScLega(backend, options, V, new RandomStreams(1).stream("any")::nextLong);
        model.setWeights(state(file, parameters));
        return model;
    }

    private static ScLegaMethod method(ScLegaOptions options) {
        return new ScLegaMethod(options, ScLegaOptions.SCHEDULE, ModelInput.AUTO);
    }

    private static Batch epoch(int finished) {
        return new Batch(new int[N], new int[0], new int[0], finished, finished);
    }

    /** In single precision some ten layers of roundings of 6e-8, attention and exponentials among them. */
    private static double tolerance(TestBackend kind) {
        return kind.isDouble() ? 1e-9 : 2e-5;
    }

    static Stream<Arguments> cases() {
        return Stream.of("pretrain", "pretrain_nonoise", "cluster", "cluster_nonoise")
                .flatMap(name -> Stream.of(TestBackend.values()).map(kind -> Arguments.of(name, kind)));
    }

    @ParameterizedTest(name = "{0} on {1}")
    @MethodSource("cases")
    void givesEveryLossTermGradientAndRunningStatistic(String name, TestBackend kind) {
        String group = "cases/" + name;
        try (Backend backend = kind.open();
                OracleFile file = OracleFile.open(FILE)) {
            ScLega model = model(backend, options(!name.endsWith("nonoise"), Evaluation.SAMPLE), file, "params0");
            ScLegaTraining training = model.over(
                    input(file),
                    7,
                    noise(draws(file, group + "/draws", DRAWS)),
                    kept(draws(file, group + "/draws", MASKS)));
            boolean clusters = name.startsWith("cluster");
            MinibatchModel phase = clusters
                    ? training.clustering(ReferenceState.matrix(file, group + "/centres"))
                    : training.pretraining();
            Tape tape = new Tape(backend);
            tape.begin(Mode.TRAINING);
            BatchLoss loss = phase.loss(tape, epoch(0));
            tape.backward(loss.total());

            double tolerance = tolerance(kind);
            for (String term : clusters ? List.of("total", "zinb", "graph", "kl") : List.of("total", "zinb", "graph")) {
                double expected = file.number(group + "/out/" + term);
                Closeness.check(term, new double[] {loss.terms().get(term)}, new double[] {expected}, tolerance);
            }
            Map<String, double[]> gradients = new LinkedHashMap<>();
            Stream.concat(model.parameters().stream(), phase.parameters().stream())
                    .forEach(p -> p.gradient().ifPresent(g -> gradients.put(p.name(), backend.read(g))));
            Map<String, DenseMatrix> expected = state(file, group + "/grads");
            assertThat(gradients.keySet()).containsExactlyInAnyOrderElementsOf(expected.keySet());
            expected.forEach((parameter, gradient) ->
                    Closeness.check(parameter, gradients.get(parameter), gradient.values(), tolerance * 10));
            state(file, group + "/buffers_after")
                    .forEach((buffer, value) ->
                            Closeness.check(buffer, model.weights().get(buffer).values(), value.values(), tolerance));
        }
    }

    @ParameterizedTest
    @EnumSource(TestBackend.class)
    void representsCellsInEvaluationMode(TestBackend kind) {
        try (Backend backend = kind.open();
                OracleFile file = OracleFile.open(FILE)) {
            ScLega model = model(backend, options(true, Evaluation.MEAN), file, "params0");
            DenseMatrix z = model.represent(
                            input(file), ReferenceState.matrix(file, "cases/cluster/centres"), noise(), kept())
                    .z();
            Closeness.check("z", z.values(), file.doubles("cases/eval_mode/out/z"), tolerance(kind));
        }
    }

    @Test
    void beginsWithTheCommunitiesOfSomeCellsWhereThereAreMany() {
        // three groups in directions of their own
        double[] z = new double[3 * 90];
        for (int i = 0; i < 90; i++) {
            z[3 * i + i % 3] = 1;
            z[3 * i + (i + 1) % 3] = i / 1000.0;
        }
        DenseMatrix embedding = new DenseMatrix(90, 3, z, NumberType.FLOAT64);
        ScLegaMethod method = method(options(false, Evaluation.MEAN));
        for (int most : new int[] {60, 90, 1000}) {
            DenseMatrix centres = method.firstCentres(embedding, most, new Random(1), 1);
            Set<Integer> groups = new TreeSet<>();
            for (int k = 0; k < centres.rows(); k++) {
                double[] centre = centres.row(k);
                int group = IntStream.range(0, 3)
                        .reduce((i, j) -> centre[i] > centre[j] ? i : j)
                        .orElseThrow();
                groups.add(group);
                assertThat(centre[group]).as("%d of 90 cells", most).isCloseTo(1, within(1e-12));
            }
            assertThat(groups).as("%d of 90 cells", most).hasSize(3);
        }
        assertThat(method.firstCentres(embedding, 2, new Random(1), 1).rows()).isLessThanOrEqualTo(2);
    }

    /** Both phases, the norm before it is bounded among the terms. */
    private record Trained(
            ScLega model,
            DenseMatrix centres,
            List<double[]> pretraining,
            List<double[]> clustering,
            List<int[]> labels) {}

    private static Trained train(Backend backend, OracleFile file, boolean clip, Map<String, DenseMatrix> betweenOut) {
        String pre = (clip ? "clip/" : "") + "train_pretrain";
        String post = (clip ? "clip/" : "") + "train_cluster";
        ScLegaOptions options = options(!clip, Evaluation.SAMPLE);
        ScLega model = model(backend, options, file, clip ? pre + "/params0" : "params0");
        double[][] normals = both(
                both(draws(file, pre + "/draws", DRAWS), draws(file, post + "/init_draws", DRAWS)),
                draws(file, post + "/draws", DRAWS));
        double[][] masks = both(
                both(draws(file, pre + "/draws", MASKS), draws(file, post + "/init_draws", MASKS)),
                draws(file, post + "/draws", MASKS));
        ScLegaTraining training = model.over(input(file), 7, noise(normals), kept(masks));
        Tape tape = new Tape(backend);
        ScLegaMethod method = method(options);
        List<double[]> first = new ArrayList<>();
        NormSeen optimizer = new NormSeen(method.pretrainingOptimizer(model), model.parameters());
        EpochLoop loop = new EpochLoop(training.pretraining(), optimizer, tape);
        for (int step = 0; step < file.shape(pre + "/terms")[0]; step++) {
            Map<String, Double> terms = loop.step(epoch(step));
            first.add(new double[] {1e-3, terms.get("total"), terms.get("zinb"), terms.get("graph"), optimizer.norm});
        }
        betweenOut.putAll(model.weights());
        betweenOut.put("init_z", training.embedding(tape));
        DenseMatrix centres = Centres.means(betweenOut.get("init_z"), file.ints(post + "/init_labels"));
        betweenOut.put("centres0", centres);
        ScLegaTraining.Clustering clustering = training.clustering(centres);
        NormSeen second = new NormSeen(method.clusteringOptimizer(model, clustering), model.parameters());
        EpochLoop clusteringLoop = new EpochLoop(clustering, second, tape);
        List<double[]> terms = new ArrayList<>();
        List<int[]> labels = new ArrayList<>();
        for (int step = 0; step < file.shape(post + "/terms")[0]; step++) {
            Map<String, Double> t = clusteringLoop.step(epoch(step));
            terms.add(new double[] {t.get("total"), t.get("kl"), t.get("zinb"), t.get("graph"), second.norm});
            labels.add(clustering.labels());
        }
        return new Trained(model, clustering.centres(), first, terms, labels);
    }

    /** Looks at the norm of the gradients before they are bounded. */
    private static final class NormSeen extends DelegatingOptimizer {
        private final List<Parameter> of;
        private double norm;

        NormSeen(Optimizer optimizer, List<Parameter> of) {
            super(optimizer);
            this.of = of;
        }

        @Override
        public void step() {
            norm = ClippedOptimizer.norm(of);
            super.step();
        }
    }

    static Stream<Arguments> trainings() {
        return Stream.of(false, true)
                .flatMap(clip -> Stream.of(TestBackend.values()).map(kind -> Arguments.of(clip, kind)));
    }

    @ParameterizedTest(name = "bounded {0} on {1}")
    @MethodSource("trainings")
    void trainsBothPhasesAsTheAuthorsCodeGradientsThatGatherIncluded(boolean clip, TestBackend kind) {
        String pre = (clip ? "clip/" : "") + "train_pretrain";
        String post = (clip ? "clip/" : "") + "train_cluster";
        try (Backend backend = kind.open();
                OracleFile file = OracleFile.open(FILE)) {
            Map<String, DenseMatrix> between = new TreeMap<>();
            Trained trained = train(backend, file, clip, between);
            // Adam divides by the root of squares: where a gradient is near 0 its rounding moves a weight by the rate,
            // 1e-3, so that in single precision 40 steps agree to some thousandths only.
            double tolerance = kind.isDouble() ? 1e-9 : 5e-3;
            check(pre, trained.pretraining(), file.doubles(pre + "/terms"), tolerance);
            check(post, trained.clustering(), file.doubles(post + "/terms"), tolerance);
            state(file, pre + "/params_end")
                    .forEach((name, value) ->
                            Closeness.check(name, between.get(name).values(), value.values(), tolerance));
            Closeness.check("z", between.get("init_z").values(), file.doubles(post + "/init_z"), tolerance);
            Closeness.check("centres", between.get("centres0").values(), file.doubles(post + "/centres0"), tolerance);
            state(file, post + "/params_end")
                    .forEach((name, value) -> Closeness.check(
                            name, trained.model().weights().get(name).values(), value.values(), tolerance));
            Closeness.check("centres", trained.centres().values(), file.doubles(post + "/centres_end"), tolerance);
            if (kind.isDouble()) {
                int[] labels = file.ints(post + "/labels");
                for (int step = 0; step < trained.labels().size(); step++) {
                    assertThat(trained.labels().get(step))
                            .isEqualTo(Arrays.copyOfRange(labels, step * N, (step + 1) * N));
                }
            }
        }
    }

    private static void check(String what, List<double[]> found, double[] expected, double tolerance) {
        int columns = found.get(0).length;
        for (int column = 0; column < columns; column++) {
            double[] ours = new double[found.size()];
            double[] theirs = new double[found.size()];
            for (int step = 0; step < ours.length; step++) {
                ours[step] = found.get(step)[column];
                theirs[step] = expected[step * columns + column];
            }
            Closeness.check(what + ", column " + column, ours, theirs, tolerance);
        }
    }

    @ParameterizedTest
    @EnumSource(TestBackend.class)
    void representsTrainedCellsInBothModes(TestBackend kind) {
        try (Backend backend = kind.open();
                OracleFile file = OracleFile.open(FILE)) {
            for (Evaluation pass : List.of(Evaluation.MEAN, Evaluation.SAMPLE)) {
                ScLega model = model(backend, options(true, pass), file, "train_cluster/params_end");
                ScLega.Represented found = model.represent(
                        input(file),
                        ReferenceState.matrix(file, "train_cluster/centres_end"),
                        noise(draws(file, "eval/draws", DRAWS)),
                        kept(draws(file, "eval/draws", MASKS)));
                String mode = pass == Evaluation.SAMPLE ? "train_mode_reference" : "eval_mode";
                Closeness.check(mode, found.z().values(), file.doubles("eval/C_" + mode), tolerance(kind));
                Closeness.check(mode, found.p().values(), file.doubles("eval/p_" + mode), tolerance(kind));
            }
        }
    }

    private static double[] dense(Csr x) {
        double[] dense = new double[x.rows() * x.columns()];
        for (int i = 0; i < x.rows(); i++) {
            for (int p = x.rowPointers()[i]; p < x.rowPointers()[i + 1]; p++) {
                dense[i * x.columns() + x.columnIndices()[p]] = x.values()[p];
            }
        }
        return dense;
    }

    @Test
    void seesCellsAsTheAuthorsCode() {
        try (Backend backend = TestBackend.CPU.open();
                OracleFile file = OracleFile.open(FILE)) {
            // our data stand in the original order of genes
            int[] order = file.ints("input/gene_order");
            double[] sorted = file.doubles("input/log_data_sorted");
            double[] logs = new double[N * V];
            double[] z = file.doubles("input/Z_sorted");
            double[] expectedZ = new double[N * V];
            for (int i = 0; i < N; i++) {
                for (int place = 0; place < V; place++) {
                    logs[i * V + order[place]] = sorted[i * V + place];
                    expectedZ[i * V + order[place]] = z[i * V + place];
                }
            }
            double[] counts = file.doubles("input/X_counts_unsorted");
            double[] totals = new double[N];
            for (int at = 0; at < counts.length; at++) {
                totals[at / V] += counts[at];
            }
            CsrMatrix raw = TestMatrices.sparse(new DenseMatrix(N, V, counts, NumberType.FLOAT32));
            TrainingData data = TrainingData.of(TestMatrices.sparse(new DenseMatrix(N, V, logs, NumberType.FLOAT32)))
                    .withCounts(new TrainingData.Counts(raw, totals));
            ScLegaInput input = ScLegaInput.of(data, ScLegaOptions.REFERENCE.data(), 2);
            Matrix matrix = backend.allocate(N, V);
            input.z().write(0, backend, matrix);
            Closeness.check("z", backend.read(matrix), expectedZ, 1e-6); // some roundings
            Closeness.check("sizes", input.sizeFactors(), file.doubles("input/size_factor"), 1e-7); // held as floats
            double[] expectedTarget = counts.clone();
            for (int place = 108; place < V; place++) {
                for (int i = 0; i < N; i++) {
                    expectedTarget[i * V + order[place]] *= 2;
                }
            }
            assertThat(dense(input.target())).isEqualTo(expectedTarget);
        }
    }
}

package org.sce2tm.nn;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sce2tm.nn.cpu.CpuBackend;
import org.sce2tm.nn.nd4j.Nd4jBackend;
import org.sce2tm.testing.OracleFile;

/** The peers' recorded transports: iteration counts, cost and gradients, through the plan and past it. */
class SinkhornTest {
    private static final String FILE = "oracle/model/sinkhorn_cases.h5";
    private static final double WEIGHT = 100;

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Outcome(double loss, int iterations, double[] topics, double[] genes) {}

    @ParameterizedTest
    @ValueSource(strings = {"iter1", "iter51", "iter101", "iter201", "iter251_to_951", "underflow"})
    void doublePrecisionGivesTheRecordedNumbers(String name) {
        try (OracleFile file = OracleFile.open(FILE);
                Backend backend = new Nd4jBackend(Nd4jBackend.Precision.DOUBLE)) {
            Outcome through = run(backend, file, name, true);
            Outcome detached = run(backend, file, name, false);

            assertThat(through.iterations()).isEqualTo(file.ints(name + "/iterations")[0]);
            // the file is float64 made by another order of sums: 1e-9 leaves room for a few thousand roundings
            Closeness.check("loss", new double[] {through.loss()}, file.doubles(name + "/ecr_loss"), 1e-9);
            Closeness.check("topics", through.topics(), file.doubles(name + "/grad_topic_embeddings"), 1e-9);
            Closeness.check("genes", through.genes(), file.doubles(name + "/grad_gene_embeddings"), 1e-9);
            String held = name + "/plan_detached/";
            Closeness.check("topics, plan held", detached.topics(), file.doubles(held + "grad_topic_embeddings"), 1e-9);
            Closeness.check("genes, plan held", detached.genes(), file.doubles(held + "grad_gene_embeddings"), 1e-9);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"iter1", "iter51", "iter101", "iter201", "iter251_to_951", "underflow"})
    void singlePrecisionOnTheCpuIsAsGoodAsThePeers(String name) {
        try (Backend backend = new CpuBackend(2)) {
            checkSingle(backend, name);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"iter1", "iter51", "iter101", "iter201", "iter251_to_951", "underflow"})
    void singlePrecisionOnNd4jIsAsGoodAsThePeers(String name) {
        try (Backend backend = new Nd4jBackend(Nd4jBackend.Precision.SINGLE)) {
            checkSingle(backend, name);
        }
    }

    private static void checkSingle(Backend backend, String name) {
        try (OracleFile file = OracleFile.open(FILE)) {
            Outcome outcome = run(backend, file, name, true);

            assertThat(outcome.iterations()).isEqualTo(file.ints(name + "/float32/iterations")[0]);
            checkAgainstPeer(file, name, "ecr_loss", new double[] {outcome.loss()});
            checkAgainstPeer(file, name, "grad_topic_embeddings", outcome.topics());
            checkAgainstPeer(file, name, "grad_gene_embeddings", outcome.genes());
        }
    }

    /** The error may be ten times what the peer's own single precision lost, or ten roundings of the scale. */
    private static void checkAgainstPeer(OracleFile file, String name, String field, double[] actual) {
        double[] exact = file.doubles(name + "/" + field);
        double lost = Closeness.error(file.doubles(name + "/float32/" + field), exact);
        Closeness.check(field, actual, exact, 10 * Math.max(lost, 1.2e-7));
    }

    private static Outcome run(Backend backend, OracleFile file, String name, boolean throughPlan) {
        int[] topicShape = file.shape(name + "/topic_embeddings");
        int[] geneShape = file.shape(name + "/gene_embeddings");
        Parameter topics =
                new Parameter(backend, "topics", topicShape[0], topicShape[1], file.floats(name + "/topic_embeddings"));
        Parameter genes =
                new Parameter(backend, "genes", geneShape[0], geneShape[1], file.floats(name + "/gene_embeddings"));
        Tape tape = new Tape(backend);
        tape.begin(Mode.TRAINING);
        Tensor distances = Ops.squaredDistances(tape.parameter(topics), tape.parameter(genes));
        Sinkhorn.Transport transport = Sinkhorn.withDefaults().cost(distances, throughPlan);
        Tensor loss = Ops.scale(WEIGHT, transport.cost());
        tape.backward(loss);
        return new Outcome(
                loss.scalar(),
                transport.iterations(),
                backend.read(topics.gradient().orElseThrow()),
                backend.read(genes.gradient().orElseThrow()));
    }
}

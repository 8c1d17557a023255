package org.sce2tm.model;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.sce2tm.data.CsrMatrix;
import org.sce2tm.data.DenseMatrix;
import org.sce2tm.data.NothingToProduceException;
import org.sce2tm.graph.SpectralClustering;
import org.sce2tm.nn.Adam;
import org.sce2tm.nn.Csr;
import org.sce2tm.nn.RowLoss;
import org.sce2tm.nn.Tape;
import org.sce2tm.stats.RandomStreams;

/**
 * {@link ScTag} as a benchmark's method: pretraining; as many clusters of the neighbour graph as there are types, whose
 * means of the embedding are the centres; training towards the centres. Every step sees all cells; both phases use
 * Keras's Adam, each afresh. No topics, and new cells cannot be embedded: the graph is of the training cells.
 *
 * @param options hyper-parameters
 * @param schedule how long and how fast the second phase runs; its batch size is all cells, whatever it says
 */
public record ScTagMethod(ScTagOptions options, TrainingSchedule schedule) implements Method {
    /** The authors cluster the graph with one seed, whatever the training's. */
    private static final long CLUSTERING_SEED = 0;

    @Override
    public String id() {
        return "sctag";
    }

    @Override
    public Map<String, Object> parameters() {
        Map<String, Object> parameters = new LinkedHashMap<>(options.asMap());
        parameters.put("epochs", schedule.epochs());
        parameters.put("learning_rate", schedule.learningRate());
        return parameters;
    }

    @Override
    public boolean needsTypes() {
        return true;
    }

    @Override
    public Trained train(TrainingData data, TrainingRun run) {
        int types = data.types().orElseThrow();
        if (types >= data.cells()) {
            throw new NothingToProduceException("--types " + types + ": " + data.cells()
                    + " cells cannot be cut into as many clusters. Give the number of cell types");
        }
        ScTagInput input = ScTagInput.of(data.expression(), options.graph(), run.threads());
        ScTag model = new ScTag(
                run.backend(),
                options,
                input,
                RowLoss.rowsOf(data.genes()),
                run.random(TrainingRun.Stream.INITIAL_WEIGHTS));
        Tape tape = new Tape(run.backend());
        TrainingRecord pretraining = phase(
                model.pretraining(),
                options.pretraining().epochs(),
                options.pretraining().rate(),
                tape,
                data,
                run);
        DenseMatrix centres = Centres.means(model.embedding(tape), spectralLabels(input.adjacency(), types));
        ScTag.Clustering clustering = model.clustering(centres);
        TrainingRecord training = phase(clustering, schedule.epochs(), schedule.learningRate(), tape, data, run);
        return new Trained(
                new Representation(model.embedding(tape), Optional.empty()),
                Map.of(),
                Map.of(),
                Map.of(),
                Optional.of(pretraining.then(training)),
                Optional.of(clustering.labels()));
    }

    private static TrainingRecord phase(
            MinibatchModel model, int epochs, double rate, Tape tape, TrainingData data, TrainingRun run) {
        Adam optimizer = new Adam(model.parameters(), Adam.Options.ofKeras(rate));
        TrainingSchedule allCells = TrainingSchedule.constant(epochs, data.cells(), rate);
        return new EpochLoop(model, optimizer, tape).run(data, allCells, run);
    }

    static int[] spectralLabels(Csr graph, int clusters) {
        CsrMatrix matrix = new CsrMatrix(
                graph.rows(), graph.columns(), graph.rowPointers(), graph.columnIndices(), graph.values());
        return SpectralClustering.labels(matrix, clusters, new RandomStreams(CLUSTERING_SEED).stream("spectral"));
    }
}

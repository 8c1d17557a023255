package org.sce2tm.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.sce2tm.cli.ChoiceConverter;
import org.sce2tm.data.DenseMatrix;
import org.sce2tm.graph.GaussGraph;
import org.sce2tm.graph.Louvain;
import org.sce2tm.nn.Adam;
import org.sce2tm.nn.ClippedOptimizer;
import org.sce2tm.nn.Optimizer;
import org.sce2tm.nn.Parameter;
import org.sce2tm.nn.RowLoss;
import org.sce2tm.nn.Tape;
import org.sce2tm.stats.Shuffle;

/**
 * {@link ScLega} as a benchmark's method: pretraining; communities of the embedding (of at most 8192 cells), whose means
 * are the centres; training towards the centres; a last pass over all cells. Every step sees all cells that are learned
 * from. The method's own clusters are the likeliest before the last step, as the authors report them; where not all cells
 * were learned from, those of the last pass. No topics, and new cells cannot be embedded: what a cell is depends on all
 * others.
 *
 * @param options hyper-parameters
 * @param schedule how long and how fast the second phase runs; its batch size is all cells, whatever it says
 * @param input what the decoder explains
 */
public record ScLegaMethod(ScLegaOptions options, TrainingSchedule schedule, ModelInput input) implements Method {
    /** The first communities are sought in a graph that may hold every pair: of no more than so many cells. */
    private static final int MOST_CLUSTERED = 8192;

    /** The authors cluster with one seed, whatever the training's. */
    private static final long CLUSTERING_SEED = 0;

    @Override
    public String id() {
        return "sclega";
    }

    @Override
    public Map<String, Object> parameters() {
        Map<String, Object> parameters = new LinkedHashMap<>(options.asMap());
        parameters.put("input", ChoiceConverter.text(input));
        parameters.put("epochs", schedule.epochs());
        parameters.put("learning_rate", schedule.learningRate());
        return parameters;
    }

    @Override
    public List<String> warnings(TrainingData data) {
        int wanted = options.data().trainCells();
        List<String> warnings = new ArrayList<>();
        if (data.cells() > wanted) {
            warnings.add("learned from " + wanted + " of " + data.cells() + " cells (--train-cells), a plain random"
                    + " sample; the authors' code draws it by the true types, which training here never sees");
        }
        if (Math.min(data.cells(), wanted) > MOST_CLUSTERED) {
            warnings.add("the clusters begin with the communities of " + MOST_CLUSTERED
                    + " cells at random: the graph of more, which may hold every pair, does not fit");
        }
        return warnings;
    }

    @Override
    public boolean needsCounts() {
        return input == ModelInput.COUNTS;
    }

    @Override
    public boolean readsCounts() {
        return input != ModelInput.LOG1P;
    }

    @Override
    public Trained train(TrainingData data, TrainingRun run) {
        int[] cells = sample(data.cells(), options.data().trainCells(), run.random(TrainingRun.Stream.TRAINING_CELLS));
        ScLega model = new ScLega(run.backend(), options, data.genes(), run.random(TrainingRun.Stream.INITIAL_WEIGHTS));
        Noise noise = Noise.from(run.random(TrainingRun.Stream.NOISE));
        RandomGenerator dropout = run.random(TrainingRun.Stream.DROPOUT);
        Learned learned = learn(model, data, cells, noise, dropout, run);
        // Made anew: what learning held, tapes and graph, is garbage by now.
        ScLegaInput all = ScLegaInput.of(data, options.data(), run.threads());
        ScLega.Represented represented = model.represent(all, learned.centres(), noise, dropout);
        return new Trained(
                new Representation(represented.z(), Optional.empty()),
                Map.of(),
                Map.of(),
                Map.of(),
                Optional.of(learned.record()),
                Optional.of(cells.length < data.cells() ? represented.labels() : learned.labels()));
    }

    /** What the model does not hold: K x latent, and the last labels of the cells that were learned from. */
    @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
    private record Learned(DenseMatrix centres, int[] labels, TrainingRecord record) {}

    private Learned learn(
            ScLega model, TrainingData data, int[] cells, Noise noise, RandomGenerator dropout, TrainingRun run) {
        ScLegaInput input = ScLegaInput.of(data, cells, options.data(), run.threads());
        ScLegaTraining training = model.over(input, RowLoss.rowsOf(data.genes()), noise, dropout);
        Tape tape = new Tape(run.backend());

        MinibatchModel pretraining = training.pretraining();
        TrainingRecord first = new EpochLoop(pretraining, pretrainingOptimizer(model), tape)
                .run(data, cells, allCells(options.pretraining().schedule(), cells.length), run);
        DenseMatrix z = training.embedding(tape);
        DenseMatrix centres =
                firstCentres(z, MOST_CLUSTERED, run.random(TrainingRun.Stream.FIRST_CENTRES), run.threads());
        ScLegaTraining.Clustering clustering = training.clustering(centres);
        TrainingRecord second = new EpochLoop(clustering, clusteringOptimizer(model, clustering), tape)
                .run(data, cells, allCells(schedule, cells.length), run);
        return new Learned(clustering.centres(), clustering.labels(), first.then(second));
    }

    /**
     * The means of communities.
     *
     * @param z n x latent
     * @param most of more cells than these, the communities of so many at random
     * @return K x latent
     */
    DenseMatrix firstCentres(DenseMatrix z, int most, RandomGenerator random, int threads) {
        DenseMatrix seen = z.rows(sample(z.rows(), most, random));
        return Centres.means(seen, communities(seen, threads));
    }

    /** All of n, or so many of them at random, ascending. */
    private static int[] sample(int n, int most, RandomGenerator random) {
        if (n <= most) {
            return IntStream.range(0, n).toArray();
        }
        int[] sample = Shuffle.sample(n, most, random);
        Arrays.sort(sample);
        return sample;
    }

    private static TrainingSchedule allCells(TrainingSchedule schedule, int cells) {
        return new TrainingSchedule(
                schedule.epochs(),
                cells,
                schedule.learningRate(),
                schedule.decayEvery(),
                schedule.decayFactor(),
                schedule.rest());
    }

    /** Adam that leaves the gradients: the loss of the next step forgets them, and the second phase begins with them. */
    Optimizer pretrainingOptimizer(ScLega model) {
        Adam adam = new Adam(
                model.parameters(),
                Adam.Options.withRate(options.pretraining().schedule().learningRate()));
        return new Forgetting(new ClippedOptimizer(adam, options.clip()), List.of());
    }

    /**
     * Adam for the encoder, the attention, the graph's convolutions and the centres. As in the authors' code, the
     * gradients of the decoder and of the batch norms are never forgotten: they gather from the last step of pretraining
     * on and count in the norm that is bounded; the centres do not.
     */
    Optimizer clusteringOptimizer(ScLega model, MinibatchModel clustering) {
        clustering.parameters().forEach(Parameter::zeroGradient);
        Adam adam = new Adam(clustering.parameters(), Adam.Options.withRate(schedule.learningRate()));
        return new ClippedOptimizer(adam, model.parameters(), options.clip());
    }

    private int[] communities(DenseMatrix z, int threads) {
        GaussGraph graph = GaussGraph.of(z, options.data().neighbors(), threads);
        Louvain.Options louvain = new Louvain.Options(options.clustering().resolution(), CLUSTERING_SEED, true);
        return Louvain.cluster(graph.edges(), louvain).membership();
    }
}

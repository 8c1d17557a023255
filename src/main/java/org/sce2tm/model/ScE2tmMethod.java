package org.sce2tm.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.sce2tm.data.DenseMatrix;
import org.sce2tm.nn.RmsProp;
import org.sce2tm.nn.Tape;

/**
 * {@link ScE2tm} as a benchmark's method: trained by RMSprop (alpha 0.99, epsilon 1e-8).
 *
 * @param options hyper-parameters
 * @param schedule how long and how fast
 */
public record ScE2tmMethod(ScE2tmOptions options, TrainingSchedule schedule) implements Method {
    @Override
    public String id() {
        return "sce2tm";
    }

    @Override
    public Map<String, Object> parameters() {
        Map<String, Object> parameters = new LinkedHashMap<>(options.asMap());
        parameters.putAll(schedule.asMap());
        return parameters;
    }

    @Override
    public List<String> warnings(TrainingData data) {
        return options.rewardsUniformCells()
                ? List.of("the printed entropy term (--entropy cell-sum or cell-mean, part of --preset paper) rewards"
                        + " cells that belong to every topic equally: expect topics without structure."
                        + " The reference uses --entropy batch-mean")
                : List.of();
    }

    @Override
    public boolean needsExternal() {
        return true;
    }

    @Override
    public boolean needsNeighbors() {
        return !options.network().externalAsInput();
    }

    @Override
    public Trained train(TrainingData data, TrainingRun run) {
        int externalSize = data.external().orElseThrow().columns();
        ScE2tm model = new ScE2tm(
                run.backend(), options, data.genes(), externalSize, run.random(TrainingRun.Stream.INITIAL_WEIGHTS));
        MinibatchModel loss = model.over(data, Noise.from(run.random(TrainingRun.Stream.NOISE)));
        RmsProp optimizer = new RmsProp(loss.parameters(), schedule.learningRate());
        TrainingRecord training = new EpochLoop(loss, optimizer, new Tape(run.backend())).run(data, schedule, run);
        Map<String, DenseMatrix> weights = model.weights();
        return new Trained(
                model.represent(data.expression(), data.external()),
                // Sorted: the order of Map.of changes from run to run, and files shall not.
                new TreeMap<>(
                        Map.of("gene_embedding", weights.get("gene_embeddings"), "topic_gene", model.topicGene())),
                Map.of("topic_embedding", weights.get("topic_embeddings")),
                weights,
                Optional.of(training));
    }
}

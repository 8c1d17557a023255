package org.sce2tm.model;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.sce2tm.data.DenseMatrix;
import org.sce2tm.nn.Adam;
import org.sce2tm.nn.ClippedOptimizer;
import org.sce2tm.nn.Csr;
import org.sce2tm.nn.DecayingRate;
import org.sce2tm.nn.Optimizer;
import org.sce2tm.nn.Tape;

/**
 * {@link ScEtm} as a benchmark's method: trained by Adam with clipped gradients and a learning rate that falls every
 * step.
 *
 * @param options hyper-parameters
 * @param schedule how long and how fast
 */
public record ScEtmMethod(ScEtmOptions options, TrainingSchedule schedule) implements Method {
    @Override
    public String id() {
        return "scetm";
    }

    @Override
    public Map<String, Object> parameters() {
        Map<String, Object> parameters = new LinkedHashMap<>(options.asMap());
        parameters.putAll(schedule.asMap());
        return parameters;
    }

    @Override
    public boolean needsCounts() {
        return options.input() == ModelInput.COUNTS;
    }

    @Override
    public boolean readsCounts() {
        return options.input() != ModelInput.LOG1P;
    }

    /** Adam whose gradients are bounded and whose rate falls. */
    static Optimizer optimizer(MinibatchModel model, ScEtmOptions options, double rate) {
        Adam adam = new Adam(model.parameters(), Adam.Options.withRate(rate));
        return new DecayingRate(new ClippedOptimizer(adam, options.clip()), options.rateDecay());
    }

    @Override
    public Trained train(TrainingData data, TrainingRun run) {
        ScEtm model = new ScEtm(
                run.backend(),
                options,
                data.genes(),
                run.random(TrainingRun.Stream.INITIAL_WEIGHTS),
                run.random(TrainingRun.Stream.DROPOUT));
        Csr shares = ModelInput.csr(options.input().of(data)).rowShares();
        MinibatchModel loss = model.over(shares, schedule, Noise.from(run.random(TrainingRun.Stream.NOISE)));
        Optimizer optimizer = optimizer(loss, options, schedule.learningRate());
        TrainingRecord training = new EpochLoop(loss, optimizer, new Tape(run.backend())).run(data, schedule, run);
        Map<String, DenseMatrix> weights = model.weights();
        return new Trained(
                model.represent(options.input().of(data)),
                // Sorted: the order of Map.of changes from run to run, and files shall not.
                new TreeMap<>(Map.of("gene_embedding", model.geneEmbedding(), "topic_gene", model.topicGene())),
                Map.of("topic_embedding", weights.get("alpha")),
                weights,
                Optional.of(training));
    }
}

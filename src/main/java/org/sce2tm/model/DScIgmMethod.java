package org.sce2tm.model;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.sce2tm.data.DenseMatrix;
import org.sce2tm.model.DScIgmOptions.Gradients;
import org.sce2tm.nn.Adam;
import org.sce2tm.nn.ClippedOptimizer;
import org.sce2tm.nn.Connections;
import org.sce2tm.nn.Optimizer;
import org.sce2tm.nn.Parameter;
import org.sce2tm.nn.Tape;

/**
 * {@link DScIgm} as a benchmark's method: each step makes a pass for the encoder and one for the decoder, each with an
 * Adam of its own.
 *
 * @param options hyper-parameters
 * @param schedule how long and how fast
 */
public record DScIgmMethod(DScIgmOptions options, TrainingSchedule schedule) implements Method {
    @Override
    public String id() {
        return "d-scigm";
    }

    @Override
    public Map<String, Object> parameters() {
        Map<String, Object> parameters = new LinkedHashMap<>(options.asMap());
        parameters.putAll(schedule.asMap());
        return parameters;
    }

    @Override
    public List<String> knows() {
        return options.prior().isPresent() ? List.of("gene sets") : List.of();
    }

    @Override
    public List<String> warnings(TrainingData data) {
        return options.prior()
                .map(files -> {
                    List<String> warnings = new ArrayList<>();
                    warnings.add("the encoder is built from gene sets (--prior gene-sets): coherence and enrichment"
                            + " scored with the same sets are not independent of it");
                    warnings.addAll(files.warnings(data.geneNames()));
                    return warnings;
                })
                .orElseGet(List::of);
    }

    @Override
    public List<Path> files() {
        return options.prior().map(PriorFiles::all).orElseGet(List::of);
    }

    /**
     * The optimisers of a step's two passes. As in the authors' code, the first bounds the gradients of all parameters,
     * the decoder's and those that the pass before left to the encoder included, and moves the encoder; the second
     * bounds the decoder's and moves it. Each forgets its own gradients alone, so that both step on the sum of two
     * passes, unless the options say otherwise.
     */
    static List<Optimizer> optimizers(DScIgm model, List<Parameter> all, DScIgmOptions options, double rate) {
        List<Parameter> encoder = model.encoderParameters();
        List<Parameter> decoder = model.decoderParameters();
        double bound = options.clip();
        Adam.Options adam = Adam.Options.withRate(rate);
        if (options.gradients() == Gradients.SEPARATE) {
            return List.of(
                    new Forgetting(new ClippedOptimizer(new Adam(encoder, adam), bound), all),
                    new Forgetting(new ClippedOptimizer(new Adam(decoder, adam), bound), all));
        }
        return List.of(
                new ClippedOptimizer(new Adam(encoder, adam), all, bound),
                new ClippedOptimizer(new Adam(decoder, adam), bound));
    }

    @Override
    public Trained train(TrainingData data, TrainingRun run) {
        List<Connections> joined = options.prior()
                .map(files -> files.connections(data.geneNames()))
                .orElseGet(List::of);
        DScIgm model = new DScIgm(
                run.backend(), options, data.genes(), joined, run.random(TrainingRun.Stream.INITIAL_WEIGHTS));
        MinibatchModel loss = model.over(data.expression(), Uniforms.from(run.random(TrainingRun.Stream.UNIFORMS)));
        List<Optimizer> optimizers = optimizers(model, loss.parameters(), options, schedule.learningRate());
        TrainingRecord training = new EpochLoop(loss, optimizers, new Tape(run.backend())).run(data, schedule, run);
        Map<String, DenseMatrix> weights = model.weights();
        return new Trained(
                model.represent(data.expression(), Uniforms.from(run.random(TrainingRun.Stream.EVALUATION))),
                // Sorted: the order of Map.of changes from run to run, and files shall not.
                new TreeMap<>(Map.of("gene_embedding", weights.get("decoder.0.rho"), "topic_gene", model.topicGene())),
                Map.of("topic_embedding", weights.get("decoder.0.alphas")),
                weights,
                Optional.of(training));
    }
}

package org.sce2tm.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.sce2tm.cli.ChoiceConverter;
import org.sce2tm.cli.UsageException;

/**
 * Hyper-parameters of {@link DScIgm}; the defaults are the authors'.
 *
 * @param topics K of each layer, that over the genes first, at least 2
 * @param embeddingSize E of topic and gene embeddings, at least 1
 * @param hiddenSizes widths of the encoder's layers, bottom up; where the prior describes a layer, its own width counts
 * @param prior what joins the encoder's units; absent where all are joined
 * @param draws D, how many draws a θ is the mean of, at least 1
 * @param priorWeight of the divergence of the top layer from Gamma(1, 1), at least 0
 * @param gradients whether gradients gather over the two passes of a step
 * @param clip what the norm of the gradients is cut to, above 0
 * @param clustered what becomes the embedding
 * @param evaluation whether a trained model draws
 */
public record DScIgmOptions(
        List<Integer> topics,
        int embeddingSize,
        List<Integer> hiddenSizes,
        Optional<PriorFiles> prior,
        int draws,
        double priorWeight,
        Gradients gradients,
        double clip,
        Clustered clustered,
        Evaluation evaluation) {
    /** Layers of topics, and of the encoder. */
    public static final int LAYERS = 6;

    /** What the gradients of a pass begin with. */
    public enum Gradients {
        /**
         * With what the pass before it left: each optimiser then steps on the sum of two passes, as the authors' code
         * does.
         */
        ACCUMULATED,
        /** With nothing: each optimiser steps on its own pass. */
        SEPARATE
    }

    /** Which layers' θ are clustered. */
    public enum Clustered {
        /** That of the layer over the genes, as in the authors' tutorial. */
        LAYER1,
        /** Those of all six side by side, as in the scE2TM notebooks. */
        ALL
    }

    /** Without a prior: widths are those that the authors' hierarchy of human pathways gives. */
    public static final DScIgmOptions DEFAULTS = new DScIgmOptions(
            everywhere(100),
            200,
            List.of(9275, 1387, 1066, 447, 147, 26),
            Optional.empty(),
            50,
            0,
            Gradients.ACCUMULATED,
            100,
            Clustered.LAYER1,
            Evaluation.SAMPLE);

    /** Adam for 500 epochs; cells that fill no batch wait for the next epoch. */
    public static final TrainingSchedule SCHEDULE =
            TrainingSchedule.constant(500, 32, 1e-2).withRest(Minibatches.Rest.DROPPED);

    /** @throws UsageException if a value is out of its range */
    public DScIgmOptions {
        topics = List.copyOf(topics);
        hiddenSizes = List.copyOf(hiddenSizes);
        requireOneALayer("--layer-topics", "numbers of topics", topics, 2);
        requireOneALayer("--hidden-sizes", "widths", hiddenSizes, 1);
        Check.atLeast("--embedding-size", embeddingSize, 1);
        Check.atLeast("--draws", draws, 1);
        Check.notNegative("--prior-weight", priorWeight);
        Check.positive("--clip", clip);
    }

    private static void requireOneALayer(String option, String what, List<Integer> values, int least) {
        if (values.size() != LAYERS) {
            throw new UsageException(option + " gives " + values.size() + " " + what + ": give " + LAYERS
                    + ", that of the layer over the genes first, separated by commas");
        }
        values.forEach(value -> Check.atLeast(option, value, least));
    }

    /** The same number of topics in every layer. */
    public static List<Integer> everywhere(int topics) {
        return Collections.nCopies(LAYERS, topics);
    }

    /** The values under their option names, for records of a run. */
    public Map<String, Object> asMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("topics", topics.get(0));
        map.put("layer_topics", joined(topics));
        map.put("embedding_size", embeddingSize);
        map.put("hidden_sizes", joined(hiddenSizes));
        map.put("prior", prior.isPresent() ? "gene-sets" : "none");
        map.put("draws", draws);
        map.put("prior_weight", priorWeight);
        map.put("gradients", ChoiceConverter.text(gradients));
        map.put("clip", clip);
        map.put("clustered", ChoiceConverter.text(clustered));
        map.put("evaluation", ChoiceConverter.text(evaluation));
        return map;
    }

    /**
     * Those of a trained model, to represent cells with.
     *
     * @param topics K of each layer
     * @param widths of the encoder's layers, whatever described them
     * @param recorded what {@link #asMap()} gave, as text; what only training needs is not read
     */
    static DScIgmOptions recorded(
            List<Integer> topics, int embeddingSize, List<Integer> widths, Map<String, String> recorded) {
        return new DScIgmOptions(
                topics,
                embeddingSize,
                widths,
                Optional.empty(),
                Integer.parseInt(recorded.get("draws")),
                DEFAULTS.priorWeight,
                DEFAULTS.gradients,
                DEFAULTS.clip,
                Clustered.valueOf(recorded.get("clustered").toUpperCase(Locale.ROOT)),
                Evaluation.valueOf(recorded.get("evaluation").toUpperCase(Locale.ROOT)));
    }

    private static String joined(List<Integer> numbers) {
        return String.join(",", numbers.stream().map(String::valueOf).toList());
    }
}

package org.sce2tm.train;

import java.util.Optional;
import org.sce2tm.cli.ChoiceConverter;
import org.sce2tm.model.Clustered;
import org.sce2tm.model.Evaluation;
import org.sce2tm.model.ModelInput;
import picocli.CommandLine.Option;

/** Sizes and input that several methods share, each with its own defaults; {@link Model} says which takes which. */
final class NetworkArguments {
    @Option(names = "--topics", paramLabel = "K", description = "Number of topics (default: sce2tm 100, scetm 50, spruce 25).")
    private Optional<Integer> topics = Optional.empty();

    @Option(names = "--hidden", paramLabel = "N", description = "Width of the encoder (default: sce2tm 200, scetm 128).")
    private Optional<Integer> hidden = Optional.empty();

    @Option(
            names = "--embedding-size",
            paramLabel = "N",
            description = "Length of topic and gene embeddings (default: sce2tm 200, scetm 400).")
    private Optional<Integer> embeddingSize = Optional.empty();

    @Option(
            names = "--input",
            converter = InputConverter.class,
            paramLabel = "counts|log1p",
            description = "What a model of counts is fed: counts, as its authors meant it (default), or log1p, the log"
                    + " expression, as the scE2TM paper's notebooks did.")
    private Optional<ModelInput> input = Optional.empty();

    @Option(
            names = "--dropout",
            paramLabel = "P",
            description = "Share of the encoder's hidden values that training sets to 0 (default: scetm 0.1).")
    private Optional<Double> dropout = Optional.empty();

    @Option(
            names = "--evaluation",
            converter = EvaluationConverter.class,
            paramLabel = "mean|sample",
            description = "Whether a trained model that draws its representation of a cell gives the mean (default) or"
                    + " a draw, as its authors' code.")
    private Optional<Evaluation> evaluation = Optional.empty();

    @Option(
            names = "--clustered",
            converter = ClusteredConverter.class,
            paramLabel = "mu|theta",
            description = "Which representation becomes X_embedding: theta, the topic proportions, or mu, what they are"
                    + " the softmax of (default: sce2tm mu, in its preset paper theta; scetm mu; spruce theta).")
    private Optional<Clustered> clustered = Optional.empty();

    int topics(int byDefault) {
        return topics.orElse(byDefault);
    }

    int hidden(int byDefault) {
        return hidden.orElse(byDefault);
    }

    int embeddingSize(int byDefault) {
        return embeddingSize.orElse(byDefault);
    }

    ModelInput input() {
        return input.orElse(ModelInput.COUNTS);
    }

    double dropout(double byDefault) {
        return dropout.orElse(byDefault);
    }

    Evaluation evaluation() {
        return evaluation.orElse(Evaluation.MEAN);
    }

    Clustered clustered(Clustered byDefault) {
        return clustered.orElse(byDefault);
    }

    /** Reads {@link ModelInput}. */
    static final class InputConverter extends ChoiceConverter<ModelInput> {
        InputConverter() {
            super(ModelInput.class);
        }
    }

    /** Reads {@link Evaluation}. */
    static final class EvaluationConverter extends ChoiceConverter<Evaluation> {
        EvaluationConverter() {
            super(Evaluation.class);
        }
    }

    /** Reads {@link Clustered}. */
    static final class ClusteredConverter extends ChoiceConverter<Clustered> {
        ClusteredConverter() {
            super(Clustered.class);
        }
    }
}

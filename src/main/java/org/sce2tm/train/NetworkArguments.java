package org.sce2tm.train;

import java.util.Optional;
import org.sce2tm.cli.ChoiceConverter;
import org.sce2tm.model.ModelInput;
import picocli.CommandLine.Option;

/** Sizes and input that several methods share, each with its own defaults; {@link Model} says which takes which. */
final class NetworkArguments {
    @Option(names = "--topics", paramLabel = "K", description = "Number of topics (default: 100).")
    private Optional<Integer> topics = Optional.empty();

    @Option(names = "--hidden", paramLabel = "N", description = "Width of the encoder (default: sce2tm 200, scvi 128).")
    private Optional<Integer> hidden = Optional.empty();

    @Option(
            names = "--embedding-size",
            paramLabel = "N",
            description = "Length of topic and gene embeddings (default: sce2tm 200).")
    private Optional<Integer> embeddingSize = Optional.empty();

    @Option(
            names = "--input",
            converter = InputConverter.class,
            paramLabel = "auto|counts|log1p",
            description = "What a model of counts is fed: counts, as its authors meant it, or log1p, the log"
                    + " expression, as the scE2TM paper's notebooks did. auto (default): counts where the data set holds"
                    + " them; the result says which.")
    private Optional<ModelInput> input = Optional.empty();

    @Option(
            names = "--dropout",
            paramLabel = "P",
            description = "Share of the encoder's hidden values that training sets to 0 (default: scvi 0.1).")
    private Optional<Double> dropout = Optional.empty();

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
        return input.orElse(ModelInput.AUTO);
    }

    double dropout(double byDefault) {
        return dropout.orElse(byDefault);
    }

    /** Reads {@link ModelInput}. */
    static final class InputConverter extends ChoiceConverter<ModelInput> {
        InputConverter() {
            super(ModelInput.class);
        }
    }
}

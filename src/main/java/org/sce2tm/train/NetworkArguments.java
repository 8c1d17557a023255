package org.sce2tm.train;

import java.util.Optional;
import org.sce2tm.cli.ChoiceConverter;
import org.sce2tm.cli.UsageException;
import org.sce2tm.model.Evaluation;
import org.sce2tm.model.ModelInput;
import picocli.CommandLine.Option;

/** Sizes and input that several methods share, each with its own defaults; {@link Model} says which takes which. */
final class NetworkArguments {
    @Option(
            names = "--topics",
            paramLabel = "K",
            description = "Number of topics (default: 100; scetm 50, spruce 25; d-scigm 100 in each layer).")
    private Optional<Integer> topics = Optional.empty();

    @Option(
            names = "--latent",
            paramLabel = "L",
            description = "Dimensions of the cell embedding (default: scvi, scvi-ld 10, which is"
                    + " scvi-tools' own, while the scE2TM paper's notebooks take 100; sctag 15; sclega 16).")
    private Optional<Integer> latent = Optional.empty();

    @Option(
            names = "--hidden",
            paramLabel = "N",
            description = "Width of the encoder (default: sce2tm 200; scvi, scetm, sctag 128).")
    private Optional<Integer> hidden = Optional.empty();

    @Option(
            names = "--embedding-size",
            paramLabel = "N",
            description = "Length of topic and gene embeddings (default: sce2tm, d-scigm 200; scetm 400).")
    private Optional<Integer> embeddingSize = Optional.empty();

    @Option(
            names = "--dropout",
            paramLabel = "P",
            description = "Share of the encoder's hidden values that training sets to 0 (default: 0.1; sclega,"
                    + " of its attention's queries: 0.2).")
    private Optional<Double> dropout = Optional.empty();

    @Option(
            names = "--input",
            converter = InputConverter.class,
            paramLabel = "auto|counts|log1p",
            description = "What a model of counts is fed: counts, as its authors meant it, or log1p, the log"
                    + " expression, as the scE2TM paper's notebooks did. auto (default): counts where the data set holds"
                    + " them; the result says which.")
    private Optional<ModelInput> input = Optional.empty();

    @Option(
            names = "--evaluation",
            converter = EvaluationConverter.class,
            paramLabel = "mean|sample",
            description =
                    "How a trained model that draws what it makes of a cell gives it: as the mean, or by draws, as"
                            + " in training (default: spruce, sclega mean; d-scigm sample).")
    private Optional<Evaluation> evaluation = Optional.empty();

    @Option(
            names = "--clustered",
            paramLabel = "WHAT",
            description =
                    "Which representation becomes X_embedding. sce2tm, scetm, spruce: theta, the topic proportions,"
                            + " or mu, what they are the softmax of (default: mu; spruce and sce2tm's preset paper theta)."
                            + " d-scigm: layer1 (default), the topics over the genes, or all six layers, all.")
    private Optional<String> clustered = Optional.empty();

    /** As it was given. */
    Optional<Integer> topics() {
        return topics;
    }

    int topics(int byDefault) {
        return topics.orElse(byDefault);
    }

    int latent(int byDefault) {
        return latent.orElse(byDefault);
    }

    int hidden(int byDefault) {
        return hidden.orElse(byDefault);
    }

    int embeddingSize(int byDefault) {
        return embeddingSize.orElse(byDefault);
    }

    double dropout(double byDefault) {
        return dropout.orElse(byDefault);
    }

    ModelInput input() {
        return input.orElse(ModelInput.AUTO);
    }

    Evaluation evaluation(Evaluation byDefault) {
        return evaluation.orElse(byDefault);
    }

    /** @throws UsageException if the model has no such representation */
    <E extends Enum<E>> E clustered(E byDefault) {
        return clustered
                .map(text -> ChoiceConverter.parse(byDefault.getDeclaringClass(), text)
                        .orElseThrow(() -> new UsageException("--clustered " + text + ": the model has "
                                + ChoiceConverter.choices(byDefault.getDeclaringClass()))))
                .orElse(byDefault);
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
}

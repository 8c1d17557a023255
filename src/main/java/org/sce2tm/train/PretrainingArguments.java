package org.sce2tm.train;

import java.util.Optional;
import picocli.CommandLine.Option;

/** The phase before cells are drawn to clusters, of methods that have one, each with its own defaults. */
final class PretrainingArguments {
    @Option(
            names = "--pretraining-epochs",
            paramLabel = "N",
            description = "Epochs without clusters, before --epochs with them (default: sclega 200).")
    private Optional<Integer> epochs = Optional.empty();

    @Option(
            names = "--pretraining-rate",
            paramLabel = "R",
            description = "Learning rate without clusters (default: sclega 0.001).")
    private Optional<Double> rate = Optional.empty();

    int epochs(int byDefault) {
        return epochs.orElse(byDefault);
    }

    double rate(double byDefault) {
        return rate.orElse(byDefault);
    }
}

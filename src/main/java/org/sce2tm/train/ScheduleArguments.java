package org.sce2tm.train;

import java.util.Optional;
import org.sce2tm.model.TrainingSchedule;
import picocli.CommandLine.Option;

/** How long and how fast; every method that is trained in steps takes these, with its own defaults. */
final class ScheduleArguments {
    @Option(names = "--epochs", paramLabel = "N", description = "Passes over all cells (default: 500).")
    private Optional<Integer> epochs = Optional.empty();

    @Option(
            names = "--batch-size",
            paramLabel = "N",
            description = "Cells in a minibatch; a last batch of one cell joins the batch before it (default: 512).")
    private Optional<Integer> batchSize = Optional.empty();

    @Option(names = "--learning-rate", paramLabel = "R", description = "Learning rate (default: 0.001).")
    private Optional<Double> learningRate = Optional.empty();

    @Option(
            names = "--lr-decay-every",
            paramLabel = "N",
            description = "Epochs after which the learning rate is multiplied by --lr-decay (default: 125).")
    private Optional<Integer> decayEvery = Optional.empty();

    @Option(names = "--lr-decay", paramLabel = "F", description = "See --lr-decay-every (default: 0.5).")
    private Optional<Double> decay = Optional.empty();

    /** @throws org.sce2tm.cli.UsageException if a value is out of its range */
    TrainingSchedule schedule(TrainingSchedule defaults) {
        return new TrainingSchedule(
                epochs.orElse(defaults.epochs()),
                batchSize.orElse(defaults.batchSize()),
                learningRate.orElse(defaults.learningRate()),
                decayEvery.orElse(defaults.decayEvery()),
                decay.orElse(defaults.decayFactor()),
                defaults.rest());
    }

    /** Epochs and rate as given; the rate stays. */
    TrainingSchedule constant(TrainingSchedule defaults) {
        return TrainingSchedule.constant(
                epochs.orElse(defaults.epochs()), defaults.batchSize(), learningRate.orElse(defaults.learningRate()));
    }

    /** The decay as given, of a phase whose epochs and rate have options of their own. */
    TrainingSchedule decaying(TrainingSchedule defaults, int phaseEpochs, double phaseRate) {
        return new TrainingSchedule(
                phaseEpochs,
                defaults.batchSize(),
                phaseRate,
                decayEvery.orElse(defaults.decayEvery()),
                decay.orElse(defaults.decayFactor()),
                defaults.rest());
    }
}

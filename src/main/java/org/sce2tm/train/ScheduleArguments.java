package org.sce2tm.train;

import java.util.Optional;
import org.sce2tm.model.TrainingSchedule;
import picocli.CommandLine.Option;

/** How long and how fast, of methods that are trained in steps, each with its own defaults; {@link Model} says which takes which. */
final class ScheduleArguments {
    @Option(
            names = "--epochs",
            paramLabel = "N",
            description =
                    "Passes over all cells (default: 500; scvi 400, fewer above 20 000 cells; scetm 12000; spruce 2500;"
                            + " sctag 300 and sclega 100 after --pretraining-epochs).")
    private Optional<Integer> epochs = Optional.empty();

    @Option(
            names = "--batch-size",
            paramLabel = "N",
            description =
                    "Cells in a minibatch (default: sce2tm 512, scvi and spruce 128, scetm 2000, d-scigm 32). A last"
                            + " batch of one cell joins the batch before it; scvi leaves out one of fewer than three, d-scigm"
                            + " one that is not full, scetm fills it from the next epoch.")
    private Optional<Integer> batchSize = Optional.empty();

    @Option(
            names = "--learning-rate",
            paramLabel = "R",
            description = "Learning rate (default: 0.001; scetm 0.005, spruce and d-scigm 0.01, sctag 0.0005).")
    private Optional<Double> learningRate = Optional.empty();

    @Option(
            names = "--lr-decay-every",
            paramLabel = "N",
            description =
                    "Epochs after which the learning rate is multiplied by --lr-decay (default: sce2tm 125, sclega 40).")
    private Optional<Integer> decayEvery = Optional.empty();

    @Option(names = "--lr-decay", paramLabel = "F", description = "See --lr-decay-every (default: 0.5).")
    private Optional<Double> decay = Optional.empty();

    @Option(
            names = "--pretraining-epochs",
            paramLabel = "N",
            description = "Epochs before cells are drawn to clusters (default: sctag 1000, sclega 200).")
    private Optional<Integer> pretrainingEpochs = Optional.empty();

    @Option(
            names = "--pretraining-rate",
            paramLabel = "R",
            description = "Learning rate of these epochs (default: sctag 0.0001, sclega 0.001).")
    private Optional<Double> pretrainingRate = Optional.empty();

    @Option(
            names = "--clip",
            paramLabel = "N",
            description = "Bound of the norm of all gradients together (default: scetm 50, d-scigm 100, sclega 3).")
    private Optional<Double> clip = Optional.empty();

    /** Whether the number of epochs was given. */
    boolean hasEpochs() {
        return epochs.isPresent();
    }

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

    int pretrainingEpochs(int byDefault) {
        return pretrainingEpochs.orElse(byDefault);
    }

    double pretrainingRate(double byDefault) {
        return pretrainingRate.orElse(byDefault);
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

    double clip(double byDefault) {
        return clip.orElse(byDefault);
    }
}

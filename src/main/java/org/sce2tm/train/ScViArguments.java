package org.sce2tm.train;

import org.sce2tm.model.ScViMethod;
import org.sce2tm.model.ScViOptions;
import picocli.CommandLine.Option;

/** The options of {@code --model scvi} and {@code --model scvi-ld}. */
final class ScViArguments {
    @Option(
            names = "--kl-epochs",
            paramLabel = "N",
            description =
                    "Epochs over which the weight of the divergence from the prior rises to 1; 0: 1 from the start"
                            + " (default: ${DEFAULT-VALUE}).")
    private int klEpochs = ScViOptions.DEFAULTS.learning().klEpochs();

    @Option(
            names = "--train-share",
            paramLabel = "F",
            description = "Share of the cells that are learned from; the others are only embedded (default:"
                    + " ${DEFAULT-VALUE}).")
    private double trainShare = ScViOptions.DEFAULTS.learning().trainShare();

    @Option(names = "--adam-epsilon", paramLabel = "E", description = "Adam's epsilon (default: ${DEFAULT-VALUE}).")
    private double adamEpsilon = ScViOptions.DEFAULTS.learning().adamEpsilon();

    @Option(
            names = "--weight-decay",
            paramLabel = "D",
            description = "This times a parameter is added to its gradient (default: ${DEFAULT-VALUE}).")
    private double weightDecay = ScViOptions.DEFAULTS.learning().weightDecay();

    /** @throws org.sce2tm.cli.UsageException if a value is out of its range */
    ScViMethod method(
            ScViOptions.Form form, ScViLdArguments linear, NetworkArguments shared, ScheduleArguments schedule) {
        ScViOptions.Network defaults = ScViOptions.DEFAULTS.network();
        ScViOptions options = new ScViOptions(
                new ScViOptions.Network(
                        shared.latent(defaults.latent()),
                        shared.hidden(defaults.hidden()),
                        shared.dropout(defaults.dropout())),
                new ScViOptions.Learning(klEpochs, trainShare, adamEpsilon, weightDecay),
                shared.input(),
                linear.signs());
        return new ScViMethod(form, options, schedule.schedule(ScViOptions.SCHEDULE), !schedule.hasEpochs());
    }
}

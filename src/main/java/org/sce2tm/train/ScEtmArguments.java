package org.sce2tm.train;

import org.sce2tm.model.ScEtmOptions;
import picocli.CommandLine.Option;

/** The options of {@code --model scetm}. */
final class ScEtmArguments {
    @Option(
            names = "--kl-weight",
            paramLabel = "W",
            description = "Largest weight of the divergence from the prior (default: ${DEFAULT-VALUE}).")
    private double klWeight = ScEtmOptions.DEFAULTS.klWeight();

    @Option(
            names = "--kl-warmup",
            paramLabel = "F",
            description = "Share of the epochs over which that weight rises from 0 (default: a third).")
    private double klWarmup = ScEtmOptions.DEFAULTS.klWarmup();

    @Option(
            names = "--rate-decay",
            paramLabel = "D",
            description = "The learning rate is multiplied by e^-D after every step (default: ${DEFAULT-VALUE}).")
    private double rateDecay = ScEtmOptions.DEFAULTS.rateDecay();

    /** @throws org.sce2tm.cli.UsageException if a value is out of its range */
    ScEtmOptions options(NetworkArguments shared, ScheduleArguments schedule) {
        ScEtmOptions defaults = ScEtmOptions.DEFAULTS;
        ScEtmOptions.Network network = new ScEtmOptions.Network(
                shared.topics(defaults.network().topics()),
                shared.hidden(defaults.network().hidden()),
                shared.embeddingSize(defaults.network().embeddingSize()),
                shared.dropout(defaults.network().dropout()));
        return new ScEtmOptions(
                network,
                shared.input(),
                klWeight,
                klWarmup,
                rateDecay,
                schedule.clip(defaults.clip()),
                shared.clustered(defaults.clustered()));
    }
}

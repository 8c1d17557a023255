package org.sce2tm.train;

import java.util.List;
import org.sce2tm.model.SpruceOptions;
import picocli.CommandLine.Option;

/** The options of {@code --model spruce}. */
final class SpruceArguments {
    @Option(
            names = "--layers",
            split = ",",
            paramLabel = "N,N,..",
            description = "Widths of the encoder's layers; one as wide as there are topics follows (default:"
                    + " 200,200,100).")
    private List<Integer> layers = SpruceOptions.DEFAULTS.layers();

    /** @throws org.sce2tm.cli.UsageException if a value is out of its range */
    SpruceOptions options(NetworkArguments shared) {
        SpruceOptions defaults = SpruceOptions.DEFAULTS;
        return new SpruceOptions(
                shared.topics(defaults.topics()),
                layers,
                shared.input(),
                shared.evaluation(defaults.evaluation()),
                shared.clustered(defaults.clustered()));
    }
}

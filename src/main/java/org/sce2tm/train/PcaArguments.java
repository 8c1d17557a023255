package org.sce2tm.train;

import org.sce2tm.model.PcaMethod;
import picocli.CommandLine.Option;

/** The options of {@code --model pca}. */
final class PcaArguments {
    @Option(
            names = "--components",
            paramLabel = "N",
            description = "Principal components of the centred, unscaled log expression (default: ${DEFAULT-VALUE}).")
    private int components = PcaMethod.DEFAULTS.components();

    @Option(
            names = "--topic-neighbors",
            paramLabel = "K",
            description = "Nearest cells among the components, the cell itself counted, in the graph whose clusters"
                    + " are the topics (default: ${DEFAULT-VALUE}).")
    private int neighbors = PcaMethod.DEFAULTS.neighbors();

    @Option(
            names = "--topic-resolution",
            paramLabel = "R",
            description = "Louvain's resolution of the clusters that are the topics; no label chooses it (default:"
                    + " ${DEFAULT-VALUE}).")
    private double resolution = PcaMethod.DEFAULTS.resolution();

    /** @throws org.sce2tm.cli.UsageException if a value is out of its range */
    PcaMethod method() {
        return new PcaMethod(components, neighbors, resolution);
    }
}

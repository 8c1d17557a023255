package org.sce2tm.train;

import picocli.CommandLine.Option;

/** The options of {@code --model pca}. */
final class PcaArguments {
    @Option(
            names = "--components",
            paramLabel = "N",
            description = "Principal components of the centred, unscaled log expression (default: ${DEFAULT-VALUE}).")
    private int components = 50;

    int components() {
        return components;
    }
}

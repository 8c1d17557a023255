package org.sce2tm.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.sce2tm.data.Orientation;
import picocli.CommandLine.Option;

/** The options by which every tool that reads expression is told of it. */
public final class ExpressionArguments {
    @Option(
            names = "--input",
            required = true,
            paramLabel = "FILE",
            description = "Expression: .h5ad, 10x .h5 or directory, CSV, TSV, or HDF5 with X and Y.")
    private Path input;

    @Option(
            names = "--matrix",
            paramLabel = "X|raw|layers/NAME",
            description = "Which matrix of an .h5ad file, if not the one named above; of a 10x .h5 file of several"
                    + " genomes, the genome.")
    private Optional<String> matrix = Optional.empty();

    @Option(
            names = "--orientation",
            paramLabel = "auto|cells|genes",
            defaultValue = "auto",
            description = "What the rows of a text table are (default: ${DEFAULT-VALUE}, found by its names).")
    private Orientation orientation;

    /** A file or a directory. */
    public Path input() {
        return input;
    }

    /** X, raw or layers/NAME; empty where nobody said. */
    public Optional<String> matrix() {
        return matrix;
    }

    /** What a row of a text table is. */
    public Orientation orientation() {
        return orientation;
    }
}

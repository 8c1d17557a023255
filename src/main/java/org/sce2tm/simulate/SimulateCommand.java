package org.sce2tm.simulate;

import java.nio.file.Path;
import java.util.Optional;
import org.sce2tm.cli.Log;
import org.sce2tm.cli.ToolCommand;
import org.sce2tm.cli.UsageException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sce2tm simulate}. */
@Command(
        name = "simulate",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Makes a small data set whose truth is known.",
            "",
            "Writes into --output-dir: NAME.h5ad (or NAME.csv), counts of cells with types, in which planted gene"
                    + " programs are active; NAME.labels.csv, the types; NAME.gmt, the programs among decoy gene sets;"
                    + " NAME.embedding.csv, an external embedding that knows the types imperfectly, its rows in another"
                    + " order; NAME.truth.json, what was planted. The same options give the same files.",
            ""
        })
public final class SimulateCommand extends ToolCommand {
    @Option(names = "--output-dir", required = true, paramLabel = "DIR", description = "Where the files go.")
    private Path outputDir;

    @Option(names = "--name", required = true, paramLabel = "NAME", description = "What the files are named after.")
    private String name;

    @Option(
            names = "--format",
            paramLabel = "h5ad|csv",
            defaultValue = "h5ad",
            description = "Format of the counts (default: ${DEFAULT-VALUE}).")
    private CountFormat format;

    @Option(
            names = "--cells",
            paramLabel = "N",
            defaultValue = SimulateOptions.DEFAULT_CELLS,
            description = "Number of cells (default: ${DEFAULT-VALUE}).")
    private int cells;

    @Option(
            names = "--genes",
            paramLabel = "N",
            defaultValue = SimulateOptions.DEFAULT_GENES,
            description = "Number of genes (default: ${DEFAULT-VALUE}).")
    private int genes;

    @Option(
            names = "--types",
            paramLabel = "N",
            defaultValue = SimulateOptions.DEFAULT_TYPES,
            description = "Number of cell types (default: ${DEFAULT-VALUE}).")
    private int types;

    @Option(
            names = "--programs",
            paramLabel = "N",
            description = "Number of planted gene programs: one for each type, the others shared by several types"
                    + " (default: types + " + SimulateOptions.DEFAULT_SHARED_PROGRAMS + ").")
    private Optional<Integer> programs = Optional.empty();

    @Option(
            names = "--program-genes",
            paramLabel = "N",
            defaultValue = SimulateOptions.DEFAULT_PROGRAM_GENES,
            description = "Genes of a program and of a decoy set (default: ${DEFAULT-VALUE}).")
    private int programGenes;

    @Option(
            names = "--decoys",
            paramLabel = "N",
            defaultValue = SimulateOptions.DEFAULT_DECOYS,
            description = "Gene sets that mean nothing (default: ${DEFAULT-VALUE}).")
    private int decoys;

    @Option(
            names = "--depth",
            paramLabel = "COUNTS",
            defaultValue = SimulateOptions.DEFAULT_DEPTH,
            description = "Median counts of a cell (default: ${DEFAULT-VALUE}).")
    private double depth;

    @Option(
            names = "--rare-share",
            paramLabel = "SHARE",
            defaultValue = SimulateOptions.DEFAULT_RARE_SHARE,
            description = "Share of the last type's cells; 0 makes all types equal (default: ${DEFAULT-VALUE}).")
    private double rareShare;

    @Option(
            names = "--dimensions",
            paramLabel = "N",
            defaultValue = SimulateOptions.DEFAULT_DIMENSIONS,
            description = "Dimensions of the external embedding (default: ${DEFAULT-VALUE}).")
    private int dimensions;

    @Option(
            names = "--noise",
            paramLabel = "SD",
            defaultValue = SimulateOptions.DEFAULT_NOISE,
            description = "The embedding's noise; the types' centroids have 1 (default: ${DEFAULT-VALUE}).")
    private double noise;

    @Option(
            names = "--misplaced",
            paramLabel = "SHARE",
            defaultValue = SimulateOptions.DEFAULT_MISPLACED,
            description = "Share of cells that the embedding puts with another type (default: ${DEFAULT-VALUE}).")
    private double misplaced;

    @Option(
            names = "--seed",
            paramLabel = "SEED",
            defaultValue = SimulateOptions.DEFAULT_SEED,
            description = "Seed of the random numbers (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Override
    protected void run() {
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
            throw new UsageException(
                    "--name '" + name + "': give letters, digits, '.', '_' and '-', as it names files");
        }
        SimulateOptions options = new SimulateOptions(
                cells,
                genes,
                types,
                programs.orElse(types + SimulateOptions.DEFAULT_SHARED_PROGRAMS),
                programGenes,
                decoys,
                depth,
                rareShare,
                dimensions,
                noise,
                misplaced,
                seed);
        Simulation.Drawn drawn = Simulation.draw(options);
        Log.say(
                "%d cells x %d genes of %d types, %.1f %% of the counts above 0, %d programs, %d cells misplaced",
                cells,
                genes,
                types,
                100 * drawn.counts().density(),
                drawn.programs().size(),
                drawn.misplaced().size());
        new SimulatedFiles(name, outputDir, options, drawn).write(format).forEach(file -> Log.say("wrote %s", file));
    }
}

package org.sce2tm.embedimport;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.sce2tm.cli.Log;
import org.sce2tm.cli.ToolCommand;
import org.sce2tm.cli.ToolResult;
import org.sce2tm.data.CellJoin;
import org.sce2tm.data.H5adFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sce2tm embed-import}. */
@Command(
        name = "embed-import",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Brings the cells' external embedding, e.g. of a foundation model, or makes a stand-in.",
            "",
            "Reads CSV or TSV (a header row and a first column of cell ids), .npy, or an obsm key of an .h5ad file."
                    + " Rows are matched by cell id; by position only with --match position, or where the ids are only"
                    + " row numbers. Without an embedding, --stand-in pca takes principal components of the data"
                    + " themselves; every output then says stand-in.",
            ""
        })
public final class EmbedImportCommand extends ToolCommand {
    @Option(
            names = "--dataset",
            required = true,
            paramLabel = "D.h5ad",
            description = "The data set as preprocess writes it.")
    private Path dataset;

    @Option(names = "--embedding", paramLabel = "FILE", description = "The embedding: .csv, .tsv, .npy or .h5ad.")
    private Optional<Path> embedding = Optional.empty();

    @Option(
            names = "--embedding-key",
            paramLabel = "KEY",
            description = "Of an .h5ad file, the obsm key (default: the only one there is).")
    private Optional<String> key = Optional.empty();

    @Option(
            names = "--match",
            paramLabel = "auto|id|position",
            defaultValue = EmbedImportOptions.DEFAULT_MATCH,
            description =
                    "How its rows are matched to the cells (default: ${DEFAULT-VALUE}, by id, and by position where"
                            + " the ids are only row numbers).")
    private CellJoin.Match match;

    @Option(
            names = "--stand-in",
            paramLabel = "pca",
            description = "Make the view from the data: principal components of the log matrix, centred, unscaled.")
    private Optional<StandIn> standIn = Optional.empty();

    @Option(
            names = "--components",
            paramLabel = "N",
            defaultValue = EmbedImportOptions.DEFAULT_COMPONENTS,
            description = "Components of the stand-in (default: ${DEFAULT-VALUE}).")
    private int components;

    @Option(
            names = "--output",
            required = true,
            paramLabel = "E.h5ad",
            description = "Gets obsm/X_external, in the data set's order of cells.")
    private Path output;

    @Option(names = "--json", paramLabel = "FILE", description = "What was read, and how matched.")
    private Optional<Path> json = Optional.empty();

    @Override
    protected void run() {
        EmbedImportOptions options = new EmbedImportOptions(embedding, key, match, standIn, components);
        ToolResult.Builder result = newResult().input(dataset);
        List<String> cells;
        ExternalView view;
        try (H5adFile data = H5adFile.open(dataset)) {
            cells = data.obsNames();
            view = embedding
                    .map(file -> ExternalView.of(file, options, cells, dataset.toString()))
                    .orElseGet(() -> ExternalView.standIn(data.x(), options.components(), threads()));
        }
        embedding.ifPresent(result::input);
        Log.say(
                "%s view of %d cells x %d dimensions: %s",
                view.kind(), cells.size(), view.values().columns(), view.source());
        if (!view.matching().isEmpty()) {
            Log.say("%s", view.matching());
        }
        H5adFile.write(view.toFile(cells), output);
        view.warnings().forEach(result::warn);
        if (embedding.isPresent()) {
            result.parameter("match", match.name().toLowerCase(Locale.ROOT)).put("matching", view.matching());
        } else {
            result.parameter("components", components);
        }
        result.put("external_view", view.kind())
                .put("external_source", view.source())
                .put("cells", cells.size())
                .put("dimensions", view.values().columns());
        json.ifPresent(result::write);
    }
}

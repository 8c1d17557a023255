package org.sce2tm.knn;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.sce2tm.cli.Log;
import org.sce2tm.cli.NeighborArguments;
import org.sce2tm.cli.ToolCommand;
import org.sce2tm.cli.ToolResult;
import org.sce2tm.cli.Version;
import org.sce2tm.data.AnnData;
import org.sce2tm.data.BadDataException;
import org.sce2tm.data.CellJoin;
import org.sce2tm.data.CsrMatrix;
import org.sce2tm.data.DenseMatrix;
import org.sce2tm.data.H5adFile;
import org.sce2tm.data.Uns;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sce2tm knn}. */
@Command(
        name = "knn",
        versionProvider = Version.class,
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Finds each cell's neighbors in two views: its expression and its external embedding.",
            "",
            "Euclidean nearest neighbors, exact unless there are very many cells (--exact,"
                    + " --approximate-above); two cells are neighbors if each is among the other's nearest; where the"
                    + " graph of these falls into pieces, the shortest edges that join them are added (min_tree,"
                    + " Dalmia and Sia 2021). Writes a cell's neighbors by ascending distance, itself first, -1 where"
                    + " there are no more. The result does not depend on --threads.",
            ""
        })
public final class KnnCommand extends ToolCommand {
    private static final String EXPRESSION = "neighbors_expression";
    private static final String EXTERNAL = "neighbors_external";
    private static final String EXTERNAL_KEY = "X_external";
    private static final String VIEW = "external_view";

    @Option(
            names = "--dataset",
            required = true,
            paramLabel = "D.h5ad",
            description = "The data set as preprocess writes it; the expression view is its X as it stands.")
    private Path dataset;

    @Option(
            names = "--external",
            required = true,
            paramLabel = "E.h5ad",
            description = "The external embedding as embed-import writes it (obsm/" + EXTERNAL_KEY + ").")
    private Path external;

    @Option(
            names = "--neighbors",
            paramLabel = "N",
            defaultValue = KnnOptions.DEFAULT_NEIGHBORS,
            description = "Nearest neighbors of a cell and longest list, the cell itself counted (default:"
                    + " ${DEFAULT-VALUE}).")
    private int neighbors;

    @Mixin
    private NeighborArguments search = new NeighborArguments();

    @Option(
            names = "--output",
            required = true,
            paramLabel = "N.h5ad",
            description = "Gets obsm/" + EXPRESSION + " and obsm/" + EXTERNAL + ", cells x neighbors.")
    private Path output;

    @Option(
            names = "--json",
            required = true,
            paramLabel = "FILE",
            description = "Gets what was found: pieces, isolated and duplicated cells, edges.")
    private Path json;

    @Override
    protected void run() {
        KnnOptions options = new KnnOptions(neighbors, search.exactUpTo(), threads());
        ToolResult.Builder result = newResult()
                .input(dataset)
                .input(external)
                .parameter("neighbors", options.neighbors())
                .parameter("approximate_above", search.parameter());

        CsrMatrix expression;
        List<String> cells;
        try (H5adFile file = H5adFile.open(dataset)) {
            cells = file.obsNames();
            expression = file.x();
        }
        if (cells.size() < options.neighbors()) {
            result.warn("there are only " + cells.size() + " cells for " + options.neighbors()
                    + " neighbors: every cell is among every other's nearest");
        }
        DenseMatrix embedding;
        Optional<Uns> view;
        try (H5adFile file = H5adFile.open(external)) {
            if (!file.obsmKeys().contains(EXTERNAL_KEY)) {
                throw new BadDataException(
                        external + ", obsm/" + EXTERNAL_KEY,
                        "is missing; there are " + file.obsmKeys(),
                        "Give the file that embed-import wrote");
            }
            CellJoin join = CellJoin.same(
                    new CellJoin.Ids(dataset.toString(), cells),
                    new CellJoin.Ids(external.toString(), file.obsNames()),
                    CellJoin.Match.AUTO);
            Log.say("%s", join.description());
            embedding = file.obsm(EXTERNAL_KEY).rows(join.rows()).requireFinite(external + ", obsm/" + EXTERNAL_KEY);
            view = Optional.ofNullable(file.uns().get(VIEW));
        }

        ViewNeighbors byExpression = ViewNeighbors.of(expression, options);
        report("expression", byExpression, result);
        ViewNeighbors byEmbedding = ViewNeighbors.of(embedding, options);
        report("external", byEmbedding, result);
        AnnData.Builder lists = AnnData.builder(cells, List.of());
        lists.obsm(EXPRESSION, byExpression.lists()).obsm(EXTERNAL, byEmbedding.lists());
        lists.uns("search_expression", new Uns.Text(byExpression.search().description()))
                .uns("search_external", new Uns.Text(byEmbedding.search().description()));
        view.ifPresent(text -> lists.uns(VIEW, text));
        H5adFile.write(lists.build(), output);
        if (view.isPresent() && view.get() instanceof Uns.Text text) {
            result.put(VIEW, text.value());
        }
        result.put("cells", cells.size()).write(json);
    }

    private static void report(String name, ViewNeighbors view, ToolResult.Builder result) {
        result.put(name, view.facts());
        Log.say(
                "%s: %d cells x %d (%s), %d mutual edges in %d pieces, %d isolated cells; %d edges added",
                name,
                view.mutual().cells(),
                view.dimensions(),
                view.search().description(),
                view.mutual().mutualEdges(),
                view.mutual().mutualComponents(),
                view.mutual().isolatedCells(),
                view.mutual().edges() - view.mutual().mutualEdges());
        view.search().warning().ifPresent(warning -> result.warn("the " + name + " view: " + warning));
        if (view.mutual().components() > 1) {
            result.warn("the " + name + " view stays in " + view.mutual().components()
                    + " pieces: no cell of one is among the nearest of another");
        }
        if (view.duplicatedCells() > 0) {
            result.warn(view.duplicatedCells() + " cells lie exactly on another in the " + name + " view");
        }
    }
}

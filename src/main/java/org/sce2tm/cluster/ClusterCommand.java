package org.sce2tm.cluster;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sce2tm.cli.Log;
import org.sce2tm.cli.NeighborArguments;
import org.sce2tm.cli.ToolCommand;
import org.sce2tm.cli.ToolResult;
import org.sce2tm.cli.Version;
import org.sce2tm.data.CellJoin;
import org.sce2tm.data.DenseMatrix;
import org.sce2tm.data.TsvWriter;
import org.sce2tm.graph.Umap;
import org.sce2tm.score.Silhouette;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sce2tm cluster}. */
@Command(
        name = "cluster",
        versionProvider = Version.class,
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Clusters an embedding and scores it against cell labels: ARI, AMI, NMI, ASW, IP.",
            "",
            "The paper's protocol: 15 nearest neighbors, Louvain (as scanpy 1.9.8: unweighted, one run of seed 0 for"
                    + " each resolution) and the best ARI over the resolutions; AMI and NMI of the same clusters; ASW of"
                    + " the labels in the embedding; IP, the purity of each cell's strongest topic. Beside it the mean"
                    + " and sd of that protocol over Louvain seeds, as one seed is luck, and the scores at a resolution"
                    + " chosen without labels, by the largest silhouette width of the clusters; and, of a model that"
                    + " holds clusters of its own (obs/native_cluster: scTAG, scLEGA), the scores of those.",
            "",
            "Cells with an empty label are clustered but not scored. Without labels the scores are undefined and the"
                    + " clusters are those of the resolution chosen without labels.",
            ""
        })
public final class ClusterCommand extends ToolCommand {
    @ArgGroup(multiplicity = "1")
    private Source source;

    private static final class Source {
        @Option(
                names = "--model",
                required = true,
                paramLabel = "MODEL.h5ad",
                description = "A trained model: obsm/X_embedding is clustered, obsm/theta gives the topics for IP.")
        private Optional<Path> model = Optional.empty();

        @Option(
                names = "--embedding",
                required = true,
                paramLabel = "E.csv",
                description = "Or a table of cells x values (CSV or TSV). Its columns are also taken as the topics for"
                        + " IP, as the reference does with its own output.")
        private Optional<Path> embedding = Optional.empty();
    }

    @Option(
            names = "--labels",
            paramLabel = "L.csv",
            description = "Cell labels: cell,label (CSV or TSV), or one column without a header, by position.")
    private Optional<Path> labels = Optional.empty();

    @Option(names = "--label-column", paramLabel = "NAME", description = "Its column, where it has several.")
    private Optional<String> labelColumn = Optional.empty();

    @Option(
            names = "--match",
            paramLabel = "auto|id|position",
            defaultValue = "auto",
            description = "How cells and labels are joined: auto is by cell id, and by position where the ids are"
                    + " only row numbers (default: ${DEFAULT-VALUE}).")
    private CellJoin.Match match;

    @Option(
            names = "--neighbors",
            paramLabel = "N",
            defaultValue = ClusterOptions.DEFAULT_NEIGHBORS,
            description = "Nearest neighbors in the graph, the cell itself counted (default: ${DEFAULT-VALUE}).")
    private int neighbors;

    @Mixin
    private NeighborArguments search = new NeighborArguments();

    @Option(
            names = "--weighted",
            description = "Let Louvain count each edge by its weight; the reference counts every edge as 1.")
    private boolean weighted;

    @Option(
            names = "--resolutions",
            paramLabel = "R",
            split = ",",
            defaultValue = ClusterOptions.DEFAULT_RESOLUTIONS,
            description = "Louvain's resolutions, with commas (default: 0.0,0.1,...,1.9).")
    private List<Double> resolutions;

    @Option(
            names = "--louvain-seeds",
            paramLabel = "N",
            defaultValue = ClusterOptions.DEFAULT_LOUVAIN_SEEDS,
            description = "Seeds for the mean and sd beside the protocol (default: ${DEFAULT-VALUE}).")
    private int louvainSeeds;

    @Option(
            names = "--seed",
            paramLabel = "SEED",
            defaultValue = ClusterOptions.DEFAULT_SEED,
            description = "Seed of the protocol and of the map; the other Louvain seeds follow it (default:"
                    + " ${DEFAULT-VALUE}, the reference's).")
    private long seed;

    @Option(names = "--output", required = true, paramLabel = "FILE", description = "Gets the scores, as JSON.")
    private Path output;

    @Option(
            names = "--clusters",
            paramLabel = "FILE",
            description =
                    "Gets cell, label, cluster, topic, native_cluster (the model's own). Cluster 0 is the largest.")
    private Optional<Path> clusters = Optional.empty();

    @Option(names = "--umap", paramLabel = "FILE", description = "Gets cell, x, y: UMAP coordinates.")
    private Optional<Path> umap = Optional.empty();

    @Override
    protected void run() {
        ClusterOptions options = new ClusterOptions(
                neighbors,
                search.exactUpTo(),
                search.exact() ? Integer.MAX_VALUE : Silhouette.DEFAULT_ALL_UP_TO,
                weighted,
                resolutions,
                louvainSeeds,
                seed);
        ToolResult.Builder result = newResult()
                .seed(options.seed())
                .parameter("neighbors", options.neighbors())
                .parameter("approximate_above", search.parameter())
                .parameter("weighted", options.weighted())
                .parameter("resolutions", options.resolutions())
                .parameter("louvain_seeds", options.louvainSeeds());
        source.model.ifPresent(result::input);
        source.embedding.ifPresent(result::input);
        labels.ifPresent(result::input);

        Cells cells = source.model.map(Cells::ofModel).orElseGet(() -> Cells.ofTable(source.embedding.orElseThrow()));
        cells.facts().forEach(result::put);
        Log.say(
                "%s: %d cells x %d",
                cells.source(), cells.names().size(), cells.space().columns());
        Labels known = labels.map(file -> Labels.read(file, labelColumn, cells, match, result))
                .orElseGet(() -> Labels.none(cells));
        result.put("cells", cells.names().size());
        result.put("labelled_cells", known.known().map(k -> k.cells().length).orElse(0));
        result.put("label_types", known.known().map(k -> k.names().size()).orElse(0));

        Clustering.Outcome outcome = new Clustering(cells, options, threads(), result).run(known);
        clusters.ifPresent(file -> writeClusters(file, cells, known, outcome));
        umap.ifPresent(file -> writeMap(file, cells, outcome, options));
        result.write(output);
    }

    private static void writeClusters(Path file, Cells cells, Labels labels, Clustering.Outcome outcome) {
        List<List<Object>> rows = new ArrayList<>();
        for (int i = 0; i < cells.names().size(); i++) {
            int cell = i;
            String topic = outcome.topics()
                    .map(strongest -> cells.topics().orElseThrow().names().get(strongest[cell]))
                    .orElse("");
            String own =
                    cells.ownClusters().map(clusters -> clusters.ofCell(cell)).orElse("");
            rows.add(List.of(cells.names().get(i), labels.perCell().get(i), outcome.clusters()[i], topic, own));
        }
        TsvWriter.write(file, List.of("cell", "label", "cluster", "topic", "native_cluster"), rows);
    }

    private static void writeMap(Path file, Cells cells, Clustering.Outcome outcome, ClusterOptions options) {
        Umap.Options defaults = Umap.Options.defaults();
        DenseMatrix layout = Umap.layout(
                outcome.graph(),
                cells.space(),
                new Umap.Options(defaults.minimumDistance(), defaults.spread(), options.seed()));
        List<List<Object>> rows = new ArrayList<>();
        for (int i = 0; i < layout.rows(); i++) {
            rows.add(List.of(cells.names().get(i), (float) layout.get(i, 0), (float) layout.get(i, 1)));
        }
        TsvWriter.write(file, List.of("cell", "x", "y"), rows);
    }
}

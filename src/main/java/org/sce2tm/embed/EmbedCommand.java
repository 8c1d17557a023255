package org.sce2tm.embed;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.sce2tm.cli.ExpressionArguments;
import org.sce2tm.cli.Log;
import org.sce2tm.cli.ToolCommand;
import org.sce2tm.cli.ToolResult;
import org.sce2tm.cli.UsageException;
import org.sce2tm.data.AnnData;
import org.sce2tm.data.CellJoin;
import org.sce2tm.data.CsrMatrix;
import org.sce2tm.data.DenseMatrix;
import org.sce2tm.data.Expression;
import org.sce2tm.data.ExpressionFile;
import org.sce2tm.data.H5adFile;
import org.sce2tm.data.Uns;
import org.sce2tm.model.Backends;
import org.sce2tm.model.CellEncoder;
import org.sce2tm.model.ModelFile;
import org.sce2tm.model.Representation;
import org.sce2tm.nn.Backend;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sce2tm embed}. */
@Command(
        name = "embed",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Puts new cells into a trained model (sce2tm, scvi, scvi-ld, scetm, spruce, d-scigm, pca).",
            "",
            "Of an .h5ad file the matrix is read that the model's own cells were read from. The cells are preprocessed as"
                    + " the model recorded of its own (log, scaling) and matched to its genes by"
                    + " name; genes that they lack count as 0, and how many is said. Nothing is trained, and batch"
                    + " effects are not corrected.",
            ""
        })
public final class EmbedCommand extends ToolCommand {
    @Option(
            names = "--model",
            required = true,
            paramLabel = "model.h5ad",
            description = "The trained model, as step train wrote it.")
    private Path model;

    @Mixin
    private ExpressionArguments expression;

    @Option(
            names = "--external",
            paramLabel = "E.h5ad",
            description = "External embedding of the new cells (obsm/X_external), matched by cell id; needed by models"
                    + " trained with --external-as-input, not read by others.")
    private Optional<Path> external = Optional.empty();

    @Option(
            names = "--output",
            required = true,
            paramLabel = "E.h5ad",
            description = "obsm/X_embedding and, where the model has topics, obsm/theta of the new cells.")
    private Path output;

    @Option(names = "--json", paramLabel = "FILE", description = "What was found: genes absent, warnings.")
    private Optional<Path> json = Optional.empty();

    @Override
    protected void run() {
        EmbedOptions options =
                new EmbedOptions(model, expression.input(), expression.matrix(), expression.orientation(), external);
        ToolResult.Builder result = newResult().input(model).input(options.input());
        ModelFile trained = ModelFile.read(options.model());
        CellEncoder encoder = CellEncoder.of(trained, options.model());
        Preprocessed preprocessed = Preprocessed.of(trained, options.model());
        String chosen = options.matrix().orElseGet(() -> preprocessed.matrixOf(options.input()));
        Expression cells = ExpressionFile.read(options.input(), chosen, options.orientation());
        Log.say("%s: %s", options.input(), cells.description());
        cells.warnings().forEach(result::warn);

        preprocessed.require(cells.matrix(), options.input(), chosen, result);
        GeneAlignment genes = GeneAlignment.of(
                cells.matrix(),
                cells.varNames(),
                trained.genes(),
                options.input().toString());
        CsrMatrix x;
        if (encoder.needsCounts()) {
            preprocessed.requireCounts(cells.matrix(), options.input(), chosen);
            x = genes.matrix();
        } else {
            x = preprocessed.repeat(genes.matrix(), cells.matrix());
        }
        Log.say(
                "%d of the model's %d genes are absent here",
                genes.absent().size(), trained.genes().size());
        if (!genes.absent().isEmpty()) {
            result.warn(genes.absent().size() + " of the model's "
                    + trained.genes().size()
                    + " genes are absent in " + options.input() + " and count as 0, e.g. "
                    + String.join(
                            ", ",
                            genes.absent().subList(0, Math.min(5, genes.absent().size()))));
        }
        Optional<DenseMatrix> view = encoder.needsExternal() ? Optional.of(external(cells, options)) : Optional.empty();
        Representation representation;
        try (Backend backend = Backends.open(Backends.Kind.CPU, threads())) {
            representation = encoder.represent(x, view, backend);
        }
        write(cells, trained, representation);
        result.parameter("matrix", chosen)
                .put("model", trained.method())
                .put("external_view", trained.externalView())
                .put("cells", cells.obsNames().size())
                .put("genes_of_model", trained.genes().size())
                .put("genes_absent", genes.absent().size());
        json.ifPresent(result::write);
    }

    private static DenseMatrix external(Expression cells, EmbedOptions options) {
        Path path = options.external()
                .orElseThrow(() -> new UsageException("this model takes the external embedding as input: give that of"
                        + " the new cells with --external"));
        try (H5adFile file = H5adFile.open(path)) {
            CellJoin join = CellJoin.containing(
                    new CellJoin.Ids(options.input().toString(), cells.obsNames()),
                    new CellJoin.Ids(path.toString(), file.obsNames()),
                    CellJoin.Match.AUTO);
            return file.obsm("X_external").rows(join.rows()).requireFinite(path + ", obsm/X_external");
        }
    }

    private void write(Expression cells, ModelFile trained, Representation representation) {
        AnnData.Builder content = AnnData.builder(cells.obsNames(), List.of());
        content.obsm("X_embedding", representation.embedding());
        representation.theta().ifPresent(theta -> content.obsm("theta", theta));
        content.uns("model", new Uns.Text(trained.method()));
        content.uns("external_view", new Uns.Text(trained.externalView()));
        H5adFile.write(content.build(), output);
    }
}

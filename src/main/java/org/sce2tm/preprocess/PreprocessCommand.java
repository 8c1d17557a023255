package org.sce2tm.preprocess;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.sce2tm.cli.ExpressionArguments;
import org.sce2tm.cli.Log;
import org.sce2tm.cli.ToolCommand;
import org.sce2tm.cli.ToolResult;
import org.sce2tm.cli.UsageException;
import org.sce2tm.data.AnnData;
import org.sce2tm.data.Expression;
import org.sce2tm.data.ExpressionFile;
import org.sce2tm.data.H5adFile;
import org.sce2tm.data.LabelsFile;
import org.sce2tm.data.MatrixContent;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sce2tm preprocess}. */
@Command(
        name = "preprocess",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Prepares expression for training: log(1 + x) of counts, highly variable genes.",
            "",
            "Reads .h5ad, 10x .h5, a 10x directory with matrix.mtx, CSV or TSV in either"
                    + " orientation, and HDF5 with X and Y; of an .h5ad file its X. Writes the data set (.h5ad: X is log expression of the"
                    + " selected genes, layers/counts their counts where the input holds counts) and the labels"
                    + " (cell, label), which training never sees. Labels come from --labels or --label-key; they are"
                    + " never guessed.",
            ""
        })
public final class PreprocessCommand extends ToolCommand {
    @Mixin
    private ExpressionArguments expressionArguments;

    @Option(
            names = "--dataset",
            required = true,
            paramLabel = "NAME",
            description = "The data set's name, for the report.")
    private String dataset;

    @Option(
            names = "--labels",
            paramLabel = "FILE",
            description = "Labels: CSV or TSV with a header, cell and label, matched by cell id; by position where the"
                    + " ids are only row numbers; or one column without a header, by position.")
    private Optional<Path> labels = Optional.empty();

    @Option(
            names = "--label-key",
            paramLabel = "KEY",
            description = "Labels: the column of the input's cells that holds them; with --labels, that file's column.")
    private Optional<String> labelKey = Optional.empty();

    @Option(
            names = "--log1p",
            paramLabel = "auto|yes|no",
            defaultValue = PreprocessOptions.DEFAULT_LOG1P,
            description =
                    "Take log(1 + x) (default: ${DEFAULT-VALUE}, of integer counts; other values are taken for logs"
                            + " already).")
    private Log1p log1p;

    @Option(
            names = "--target-sum",
            paramLabel = "none|median|NUMBER",
            defaultValue = PreprocessOptions.DEFAULT_TARGET_SUM,
            description =
                    "Scale every cell to this total first (default: ${DEFAULT-VALUE}, as the paper). Values that are"
                            + " logs already are left as they are, and that is said.")
    private String targetSum;

    @Option(
            names = "--hvg",
            paramLabel = "N",
            defaultValue = PreprocessOptions.DEFAULT_HVG,
            description = "Number of highly variable genes (default: ${DEFAULT-VALUE}; all where there are fewer).")
    private int hvg;

    @Option(
            names = "--hvg-flavour",
            paramLabel = "seurat|cell_ranger",
            defaultValue = PreprocessOptions.DEFAULT_FLAVOUR,
            description = "How they are found, as scanpy 1.9.8 does (default: ${DEFAULT-VALUE}).")
    private HvgFlavour flavour;

    @Option(names = "--output", required = true, paramLabel = "FILE", description = "The data set, .h5ad.")
    private Path output;

    @Option(
            names = "--labels-output",
            paramLabel = "FILE",
            description = "The labels, TSV (empty where there are none); needed with --labels and --label-key.")
    private Optional<Path> labelsOutput = Optional.empty();

    @Option(names = "--json", paramLabel = "FILE", description = "What was found and decided.")
    private Optional<Path> json = Optional.empty();

    @Override
    protected void run() {
        Path input = expressionArguments.input();
        String matrix = expressionArguments.matrix().orElse(PreprocessOptions.DEFAULT_MATRIX);
        PreprocessOptions options = new PreprocessOptions(matrix, log1p, TargetSum.parse(targetSum), hvg, flavour);
        if (labelsOutput.isEmpty() && (labels.isPresent() || labelKey.isPresent())) {
            throw new UsageException("say with --labels-output where the labels go: the data set never holds them");
        }
        ToolResult.Builder result = newResult();
        Prepared prepared = prepare(options);
        Preprocessing done = prepared.done();
        CellLabels cellLabels = prepared.labels();
        AnnData data = done.dataset();
        Log.say("%d cells x %d genes, %s", data.obsNames().size(), prepared.genes(), done.values());
        Log.say(
                "%d genes are 0 in every cell; they count as genes",
                done.content().emptyGenes());
        Log.say(
                "%d genes selected%s",
                data.varNames().size(), prepared.genes() <= hvg ? ": all, there are no more than --hvg " + hvg : "");
        Log.say("%s", cellLabels.description());
        H5adFile.write(data, output);
        labelsOutput.ifPresent(file -> LabelsFile.write(file, data.obsNames(), cellLabels.labels()));
        result.input(input);
        labels.ifPresent(result::input);
        done.warnings().forEach(result::warn);
        cellLabels.warnings().forEach(result::warn);
        result.parameter("matrix", matrix)
                .parameter("log1p", log1p.name().toLowerCase(Locale.ROOT))
                .parameter("target_sum", targetSum)
                .parameter("hvg", hvg)
                .parameter("hvg_flavour", flavour.text())
                .put("dataset", dataset)
                .put("source", prepared.source())
                .put("cells", data.obsNames().size())
                .put("genes", prepared.genes())
                .put("selected_genes", data.varNames().size())
                .put("density", density(done.content(), prepared))
                .put("values", done.values())
                .put("counts", done.content().counts())
                .put("log1p", done.normalization().log1p())
                .put("empty_cells", done.content().emptyCells())
                .put("empty_genes", done.content().emptyGenes())
                .put("labels", cellLabels.description())
                .put(
                        "labelled_cells",
                        cellLabels.labels().stream()
                                .filter(label -> !label.isEmpty())
                                .count())
                .put(
                        "types",
                        cellLabels.labels().stream()
                                .filter(label -> !label.isEmpty())
                                .distinct()
                                .count());
        done.normalization().targetSum().ifPresent(target -> result.put("target_sum", target));
        json.ifPresent(result::write);
    }

    /**
     * What is left of the input once its genes are selected.
     *
     * @param genes of the input
     * @param source what was read, a sentence
     */
    private record Prepared(Preprocessing done, CellLabels labels, int genes, String source) {}

    /** The input's matrix ends with this method, so that it is not in memory while files are written. */
    private Prepared prepare(PreprocessOptions options) {
        Path input = expressionArguments.input();
        Expression expression = ExpressionFile.read(input, options.source(), expressionArguments.orientation());
        Log.say("%s: %s", input, expression.description());
        return new Prepared(
                Preprocessing.of(expression, options, input + ", " + options.source()),
                labels(expression),
                expression.varNames().size(),
                expression.description());
    }

    private CellLabels labels(Expression expression) {
        if (labels.isPresent()) {
            return CellLabels.ofFile(
                    labels.get(),
                    labelKey,
                    expression.obsNames(),
                    expressionArguments.input().toString());
        }
        return labelKey.map(key -> CellLabels.ofColumn(
                        expression, key, expressionArguments.input().toString()))
                .orElseGet(() -> CellLabels.none(expression.obsNames().size()));
    }

    /** Share of values that are not 0; a stored zero is none. */
    private static double density(MatrixContent content, Prepared prepared) {
        return content.nonZeros()
                / ((double) prepared.done().dataset().obsNames().size() * prepared.genes());
    }
}

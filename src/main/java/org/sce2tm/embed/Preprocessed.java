package org.sce2tm.embed;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sce2tm.cli.Log;
import org.sce2tm.cli.ToolResult;
import org.sce2tm.data.BadDataException;
import org.sce2tm.data.CsrMatrix;
import org.sce2tm.data.ExpressionFile;
import org.sce2tm.data.H5adFile;
import org.sce2tm.data.MatrixContent;
import org.sce2tm.data.Normalization;
import org.sce2tm.data.Uns;
import org.sce2tm.model.ModelFile;

/**
 * How a model's own cells were preprocessed, to do the same to new ones. Values that are logarithms already must not be
 * logged again: that gives an embedding that looks like any other and is wrong.
 *
 * @param model the model's file, for messages
 * @param normalization what was done to the values; absent where the model records nothing
 * @param fromCounts whether the model's own values were counts
 * @param matrix where its own values stood in their file: X, raw or layers/NAME
 */
record Preprocessed(Path model, Optional<Normalization> normalization, boolean fromCounts, String matrix) {
    private static final String X = "X";

    static Preprocessed of(ModelFile trained, Path model) {
        Map<String, Uns> record = trained.preprocessing().orElse(new Uns.Group(Map.of())) instanceof Uns.Group group
                ? group.children()
                : Map.of();
        if (record.isEmpty()) {
            return new Preprocessed(model, Optional.empty(), false, X);
        }
        Normalization normalization = Normalization.from(record, model.toString());
        // A record without this entry is not of step preprocess; logarithms were then taken of counts, as ever.
        boolean fromCounts =
                record.get("counts") instanceof Uns.Text counts ? counts.value().equals("yes") : normalization.log1p();
        // Old 10x files have their genome's name here, which says nothing about an .h5ad file.
        String matrix = record.get("source_matrix") instanceof Uns.Text source
                        && (source.value().equals("raw") || source.value().startsWith("layers/"))
                ? source.value()
                : X;
        return new Preprocessed(model, Optional.of(normalization), fromCounts, matrix);
    }

    /**
     * The matrix of a file that answers to the one the model was made from.
     *
     * @throws BadDataException if an .h5ad file does not have it
     */
    String matrixOf(Path input) {
        if (!ExpressionFile.isH5ad(input)) {
            return X;
        }
        List<String> found = expressionNames(input);
        if (!found.contains(matrix)) {
            throw new BadDataException(
                    input.toString(),
                    "has no " + matrix + ", which the model's own cells were read from; it has " + found,
                    "Name the matrix that holds " + (fromCounts ? "counts" : "the same kind of values")
                            + " with --matrix");
        }
        Log.say("matrix %s, as for the model's own cells", matrix);
        return matrix;
    }

    /**
     * Makes sure that what was done to the model's own values can be done to new ones.
     *
     * @param x new values
     * @param input their file and {@code chosen} their place in it, for messages
     * @throws BadDataException if these are no expression, or no counts where the model took logarithms of counts
     */
    void require(CsrMatrix x, Path input, String chosen, ToolResult.Builder result) {
        MatrixContent content = MatrixContent.of(x);
        String where = input + ", " + chosen;
        if (!content.finite() || content.least() < 0) {
            throw new BadDataException(
                    where,
                    "holds values below 0 or none at all (least " + content.least()
                            + "), expected counts or log expression",
                    "Name the matrix of counts with --matrix");
        }
        if (normalization.isEmpty()) {
            result.warn(model + " records no preprocessing: the values are taken as they are");
            return;
        }
        if (normalization.get().log1p() && fromCounts && !content.counts()) {
            throw new BadDataException(
                    where,
                    "holds values that are not whole, and the model took logarithms of counts: these are probably"
                            + " logarithms already and would be logged twice",
                    "Name the matrix of counts with --matrix"
                            + (ExpressionFile.isH5ad(input) ? "; the file has " + expressionNames(input) : ""));
        }
        if (!normalization.get().log1p() && !fromCounts && content.counts()) {
            result.warn("the model was trained on values that were logarithms already, and these are counts: they are"
                    + " taken as they are; give log expression instead");
        }
    }

    /**
     * Makes sure that a model of counts gets counts.
     *
     * @throws BadDataException if these are none
     */
    void requireCounts(CsrMatrix x, Path input, String chosen) {
        if (!MatrixContent.of(x).counts()) {
            throw new BadDataException(
                    input + ", " + chosen,
                    "holds values that are not whole, and the model was trained on counts",
                    "Name the matrix of counts with --matrix"
                            + (ExpressionFile.isH5ad(input) ? "; the file has " + expressionNames(input) : ""));
        }
    }

    /**
     * Does to new values what was done to the model's own.
     *
     * @param aligned cells x the model's genes
     * @param x all genes of these cells, over which their totals are taken
     */
    CsrMatrix repeat(CsrMatrix aligned, CsrMatrix x) {
        return normalization.map(done -> done.apply(aligned, done.divisors(x))).orElse(aligned);
    }

    private static List<String> expressionNames(Path input) {
        try (H5adFile file = H5adFile.open(input)) {
            return file.expressionNames();
        }
    }
}

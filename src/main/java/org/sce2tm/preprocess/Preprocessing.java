package org.sce2tm.preprocess;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.sce2tm.data.AnnData;
import org.sce2tm.data.BadDataException;
import org.sce2tm.data.Column;
import org.sce2tm.data.CsrMatrix;
import org.sce2tm.data.Expression;
import org.sce2tm.data.MatrixContent;
import org.sce2tm.data.Normalization;
import org.sce2tm.data.NumberType;
import org.sce2tm.data.Uns;

/**
 * Expression becomes a data set for training: optional scaling to a total, log(1 + x), selection of highly variable
 * genes. Scaling uses all genes of the input; statistics are of all genes, and kept for the selected ones.
 *
 * <p>Cells and genes without any count stay: an empty cell trains (its reconstruction loss is 0), and dropping rows
 * here would break every later match by position. They are counted and said.
 *
 * @param dataset X (float32), layers/counts and obs/total_counts when the input holds counts, var with the statistics, uns/preprocessing
 * @param content what the input matrix holds
 * @param normalization what was done to the values
 * @param values one sentence: what the values are and what was decided
 * @param warnings what the user should know, a sentence each
 */
record Preprocessing(
        AnnData dataset, MatrixContent content, Normalization normalization, String values, List<String> warnings) {
    private static final String COUNTS = "counts";

    /** @throws BadDataException if there are fewer than two cells, or values that cannot be expression */
    static Preprocessing of(Expression expression, PreprocessOptions options, String where) {
        List<String> warnings = new ArrayList<>(expression.warnings());
        CsrMatrix matrix = expression.matrix();
        if (matrix.rows() < 2) {
            throw new BadDataException(where, "has one cell", "Give at least two");
        }
        MatrixContent content = MatrixContent.of(matrix);
        requireExpression(content, where);
        boolean log = log(content, options, where, warnings);
        // Logs cannot be scaled to a total: a setting that asks for one still goes through data that are logs already.
        boolean scales = log || options.log1p() == Log1p.NO;
        Normalization normalization =
                new Normalization(log, scales ? options.targetSum().of(matrix) : OptionalDouble.empty());
        double[] divisors = normalization.divisors(matrix);
        Optional<VariableGenes> genes = variableGenes(matrix, normalization, options, where, warnings);
        int[] selected = matrix.columns() <= options.hvg()
                ? IntStream.range(0, matrix.columns()).toArray()
                : genes.orElseThrow().selected();
        CsrMatrix kept = matrix.selectColumns(selected);
        AnnData.Builder dataset = AnnData.builder(
                        expression.obsNames(),
                        IntStream.of(selected)
                                .mapToObj(expression.varNames()::get)
                                .toList())
                .x(normalization.apply(kept, divisors))
                .uns("preprocessing", new Uns.Group(record(normalization, content, options)));
        if (content.counts()) {
            dataset.layer(COUNTS, kept);
            // Depth over all genes, which the selected ones do not tell any more.
            dataset.obs("total_counts", new Column.Numbers(matrix.rowSums(), NumberType.FLOAT64));
        }
        genes.ifPresent(found -> {
            dataset.var("means", picked(found.means(), selected));
            dataset.var("dispersions", picked(found.dispersions(), selected));
            dataset.var("dispersions_norm", picked(found.normalizedDispersions(), selected));
        });
        emptiness(content, matrix, warnings);
        selection(matrix.columns(), selected.length, options, warnings);
        return new Preprocessing(
                dataset.build(), content, normalization, sentence(content, normalization, options), warnings);
    }

    private static void requireExpression(MatrixContent content, String where) {
        if (!content.finite()) {
            throw new BadDataException(where, "holds NaN or infinite values", "Give a matrix of finite values");
        }
        if (content.least() < 0) {
            throw new BadDataException(
                    where,
                    "holds negative values (down to " + content.least()
                            + "), so these are neither counts nor log(1 + x) but perhaps scaled values",
                    "Name the matrix that holds counts or logs, e.g. --matrix raw or --matrix layers/counts");
        }
        if (content.nonZeros() == 0) {
            throw new BadDataException(where, "holds zeros only", "Give a matrix of expression");
        }
    }

    private static boolean log(MatrixContent content, PreprocessOptions options, String where, List<String> warnings) {
        if (options.log1p() != Log1p.AUTO) {
            return options.log1p() == Log1p.YES;
        }
        if (!content.counts() && options.targetSum().asked()) {
            if (content.greatest() > MatrixContent.LARGEST_LOG) {
                throw new BadDataException(
                        where,
                        "holds values that are not whole and reach " + content.greatest()
                                + ", so it is not clear whether they are to be scaled to a total",
                        "Give --log1p yes if the values are linear (e.g. TPM), or leave --target-sum out");
            }
            warnings.add("The values are not whole and taken for logs already, which cannot be scaled to a total:"
                    + " --target-sum is not applied. If they are linear (e.g. TPM), give --log1p yes.");
        }
        if (!content.counts() && content.greatest() > MatrixContent.LARGEST_LOG) {
            warnings.add("The values are taken for logs already because they are not whole, but they reach "
                    + content.greatest() + ": if they are linear (e.g. TPM), give --log1p yes.");
        }
        return content.counts();
    }

    private static Optional<VariableGenes> variableGenes(
            CsrMatrix matrix,
            Normalization normalization,
            PreprocessOptions options,
            String where,
            List<String> warnings) {
        try {
            return Optional.of(VariableGenes.of(matrix, normalization, options.flavour(), options.hvg()));
        } catch (ArithmeticException e) {
            if (matrix.columns() > options.hvg()) {
                throw new BadDataException(
                        where,
                        "holds values too large to be logs, as --hvg-flavour seurat takes them for",
                        "Give --log1p yes if the values are linear, or --hvg-flavour cell_ranger",
                        e);
            }
            warnings.add("The values are too large to be logs, so no statistics of variability are kept.");
            return Optional.empty();
        }
    }

    private static Map<String, Uns> record(
            Normalization normalization, MatrixContent content, PreprocessOptions options) {
        Map<String, Uns> record = new LinkedHashMap<>(normalization.record());
        record.put(COUNTS, new Uns.Text(content.counts() ? "yes" : "no"));
        record.put("source_matrix", new Uns.Text(options.source()));
        record.put("hvg", new Uns.Scalar(options.hvg()));
        record.put("hvg_flavour", new Uns.Text(options.flavour().text()));
        return record;
    }

    private static Column picked(double[] values, int[] selected) {
        return new Column.Numbers(
                Arrays.stream(selected).mapToDouble(g -> values[g]).toArray(), NumberType.FLOAT64);
    }

    private static void emptiness(MatrixContent content, CsrMatrix matrix, List<String> warnings) {
        if (content.emptyCells() > 0) {
            warnings.add(content.emptyCells() + " of " + matrix.rows()
                    + " cells have no expression at all; they are kept, filter them first if that is not wanted.");
        }
    }

    private static void selection(int genes, int selected, PreprocessOptions options, List<String> warnings) {
        if (genes > options.hvg() && selected > options.hvg()) {
            warnings.add(selected + " genes are selected for --hvg " + options.hvg()
                    + ": scanpy 1.9.8 keeps ties at the cut, and genes without variation when the cut is at most 0.");
        }
    }

    private static String sentence(MatrixContent content, Normalization normalization, PreprocessOptions options) {
        Function<OptionalDouble, String> total = target -> target.isPresent()
                ? String.format(Locale.ROOT, ", cells scaled to a total of %.6g", target.getAsDouble())
                : "";
        String logs = normalization.log1p() ? ", log(1 + x) taken" : ", taken as they are";
        String decided = options.log1p() == Log1p.AUTO ? "" : " (as asked)";
        return (content.counts() ? "integer counts" : "not counts")
                + total.apply(normalization.targetSum())
                + logs
                + decided;
    }
}

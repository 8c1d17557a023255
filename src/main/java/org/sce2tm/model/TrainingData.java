package org.sce2tm.model;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.sce2tm.data.CsrMatrix;
import org.sce2tm.data.DenseMatrix;

/**
 * What a method sees of the cells it learns from; labels are never among it. Methods name what they need
 * ({@link Method#needsExternal}, {@link Method#needsNeighbors}, ...); what is absent was not asked for.
 *
 * @param expression n x V, log1p
 * @param external n x D, the external embedding
 * @param expressionNeighbors lists of the expression view
 * @param externalNeighbors lists of the external view
 * @param counts what the expression is the logarithm of
 * @param types the number of cell types, the number alone
 * @param geneNames V names; none where nobody named the genes
 */
public record TrainingData(
        CsrMatrix expression,
        Optional<DenseMatrix> external,
        Optional<NeighborLists> expressionNeighbors,
        Optional<NeighborLists> externalNeighbors,
        Optional<Counts> counts,
        OptionalInt types,
        List<String> geneNames) {
    /**
     * Counts of the selected genes, and of all.
     *
     * @param matrix n x V, whole numbers from 0
     * @param totals n, a cell's sum over all genes of the input, selected or not
     */
    @SuppressWarnings("ArrayRecordComponent") // read by methods, never compared
    public record Counts(CsrMatrix matrix, double[] totals) {}

    /** Expression alone. */
    public static TrainingData of(CsrMatrix expression) {
        return new TrainingData(
                expression,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                OptionalInt.empty(),
                List.of());
    }

    /** The same with the external view and, where there are some, neighbor lists. */
    public TrainingData withViews(
            DenseMatrix view, Optional<NeighborLists> ofExpression, Optional<NeighborLists> ofExternal) {
        return new TrainingData(expression, Optional.of(view), ofExpression, ofExternal, counts, types, geneNames);
    }

    /** The same with counts. */
    public TrainingData withCounts(Counts given) {
        return new TrainingData(
                expression, external, expressionNeighbors, externalNeighbors, Optional.of(given), types, geneNames);
    }

    /** The same with the number of cell types. */
    public TrainingData withTypes(int given) {
        return new TrainingData(
                expression, external, expressionNeighbors, externalNeighbors, counts, OptionalInt.of(given), geneNames);
    }

    /** The same with the genes' names. */
    public TrainingData withGeneNames(List<String> names) {
        return new TrainingData(
                expression, external, expressionNeighbors, externalNeighbors, counts, types, List.copyOf(names));
    }

    /** n. */
    public int cells() {
        return expression.rows();
    }

    /** V. */
    public int genes() {
        return expression.columns();
    }
}

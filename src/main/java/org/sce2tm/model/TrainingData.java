package org.sce2tm.model;

import java.util.Optional;
import org.sce2tm.data.CsrMatrix;
import org.sce2tm.data.DenseMatrix;

/**
 * What a method sees of the cells it learns from; labels are never among it. Methods name what they need
 * ({@link Method#needsExternal}, {@link Method#needsNeighbors}); what is absent was not asked for.
 *
 * @param expression n x V, log1p
 * @param external n x D, the external embedding
 * @param expressionNeighbors lists of the expression view
 * @param externalNeighbors lists of the external view
 */
public record TrainingData(
        CsrMatrix expression,
        Optional<DenseMatrix> external,
        Optional<NeighborLists> expressionNeighbors,
        Optional<NeighborLists> externalNeighbors) {
    /** n. */
    public int cells() {
        return expression.rows();
    }

    /** V. */
    public int genes() {
        return expression.columns();
    }
}

package org.sce2tm.model;

import java.util.Optional;
import org.sce2tm.data.DenseMatrix;

/**
 * Cells as a method sees them.
 *
 * @param embedding n x d, what gets clustered
 * @param theta n x K topic proportions, rows sum to 1; absent where the method has no topics
 */
public record Representation(DenseMatrix embedding, Optional<DenseMatrix> theta) {}

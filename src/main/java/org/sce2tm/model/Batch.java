package org.sce2tm.model;

/**
 * One minibatch: cells, and for each a neighbor drawn in each view. The neighbor arrays are empty for methods that use
 * none.
 *
 * @param cells indices of b training cells
 * @param expressionNeighbors b indices
 * @param externalNeighbors b indices
 */
@SuppressWarnings("ArrayRecordComponent") // read once by a model, never compared
public record Batch(int[] cells, int[] expressionNeighbors, int[] externalNeighbors) {}

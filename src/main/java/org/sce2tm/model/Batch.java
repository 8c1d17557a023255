package org.sce2tm.model;

/**
 * One minibatch: cells, and for each a neighbor drawn in each view. The neighbor arrays are empty for methods that use
 * none.
 *
 * @param cells indices of b training cells
 * @param expressionNeighbors b indices
 * @param externalNeighbors b indices
 * @param finishedEpochs epochs of this training before the running one
 * @param finishedSteps steps of this training before this one
 */
@SuppressWarnings("ArrayRecordComponent") // read once by a model, never compared
public record Batch(
        int[] cells, int[] expressionNeighbors, int[] externalNeighbors, int finishedEpochs, long finishedSteps) {
    /** The first batch of a training. */
    public static Batch first(int[] cells, int[] expressionNeighbors, int[] externalNeighbors) {
        return new Batch(cells, expressionNeighbors, externalNeighbors, 0, 0);
    }
}

package org.sce2tm.graph;

/**
 * The k nearest rows of every row, itself counted and first.
 *
 * @param cells number of rows, n
 * @param k neighbours a row, itself included; 1..n
 * @param indices n x k, row-major; column 0 is the row itself, then by ascending distance, ties by index
 * @param distances n x k, Euclidean; column 0 is 0
 */
@SuppressWarnings("ArrayRecordComponent") // identity is wanted: never compared or copied as a whole
public record Neighbors(int cells, int k, int[] indices, double[] distances) {
    /** @throws IllegalArgumentException if the arrays are not n x k */
    public Neighbors {
        if (indices.length != Math.multiplyExact(cells, k) || distances.length != indices.length) {
            throw new IllegalArgumentException("inconsistent neighbour arrays for " + cells + " x " + k);
        }
    }

    /** The neighbour at this rank; rank 0 is the cell itself. */
    public int index(int cell, int rank) {
        return indices[cell * k + rank];
    }

    public double distance(int cell, int rank) {
        return distances[cell * k + rank];
    }
}

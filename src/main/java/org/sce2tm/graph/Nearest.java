package org.sce2tm.graph;

import java.util.Arrays;

/** The best few of candidates that come in ascending index; the lower index wins a tie. */
final class Nearest {
    private final double[] squared;
    private final int[] indices;

    Nearest(int capacity) {
        squared = new double[capacity];
        indices = new int[capacity];
        Arrays.fill(squared, Double.POSITIVE_INFINITY);
        Arrays.fill(indices, -1);
    }

    /**
     * The nearest of some rows by their distances in double precision.
     *
     * @param candidates ascending, without the row itself
     */
    static Nearest among(PointRows rows, int row, int[] candidates, int capacity) {
        Nearest nearest = new Nearest(capacity);
        for (int candidate : candidates) {
            nearest.offer(rows.squaredDistance(row, candidate), candidate);
        }
        return nearest;
    }

    /** Takes a candidate if it is among the best. */
    void offer(double distance, int index) {
        if (distance < worst()) {
            insert(distance, index);
        }
    }

    /** What a candidate must be below to enter: the last kept distance, infinite until there are enough. */
    double worst() {
        return squared.length == 0 ? Double.NEGATIVE_INFINITY : squared[squared.length - 1];
    }

    private void insert(double distance, int index) {
        int at = squared.length - 1;
        while (at > 0 && squared[at - 1] > distance) {
            squared[at] = squared[at - 1];
            indices[at] = indices[at - 1];
            at--;
        }
        squared[at] = distance;
        indices[at] = index;
    }

    /** What is kept, by ascending distance; -1 where there is too little. */
    int[] indices() {
        return indices;
    }

    boolean contains(int index) {
        for (int kept : indices) {
            if (kept == index) {
                return true;
            }
        }
        return false;
    }

    /** Row {@code query} of n x k lists: itself, then these by ascending distance. */
    void store(int query, int k, int[] allIndices, double[] distances) {
        allIndices[query * k] = query;
        for (int rank = 1; rank < k; rank++) {
            allIndices[query * k + rank] = indices[rank - 1];
            distances[query * k + rank] = Math.sqrt(squared[rank - 1]);
        }
    }
}

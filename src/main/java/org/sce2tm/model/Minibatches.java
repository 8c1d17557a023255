package org.sce2tm.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/** Splits the cells into minibatches, anew in each epoch. */
public final class Minibatches {
    private Minibatches() {}

    /** What becomes of the cells that are left when whole batches have been cut. */
    public enum Rest {
        /**
         * They are a batch of their own; were it a single cell, which has no batch variance (scE2TM's reference fails
         * there), that cell joins the batch before it.
         */
        KEPT,
        /** Fewer than three are left out of the epoch, as scvi-tools does. */
        THREE_OR_DROPPED,
        /** They are left out of the epoch; with fewer cells than a batch, all cells are the one batch. */
        DROPPED
    }

    /**
     * The given cells in random order, cut into batches.
     *
     * @param cells at least 2
     * @param batchSize at least 2
     */
    public static List<int[]> shuffled(int[] cells, int batchSize, Rest rest, RandomGenerator random) {
        int[] order = cells.clone();
        for (int i = order.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int swapped = order[i];
            order[i] = order[j];
            order[j] = swapped;
        }
        List<int[]> batches = new ArrayList<>();
        for (int start = 0; start < order.length; ) {
            int end = Math.min(order.length, start + batchSize);
            if (rest == Rest.KEPT && end == order.length - 1) {
                end = order.length;
            }
            int least = switch (rest) {
                case KEPT -> 1;
                case THREE_OR_DROPPED -> 3;
                case DROPPED -> batchSize;
            };
            if (end - start >= least || batches.isEmpty()) {
                batches.add(Arrays.copyOfRange(order, start, end));
            }
            start = end;
        }
        return batches;
    }
}

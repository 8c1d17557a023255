package org.sce2tm.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.sce2tm.stats.Shuffle;

/** Splits the cells into minibatches, anew in each epoch. */
public final class Minibatches {
    private final int[] cells;
    private final int batchSize;
    private final Rest rest;
    private final RandomGenerator random;
    /** What the last epoch left to the next. */
    private int[] carried = {};

    /**
     * @param cells at least 2
     * @param batchSize at least 2
     */
    public Minibatches(int[] cells, int batchSize, Rest rest, RandomGenerator random) {
        this.cells = cells.clone();
        this.batchSize = batchSize;
        this.rest = rest;
        this.random = random;
    }

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
        DROPPED,
        /**
         * They begin the next epoch's first batch, so that every batch is full, as in scETM; with fewer cells than a
         * batch, all cells are the one batch.
         */
        CARRIED
    }

    /** One epoch by itself. */
    public static List<int[]> shuffled(int[] cells, int batchSize, Rest rest, RandomGenerator random) {
        return new Minibatches(cells, batchSize, rest, random).next();
    }

    /** The batches of the next epoch: the cells in random order, cut. */
    public List<int[]> next() {
        int[] order = Arrays.copyOf(carried, carried.length + cells.length);
        System.arraycopy(cells, 0, order, carried.length, cells.length);
        Shuffle.from(carried.length, order, random);
        carried = new int[0];
        List<int[]> batches = new ArrayList<>();
        for (int start = 0; start < order.length; ) {
            int end = Math.min(order.length, start + batchSize);
            if (rest == Rest.KEPT && end == order.length - 1) {
                end = order.length;
            }
            int least = switch (rest) {
                case KEPT -> 1;
                case THREE_OR_DROPPED -> Math.min(3, batchSize);
                case DROPPED, CARRIED -> batchSize;
            };
            if (end - start >= least || batches.isEmpty()) {
                batches.add(Arrays.copyOfRange(order, start, end));
            } else if (rest == Rest.CARRIED) {
                carried = Arrays.copyOfRange(order, start, end);
            }
            start = end;
        }
        return batches;
    }
}

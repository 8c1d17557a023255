package org.sce2tm.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/** Splits the cells into minibatches, anew in each epoch. */
public final class Minibatches {
    private Minibatches() {}

    /**
     * All cells in random order, cut into batches. The last batch may be smaller; were it a single cell, which has no
     * batch variance (the reference fails there), that cell joins the batch before it.
     *
     * @param cells number of cells, at least 2
     * @param batchSize at least 2
     */
    public static List<int[]> shuffled(int cells, int batchSize, RandomGenerator random) {
        int[] order = new int[cells];
        Arrays.setAll(order, i -> i);
        for (int i = cells - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int swapped = order[i];
            order[i] = order[j];
            order[j] = swapped;
        }
        List<int[]> batches = new ArrayList<>();
        for (int start = 0; start < cells; ) {
            int end = Math.min(cells, start + batchSize);
            if (end == cells - 1) {
                end = cells;
            }
            batches.add(Arrays.copyOfRange(order, start, end));
            start = end;
        }
        return batches;
    }
}

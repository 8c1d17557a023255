package org.sce2tm.model;

import java.util.Arrays;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.sce2tm.nn.Ops;
import org.sce2tm.nn.Tensor;

/**
 * What a batch's neighbors share with its cells and with one another. A layer that looks at one row at a time, and whose
 * output is known for the cells, has only to be applied to neighbors that are none of them, once each: to none where
 * the batch is all cells, to three of four of Klein's 2717.
 *
 * @param added neighbors that are no cell of the batch, each once, then padding, whose rows nobody picks
 * @param at for every neighbor its row below one another of the batch's cells and {@code added}
 */
@SuppressWarnings("ArrayRecordComponent") // read once, never compared
record SharedRows(int[] added, int[] at) {
    /** The number of added rows is a multiple of this, so that the batches of a training have few shapes. */
    private static final int STEP = 64;

    /**
     * @param cells of the batch
     * @param neighbors at least one
     */
    static SharedRows of(int[] cells, int[] neighbors) {
        int most = IntStream.concat(Arrays.stream(cells), Arrays.stream(neighbors))
                .max()
                .orElse(0);
        int[] placeOf = new int[most + 1]; // a cell's row plus 1; 0 where it has none
        for (int i = cells.length - 1; i >= 0; i--) {
            placeOf[cells[i]] = i + 1;
        }
        int[] added = new int[neighbors.length];
        int[] at = new int[neighbors.length];
        int count = 0;
        for (int i = 0; i < neighbors.length; i++) {
            if (placeOf[neighbors[i]] == 0) {
                added[count++] = neighbors[i];
                placeOf[neighbors[i]] = cells.length + count;
            }
            at[i] = placeOf[neighbors[i]] - 1;
        }
        int padded = Math.min(neighbors.length, (count + STEP - 1) / STEP * STEP);
        Arrays.fill(added, count, padded, neighbors[0]);
        return new SharedRows(Arrays.copyOf(added, padded), at);
    }

    /**
     * The layer's output for the neighbors.
     *
     * @param ofCells its output for the cells of the batch, b x H
     * @param layer from cells to its output for them
     */
    Tensor pick(Tensor ofCells, Function<int[], Tensor> layer) {
        return Ops.pickRows(added.length == 0 ? ofCells : Ops.concatenateRows(ofCells, layer.apply(added)), at);
    }
}

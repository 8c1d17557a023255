package org.sce2tm.score;

import org.sce2tm.data.DenseMatrix;

/** The topic (or dimension) in which a cell is largest. */
public final class StrongestTopic {
    private StrongestTopic() {}

    /**
     * The column of each row's largest value, the first of equals.
     *
     * @param cells n x K, K at least 1
     */
    public static int[] ofCells(DenseMatrix cells) {
        if (cells.columns() == 0) {
            throw new IllegalArgumentException("no topics");
        }
        int[] strongest = new int[cells.rows()];
        for (int i = 0; i < strongest.length; i++) {
            for (int k = 1; k < cells.columns(); k++) {
                if (cells.get(i, k) > cells.get(i, strongest[i])) {
                    strongest[i] = k;
                }
            }
        }
        return strongest;
    }
}

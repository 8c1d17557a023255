package org.sce2tm.data;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Makes a {@link CsrMatrix} row after row when the number of values is not known before. The values lie in blocks until
 * the end, so that nothing is copied while they come in. The blocks of indices are let go before room is made for the
 * values: at no moment is the matrix twice in memory (at most one and a half times).
 */
public final class CsrBuilder {
    private static final int BLOCK = 1 << 18;

    /** As many whole blocks as one Java array holds. */
    private static final int MOST_BLOCKS = (Integer.MAX_VALUE - 8) / BLOCK;

    private final String where;
    private final int columns;
    private final int mostBlocks;
    private final Deque<int[]> indexBlocks = new ArrayDeque<>();
    private final Deque<float[]> valueBlocks = new ArrayDeque<>();
    private final List<Integer> ends = new ArrayList<>();
    private int[] indices = new int[0];
    private float[] values = new float[0];
    private int at;
    private int full;

    /**
     * @param where the values come from, for the message when they are too many
     * @param columns of the matrix
     */
    public CsrBuilder(String where, int columns) {
        this(where, columns, MOST_BLOCKS);
    }

    CsrBuilder(String where, int columns, int mostBlocks) {
        this.where = where;
        this.columns = columns;
        this.mostBlocks = mostBlocks;
    }

    /**
     * Adds a value to the current row.
     *
     * @param column zero-based, above the one before in this row
     * @throws BadDataException if there are more than 2147221504 values (8191 blocks: what a Java array holds)
     */
    public void add(int column, float value) {
        if (at == indices.length) {
            block();
        }
        indices[at] = column;
        values[at++] = value;
    }

    private void block() {
        full += at;
        if (indexBlocks.size() == mostBlocks) {
            throw new BadDataException(
                    where,
                    "more than " + mostBlocks * BLOCK + " values other than zero in " + columns + " columns, "
                            + ends.size() + " rows of which are complete; a matrix holds no more",
                    "Split the data set, or take fewer cells or genes");
        }
        indices = new int[BLOCK];
        values = new float[BLOCK];
        indexBlocks.add(indices);
        valueBlocks.add(values);
        at = 0;
    }

    /** Ends the current row; the next value begins another. */
    public void endRow() {
        ends.add(full + at);
    }

    /** The matrix of the rows that were ended. Call it once: the blocks are given up. */
    public CsrMatrix build() {
        int rows = ends.size();
        int[] pointers = new int[rows + 1];
        for (int i = 0; i < rows; i++) {
            pointers[i + 1] = ends.get(i);
        }
        indices = new int[0];
        values = new float[0];
        int stored = pointers[rows];
        int[] allIndices = new int[stored];
        move(indexBlocks, allIndices, stored);
        float[] allValues = new float[stored]; // not before: now the blocks of indices are gone
        move(valueBlocks, allValues, stored);
        return new CsrMatrix(rows, columns, pointers, allIndices, allValues);
    }

    /** Copies arrays of either type and forgets each once it is copied. */
    private static void move(Deque<?> blocks, Object target, int stored) {
        for (int from = 0; !blocks.isEmpty(); from += BLOCK) {
            System.arraycopy(blocks.remove(), 0, target, from, Math.min(BLOCK, stored - from));
        }
    }
}

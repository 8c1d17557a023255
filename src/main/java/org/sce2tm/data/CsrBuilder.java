package org.sce2tm.data;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Makes a {@link CsrMatrix} row after row when the number of values is not known before. The values lie in blocks until
 * the end, so that nothing is copied while they come in, and the blocks are let go one array at a time: at no moment is
 * the matrix twice in memory (at most one and a half times).
 */
public final class CsrBuilder {
    private static final int BLOCK = 1 << 18;

    /** What one Java array may hold. */
    private static final int MOST = Integer.MAX_VALUE - 8;

    private final int columns;
    private final Deque<int[]> indexBlocks = new ArrayDeque<>();
    private final Deque<float[]> valueBlocks = new ArrayDeque<>();
    private final List<Integer> ends = new ArrayList<>();
    private int[] indices = new int[0];
    private float[] values = new float[0];
    private int at;
    private long full;

    /** @param columns of the matrix */
    public CsrBuilder(int columns) {
        this.columns = columns;
    }

    /**
     * Adds a value to the current row.
     *
     * @param column zero-based, above the one before in this row
     * @throws ArithmeticException if there are more values than a matrix may have (2147483639)
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
        if (full > MOST - BLOCK) {
            throw new ArithmeticException("more than " + (MOST - BLOCK) + " values");
        }
        indices = new int[BLOCK];
        values = new float[BLOCK];
        indexBlocks.add(indices);
        valueBlocks.add(values);
        at = 0;
    }

    /** Ends the current row; the next value begins another. */
    public void endRow() {
        ends.add((int) (full + at));
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
        float[] allValues = new float[stored];
        move(indexBlocks, allIndices, stored);
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

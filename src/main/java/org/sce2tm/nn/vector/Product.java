package org.sce2tm.nn.vector;

import jdk.incubator.vector.FloatVector;

/**
 * The matrix product {@code C = A B} in tiles (after Goto and van de Geijn 2008): B is packed in panels as wide as a
 * tile, A is read in place. One object serves one thread.
 */
final class Product {
    private static final int W = FloatVector.SPECIES_PREFERRED.length();
    /** Tall tiles need more than 16 vector registers. */
    private static final boolean TALL = W >= 16;

    private static final int WIDE = 3;
    /** Rows of B packed at once: a panel of them stays in the first-level cache. */
    private static final int DEPTH = 128;
    /** Entries of A that stay in the second-level cache. */
    private static final int RESIDENT = 160_000;

    private final float[] packed = new float[DEPTH * WIDE * W];
    private final float[] tile = new float[8 * WIDE * W];

    /** Where a matrix lies: entry (i, j) at {@code i row + j column}. */
    record Strides(float[] data, int row, int column) {}

    /** The rows {@code [rowFrom, rowTo)} and columns {@code [columnFrom, columnTo)} of C, row-major. */
    void run(
            float scale,
            Strides a,
            Strides b,
            float[] c,
            int cRow,
            int inner,
            int rowFrom,
            int rowTo,
            int columnFrom,
            int columnTo,
            boolean add) {
        boolean depthFirst = (long) (rowTo - rowFrom) * inner <= RESIDENT;
        if (depthFirst) {
            for (int j = columnFrom; j < columnTo; ) {
                int width = panelWidth(columnTo - j);
                for (int p = 0; p < inner; p += DEPTH) {
                    int depth = Math.min(DEPTH, inner - p);
                    panel(scale, a, b, c, cRow, p, depth, rowFrom, rowTo, j, columnTo, width, add || p > 0);
                }
                j += width * W;
            }
        } else {
            for (int p = 0; p < inner; p += DEPTH) {
                int depth = Math.min(DEPTH, inner - p);
                for (int j = columnFrom; j < columnTo; ) {
                    int width = panelWidth(columnTo - j);
                    panel(scale, a, b, c, cRow, p, depth, rowFrom, rowTo, j, columnTo, width, add || p > 0);
                    j += width * W;
                }
            }
        }
    }

    /** Three vectors at a time; four left are two and two. */
    private static int panelWidth(int columns) {
        int vectors = (columns + W - 1) / W;
        return vectors == 4 ? 2 : Math.min(vectors, WIDE);
    }

    private void panel(
            float scale,
            Strides a,
            Strides b,
            float[] c,
            int cRow,
            int p,
            int depth,
            int rowFrom,
            int rowTo,
            int j,
            int columnTo,
            int width,
            boolean add) {
        int columns = Math.min(width * W, columnTo - j);
        pack(scale, b, p, depth, j, columns, width * W);
        for (int i = rowFrom; i < rowTo; ) {
            int left = rowTo - i;
            int tall = TALL && left > 4 ? 8 : 4;
            int rows = Math.min(tall, left);
            tile(tall, width, depth, a, i * a.row() + p * a.column(), rows - 1);
            Tiles.put(tile, rows, width * W, columns, c, i * cRow + j, cRow, add);
            i += rows;
        }
    }

    private void tile(int tall, int width, int depth, Strides a, int from, int last) {
        float[] data = a.data();
        int row = a.row();
        int column = a.column();
        if (tall == 8) {
            switch (width) {
                case 3 -> Tiles.tile8x3(depth, data, from, row, column, last, packed, tile);
                case 2 -> Tiles.tile8x2(depth, data, from, row, column, last, packed, tile);
                default -> Tiles.tile8x1(depth, data, from, row, column, last, packed, tile);
            }
        } else {
            switch (width) {
                case 3 -> Tiles.tile4x3(depth, data, from, row, column, last, packed, tile);
                case 2 -> Tiles.tile4x2(depth, data, from, row, column, last, packed, tile);
                default -> Tiles.tile4x1(depth, data, from, row, column, last, packed, tile);
            }
        }
    }

    private void pack(float scale, Strides b, int p, int depth, int j, int columns, int width) {
        float[] data = b.data();
        if (b.column() == 1) {
            for (int r = 0; r < depth; r++) {
                int from = (p + r) * b.row() + j;
                int to = r * width;
                for (int q = 0; q < columns; q++) {
                    packed[to + q] = scale * data[from + q];
                }
                for (int q = columns; q < width; q++) {
                    packed[to + q] = 0;
                }
            }
            return;
        }
        for (int r = 0; r < depth; r++) {
            int from = (p + r) * b.row() + j * b.column();
            int to = r * width;
            for (int q = 0; q < columns; q++) {
                packed[to + q] = scale * data[from + q * b.column()];
            }
            for (int q = columns; q < width; q++) {
                packed[to + q] = 0;
            }
        }
    }
}

package org.sce2tm.nn.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The matrix product {@code C = A B} in tiles (after Goto and van de Geijn 2008): A is packed in strips as high as a
 * tile, B in panels as wide as one. One object serves one thread.
 */
final class Product {
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final int W = S.length();
    /** Tall tiles need more than 16 vector registers, which come with vectors of 16 floats. */
    private static final boolean TALL = W >= 16;

    private static final int WIDE = 3;
    /** Rows of B packed at once: a panel of them stays in the first-level cache. */
    private static final int DEPTH = 128;
    /** Columns packed at once: read as long runs, held in the second-level cache. */
    private static final int GROUP = 8 * WIDE * W;
    /** Rows of A packed at once. */
    private static final int ROWS = 512;
    /** Entries of A packed at once, held in the second-level cache. */
    private static final int PACKED = 2 * ROWS * DEPTH;
    /** Entries of C that stay in the second-level cache while one depth after another is added. */
    private static final int RESIDENT = 110_000;

    private final float[] strips = new float[PACKED];
    /** One array per panel: the tiles' loops are compiled best where a panel begins at 0. */
    private final float[][] panels = new float[GROUP / (WIDE * W) + 1][DEPTH * WIDE * W];

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
        int depths = Math.max(1, (inner + DEPTH - 1) / DEPTH);
        int depth = (inner + depths - 1) / depths;
        for (int i = rowFrom; i < rowTo; i += ROWS) {
            int iEnd = Math.min(rowTo, i + ROWS);
            int padded = padded(iEnd - i);
            int deep = PACKED / padded / depth * depth;
            int group = group(columnTo - columnFrom, iEnd - i, depths);
            for (int q = 0; q < inner; q += deep) {
                int qEnd = Math.min(inner, q + deep);
                for (int p = q; p < qEnd && !readInPlace(scale, a); p += depth) {
                    packStrips(scale, a, p, Math.min(depth, qEnd - p), i, iEnd, (p - q) * padded);
                }
                for (int j = columnFrom; j < columnTo; j += group) {
                    int jEnd = Math.min(columnTo, j + group);
                    for (int p = q; p < qEnd; p += depth) {
                        int now = Math.min(depth, qEnd - p);
                        packPanels(b, p, now, j, jEnd);
                        if (TALL) {
                            multiply((p - q) * padded, now, c, cRow, i, iEnd, j, jEnd, add || p > 0);
                        } else {
                            multiplyLow(
                                    readInPlace(scale, a),
                                    a,
                                    p,
                                    (p - q) * padded,
                                    now,
                                    c,
                                    cRow,
                                    i,
                                    iEnd,
                                    j,
                                    jEnd,
                                    add || p > 0);
                        }
                    }
                }
            }
        }
    }

    /** Columns at a time: whole panels. */
    private static int group(int columns, int rows, int depths) {
        int most = depths == 1 ? GROUP : Math.min(GROUP, Math.max(WIDE * W, RESIDENT / rows));
        int groups = (columns + most - 1) / most;
        int even = (columns + groups - 1) / groups;
        return Math.min(GROUP, (even + WIDE * W - 1) / (WIDE * W) * WIDE * W);
    }

    /** Three vectors at a time; four left are two and two. */
    private static int panelWidth(int columns) {
        int vectors = (columns + W - 1) / W;
        return vectors == 4 ? 2 : Math.min(vectors, WIDE);
    }

    private static int stripHeight(int rows) {
        if (TALL) {
            return rows > 4 ? 8 : 4;
        }
        return 3;
    }

    /** At least the rows of the strips that hold so many. */
    private static int padded(int rows) {
        int height = TALL ? 8 : 3;
        return (rows + height - 1) / height * height;
    }

    /** Low tiles leave registers for three rows of A at once, so that A with long rows need not be packed. */
    private static boolean readInPlace(float scale, Strides a) {
        return !TALL && scale == 1 && a.column() == 1;
    }

    /** {@link #multiply} in tiles of three rows, which go straight to C where they are whole. */
    private void multiplyLow(
            boolean inPlace,
            Strides a,
            int p,
            int stripsFrom,
            int depth,
            float[] c,
            int cRow,
            int rowFrom,
            int rowTo,
            int columnFrom,
            int columnTo,
            boolean add) {
        int panel = 0;
        for (int j = columnFrom; j < columnTo; panel++) {
            int width = panelWidth(columnTo - j);
            int columns = Math.min(width * W, columnTo - j);
            int strip = stripsFrom;
            for (int i = rowFrom; i < rowTo; i += 3, strip += 3 * depth) {
                boolean read = inPlace && i + 3 <= rowTo;
                if (inPlace && !read) {
                    packStrips(1, a, p, depth, i, rowTo, 0);
                }
                float[] data = read ? a.data() : strips;
                int from = read ? i * a.row() + p : inPlace ? 0 : strip;
                int row = read ? a.row() : 1;
                int step = read ? 1 : 3;
                if (width == 3 && columns == 3 * W && i + 3 <= rowTo) {
                    if (add) {
                        Tiles.add3x3(depth, data, from, row, step, panels[panel], c, i * cRow + j, cRow);
                    } else {
                        Tiles.tile3x3(depth, data, from, row, step, panels[panel], c, i * cRow + j, cRow);
                    }
                } else {
                    switch (width) {
                        case 3 -> Tiles.tile3x3(depth, data, from, row, step, panels[panel], tile, 0, 3 * W);
                        case 2 -> Tiles.tile3x2(depth, data, from, row, step, panels[panel], tile, 0, 2 * W);
                        default -> Tiles.tile3x1(depth, data, from, row, step, panels[panel], tile, 0, W);
                    }
                    Tiles.put(tile, Math.min(3, rowTo - i), width * W, columns, c, i * cRow + j, cRow, add);
                }
            }
            j += width * W;
        }
    }

    /** All packed strips by all packed panels. */
    private void multiply(
            int stripsFrom,
            int depth,
            float[] c,
            int cRow,
            int rowFrom,
            int rowTo,
            int columnFrom,
            int columnTo,
            boolean add) {
        int panel = 0;
        for (int j = columnFrom; j < columnTo; panel++) {
            int width = panelWidth(columnTo - j);
            int columns = Math.min(width * W, columnTo - j);
            int strip = stripsFrom;
            for (int i = rowFrom; i < rowTo; ) {
                int height = stripHeight(rowTo - i);
                int rows = Math.min(height, rowTo - i);
                tile(height, width, depth, strip, panels[panel]);
                Tiles.put(tile, rows, width * W, columns, c, i * cRow + j, cRow, add);
                strip += height * depth;
                i += height;
            }
            j += width * W;
        }
    }

    private void tile(int height, int width, int depth, int strip, float[] panel) {
        if (height == 8) {
            switch (width) {
                case 3 -> Tiles.tile8x3(depth, strips, strip, panel, tile);
                case 2 -> Tiles.tile8x2(depth, strips, strip, panel, tile);
                default -> Tiles.tile8x1(depth, strips, strip, panel, tile);
            }
        } else {
            switch (width) {
                case 3 -> Tiles.tile4x3(depth, strips, strip, panel, tile);
                case 2 -> Tiles.tile4x2(depth, strips, strip, panel, tile);
                default -> Tiles.tile4x1(depth, strips, strip, panel, tile);
            }
        }
    }

    /** Strip after strip; rows past the end are zeros. */
    private void packStrips(float scale, Strides a, int p, int depth, int rowFrom, int rowTo, int stripsFrom) {
        int to = stripsFrom;
        for (int i = rowFrom; i < rowTo; ) {
            int height = stripHeight(rowTo - i);
            int from = i * a.row() + p * a.column();
            if (a.row() == 1 && i + height <= rowTo) {
                packRuns(scale, a.data(), from, a.column(), strips, to, height, depth);
            } else {
                for (int r = 0; r < height; r++) {
                    if (i + r < rowTo) {
                        packSpread(scale, a.data(), from + r * a.row(), a.column(), strips, to + r, height, depth);
                    } else {
                        clearSpread(strips, to + r, height, depth);
                    }
                }
            }
            to += height * depth;
            i += height;
        }
    }

    /** Panel after panel; columns past the end are zeros. */
    private void packPanels(Strides b, int p, int depth, int columnFrom, int columnTo) {
        if (b.column() == 1) {
            // row by row over the panels: long runs are read, so that the memory's prefetching helps
            for (int r = 0; r < depth; r++) {
                int row = (p + r) * b.row();
                int panel = 0;
                for (int j = columnFrom; j < columnTo; panel++) {
                    int width = panelWidth(columnTo - j) * W;
                    packRow(b.data(), row + j, panels[panel], r * width, width, Math.min(width, columnTo - j));
                    j += width;
                }
            }
            return;
        }
        int panel = 0;
        for (int j = columnFrom; j < columnTo; panel++) {
            int width = panelWidth(columnTo - j) * W;
            for (int q = 0; q < width; q++) {
                if (j + q < columnTo) {
                    int from = p * b.row() + (j + q) * b.column();
                    packSpread(1, b.data(), from, b.row(), panels[panel], q, width, depth);
                } else {
                    clearSpread(panels[panel], q, width, depth);
                }
            }
            j += width;
        }
    }

    private static void packRow(float[] from, int at, float[] panel, int to, int width, int columns) {
        int q = 0;
        for (; q <= columns - W; q += W) {
            FloatVector.fromArray(S, from, at + q).intoArray(panel, to + q);
        }
        for (; q < columns; q++) {
            panel[to + q] = from[at + q];
        }
        for (; q < width; q++) {
            panel[to + q] = 0;
        }
    }

    /** Runs of {@code height} entries, one every {@code step}, put after each other. */
    private static void packRuns(
            float scale, float[] from, int at, int step, float[] into, int to, int height, int depth) {
        for (int r = 0; r < depth; r++) {
            for (int i = 0; i < height; i++) {
                into[to + r * height + i] = scale * from[at + r * step + i];
            }
        }
    }

    /** Entries, one every {@code step}, put one every {@code width}. */
    private static void packSpread(
            float scale, float[] from, int at, int step, float[] into, int to, int width, int depth) {
        for (int r = 0; r < depth; r++) {
            into[to + r * width] = scale * from[at + r * step];
        }
    }

    private static void clearSpread(float[] into, int to, int width, int depth) {
        for (int r = 0; r < depth; r++) {
            into[to + r * width] = 0;
        }
    }
}

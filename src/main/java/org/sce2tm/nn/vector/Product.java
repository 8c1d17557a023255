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
    /** Rows of a low tile. */
    private static final int LOW = 3;
    /** Rows of B packed at once: what is read of a panel of them, 24 KB at most, stays in the first-level cache. */
    private static final int DEPTH = 128;
    /** Columns packed at once: read as long runs, held in the second-level cache. */
    private static final int GROUP = 8 * WIDE * W;
    /** Strips packed side by side where A lies transposed, so that a page is opened once for all of them. */
    private static final int RUNS = 16;
    /** Rows of B whose runs are packed together. */
    private static final int SIDE_BY_SIDE = 8;
    /** Rows of A packed at once. */
    private static final int ROWS = 512;
    /** Entries of A packed at once, held in the second-level cache. */
    private static final int PACKED = 2 * ROWS * DEPTH;
    /** Entries of C that stay in the second-level cache while one depth after another is added. */
    private static final int RESIDENT = 110_000;

    private final float[] strips = new float[PACKED];
    /** One array per panel: the tiles' loops are compiled best where a panel begins at 0. */
    private final float[][] panels = new float[GROUP / (WIDE * W) + 1][DEPTH * stride(WIDE)];

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
                for (int p = q; p < qEnd; p += depth) {
                    packStrips(scale, a, p, Math.min(depth, qEnd - p), i, iEnd, (p - q) * padded);
                }
                for (int j = columnFrom; j < columnTo; j += group) {
                    int jEnd = Math.min(columnTo, j + group);
                    for (int p = q; p < qEnd; p += depth) {
                        int now = Math.min(depth, qEnd - p);
                        packPanels(b, p, now, j, jEnd);
                        multiply((p - q) * padded, now, c, cRow, i, iEnd, j, jEnd, add || p > 0);
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

    /** Floats from one row of a panel to the next, a power of two: see {@link Tiles}. */
    private static int stride(int width) {
        return width == 3 ? 4 * W : width * W;
    }

    private static int stripHeight(int rows) {
        return !TALL ? LOW : rows > 4 ? 8 : 4;
    }

    /** Floats from one column of a strip to the next. */
    private static int stripStride(int height) {
        return height == LOW ? 4 : height;
    }

    /** At least the floats of a column of the strips that hold so many rows. */
    private static int padded(int rows) {
        int height = TALL ? 8 : LOW;
        return (rows + height - 1) / height * stripStride(height);
    }

    /** All packed strips by all packed panels. Tiles that are whole go straight to C. */
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
            int vectors = panelWidth(columnTo - j);
            int width = vectors * W;
            int columns = Math.min(width, columnTo - j);
            int strip = stripsFrom;
            for (int i = rowFrom; i < rowTo; ) {
                int height = stripHeight(rowTo - i);
                int rows = Math.min(height, rowTo - i);
                int to = i * cRow + j;
                if (rows == height && columns == width) {
                    tile(height, vectors, depth, strip, panels[panel], c, to, cRow, add);
                } else {
                    tile(height, vectors, depth, strip, panels[panel], tile, 0, width, false);
                    Tiles.put(tile, rows, width, columns, c, to, cRow, add);
                }
                strip += stripStride(height) * depth;
                i += height;
            }
            j += width;
        }
    }

    private void tile(
            int height, int vectors, int depth, int strip, float[] panel, float[] c, int cFrom, int cRow, boolean add) {
        switch (10 * height + vectors) {
            case 83 -> Tiles.tile8x3(depth, strips, strip, panel, c, cFrom, cRow, add);
            case 82 -> Tiles.tile8x2(depth, strips, strip, panel, c, cFrom, cRow, add);
            case 81 -> Tiles.tile8x1(depth, strips, strip, panel, c, cFrom, cRow, add);
            case 43 -> Tiles.tile4x3(depth, strips, strip, panel, c, cFrom, cRow, add);
            case 42 -> Tiles.tile4x2(depth, strips, strip, panel, c, cFrom, cRow, add);
            case 41 -> Tiles.tile4x1(depth, strips, strip, panel, c, cFrom, cRow, add);
            case 33 -> Tiles.tile3x3(depth, strips, strip, panel, c, cFrom, cRow, add);
            case 32 -> Tiles.tile3x2(depth, strips, strip, panel, c, cFrom, cRow, add);
            default -> Tiles.tile3x1(depth, strips, strip, panel, c, cFrom, cRow, add);
        }
    }

    /** Strip after strip; rows past the end are zeros. */
    private void packStrips(float scale, Strides a, int p, int depth, int rowFrom, int rowTo, int stripsFrom) {
        int to = stripsFrom;
        for (int i = rowFrom; i < rowTo; ) {
            int height = stripHeight(rowTo - i);
            int stride = stripStride(height);
            int from = i * a.row() + p * a.column();
            boolean whole = i + height <= rowTo;
            if (whole && a.row() == 1 && height != 4) {
                int count = Math.min(RUNS, (rowTo - i) / height);
                if (height == LOW) {
                    packLowRuns(scale, a.data(), from, a.column(), strips, to, count, depth);
                } else {
                    packTallRuns(scale, a.data(), from, a.column(), strips, to, count, depth);
                }
                to += (count - 1) * stride * depth;
                i += (count - 1) * height;
            } else if (whole && a.column() == 1 && height == LOW) {
                packLow(scale, a.data(), from, a.row(), strips, to, depth);
            } else if (whole && a.column() == 1 && height == 8) {
                packTall(scale, a.data(), from, a.row(), strips, to, depth);
            } else {
                for (int r = 0; r < height; r++) {
                    if (i + r < rowTo) {
                        packSpread(scale, a.data(), from + r * a.row(), a.column(), strips, to + r, stride, depth);
                    } else {
                        clearSpread(strips, to + r, stride, depth);
                    }
                }
            }
            to += stride * depth;
            i += height;
        }
    }

    /** Panel after panel; columns past the end are zeros. */
    private void packPanels(Strides b, int p, int depth, int columnFrom, int columnTo) {
        if (b.column() == 1) {
            // some rows together: pages opened side by side, so that the memory's waiting times overlap
            for (int first = 0; first < depth; first += SIDE_BY_SIDE) {
                int end = Math.min(depth, first + SIDE_BY_SIDE);
                int panel = 0;
                for (int j = columnFrom; j < columnTo; panel++) {
                    int vectors = panelWidth(columnTo - j);
                    int width = vectors * W;
                    int columns = Math.min(width, columnTo - j);
                    for (int r = first; r < end; r++) {
                        packRow(b.data(), (p + r) * b.row() + j, panels[panel], r * stride(vectors), width, columns);
                    }
                    j += width;
                }
            }
            return;
        }
        int panel = 0;
        for (int j = columnFrom; j < columnTo; panel++) {
            int vectors = panelWidth(columnTo - j);
            int width = vectors * W;
            int stride = stride(vectors);
            int q = 0;
            for (; b.row() == 1 && stride == 4 * W && q < width && j + q + 4 <= columnTo; q += 4) {
                packFour(b.data(), p + (j + q) * b.column(), b.column(), panels[panel], q, depth);
            }
            for (; q < width; q++) {
                if (j + q < columnTo) {
                    int from = p * b.row() + (j + q) * b.column();
                    packSpread(1, b.data(), from, b.row(), panels[panel], q, stride, depth);
                } else {
                    clearSpread(panels[panel], q, stride, depth);
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

    /** Three rows of A as a strip. Strides are written out here and below, so that stores have no bounds checks. */
    private static void packLow(float scale, float[] from, int at, int row, float[] into, int to, int depth) {
        int second = at + row;
        int third = second + row;
        for (int r = 0; r < depth; r++) {
            into[to + r * 4] = scale * from[at + r];
            into[to + r * 4 + 1] = scale * from[second + r];
            into[to + r * 4 + 2] = scale * from[third + r];
        }
    }

    /** Eight rows of A as a strip. */
    private static void packTall(float scale, float[] from, int at, int row, float[] into, int to, int depth) {
        int a1 = at + row;
        int a2 = a1 + row;
        int a3 = a2 + row;
        int a4 = a3 + row;
        int a5 = a4 + row;
        int a6 = a5 + row;
        int a7 = a6 + row;
        for (int r = 0; r < depth; r++) {
            into[to + r * 8] = scale * from[at + r];
            into[to + r * 8 + 1] = scale * from[a1 + r];
            into[to + r * 8 + 2] = scale * from[a2 + r];
            into[to + r * 8 + 3] = scale * from[a3 + r];
            into[to + r * 8 + 4] = scale * from[a4 + r];
            into[to + r * 8 + 5] = scale * from[a5 + r];
            into[to + r * 8 + 6] = scale * from[a6 + r];
            into[to + r * 8 + 7] = scale * from[a7 + r];
        }
    }

    /** Strips of an A that lies transposed: runs of three from each of its rows, {@code step} apart. */
    private static void packLowRuns(
            float scale, float[] from, int at, int step, float[] into, int to, int count, int depth) {
        for (int r = 0; r < depth; r++) {
            int run = at + r * step;
            int place = to + r * 4;
            for (int s = 0; s < count; s++, run += 3, place += 4 * depth) {
                into[place] = scale * from[run];
                into[place + 1] = scale * from[run + 1];
                into[place + 2] = scale * from[run + 2];
            }
        }
    }

    /** Four columns of a B that lies transposed into a panel of four vectors' stride. */
    private static void packFour(float[] from, int at, int column, float[] panel, int to, int depth) {
        int second = at + column;
        int third = second + column;
        int fourth = third + column;
        for (int r = 0; r < depth; r++) {
            panel[to + r * (4 * W)] = from[at + r];
            panel[to + r * (4 * W) + 1] = from[second + r];
            panel[to + r * (4 * W) + 2] = from[third + r];
            panel[to + r * (4 * W) + 3] = from[fourth + r];
        }
    }

    /** The same with runs of eight. */
    private static void packTallRuns(
            float scale, float[] from, int at, int step, float[] into, int to, int count, int depth) {
        for (int r = 0; r < depth; r++) {
            int run = at + r * step;
            int place = to + r * 8;
            for (int s = 0; s < count; s++, run += 8, place += 8 * depth) {
                for (int i = 0; i < 8; i++) {
                    into[place + i] = scale * from[run + i];
                }
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

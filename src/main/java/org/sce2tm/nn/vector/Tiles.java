package org.sce2tm.nn.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The innermost loops of the matrix product: one tile of C, held in registers while A is broadcast and B streamed.
 * Unrolled by hand, because only local variables become registers. A is packed in strips as high as the tile, entry
 * (i, p) at {@code aFrom + p height + i}; B in panels as wide as it, {@code inner} rows of vectors.
 *
 * <p>The low tiles, for 16 registers, have strips and panels of 4 where 3 are used, and count by one variable: only for
 * multiples by powers of two does Java 17's compiler move the bounds checks out of the loop. With a check inside, the
 * loop is several blocks, and whether accumulators stay in their registers from one to the next hung on rounding in the
 * profile: the same tile ran at 40 or at 93 GFLOP/s from one start of the JVM to the next.
 */
final class Tiles {
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final int W = S.length();

    private Tiles() {}

    /** Copies or adds a tile's rows of {@code width} floats, of which the first {@code columns} count, to C. */
    static void put(float[] tile, int rows, int width, int columns, float[] c, int cFrom, int cRow, boolean add) {
        for (int i = 0; i < rows; i++) {
            int from = i * width;
            int to = cFrom + i * cRow;
            int j = 0;
            if (add) {
                for (; j <= columns - W; j += W) {
                    FloatVector.fromArray(S, tile, from + j)
                            .add(FloatVector.fromArray(S, c, to + j))
                            .intoArray(c, to + j);
                }
            } else {
                for (; j <= columns - W; j += W) {
                    FloatVector.fromArray(S, tile, from + j).intoArray(c, to + j);
                }
            }
            for (; j < columns; j++) {
                c[to + j] = add ? c[to + j] + tile[from + j] : tile[from + j];
            }
        }
    }

    /** 8 rows by 3 vectors. */
    static void tile8x3(int inner, float[] a, int aFrom, float[] b, float[] out) {
        FloatVector zero = FloatVector.zero(S);
        FloatVector c00 = zero;
        FloatVector c01 = zero;
        FloatVector c02 = zero;
        FloatVector c10 = zero;
        FloatVector c11 = zero;
        FloatVector c12 = zero;
        FloatVector c20 = zero;
        FloatVector c21 = zero;
        FloatVector c22 = zero;
        FloatVector c30 = zero;
        FloatVector c31 = zero;
        FloatVector c32 = zero;
        FloatVector c40 = zero;
        FloatVector c41 = zero;
        FloatVector c42 = zero;
        FloatVector c50 = zero;
        FloatVector c51 = zero;
        FloatVector c52 = zero;
        FloatVector c60 = zero;
        FloatVector c61 = zero;
        FloatVector c62 = zero;
        FloatVector c70 = zero;
        FloatVector c71 = zero;
        FloatVector c72 = zero;
        for (int p = 0; p < inner; p++) {
            int at = aFrom + p * 8;
            FloatVector b0 = FloatVector.fromArray(S, b, p * 3 * W);
            FloatVector b1 = FloatVector.fromArray(S, b, p * 3 * W + 1 * W);
            FloatVector b2 = FloatVector.fromArray(S, b, p * 3 * W + 2 * W);
            FloatVector x = FloatVector.broadcast(S, a[at]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            c02 = x.fma(b2, c02);
            x = FloatVector.broadcast(S, a[at + 1]);
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            c12 = x.fma(b2, c12);
            x = FloatVector.broadcast(S, a[at + 2]);
            c20 = x.fma(b0, c20);
            c21 = x.fma(b1, c21);
            c22 = x.fma(b2, c22);
            x = FloatVector.broadcast(S, a[at + 3]);
            c30 = x.fma(b0, c30);
            c31 = x.fma(b1, c31);
            c32 = x.fma(b2, c32);
            x = FloatVector.broadcast(S, a[at + 4]);
            c40 = x.fma(b0, c40);
            c41 = x.fma(b1, c41);
            c42 = x.fma(b2, c42);
            x = FloatVector.broadcast(S, a[at + 5]);
            c50 = x.fma(b0, c50);
            c51 = x.fma(b1, c51);
            c52 = x.fma(b2, c52);
            x = FloatVector.broadcast(S, a[at + 6]);
            c60 = x.fma(b0, c60);
            c61 = x.fma(b1, c61);
            c62 = x.fma(b2, c62);
            x = FloatVector.broadcast(S, a[at + 7]);
            c70 = x.fma(b0, c70);
            c71 = x.fma(b1, c71);
            c72 = x.fma(b2, c72);
        }
        c00.intoArray(out, 0 * W);
        c01.intoArray(out, 1 * W);
        c02.intoArray(out, 2 * W);
        c10.intoArray(out, 3 * W);
        c11.intoArray(out, 4 * W);
        c12.intoArray(out, 5 * W);
        c20.intoArray(out, 6 * W);
        c21.intoArray(out, 7 * W);
        c22.intoArray(out, 8 * W);
        c30.intoArray(out, 9 * W);
        c31.intoArray(out, 10 * W);
        c32.intoArray(out, 11 * W);
        c40.intoArray(out, 12 * W);
        c41.intoArray(out, 13 * W);
        c42.intoArray(out, 14 * W);
        c50.intoArray(out, 15 * W);
        c51.intoArray(out, 16 * W);
        c52.intoArray(out, 17 * W);
        c60.intoArray(out, 18 * W);
        c61.intoArray(out, 19 * W);
        c62.intoArray(out, 20 * W);
        c70.intoArray(out, 21 * W);
        c71.intoArray(out, 22 * W);
        c72.intoArray(out, 23 * W);
    }

    /** 8 rows by 2 vectors. */
    static void tile8x2(int inner, float[] a, int aFrom, float[] b, float[] out) {
        FloatVector zero = FloatVector.zero(S);
        FloatVector c00 = zero;
        FloatVector c01 = zero;
        FloatVector c10 = zero;
        FloatVector c11 = zero;
        FloatVector c20 = zero;
        FloatVector c21 = zero;
        FloatVector c30 = zero;
        FloatVector c31 = zero;
        FloatVector c40 = zero;
        FloatVector c41 = zero;
        FloatVector c50 = zero;
        FloatVector c51 = zero;
        FloatVector c60 = zero;
        FloatVector c61 = zero;
        FloatVector c70 = zero;
        FloatVector c71 = zero;
        for (int p = 0; p < inner; p++) {
            int at = aFrom + p * 8;
            FloatVector b0 = FloatVector.fromArray(S, b, p * 2 * W);
            FloatVector b1 = FloatVector.fromArray(S, b, p * 2 * W + 1 * W);
            FloatVector x = FloatVector.broadcast(S, a[at]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            x = FloatVector.broadcast(S, a[at + 1]);
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            x = FloatVector.broadcast(S, a[at + 2]);
            c20 = x.fma(b0, c20);
            c21 = x.fma(b1, c21);
            x = FloatVector.broadcast(S, a[at + 3]);
            c30 = x.fma(b0, c30);
            c31 = x.fma(b1, c31);
            x = FloatVector.broadcast(S, a[at + 4]);
            c40 = x.fma(b0, c40);
            c41 = x.fma(b1, c41);
            x = FloatVector.broadcast(S, a[at + 5]);
            c50 = x.fma(b0, c50);
            c51 = x.fma(b1, c51);
            x = FloatVector.broadcast(S, a[at + 6]);
            c60 = x.fma(b0, c60);
            c61 = x.fma(b1, c61);
            x = FloatVector.broadcast(S, a[at + 7]);
            c70 = x.fma(b0, c70);
            c71 = x.fma(b1, c71);
        }
        c00.intoArray(out, 0 * W);
        c01.intoArray(out, 1 * W);
        c10.intoArray(out, 2 * W);
        c11.intoArray(out, 3 * W);
        c20.intoArray(out, 4 * W);
        c21.intoArray(out, 5 * W);
        c30.intoArray(out, 6 * W);
        c31.intoArray(out, 7 * W);
        c40.intoArray(out, 8 * W);
        c41.intoArray(out, 9 * W);
        c50.intoArray(out, 10 * W);
        c51.intoArray(out, 11 * W);
        c60.intoArray(out, 12 * W);
        c61.intoArray(out, 13 * W);
        c70.intoArray(out, 14 * W);
        c71.intoArray(out, 15 * W);
    }

    /** 8 rows by 1 vector. */
    static void tile8x1(int inner, float[] a, int aFrom, float[] b, float[] out) {
        FloatVector zero = FloatVector.zero(S);
        FloatVector c00 = zero;
        FloatVector c10 = zero;
        FloatVector c20 = zero;
        FloatVector c30 = zero;
        FloatVector c40 = zero;
        FloatVector c50 = zero;
        FloatVector c60 = zero;
        FloatVector c70 = zero;
        for (int p = 0; p < inner; p++) {
            int at = aFrom + p * 8;
            FloatVector b0 = FloatVector.fromArray(S, b, p * W);
            FloatVector x = FloatVector.broadcast(S, a[at]);
            c00 = x.fma(b0, c00);
            x = FloatVector.broadcast(S, a[at + 1]);
            c10 = x.fma(b0, c10);
            x = FloatVector.broadcast(S, a[at + 2]);
            c20 = x.fma(b0, c20);
            x = FloatVector.broadcast(S, a[at + 3]);
            c30 = x.fma(b0, c30);
            x = FloatVector.broadcast(S, a[at + 4]);
            c40 = x.fma(b0, c40);
            x = FloatVector.broadcast(S, a[at + 5]);
            c50 = x.fma(b0, c50);
            x = FloatVector.broadcast(S, a[at + 6]);
            c60 = x.fma(b0, c60);
            x = FloatVector.broadcast(S, a[at + 7]);
            c70 = x.fma(b0, c70);
        }
        c00.intoArray(out, 0 * W);
        c10.intoArray(out, 1 * W);
        c20.intoArray(out, 2 * W);
        c30.intoArray(out, 3 * W);
        c40.intoArray(out, 4 * W);
        c50.intoArray(out, 5 * W);
        c60.intoArray(out, 6 * W);
        c70.intoArray(out, 7 * W);
    }

    /** 4 rows by 3 vectors. */
    static void tile4x3(int inner, float[] a, int aFrom, float[] b, float[] out) {
        FloatVector zero = FloatVector.zero(S);
        FloatVector c00 = zero;
        FloatVector c01 = zero;
        FloatVector c02 = zero;
        FloatVector c10 = zero;
        FloatVector c11 = zero;
        FloatVector c12 = zero;
        FloatVector c20 = zero;
        FloatVector c21 = zero;
        FloatVector c22 = zero;
        FloatVector c30 = zero;
        FloatVector c31 = zero;
        FloatVector c32 = zero;
        for (int p = 0; p < inner; p++) {
            int at = aFrom + p * 4;
            FloatVector b0 = FloatVector.fromArray(S, b, p * 3 * W);
            FloatVector b1 = FloatVector.fromArray(S, b, p * 3 * W + 1 * W);
            FloatVector b2 = FloatVector.fromArray(S, b, p * 3 * W + 2 * W);
            FloatVector x = FloatVector.broadcast(S, a[at]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            c02 = x.fma(b2, c02);
            x = FloatVector.broadcast(S, a[at + 1]);
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            c12 = x.fma(b2, c12);
            x = FloatVector.broadcast(S, a[at + 2]);
            c20 = x.fma(b0, c20);
            c21 = x.fma(b1, c21);
            c22 = x.fma(b2, c22);
            x = FloatVector.broadcast(S, a[at + 3]);
            c30 = x.fma(b0, c30);
            c31 = x.fma(b1, c31);
            c32 = x.fma(b2, c32);
        }
        c00.intoArray(out, 0 * W);
        c01.intoArray(out, 1 * W);
        c02.intoArray(out, 2 * W);
        c10.intoArray(out, 3 * W);
        c11.intoArray(out, 4 * W);
        c12.intoArray(out, 5 * W);
        c20.intoArray(out, 6 * W);
        c21.intoArray(out, 7 * W);
        c22.intoArray(out, 8 * W);
        c30.intoArray(out, 9 * W);
        c31.intoArray(out, 10 * W);
        c32.intoArray(out, 11 * W);
    }

    /** 4 rows by 2 vectors. */
    static void tile4x2(int inner, float[] a, int aFrom, float[] b, float[] out) {
        FloatVector zero = FloatVector.zero(S);
        FloatVector c00 = zero;
        FloatVector c01 = zero;
        FloatVector c10 = zero;
        FloatVector c11 = zero;
        FloatVector c20 = zero;
        FloatVector c21 = zero;
        FloatVector c30 = zero;
        FloatVector c31 = zero;
        for (int p = 0; p < inner; p++) {
            int at = aFrom + p * 4;
            FloatVector b0 = FloatVector.fromArray(S, b, p * 2 * W);
            FloatVector b1 = FloatVector.fromArray(S, b, p * 2 * W + 1 * W);
            FloatVector x = FloatVector.broadcast(S, a[at]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            x = FloatVector.broadcast(S, a[at + 1]);
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            x = FloatVector.broadcast(S, a[at + 2]);
            c20 = x.fma(b0, c20);
            c21 = x.fma(b1, c21);
            x = FloatVector.broadcast(S, a[at + 3]);
            c30 = x.fma(b0, c30);
            c31 = x.fma(b1, c31);
        }
        c00.intoArray(out, 0 * W);
        c01.intoArray(out, 1 * W);
        c10.intoArray(out, 2 * W);
        c11.intoArray(out, 3 * W);
        c20.intoArray(out, 4 * W);
        c21.intoArray(out, 5 * W);
        c30.intoArray(out, 6 * W);
        c31.intoArray(out, 7 * W);
    }

    /** 4 rows by 1 vector. */
    static void tile4x1(int inner, float[] a, int aFrom, float[] b, float[] out) {
        FloatVector zero = FloatVector.zero(S);
        FloatVector c00 = zero;
        FloatVector c10 = zero;
        FloatVector c20 = zero;
        FloatVector c30 = zero;
        for (int p = 0; p < inner; p++) {
            int at = aFrom + p * 4;
            FloatVector b0 = FloatVector.fromArray(S, b, p * W);
            FloatVector x = FloatVector.broadcast(S, a[at]);
            c00 = x.fma(b0, c00);
            x = FloatVector.broadcast(S, a[at + 1]);
            c10 = x.fma(b0, c10);
            x = FloatVector.broadcast(S, a[at + 2]);
            c20 = x.fma(b0, c20);
            x = FloatVector.broadcast(S, a[at + 3]);
            c30 = x.fma(b0, c30);
        }
        c00.intoArray(out, 0 * W);
        c10.intoArray(out, 1 * W);
        c20.intoArray(out, 2 * W);
        c30.intoArray(out, 3 * W);
    }

    /** 3 rows by 3 vectors, to C or added to it; B has a fourth vector in each row, which is not read. */
    static void tile3x3(int inner, float[] a, int aFrom, float[] b, float[] c, int cFrom, int cRow, boolean add) {
        int c1 = cFrom + cRow;
        int c2 = c1 + cRow;
        FloatVector c00 = add ? FloatVector.fromArray(S, c, cFrom) : FloatVector.zero(S);
        FloatVector c01 = add ? FloatVector.fromArray(S, c, cFrom + W) : FloatVector.zero(S);
        FloatVector c02 = add ? FloatVector.fromArray(S, c, cFrom + 2 * W) : FloatVector.zero(S);
        FloatVector c10 = add ? FloatVector.fromArray(S, c, c1) : FloatVector.zero(S);
        FloatVector c11 = add ? FloatVector.fromArray(S, c, c1 + W) : FloatVector.zero(S);
        FloatVector c12 = add ? FloatVector.fromArray(S, c, c1 + 2 * W) : FloatVector.zero(S);
        FloatVector c20 = add ? FloatVector.fromArray(S, c, c2) : FloatVector.zero(S);
        FloatVector c21 = add ? FloatVector.fromArray(S, c, c2 + W) : FloatVector.zero(S);
        FloatVector c22 = add ? FloatVector.fromArray(S, c, c2 + 2 * W) : FloatVector.zero(S);
        for (int p = 0; p < inner; p++) {
            int at = aFrom + p * 4;
            int bt = p * (4 * W);
            FloatVector b0 = FloatVector.fromArray(S, b, bt);
            FloatVector b1 = FloatVector.fromArray(S, b, bt + W);
            FloatVector b2 = FloatVector.fromArray(S, b, bt + 2 * W);
            FloatVector x = FloatVector.broadcast(S, a[at]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            c02 = x.fma(b2, c02);
            x = FloatVector.broadcast(S, a[at + 1]);
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            c12 = x.fma(b2, c12);
            x = FloatVector.broadcast(S, a[at + 2]);
            c20 = x.fma(b0, c20);
            c21 = x.fma(b1, c21);
            c22 = x.fma(b2, c22);
        }
        c00.intoArray(c, cFrom);
        c01.intoArray(c, cFrom + W);
        c02.intoArray(c, cFrom + 2 * W);
        c10.intoArray(c, c1);
        c11.intoArray(c, c1 + W);
        c12.intoArray(c, c1 + 2 * W);
        c20.intoArray(c, c2);
        c21.intoArray(c, c2 + W);
        c22.intoArray(c, c2 + 2 * W);
    }

    /** 3 rows by 2 vectors. */
    static void tile3x2(int inner, float[] a, int aFrom, float[] b, float[] c, int cFrom, int cRow, boolean add) {
        int c1 = cFrom + cRow;
        int c2 = c1 + cRow;
        FloatVector c00 = add ? FloatVector.fromArray(S, c, cFrom) : FloatVector.zero(S);
        FloatVector c01 = add ? FloatVector.fromArray(S, c, cFrom + W) : FloatVector.zero(S);
        FloatVector c10 = add ? FloatVector.fromArray(S, c, c1) : FloatVector.zero(S);
        FloatVector c11 = add ? FloatVector.fromArray(S, c, c1 + W) : FloatVector.zero(S);
        FloatVector c20 = add ? FloatVector.fromArray(S, c, c2) : FloatVector.zero(S);
        FloatVector c21 = add ? FloatVector.fromArray(S, c, c2 + W) : FloatVector.zero(S);
        for (int p = 0; p < inner; p++) {
            int at = aFrom + p * 4;
            int bt = p * (2 * W);
            FloatVector b0 = FloatVector.fromArray(S, b, bt);
            FloatVector b1 = FloatVector.fromArray(S, b, bt + W);
            FloatVector x = FloatVector.broadcast(S, a[at]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            x = FloatVector.broadcast(S, a[at + 1]);
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            x = FloatVector.broadcast(S, a[at + 2]);
            c20 = x.fma(b0, c20);
            c21 = x.fma(b1, c21);
        }
        c00.intoArray(c, cFrom);
        c01.intoArray(c, cFrom + W);
        c10.intoArray(c, c1);
        c11.intoArray(c, c1 + W);
        c20.intoArray(c, c2);
        c21.intoArray(c, c2 + W);
    }

    /** 3 rows by 1 vector. */
    static void tile3x1(int inner, float[] a, int aFrom, float[] b, float[] c, int cFrom, int cRow, boolean add) {
        int c1 = cFrom + cRow;
        int c2 = c1 + cRow;
        FloatVector c00 = add ? FloatVector.fromArray(S, c, cFrom) : FloatVector.zero(S);
        FloatVector c10 = add ? FloatVector.fromArray(S, c, c1) : FloatVector.zero(S);
        FloatVector c20 = add ? FloatVector.fromArray(S, c, c2) : FloatVector.zero(S);
        for (int p = 0; p < inner; p++) {
            int at = aFrom + p * 4;
            int bt = p * W;
            FloatVector b0 = FloatVector.fromArray(S, b, bt);
            FloatVector x = FloatVector.broadcast(S, a[at]);
            c00 = x.fma(b0, c00);
            x = FloatVector.broadcast(S, a[at + 1]);
            c10 = x.fma(b0, c10);
            x = FloatVector.broadcast(S, a[at + 2]);
            c20 = x.fma(b0, c20);
        }
        c00.intoArray(c, cFrom);
        c10.intoArray(c, c1);
        c20.intoArray(c, c2);
    }
}

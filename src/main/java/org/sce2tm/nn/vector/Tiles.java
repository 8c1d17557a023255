package org.sce2tm.nn.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The innermost loops of the matrix product: one tile of C, held in registers while A is broadcast and B streamed, is
 * written to C or added to it. Unrolled by hand, because only local variables become registers. A is packed in strips
 * as high as the tile, B in panels as wide as it, {@code inner} rows of vectors.
 *
 * <p>Strips and panels have 4 where 3 are used, and one variable counts: only for multiples by powers of two does Java
 * 17's compiler move the bounds checks out of the loop. With a check inside, the loop is several blocks, and whether
 * accumulators stay in their registers from one to the next hung on rounding in the profile: the same tile ran at 40 or
 * at 93 GFLOP/s (AVX2), at 84 or at 117 (AVX-512), from one start of the JVM to the next.
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
    static void tile8x3(int inner, float[] a, int aFrom, float[] b, float[] c, int cFrom, int cRow, boolean add) {
        int c1 = cFrom + cRow;
        int c2 = c1 + cRow;
        int c3 = c2 + cRow;
        int c4 = c3 + cRow;
        int c5 = c4 + cRow;
        int c6 = c5 + cRow;
        int c7 = c6 + cRow;
        FloatVector c00 = add ? FloatVector.fromArray(S, c, cFrom) : FloatVector.zero(S);
        FloatVector c01 = add ? FloatVector.fromArray(S, c, cFrom + W) : FloatVector.zero(S);
        FloatVector c02 = add ? FloatVector.fromArray(S, c, cFrom + 2 * W) : FloatVector.zero(S);
        FloatVector c10 = add ? FloatVector.fromArray(S, c, c1) : FloatVector.zero(S);
        FloatVector c11 = add ? FloatVector.fromArray(S, c, c1 + W) : FloatVector.zero(S);
        FloatVector c12 = add ? FloatVector.fromArray(S, c, c1 + 2 * W) : FloatVector.zero(S);
        FloatVector c20 = add ? FloatVector.fromArray(S, c, c2) : FloatVector.zero(S);
        FloatVector c21 = add ? FloatVector.fromArray(S, c, c2 + W) : FloatVector.zero(S);
        FloatVector c22 = add ? FloatVector.fromArray(S, c, c2 + 2 * W) : FloatVector.zero(S);
        FloatVector c30 = add ? FloatVector.fromArray(S, c, c3) : FloatVector.zero(S);
        FloatVector c31 = add ? FloatVector.fromArray(S, c, c3 + W) : FloatVector.zero(S);
        FloatVector c32 = add ? FloatVector.fromArray(S, c, c3 + 2 * W) : FloatVector.zero(S);
        FloatVector c40 = add ? FloatVector.fromArray(S, c, c4) : FloatVector.zero(S);
        FloatVector c41 = add ? FloatVector.fromArray(S, c, c4 + W) : FloatVector.zero(S);
        FloatVector c42 = add ? FloatVector.fromArray(S, c, c4 + 2 * W) : FloatVector.zero(S);
        FloatVector c50 = add ? FloatVector.fromArray(S, c, c5) : FloatVector.zero(S);
        FloatVector c51 = add ? FloatVector.fromArray(S, c, c5 + W) : FloatVector.zero(S);
        FloatVector c52 = add ? FloatVector.fromArray(S, c, c5 + 2 * W) : FloatVector.zero(S);
        FloatVector c60 = add ? FloatVector.fromArray(S, c, c6) : FloatVector.zero(S);
        FloatVector c61 = add ? FloatVector.fromArray(S, c, c6 + W) : FloatVector.zero(S);
        FloatVector c62 = add ? FloatVector.fromArray(S, c, c6 + 2 * W) : FloatVector.zero(S);
        FloatVector c70 = add ? FloatVector.fromArray(S, c, c7) : FloatVector.zero(S);
        FloatVector c71 = add ? FloatVector.fromArray(S, c, c7 + W) : FloatVector.zero(S);
        FloatVector c72 = add ? FloatVector.fromArray(S, c, c7 + 2 * W) : FloatVector.zero(S);
        for (int p = 0; p < inner; p++) {
            int at = aFrom + p * 8;
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
        c00.intoArray(c, cFrom);
        c01.intoArray(c, cFrom + W);
        c02.intoArray(c, cFrom + 2 * W);
        c10.intoArray(c, c1);
        c11.intoArray(c, c1 + W);
        c12.intoArray(c, c1 + 2 * W);
        c20.intoArray(c, c2);
        c21.intoArray(c, c2 + W);
        c22.intoArray(c, c2 + 2 * W);
        c30.intoArray(c, c3);
        c31.intoArray(c, c3 + W);
        c32.intoArray(c, c3 + 2 * W);
        c40.intoArray(c, c4);
        c41.intoArray(c, c4 + W);
        c42.intoArray(c, c4 + 2 * W);
        c50.intoArray(c, c5);
        c51.intoArray(c, c5 + W);
        c52.intoArray(c, c5 + 2 * W);
        c60.intoArray(c, c6);
        c61.intoArray(c, c6 + W);
        c62.intoArray(c, c6 + 2 * W);
        c70.intoArray(c, c7);
        c71.intoArray(c, c7 + W);
        c72.intoArray(c, c7 + 2 * W);
    }

    /** 8 rows by 2 vectors. */
    static void tile8x2(int inner, float[] a, int aFrom, float[] b, float[] c, int cFrom, int cRow, boolean add) {
        int c1 = cFrom + cRow;
        int c2 = c1 + cRow;
        int c3 = c2 + cRow;
        int c4 = c3 + cRow;
        int c5 = c4 + cRow;
        int c6 = c5 + cRow;
        int c7 = c6 + cRow;
        FloatVector c00 = add ? FloatVector.fromArray(S, c, cFrom) : FloatVector.zero(S);
        FloatVector c01 = add ? FloatVector.fromArray(S, c, cFrom + W) : FloatVector.zero(S);
        FloatVector c10 = add ? FloatVector.fromArray(S, c, c1) : FloatVector.zero(S);
        FloatVector c11 = add ? FloatVector.fromArray(S, c, c1 + W) : FloatVector.zero(S);
        FloatVector c20 = add ? FloatVector.fromArray(S, c, c2) : FloatVector.zero(S);
        FloatVector c21 = add ? FloatVector.fromArray(S, c, c2 + W) : FloatVector.zero(S);
        FloatVector c30 = add ? FloatVector.fromArray(S, c, c3) : FloatVector.zero(S);
        FloatVector c31 = add ? FloatVector.fromArray(S, c, c3 + W) : FloatVector.zero(S);
        FloatVector c40 = add ? FloatVector.fromArray(S, c, c4) : FloatVector.zero(S);
        FloatVector c41 = add ? FloatVector.fromArray(S, c, c4 + W) : FloatVector.zero(S);
        FloatVector c50 = add ? FloatVector.fromArray(S, c, c5) : FloatVector.zero(S);
        FloatVector c51 = add ? FloatVector.fromArray(S, c, c5 + W) : FloatVector.zero(S);
        FloatVector c60 = add ? FloatVector.fromArray(S, c, c6) : FloatVector.zero(S);
        FloatVector c61 = add ? FloatVector.fromArray(S, c, c6 + W) : FloatVector.zero(S);
        FloatVector c70 = add ? FloatVector.fromArray(S, c, c7) : FloatVector.zero(S);
        FloatVector c71 = add ? FloatVector.fromArray(S, c, c7 + W) : FloatVector.zero(S);
        for (int p = 0; p < inner; p++) {
            int at = aFrom + p * 8;
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
        c00.intoArray(c, cFrom);
        c01.intoArray(c, cFrom + W);
        c10.intoArray(c, c1);
        c11.intoArray(c, c1 + W);
        c20.intoArray(c, c2);
        c21.intoArray(c, c2 + W);
        c30.intoArray(c, c3);
        c31.intoArray(c, c3 + W);
        c40.intoArray(c, c4);
        c41.intoArray(c, c4 + W);
        c50.intoArray(c, c5);
        c51.intoArray(c, c5 + W);
        c60.intoArray(c, c6);
        c61.intoArray(c, c6 + W);
        c70.intoArray(c, c7);
        c71.intoArray(c, c7 + W);
    }

    /** 8 rows by 1 vector. */
    static void tile8x1(int inner, float[] a, int aFrom, float[] b, float[] c, int cFrom, int cRow, boolean add) {
        int c1 = cFrom + cRow;
        int c2 = c1 + cRow;
        int c3 = c2 + cRow;
        int c4 = c3 + cRow;
        int c5 = c4 + cRow;
        int c6 = c5 + cRow;
        int c7 = c6 + cRow;
        FloatVector c00 = add ? FloatVector.fromArray(S, c, cFrom) : FloatVector.zero(S);
        FloatVector c10 = add ? FloatVector.fromArray(S, c, c1) : FloatVector.zero(S);
        FloatVector c20 = add ? FloatVector.fromArray(S, c, c2) : FloatVector.zero(S);
        FloatVector c30 = add ? FloatVector.fromArray(S, c, c3) : FloatVector.zero(S);
        FloatVector c40 = add ? FloatVector.fromArray(S, c, c4) : FloatVector.zero(S);
        FloatVector c50 = add ? FloatVector.fromArray(S, c, c5) : FloatVector.zero(S);
        FloatVector c60 = add ? FloatVector.fromArray(S, c, c6) : FloatVector.zero(S);
        FloatVector c70 = add ? FloatVector.fromArray(S, c, c7) : FloatVector.zero(S);
        for (int p = 0; p < inner; p++) {
            int at = aFrom + p * 8;
            int bt = p * W;
            FloatVector b0 = FloatVector.fromArray(S, b, bt);
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
        c00.intoArray(c, cFrom);
        c10.intoArray(c, c1);
        c20.intoArray(c, c2);
        c30.intoArray(c, c3);
        c40.intoArray(c, c4);
        c50.intoArray(c, c5);
        c60.intoArray(c, c6);
        c70.intoArray(c, c7);
    }

    /** 4 rows by 3 vectors. */
    static void tile4x3(int inner, float[] a, int aFrom, float[] b, float[] c, int cFrom, int cRow, boolean add) {
        int c1 = cFrom + cRow;
        int c2 = c1 + cRow;
        int c3 = c2 + cRow;
        FloatVector c00 = add ? FloatVector.fromArray(S, c, cFrom) : FloatVector.zero(S);
        FloatVector c01 = add ? FloatVector.fromArray(S, c, cFrom + W) : FloatVector.zero(S);
        FloatVector c02 = add ? FloatVector.fromArray(S, c, cFrom + 2 * W) : FloatVector.zero(S);
        FloatVector c10 = add ? FloatVector.fromArray(S, c, c1) : FloatVector.zero(S);
        FloatVector c11 = add ? FloatVector.fromArray(S, c, c1 + W) : FloatVector.zero(S);
        FloatVector c12 = add ? FloatVector.fromArray(S, c, c1 + 2 * W) : FloatVector.zero(S);
        FloatVector c20 = add ? FloatVector.fromArray(S, c, c2) : FloatVector.zero(S);
        FloatVector c21 = add ? FloatVector.fromArray(S, c, c2 + W) : FloatVector.zero(S);
        FloatVector c22 = add ? FloatVector.fromArray(S, c, c2 + 2 * W) : FloatVector.zero(S);
        FloatVector c30 = add ? FloatVector.fromArray(S, c, c3) : FloatVector.zero(S);
        FloatVector c31 = add ? FloatVector.fromArray(S, c, c3 + W) : FloatVector.zero(S);
        FloatVector c32 = add ? FloatVector.fromArray(S, c, c3 + 2 * W) : FloatVector.zero(S);
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
            x = FloatVector.broadcast(S, a[at + 3]);
            c30 = x.fma(b0, c30);
            c31 = x.fma(b1, c31);
            c32 = x.fma(b2, c32);
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
        c30.intoArray(c, c3);
        c31.intoArray(c, c3 + W);
        c32.intoArray(c, c3 + 2 * W);
    }

    /** 4 rows by 2 vectors. */
    static void tile4x2(int inner, float[] a, int aFrom, float[] b, float[] c, int cFrom, int cRow, boolean add) {
        int c1 = cFrom + cRow;
        int c2 = c1 + cRow;
        int c3 = c2 + cRow;
        FloatVector c00 = add ? FloatVector.fromArray(S, c, cFrom) : FloatVector.zero(S);
        FloatVector c01 = add ? FloatVector.fromArray(S, c, cFrom + W) : FloatVector.zero(S);
        FloatVector c10 = add ? FloatVector.fromArray(S, c, c1) : FloatVector.zero(S);
        FloatVector c11 = add ? FloatVector.fromArray(S, c, c1 + W) : FloatVector.zero(S);
        FloatVector c20 = add ? FloatVector.fromArray(S, c, c2) : FloatVector.zero(S);
        FloatVector c21 = add ? FloatVector.fromArray(S, c, c2 + W) : FloatVector.zero(S);
        FloatVector c30 = add ? FloatVector.fromArray(S, c, c3) : FloatVector.zero(S);
        FloatVector c31 = add ? FloatVector.fromArray(S, c, c3 + W) : FloatVector.zero(S);
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
            x = FloatVector.broadcast(S, a[at + 3]);
            c30 = x.fma(b0, c30);
            c31 = x.fma(b1, c31);
        }
        c00.intoArray(c, cFrom);
        c01.intoArray(c, cFrom + W);
        c10.intoArray(c, c1);
        c11.intoArray(c, c1 + W);
        c20.intoArray(c, c2);
        c21.intoArray(c, c2 + W);
        c30.intoArray(c, c3);
        c31.intoArray(c, c3 + W);
    }

    /** 4 rows by 1 vector. */
    static void tile4x1(int inner, float[] a, int aFrom, float[] b, float[] c, int cFrom, int cRow, boolean add) {
        int c1 = cFrom + cRow;
        int c2 = c1 + cRow;
        int c3 = c2 + cRow;
        FloatVector c00 = add ? FloatVector.fromArray(S, c, cFrom) : FloatVector.zero(S);
        FloatVector c10 = add ? FloatVector.fromArray(S, c, c1) : FloatVector.zero(S);
        FloatVector c20 = add ? FloatVector.fromArray(S, c, c2) : FloatVector.zero(S);
        FloatVector c30 = add ? FloatVector.fromArray(S, c, c3) : FloatVector.zero(S);
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
            x = FloatVector.broadcast(S, a[at + 3]);
            c30 = x.fma(b0, c30);
        }
        c00.intoArray(c, cFrom);
        c10.intoArray(c, c1);
        c20.intoArray(c, c2);
        c30.intoArray(c, c3);
    }

    /** 3 rows by 3 vectors. */
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

package org.sce2tm.nn.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The innermost loops of the matrix product: one tile of C, held in registers while A is broadcast and B streamed, and
 * added to. Unrolled by hand, because only local variables become registers, and kept this small, because the compiler
 * leaves vectors on the heap in methods with many more operations (a branch for replacing C was too much). A is read in
 * place: entry (i, p) lies at {@code aFrom + i aRow + p aColumn}; rows past {@code last} repeat row {@code last}, and
 * their results go to scratch. B is packed: {@code inner} rows of as many vectors as the tile is wide.
 */
final class Tiles {
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final int W = S.length();

    private Tiles() {}

    /** Sets a tile to 0. */
    static void clear(int tall, int wide, float[] c, int cFrom, int cRow) {
        FloatVector zero = FloatVector.zero(S);
        for (int i = 0; i < tall; i++) {
            for (int j = 0; j < wide; j++) {
                zero.intoArray(c, cFrom + i * cRow + j * W);
            }
        }
    }

    /** 8 rows by 3 vectors. */
    static void tile8x3(
            int inner,
            float[] a,
            int aFrom,
            int aRow,
            int aColumn,
            int last,
            float[] b,
            float[] c,
            int cFrom,
            int cRow) {
        int r1 = aRow * Math.min(1, last);
        int r2 = aRow * Math.min(2, last);
        int r3 = aRow * Math.min(3, last);
        int r4 = aRow * Math.min(4, last);
        int r5 = aRow * Math.min(5, last);
        int r6 = aRow * Math.min(6, last);
        int r7 = aRow * Math.min(7, last);
        FloatVector c00 = FloatVector.fromArray(S, c, cFrom);
        FloatVector c01 = FloatVector.fromArray(S, c, cFrom + 1 * W);
        FloatVector c02 = FloatVector.fromArray(S, c, cFrom + 2 * W);
        FloatVector c10 = FloatVector.fromArray(S, c, cFrom + 1 * cRow);
        FloatVector c11 = FloatVector.fromArray(S, c, cFrom + 1 * cRow + 1 * W);
        FloatVector c12 = FloatVector.fromArray(S, c, cFrom + 1 * cRow + 2 * W);
        FloatVector c20 = FloatVector.fromArray(S, c, cFrom + 2 * cRow);
        FloatVector c21 = FloatVector.fromArray(S, c, cFrom + 2 * cRow + 1 * W);
        FloatVector c22 = FloatVector.fromArray(S, c, cFrom + 2 * cRow + 2 * W);
        FloatVector c30 = FloatVector.fromArray(S, c, cFrom + 3 * cRow);
        FloatVector c31 = FloatVector.fromArray(S, c, cFrom + 3 * cRow + 1 * W);
        FloatVector c32 = FloatVector.fromArray(S, c, cFrom + 3 * cRow + 2 * W);
        FloatVector c40 = FloatVector.fromArray(S, c, cFrom + 4 * cRow);
        FloatVector c41 = FloatVector.fromArray(S, c, cFrom + 4 * cRow + 1 * W);
        FloatVector c42 = FloatVector.fromArray(S, c, cFrom + 4 * cRow + 2 * W);
        FloatVector c50 = FloatVector.fromArray(S, c, cFrom + 5 * cRow);
        FloatVector c51 = FloatVector.fromArray(S, c, cFrom + 5 * cRow + 1 * W);
        FloatVector c52 = FloatVector.fromArray(S, c, cFrom + 5 * cRow + 2 * W);
        FloatVector c60 = FloatVector.fromArray(S, c, cFrom + 6 * cRow);
        FloatVector c61 = FloatVector.fromArray(S, c, cFrom + 6 * cRow + 1 * W);
        FloatVector c62 = FloatVector.fromArray(S, c, cFrom + 6 * cRow + 2 * W);
        FloatVector c70 = FloatVector.fromArray(S, c, cFrom + 7 * cRow);
        FloatVector c71 = FloatVector.fromArray(S, c, cFrom + 7 * cRow + 1 * W);
        FloatVector c72 = FloatVector.fromArray(S, c, cFrom + 7 * cRow + 2 * W);
        int at = aFrom;
        for (int p = 0; p < inner; p++, at += aColumn) {
            FloatVector b0 = FloatVector.fromArray(S, b, p * 3 * W);
            FloatVector b1 = FloatVector.fromArray(S, b, p * 3 * W + 1 * W);
            FloatVector b2 = FloatVector.fromArray(S, b, p * 3 * W + 2 * W);
            FloatVector x = FloatVector.broadcast(S, a[at]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            c02 = x.fma(b2, c02);
            x = FloatVector.broadcast(S, a[at + r1]);
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            c12 = x.fma(b2, c12);
            x = FloatVector.broadcast(S, a[at + r2]);
            c20 = x.fma(b0, c20);
            c21 = x.fma(b1, c21);
            c22 = x.fma(b2, c22);
            x = FloatVector.broadcast(S, a[at + r3]);
            c30 = x.fma(b0, c30);
            c31 = x.fma(b1, c31);
            c32 = x.fma(b2, c32);
            x = FloatVector.broadcast(S, a[at + r4]);
            c40 = x.fma(b0, c40);
            c41 = x.fma(b1, c41);
            c42 = x.fma(b2, c42);
            x = FloatVector.broadcast(S, a[at + r5]);
            c50 = x.fma(b0, c50);
            c51 = x.fma(b1, c51);
            c52 = x.fma(b2, c52);
            x = FloatVector.broadcast(S, a[at + r6]);
            c60 = x.fma(b0, c60);
            c61 = x.fma(b1, c61);
            c62 = x.fma(b2, c62);
            x = FloatVector.broadcast(S, a[at + r7]);
            c70 = x.fma(b0, c70);
            c71 = x.fma(b1, c71);
            c72 = x.fma(b2, c72);
        }
        c00.intoArray(c, cFrom);
        c01.intoArray(c, cFrom + 1 * W);
        c02.intoArray(c, cFrom + 2 * W);
        c10.intoArray(c, cFrom + 1 * cRow);
        c11.intoArray(c, cFrom + 1 * cRow + 1 * W);
        c12.intoArray(c, cFrom + 1 * cRow + 2 * W);
        c20.intoArray(c, cFrom + 2 * cRow);
        c21.intoArray(c, cFrom + 2 * cRow + 1 * W);
        c22.intoArray(c, cFrom + 2 * cRow + 2 * W);
        c30.intoArray(c, cFrom + 3 * cRow);
        c31.intoArray(c, cFrom + 3 * cRow + 1 * W);
        c32.intoArray(c, cFrom + 3 * cRow + 2 * W);
        c40.intoArray(c, cFrom + 4 * cRow);
        c41.intoArray(c, cFrom + 4 * cRow + 1 * W);
        c42.intoArray(c, cFrom + 4 * cRow + 2 * W);
        c50.intoArray(c, cFrom + 5 * cRow);
        c51.intoArray(c, cFrom + 5 * cRow + 1 * W);
        c52.intoArray(c, cFrom + 5 * cRow + 2 * W);
        c60.intoArray(c, cFrom + 6 * cRow);
        c61.intoArray(c, cFrom + 6 * cRow + 1 * W);
        c62.intoArray(c, cFrom + 6 * cRow + 2 * W);
        c70.intoArray(c, cFrom + 7 * cRow);
        c71.intoArray(c, cFrom + 7 * cRow + 1 * W);
        c72.intoArray(c, cFrom + 7 * cRow + 2 * W);
    }

    /** 8 rows by 2 vectors. */
    static void tile8x2(
            int inner,
            float[] a,
            int aFrom,
            int aRow,
            int aColumn,
            int last,
            float[] b,
            float[] c,
            int cFrom,
            int cRow) {
        int r1 = aRow * Math.min(1, last);
        int r2 = aRow * Math.min(2, last);
        int r3 = aRow * Math.min(3, last);
        int r4 = aRow * Math.min(4, last);
        int r5 = aRow * Math.min(5, last);
        int r6 = aRow * Math.min(6, last);
        int r7 = aRow * Math.min(7, last);
        FloatVector c00 = FloatVector.fromArray(S, c, cFrom);
        FloatVector c01 = FloatVector.fromArray(S, c, cFrom + 1 * W);
        FloatVector c10 = FloatVector.fromArray(S, c, cFrom + 1 * cRow);
        FloatVector c11 = FloatVector.fromArray(S, c, cFrom + 1 * cRow + 1 * W);
        FloatVector c20 = FloatVector.fromArray(S, c, cFrom + 2 * cRow);
        FloatVector c21 = FloatVector.fromArray(S, c, cFrom + 2 * cRow + 1 * W);
        FloatVector c30 = FloatVector.fromArray(S, c, cFrom + 3 * cRow);
        FloatVector c31 = FloatVector.fromArray(S, c, cFrom + 3 * cRow + 1 * W);
        FloatVector c40 = FloatVector.fromArray(S, c, cFrom + 4 * cRow);
        FloatVector c41 = FloatVector.fromArray(S, c, cFrom + 4 * cRow + 1 * W);
        FloatVector c50 = FloatVector.fromArray(S, c, cFrom + 5 * cRow);
        FloatVector c51 = FloatVector.fromArray(S, c, cFrom + 5 * cRow + 1 * W);
        FloatVector c60 = FloatVector.fromArray(S, c, cFrom + 6 * cRow);
        FloatVector c61 = FloatVector.fromArray(S, c, cFrom + 6 * cRow + 1 * W);
        FloatVector c70 = FloatVector.fromArray(S, c, cFrom + 7 * cRow);
        FloatVector c71 = FloatVector.fromArray(S, c, cFrom + 7 * cRow + 1 * W);
        int at = aFrom;
        for (int p = 0; p < inner; p++, at += aColumn) {
            FloatVector b0 = FloatVector.fromArray(S, b, p * 2 * W);
            FloatVector b1 = FloatVector.fromArray(S, b, p * 2 * W + 1 * W);
            FloatVector x = FloatVector.broadcast(S, a[at]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            x = FloatVector.broadcast(S, a[at + r1]);
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            x = FloatVector.broadcast(S, a[at + r2]);
            c20 = x.fma(b0, c20);
            c21 = x.fma(b1, c21);
            x = FloatVector.broadcast(S, a[at + r3]);
            c30 = x.fma(b0, c30);
            c31 = x.fma(b1, c31);
            x = FloatVector.broadcast(S, a[at + r4]);
            c40 = x.fma(b0, c40);
            c41 = x.fma(b1, c41);
            x = FloatVector.broadcast(S, a[at + r5]);
            c50 = x.fma(b0, c50);
            c51 = x.fma(b1, c51);
            x = FloatVector.broadcast(S, a[at + r6]);
            c60 = x.fma(b0, c60);
            c61 = x.fma(b1, c61);
            x = FloatVector.broadcast(S, a[at + r7]);
            c70 = x.fma(b0, c70);
            c71 = x.fma(b1, c71);
        }
        c00.intoArray(c, cFrom);
        c01.intoArray(c, cFrom + 1 * W);
        c10.intoArray(c, cFrom + 1 * cRow);
        c11.intoArray(c, cFrom + 1 * cRow + 1 * W);
        c20.intoArray(c, cFrom + 2 * cRow);
        c21.intoArray(c, cFrom + 2 * cRow + 1 * W);
        c30.intoArray(c, cFrom + 3 * cRow);
        c31.intoArray(c, cFrom + 3 * cRow + 1 * W);
        c40.intoArray(c, cFrom + 4 * cRow);
        c41.intoArray(c, cFrom + 4 * cRow + 1 * W);
        c50.intoArray(c, cFrom + 5 * cRow);
        c51.intoArray(c, cFrom + 5 * cRow + 1 * W);
        c60.intoArray(c, cFrom + 6 * cRow);
        c61.intoArray(c, cFrom + 6 * cRow + 1 * W);
        c70.intoArray(c, cFrom + 7 * cRow);
        c71.intoArray(c, cFrom + 7 * cRow + 1 * W);
    }

    /** 8 rows by 1 vectors. */
    static void tile8x1(
            int inner,
            float[] a,
            int aFrom,
            int aRow,
            int aColumn,
            int last,
            float[] b,
            float[] c,
            int cFrom,
            int cRow) {
        int r1 = aRow * Math.min(1, last);
        int r2 = aRow * Math.min(2, last);
        int r3 = aRow * Math.min(3, last);
        int r4 = aRow * Math.min(4, last);
        int r5 = aRow * Math.min(5, last);
        int r6 = aRow * Math.min(6, last);
        int r7 = aRow * Math.min(7, last);
        FloatVector c00 = FloatVector.fromArray(S, c, cFrom);
        FloatVector c10 = FloatVector.fromArray(S, c, cFrom + 1 * cRow);
        FloatVector c20 = FloatVector.fromArray(S, c, cFrom + 2 * cRow);
        FloatVector c30 = FloatVector.fromArray(S, c, cFrom + 3 * cRow);
        FloatVector c40 = FloatVector.fromArray(S, c, cFrom + 4 * cRow);
        FloatVector c50 = FloatVector.fromArray(S, c, cFrom + 5 * cRow);
        FloatVector c60 = FloatVector.fromArray(S, c, cFrom + 6 * cRow);
        FloatVector c70 = FloatVector.fromArray(S, c, cFrom + 7 * cRow);
        int at = aFrom;
        for (int p = 0; p < inner; p++, at += aColumn) {
            FloatVector b0 = FloatVector.fromArray(S, b, p * 1 * W);
            FloatVector x = FloatVector.broadcast(S, a[at]);
            c00 = x.fma(b0, c00);
            x = FloatVector.broadcast(S, a[at + r1]);
            c10 = x.fma(b0, c10);
            x = FloatVector.broadcast(S, a[at + r2]);
            c20 = x.fma(b0, c20);
            x = FloatVector.broadcast(S, a[at + r3]);
            c30 = x.fma(b0, c30);
            x = FloatVector.broadcast(S, a[at + r4]);
            c40 = x.fma(b0, c40);
            x = FloatVector.broadcast(S, a[at + r5]);
            c50 = x.fma(b0, c50);
            x = FloatVector.broadcast(S, a[at + r6]);
            c60 = x.fma(b0, c60);
            x = FloatVector.broadcast(S, a[at + r7]);
            c70 = x.fma(b0, c70);
        }
        c00.intoArray(c, cFrom);
        c10.intoArray(c, cFrom + 1 * cRow);
        c20.intoArray(c, cFrom + 2 * cRow);
        c30.intoArray(c, cFrom + 3 * cRow);
        c40.intoArray(c, cFrom + 4 * cRow);
        c50.intoArray(c, cFrom + 5 * cRow);
        c60.intoArray(c, cFrom + 6 * cRow);
        c70.intoArray(c, cFrom + 7 * cRow);
    }

    /** 4 rows by 3 vectors. */
    static void tile4x3(
            int inner,
            float[] a,
            int aFrom,
            int aRow,
            int aColumn,
            int last,
            float[] b,
            float[] c,
            int cFrom,
            int cRow) {
        int r1 = aRow * Math.min(1, last);
        int r2 = aRow * Math.min(2, last);
        int r3 = aRow * Math.min(3, last);
        FloatVector c00 = FloatVector.fromArray(S, c, cFrom);
        FloatVector c01 = FloatVector.fromArray(S, c, cFrom + 1 * W);
        FloatVector c02 = FloatVector.fromArray(S, c, cFrom + 2 * W);
        FloatVector c10 = FloatVector.fromArray(S, c, cFrom + 1 * cRow);
        FloatVector c11 = FloatVector.fromArray(S, c, cFrom + 1 * cRow + 1 * W);
        FloatVector c12 = FloatVector.fromArray(S, c, cFrom + 1 * cRow + 2 * W);
        FloatVector c20 = FloatVector.fromArray(S, c, cFrom + 2 * cRow);
        FloatVector c21 = FloatVector.fromArray(S, c, cFrom + 2 * cRow + 1 * W);
        FloatVector c22 = FloatVector.fromArray(S, c, cFrom + 2 * cRow + 2 * W);
        FloatVector c30 = FloatVector.fromArray(S, c, cFrom + 3 * cRow);
        FloatVector c31 = FloatVector.fromArray(S, c, cFrom + 3 * cRow + 1 * W);
        FloatVector c32 = FloatVector.fromArray(S, c, cFrom + 3 * cRow + 2 * W);
        int at = aFrom;
        for (int p = 0; p < inner; p++, at += aColumn) {
            FloatVector b0 = FloatVector.fromArray(S, b, p * 3 * W);
            FloatVector b1 = FloatVector.fromArray(S, b, p * 3 * W + 1 * W);
            FloatVector b2 = FloatVector.fromArray(S, b, p * 3 * W + 2 * W);
            FloatVector x = FloatVector.broadcast(S, a[at]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            c02 = x.fma(b2, c02);
            x = FloatVector.broadcast(S, a[at + r1]);
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            c12 = x.fma(b2, c12);
            x = FloatVector.broadcast(S, a[at + r2]);
            c20 = x.fma(b0, c20);
            c21 = x.fma(b1, c21);
            c22 = x.fma(b2, c22);
            x = FloatVector.broadcast(S, a[at + r3]);
            c30 = x.fma(b0, c30);
            c31 = x.fma(b1, c31);
            c32 = x.fma(b2, c32);
        }
        c00.intoArray(c, cFrom);
        c01.intoArray(c, cFrom + 1 * W);
        c02.intoArray(c, cFrom + 2 * W);
        c10.intoArray(c, cFrom + 1 * cRow);
        c11.intoArray(c, cFrom + 1 * cRow + 1 * W);
        c12.intoArray(c, cFrom + 1 * cRow + 2 * W);
        c20.intoArray(c, cFrom + 2 * cRow);
        c21.intoArray(c, cFrom + 2 * cRow + 1 * W);
        c22.intoArray(c, cFrom + 2 * cRow + 2 * W);
        c30.intoArray(c, cFrom + 3 * cRow);
        c31.intoArray(c, cFrom + 3 * cRow + 1 * W);
        c32.intoArray(c, cFrom + 3 * cRow + 2 * W);
    }

    /** 4 rows by 2 vectors. */
    static void tile4x2(
            int inner,
            float[] a,
            int aFrom,
            int aRow,
            int aColumn,
            int last,
            float[] b,
            float[] c,
            int cFrom,
            int cRow) {
        int r1 = aRow * Math.min(1, last);
        int r2 = aRow * Math.min(2, last);
        int r3 = aRow * Math.min(3, last);
        FloatVector c00 = FloatVector.fromArray(S, c, cFrom);
        FloatVector c01 = FloatVector.fromArray(S, c, cFrom + 1 * W);
        FloatVector c10 = FloatVector.fromArray(S, c, cFrom + 1 * cRow);
        FloatVector c11 = FloatVector.fromArray(S, c, cFrom + 1 * cRow + 1 * W);
        FloatVector c20 = FloatVector.fromArray(S, c, cFrom + 2 * cRow);
        FloatVector c21 = FloatVector.fromArray(S, c, cFrom + 2 * cRow + 1 * W);
        FloatVector c30 = FloatVector.fromArray(S, c, cFrom + 3 * cRow);
        FloatVector c31 = FloatVector.fromArray(S, c, cFrom + 3 * cRow + 1 * W);
        int at = aFrom;
        for (int p = 0; p < inner; p++, at += aColumn) {
            FloatVector b0 = FloatVector.fromArray(S, b, p * 2 * W);
            FloatVector b1 = FloatVector.fromArray(S, b, p * 2 * W + 1 * W);
            FloatVector x = FloatVector.broadcast(S, a[at]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            x = FloatVector.broadcast(S, a[at + r1]);
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            x = FloatVector.broadcast(S, a[at + r2]);
            c20 = x.fma(b0, c20);
            c21 = x.fma(b1, c21);
            x = FloatVector.broadcast(S, a[at + r3]);
            c30 = x.fma(b0, c30);
            c31 = x.fma(b1, c31);
        }
        c00.intoArray(c, cFrom);
        c01.intoArray(c, cFrom + 1 * W);
        c10.intoArray(c, cFrom + 1 * cRow);
        c11.intoArray(c, cFrom + 1 * cRow + 1 * W);
        c20.intoArray(c, cFrom + 2 * cRow);
        c21.intoArray(c, cFrom + 2 * cRow + 1 * W);
        c30.intoArray(c, cFrom + 3 * cRow);
        c31.intoArray(c, cFrom + 3 * cRow + 1 * W);
    }

    /** 4 rows by 1 vectors. */
    static void tile4x1(
            int inner,
            float[] a,
            int aFrom,
            int aRow,
            int aColumn,
            int last,
            float[] b,
            float[] c,
            int cFrom,
            int cRow) {
        int r1 = aRow * Math.min(1, last);
        int r2 = aRow * Math.min(2, last);
        int r3 = aRow * Math.min(3, last);
        FloatVector c00 = FloatVector.fromArray(S, c, cFrom);
        FloatVector c10 = FloatVector.fromArray(S, c, cFrom + 1 * cRow);
        FloatVector c20 = FloatVector.fromArray(S, c, cFrom + 2 * cRow);
        FloatVector c30 = FloatVector.fromArray(S, c, cFrom + 3 * cRow);
        int at = aFrom;
        for (int p = 0; p < inner; p++, at += aColumn) {
            FloatVector b0 = FloatVector.fromArray(S, b, p * 1 * W);
            FloatVector x = FloatVector.broadcast(S, a[at]);
            c00 = x.fma(b0, c00);
            x = FloatVector.broadcast(S, a[at + r1]);
            c10 = x.fma(b0, c10);
            x = FloatVector.broadcast(S, a[at + r2]);
            c20 = x.fma(b0, c20);
            x = FloatVector.broadcast(S, a[at + r3]);
            c30 = x.fma(b0, c30);
        }
        c00.intoArray(c, cFrom);
        c10.intoArray(c, cFrom + 1 * cRow);
        c20.intoArray(c, cFrom + 2 * cRow);
        c30.intoArray(c, cFrom + 3 * cRow);
    }
}

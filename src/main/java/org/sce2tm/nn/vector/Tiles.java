package org.sce2tm.nn.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The innermost loops of the matrix product: one tile of C, held in registers while A is broadcast and B streamed.
 * Unrolled by hand, because only local variables become registers. A is read in place: entry (i, p) lies at
 * {@code aFrom + i aRow + p aColumn}; rows past {@code last} repeat row {@code last}, and their results go to scratch.
 * B is packed: {@code inner} rows of as many vectors as the tile is wide.
 */
final class Tiles {
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final int W = S.length();

    private Tiles() {}

    /** 8 rows by 3 vectors. */
    static void tile8x3(
            int inner,
            float[] a,
            int aFrom,
            int aRow,
            int aColumn,
            int last,
            float[] b,
            int bFrom,
            float[] c,
            int cFrom,
            int cRow,
            boolean add) {
        int r1 = aRow * Math.min(1, last);
        int r2 = aRow * Math.min(2, last);
        int r3 = aRow * Math.min(3, last);
        int r4 = aRow * Math.min(4, last);
        int r5 = aRow * Math.min(5, last);
        int r6 = aRow * Math.min(6, last);
        int r7 = aRow * Math.min(7, last);
        FloatVector c00 = FloatVector.zero(S);
        FloatVector c01 = FloatVector.zero(S);
        FloatVector c02 = FloatVector.zero(S);
        FloatVector c10 = FloatVector.zero(S);
        FloatVector c11 = FloatVector.zero(S);
        FloatVector c12 = FloatVector.zero(S);
        FloatVector c20 = FloatVector.zero(S);
        FloatVector c21 = FloatVector.zero(S);
        FloatVector c22 = FloatVector.zero(S);
        FloatVector c30 = FloatVector.zero(S);
        FloatVector c31 = FloatVector.zero(S);
        FloatVector c32 = FloatVector.zero(S);
        FloatVector c40 = FloatVector.zero(S);
        FloatVector c41 = FloatVector.zero(S);
        FloatVector c42 = FloatVector.zero(S);
        FloatVector c50 = FloatVector.zero(S);
        FloatVector c51 = FloatVector.zero(S);
        FloatVector c52 = FloatVector.zero(S);
        FloatVector c60 = FloatVector.zero(S);
        FloatVector c61 = FloatVector.zero(S);
        FloatVector c62 = FloatVector.zero(S);
        FloatVector c70 = FloatVector.zero(S);
        FloatVector c71 = FloatVector.zero(S);
        FloatVector c72 = FloatVector.zero(S);
        int at = aFrom;
        for (int p = 0; p < inner; p++, at += aColumn) {
            FloatVector b0 = FloatVector.fromArray(S, b, bFrom + p * 3 * W);
            FloatVector b1 = FloatVector.fromArray(S, b, bFrom + p * 3 * W + 1 * W);
            FloatVector b2 = FloatVector.fromArray(S, b, bFrom + p * 3 * W + 2 * W);
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
        if (add) {
            c00 = c00.add(FloatVector.fromArray(S, c, cFrom + 0 * cRow + 0 * W));
            c01 = c01.add(FloatVector.fromArray(S, c, cFrom + 0 * cRow + 1 * W));
            c02 = c02.add(FloatVector.fromArray(S, c, cFrom + 0 * cRow + 2 * W));
            c10 = c10.add(FloatVector.fromArray(S, c, cFrom + 1 * cRow + 0 * W));
            c11 = c11.add(FloatVector.fromArray(S, c, cFrom + 1 * cRow + 1 * W));
            c12 = c12.add(FloatVector.fromArray(S, c, cFrom + 1 * cRow + 2 * W));
            c20 = c20.add(FloatVector.fromArray(S, c, cFrom + 2 * cRow + 0 * W));
            c21 = c21.add(FloatVector.fromArray(S, c, cFrom + 2 * cRow + 1 * W));
            c22 = c22.add(FloatVector.fromArray(S, c, cFrom + 2 * cRow + 2 * W));
            c30 = c30.add(FloatVector.fromArray(S, c, cFrom + 3 * cRow + 0 * W));
            c31 = c31.add(FloatVector.fromArray(S, c, cFrom + 3 * cRow + 1 * W));
            c32 = c32.add(FloatVector.fromArray(S, c, cFrom + 3 * cRow + 2 * W));
            c40 = c40.add(FloatVector.fromArray(S, c, cFrom + 4 * cRow + 0 * W));
            c41 = c41.add(FloatVector.fromArray(S, c, cFrom + 4 * cRow + 1 * W));
            c42 = c42.add(FloatVector.fromArray(S, c, cFrom + 4 * cRow + 2 * W));
            c50 = c50.add(FloatVector.fromArray(S, c, cFrom + 5 * cRow + 0 * W));
            c51 = c51.add(FloatVector.fromArray(S, c, cFrom + 5 * cRow + 1 * W));
            c52 = c52.add(FloatVector.fromArray(S, c, cFrom + 5 * cRow + 2 * W));
            c60 = c60.add(FloatVector.fromArray(S, c, cFrom + 6 * cRow + 0 * W));
            c61 = c61.add(FloatVector.fromArray(S, c, cFrom + 6 * cRow + 1 * W));
            c62 = c62.add(FloatVector.fromArray(S, c, cFrom + 6 * cRow + 2 * W));
            c70 = c70.add(FloatVector.fromArray(S, c, cFrom + 7 * cRow + 0 * W));
            c71 = c71.add(FloatVector.fromArray(S, c, cFrom + 7 * cRow + 1 * W));
            c72 = c72.add(FloatVector.fromArray(S, c, cFrom + 7 * cRow + 2 * W));
        }
        c00.intoArray(c, cFrom + 0 * cRow + 0 * W);
        c01.intoArray(c, cFrom + 0 * cRow + 1 * W);
        c02.intoArray(c, cFrom + 0 * cRow + 2 * W);
        c10.intoArray(c, cFrom + 1 * cRow + 0 * W);
        c11.intoArray(c, cFrom + 1 * cRow + 1 * W);
        c12.intoArray(c, cFrom + 1 * cRow + 2 * W);
        c20.intoArray(c, cFrom + 2 * cRow + 0 * W);
        c21.intoArray(c, cFrom + 2 * cRow + 1 * W);
        c22.intoArray(c, cFrom + 2 * cRow + 2 * W);
        c30.intoArray(c, cFrom + 3 * cRow + 0 * W);
        c31.intoArray(c, cFrom + 3 * cRow + 1 * W);
        c32.intoArray(c, cFrom + 3 * cRow + 2 * W);
        c40.intoArray(c, cFrom + 4 * cRow + 0 * W);
        c41.intoArray(c, cFrom + 4 * cRow + 1 * W);
        c42.intoArray(c, cFrom + 4 * cRow + 2 * W);
        c50.intoArray(c, cFrom + 5 * cRow + 0 * W);
        c51.intoArray(c, cFrom + 5 * cRow + 1 * W);
        c52.intoArray(c, cFrom + 5 * cRow + 2 * W);
        c60.intoArray(c, cFrom + 6 * cRow + 0 * W);
        c61.intoArray(c, cFrom + 6 * cRow + 1 * W);
        c62.intoArray(c, cFrom + 6 * cRow + 2 * W);
        c70.intoArray(c, cFrom + 7 * cRow + 0 * W);
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
            int bFrom,
            float[] c,
            int cFrom,
            int cRow,
            boolean add) {
        int r1 = aRow * Math.min(1, last);
        int r2 = aRow * Math.min(2, last);
        int r3 = aRow * Math.min(3, last);
        int r4 = aRow * Math.min(4, last);
        int r5 = aRow * Math.min(5, last);
        int r6 = aRow * Math.min(6, last);
        int r7 = aRow * Math.min(7, last);
        FloatVector c00 = FloatVector.zero(S);
        FloatVector c01 = FloatVector.zero(S);
        FloatVector c10 = FloatVector.zero(S);
        FloatVector c11 = FloatVector.zero(S);
        FloatVector c20 = FloatVector.zero(S);
        FloatVector c21 = FloatVector.zero(S);
        FloatVector c30 = FloatVector.zero(S);
        FloatVector c31 = FloatVector.zero(S);
        FloatVector c40 = FloatVector.zero(S);
        FloatVector c41 = FloatVector.zero(S);
        FloatVector c50 = FloatVector.zero(S);
        FloatVector c51 = FloatVector.zero(S);
        FloatVector c60 = FloatVector.zero(S);
        FloatVector c61 = FloatVector.zero(S);
        FloatVector c70 = FloatVector.zero(S);
        FloatVector c71 = FloatVector.zero(S);
        int at = aFrom;
        for (int p = 0; p < inner; p++, at += aColumn) {
            FloatVector b0 = FloatVector.fromArray(S, b, bFrom + p * 2 * W);
            FloatVector b1 = FloatVector.fromArray(S, b, bFrom + p * 2 * W + 1 * W);
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
        if (add) {
            c00 = c00.add(FloatVector.fromArray(S, c, cFrom + 0 * cRow + 0 * W));
            c01 = c01.add(FloatVector.fromArray(S, c, cFrom + 0 * cRow + 1 * W));
            c10 = c10.add(FloatVector.fromArray(S, c, cFrom + 1 * cRow + 0 * W));
            c11 = c11.add(FloatVector.fromArray(S, c, cFrom + 1 * cRow + 1 * W));
            c20 = c20.add(FloatVector.fromArray(S, c, cFrom + 2 * cRow + 0 * W));
            c21 = c21.add(FloatVector.fromArray(S, c, cFrom + 2 * cRow + 1 * W));
            c30 = c30.add(FloatVector.fromArray(S, c, cFrom + 3 * cRow + 0 * W));
            c31 = c31.add(FloatVector.fromArray(S, c, cFrom + 3 * cRow + 1 * W));
            c40 = c40.add(FloatVector.fromArray(S, c, cFrom + 4 * cRow + 0 * W));
            c41 = c41.add(FloatVector.fromArray(S, c, cFrom + 4 * cRow + 1 * W));
            c50 = c50.add(FloatVector.fromArray(S, c, cFrom + 5 * cRow + 0 * W));
            c51 = c51.add(FloatVector.fromArray(S, c, cFrom + 5 * cRow + 1 * W));
            c60 = c60.add(FloatVector.fromArray(S, c, cFrom + 6 * cRow + 0 * W));
            c61 = c61.add(FloatVector.fromArray(S, c, cFrom + 6 * cRow + 1 * W));
            c70 = c70.add(FloatVector.fromArray(S, c, cFrom + 7 * cRow + 0 * W));
            c71 = c71.add(FloatVector.fromArray(S, c, cFrom + 7 * cRow + 1 * W));
        }
        c00.intoArray(c, cFrom + 0 * cRow + 0 * W);
        c01.intoArray(c, cFrom + 0 * cRow + 1 * W);
        c10.intoArray(c, cFrom + 1 * cRow + 0 * W);
        c11.intoArray(c, cFrom + 1 * cRow + 1 * W);
        c20.intoArray(c, cFrom + 2 * cRow + 0 * W);
        c21.intoArray(c, cFrom + 2 * cRow + 1 * W);
        c30.intoArray(c, cFrom + 3 * cRow + 0 * W);
        c31.intoArray(c, cFrom + 3 * cRow + 1 * W);
        c40.intoArray(c, cFrom + 4 * cRow + 0 * W);
        c41.intoArray(c, cFrom + 4 * cRow + 1 * W);
        c50.intoArray(c, cFrom + 5 * cRow + 0 * W);
        c51.intoArray(c, cFrom + 5 * cRow + 1 * W);
        c60.intoArray(c, cFrom + 6 * cRow + 0 * W);
        c61.intoArray(c, cFrom + 6 * cRow + 1 * W);
        c70.intoArray(c, cFrom + 7 * cRow + 0 * W);
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
            int bFrom,
            float[] c,
            int cFrom,
            int cRow,
            boolean add) {
        int r1 = aRow * Math.min(1, last);
        int r2 = aRow * Math.min(2, last);
        int r3 = aRow * Math.min(3, last);
        int r4 = aRow * Math.min(4, last);
        int r5 = aRow * Math.min(5, last);
        int r6 = aRow * Math.min(6, last);
        int r7 = aRow * Math.min(7, last);
        FloatVector c00 = FloatVector.zero(S);
        FloatVector c10 = FloatVector.zero(S);
        FloatVector c20 = FloatVector.zero(S);
        FloatVector c30 = FloatVector.zero(S);
        FloatVector c40 = FloatVector.zero(S);
        FloatVector c50 = FloatVector.zero(S);
        FloatVector c60 = FloatVector.zero(S);
        FloatVector c70 = FloatVector.zero(S);
        int at = aFrom;
        for (int p = 0; p < inner; p++, at += aColumn) {
            FloatVector b0 = FloatVector.fromArray(S, b, bFrom + p * 1 * W);
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
        if (add) {
            c00 = c00.add(FloatVector.fromArray(S, c, cFrom + 0 * cRow + 0 * W));
            c10 = c10.add(FloatVector.fromArray(S, c, cFrom + 1 * cRow + 0 * W));
            c20 = c20.add(FloatVector.fromArray(S, c, cFrom + 2 * cRow + 0 * W));
            c30 = c30.add(FloatVector.fromArray(S, c, cFrom + 3 * cRow + 0 * W));
            c40 = c40.add(FloatVector.fromArray(S, c, cFrom + 4 * cRow + 0 * W));
            c50 = c50.add(FloatVector.fromArray(S, c, cFrom + 5 * cRow + 0 * W));
            c60 = c60.add(FloatVector.fromArray(S, c, cFrom + 6 * cRow + 0 * W));
            c70 = c70.add(FloatVector.fromArray(S, c, cFrom + 7 * cRow + 0 * W));
        }
        c00.intoArray(c, cFrom + 0 * cRow + 0 * W);
        c10.intoArray(c, cFrom + 1 * cRow + 0 * W);
        c20.intoArray(c, cFrom + 2 * cRow + 0 * W);
        c30.intoArray(c, cFrom + 3 * cRow + 0 * W);
        c40.intoArray(c, cFrom + 4 * cRow + 0 * W);
        c50.intoArray(c, cFrom + 5 * cRow + 0 * W);
        c60.intoArray(c, cFrom + 6 * cRow + 0 * W);
        c70.intoArray(c, cFrom + 7 * cRow + 0 * W);
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
            int bFrom,
            float[] c,
            int cFrom,
            int cRow,
            boolean add) {
        int r1 = aRow * Math.min(1, last);
        int r2 = aRow * Math.min(2, last);
        int r3 = aRow * Math.min(3, last);
        FloatVector c00 = FloatVector.zero(S);
        FloatVector c01 = FloatVector.zero(S);
        FloatVector c02 = FloatVector.zero(S);
        FloatVector c10 = FloatVector.zero(S);
        FloatVector c11 = FloatVector.zero(S);
        FloatVector c12 = FloatVector.zero(S);
        FloatVector c20 = FloatVector.zero(S);
        FloatVector c21 = FloatVector.zero(S);
        FloatVector c22 = FloatVector.zero(S);
        FloatVector c30 = FloatVector.zero(S);
        FloatVector c31 = FloatVector.zero(S);
        FloatVector c32 = FloatVector.zero(S);
        int at = aFrom;
        for (int p = 0; p < inner; p++, at += aColumn) {
            FloatVector b0 = FloatVector.fromArray(S, b, bFrom + p * 3 * W);
            FloatVector b1 = FloatVector.fromArray(S, b, bFrom + p * 3 * W + 1 * W);
            FloatVector b2 = FloatVector.fromArray(S, b, bFrom + p * 3 * W + 2 * W);
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
        if (add) {
            c00 = c00.add(FloatVector.fromArray(S, c, cFrom + 0 * cRow + 0 * W));
            c01 = c01.add(FloatVector.fromArray(S, c, cFrom + 0 * cRow + 1 * W));
            c02 = c02.add(FloatVector.fromArray(S, c, cFrom + 0 * cRow + 2 * W));
            c10 = c10.add(FloatVector.fromArray(S, c, cFrom + 1 * cRow + 0 * W));
            c11 = c11.add(FloatVector.fromArray(S, c, cFrom + 1 * cRow + 1 * W));
            c12 = c12.add(FloatVector.fromArray(S, c, cFrom + 1 * cRow + 2 * W));
            c20 = c20.add(FloatVector.fromArray(S, c, cFrom + 2 * cRow + 0 * W));
            c21 = c21.add(FloatVector.fromArray(S, c, cFrom + 2 * cRow + 1 * W));
            c22 = c22.add(FloatVector.fromArray(S, c, cFrom + 2 * cRow + 2 * W));
            c30 = c30.add(FloatVector.fromArray(S, c, cFrom + 3 * cRow + 0 * W));
            c31 = c31.add(FloatVector.fromArray(S, c, cFrom + 3 * cRow + 1 * W));
            c32 = c32.add(FloatVector.fromArray(S, c, cFrom + 3 * cRow + 2 * W));
        }
        c00.intoArray(c, cFrom + 0 * cRow + 0 * W);
        c01.intoArray(c, cFrom + 0 * cRow + 1 * W);
        c02.intoArray(c, cFrom + 0 * cRow + 2 * W);
        c10.intoArray(c, cFrom + 1 * cRow + 0 * W);
        c11.intoArray(c, cFrom + 1 * cRow + 1 * W);
        c12.intoArray(c, cFrom + 1 * cRow + 2 * W);
        c20.intoArray(c, cFrom + 2 * cRow + 0 * W);
        c21.intoArray(c, cFrom + 2 * cRow + 1 * W);
        c22.intoArray(c, cFrom + 2 * cRow + 2 * W);
        c30.intoArray(c, cFrom + 3 * cRow + 0 * W);
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
            int bFrom,
            float[] c,
            int cFrom,
            int cRow,
            boolean add) {
        int r1 = aRow * Math.min(1, last);
        int r2 = aRow * Math.min(2, last);
        int r3 = aRow * Math.min(3, last);
        FloatVector c00 = FloatVector.zero(S);
        FloatVector c01 = FloatVector.zero(S);
        FloatVector c10 = FloatVector.zero(S);
        FloatVector c11 = FloatVector.zero(S);
        FloatVector c20 = FloatVector.zero(S);
        FloatVector c21 = FloatVector.zero(S);
        FloatVector c30 = FloatVector.zero(S);
        FloatVector c31 = FloatVector.zero(S);
        int at = aFrom;
        for (int p = 0; p < inner; p++, at += aColumn) {
            FloatVector b0 = FloatVector.fromArray(S, b, bFrom + p * 2 * W);
            FloatVector b1 = FloatVector.fromArray(S, b, bFrom + p * 2 * W + 1 * W);
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
        if (add) {
            c00 = c00.add(FloatVector.fromArray(S, c, cFrom + 0 * cRow + 0 * W));
            c01 = c01.add(FloatVector.fromArray(S, c, cFrom + 0 * cRow + 1 * W));
            c10 = c10.add(FloatVector.fromArray(S, c, cFrom + 1 * cRow + 0 * W));
            c11 = c11.add(FloatVector.fromArray(S, c, cFrom + 1 * cRow + 1 * W));
            c20 = c20.add(FloatVector.fromArray(S, c, cFrom + 2 * cRow + 0 * W));
            c21 = c21.add(FloatVector.fromArray(S, c, cFrom + 2 * cRow + 1 * W));
            c30 = c30.add(FloatVector.fromArray(S, c, cFrom + 3 * cRow + 0 * W));
            c31 = c31.add(FloatVector.fromArray(S, c, cFrom + 3 * cRow + 1 * W));
        }
        c00.intoArray(c, cFrom + 0 * cRow + 0 * W);
        c01.intoArray(c, cFrom + 0 * cRow + 1 * W);
        c10.intoArray(c, cFrom + 1 * cRow + 0 * W);
        c11.intoArray(c, cFrom + 1 * cRow + 1 * W);
        c20.intoArray(c, cFrom + 2 * cRow + 0 * W);
        c21.intoArray(c, cFrom + 2 * cRow + 1 * W);
        c30.intoArray(c, cFrom + 3 * cRow + 0 * W);
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
            int bFrom,
            float[] c,
            int cFrom,
            int cRow,
            boolean add) {
        int r1 = aRow * Math.min(1, last);
        int r2 = aRow * Math.min(2, last);
        int r3 = aRow * Math.min(3, last);
        FloatVector c00 = FloatVector.zero(S);
        FloatVector c10 = FloatVector.zero(S);
        FloatVector c20 = FloatVector.zero(S);
        FloatVector c30 = FloatVector.zero(S);
        int at = aFrom;
        for (int p = 0; p < inner; p++, at += aColumn) {
            FloatVector b0 = FloatVector.fromArray(S, b, bFrom + p * 1 * W);
            FloatVector x = FloatVector.broadcast(S, a[at]);
            c00 = x.fma(b0, c00);
            x = FloatVector.broadcast(S, a[at + r1]);
            c10 = x.fma(b0, c10);
            x = FloatVector.broadcast(S, a[at + r2]);
            c20 = x.fma(b0, c20);
            x = FloatVector.broadcast(S, a[at + r3]);
            c30 = x.fma(b0, c30);
        }
        if (add) {
            c00 = c00.add(FloatVector.fromArray(S, c, cFrom + 0 * cRow + 0 * W));
            c10 = c10.add(FloatVector.fromArray(S, c, cFrom + 1 * cRow + 0 * W));
            c20 = c20.add(FloatVector.fromArray(S, c, cFrom + 2 * cRow + 0 * W));
            c30 = c30.add(FloatVector.fromArray(S, c, cFrom + 3 * cRow + 0 * W));
        }
        c00.intoArray(c, cFrom + 0 * cRow + 0 * W);
        c10.intoArray(c, cFrom + 1 * cRow + 0 * W);
        c20.intoArray(c, cFrom + 2 * cRow + 0 * W);
        c30.intoArray(c, cFrom + 3 * cRow + 0 * W);
    }
}

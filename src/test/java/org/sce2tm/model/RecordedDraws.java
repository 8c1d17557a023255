package org.sce2tm.model;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.sce2tm.nn.Tape;
import org.sce2tm.nn.Tensor;

/** Random draws that a peer recorded, handed out in its order. */
final class RecordedDraws {
    private RecordedDraws() {}

    /** Normal draws, one recording after another, unrounded. */
    static Noise normals(double[]... recordings) {
        double[] all = Arrays.stream(recordings).flatMapToDouble(Arrays::stream).toArray();
        return new Noise() {
            private int at;

            @Override
            public float[] normals(int rows, int columns) {
                throw new UnsupportedOperationException("would be rounded");
            }

            @Override
            public Tensor normals(Tape tape, int rows, int columns) {
                double[] next = Arrays.copyOfRange(all, at, at + rows * columns);
                at += next.length;
                return tape.constant(rows, columns, next);
            }
        };
    }

    /** What makes {@link org.sce2tm.nn.Dropout} keep the entries that are 1. */
    static RandomGenerator kept(double[] mask) {
        return new RandomGenerator() {
            private int at;

            @Override
            public float nextFloat() {
                return (float) mask[at++];
            }

            @Override
            public long nextLong() {
                throw new UnsupportedOperationException("dropout draws floats");
            }
        };
    }
}

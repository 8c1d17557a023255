package org.sce2tm.graph;

import java.util.Arrays;
import org.sce2tm.data.CsrMatrix;
import org.sce2tm.nn.cpu.Kernels;

/**
 * Sparse rows: a block of them is made dense, V x block, so narrow that it stays in the second-level cache, and the
 * others meet it with their stored values only.
 */
final class SparseRows implements PointRows {
    private static final int BLOCK = 64;
    private static final float SMALL = 1e-6f;
    private static final float LARGE = 1e6f;

    private final CsrMatrix rows;
    private final Kernels kernels;
    private final double[] squaredNorms;
    private final float[] scaled;
    private final double scale;
    private final int longest;

    SparseRows(CsrMatrix rows, Kernels kernels) {
        this.rows = rows;
        this.kernels = kernels;
        int exponent = exponent(rows.values());
        scale = Math.scalb(1.0, -2 * exponent);
        scaled = exponent == 0 ? rows.values() : scaled(rows.values(), exponent);
        squaredNorms = new double[rows.rows()];
        int most = 1;
        for (int i = 0; i < squaredNorms.length; i++) {
            double sum = 0;
            for (int p = rows.rowPointers()[i]; p < rows.rowPointers()[i + 1]; p++) {
                sum += (double) scaled[p] * scaled[p];
            }
            squaredNorms[i] = sum;
            most = Math.max(most, rows.rowPointers()[i + 1] - rows.rowPointers()[i]);
        }
        longest = most;
    }

    /** The power of two that brings values to at most 2, where they are so large or small that products might not be. */
    private static int exponent(float[] values) {
        float largest = 0;
        for (float value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest == 0 || (largest > SMALL && largest < LARGE) ? 0 : Math.getExponent((double) largest);
    }

    private static float[] scaled(float[] values, int exponent) {
        float[] scaled = new float[values.length];
        for (int p = 0; p < values.length; p++) {
            scaled[p] = (float) Math.scalb((double) values[p], -exponent);
        }
        return scaled;
    }

    @Override
    public int count() {
        return rows.rows();
    }

    @Override
    public int columns() {
        return rows.columns();
    }

    @Override
    public int block() {
        return BLOCK;
    }

    @Override
    public int terms() {
        return longest;
    }

    @Override
    public double[] squaredNorms() {
        return squaredNorms;
    }

    @Override
    public double squaredDistance(int a, int b) {
        int[] columns = rows.columnIndices();
        float[] values = rows.values();
        int p = rows.rowPointers()[a];
        int q = rows.rowPointers()[b];
        int endP = rows.rowPointers()[a + 1];
        int endQ = rows.rowPointers()[b + 1];
        double sum = 0;
        while (p < endP || q < endQ) {
            int columnP = p < endP ? columns[p] : Integer.MAX_VALUE;
            int columnQ = q < endQ ? columns[q] : Integer.MAX_VALUE;
            double difference = (columnP <= columnQ ? (double) values[p] : 0) - (columnQ <= columnP ? values[q] : 0);
            sum += difference * difference;
            p += columnP <= columnQ ? 1 : 0;
            q += columnQ <= columnP ? 1 : 0;
        }
        return sum;
    }

    @Override
    public double scale() {
        return scale;
    }

    @Override
    public Scorer scorer(int row) {
        int[] columns = rows.columnIndices();
        int[] pointers = rows.rowPointers();
        float[] dense = new float[rows.columns()];
        for (int p = pointers[row]; p < pointers[row + 1]; p++) {
            dense[columns[p]] = scaled[p];
        }
        return other -> scaledSquaredDistance(row, other, dot(dense, pointers[other], pointers[other + 1]));
    }

    /** Four sums, so that one addition need not wait for another. */
    private double dot(float[] dense, int from, int to) {
        int[] columns = rows.columnIndices();
        float a = 0;
        float b = 0;
        float c = 0;
        float d = 0;
        int p = from;
        for (; p <= to - 4; p += 4) {
            a += scaled[p] * dense[columns[p]];
            b += scaled[p + 1] * dense[columns[p + 1]];
            c += scaled[p + 2] * dense[columns[p + 2]];
            d += scaled[p + 3] * dense[columns[p + 3]];
        }
        for (; p < to; p++) {
            a += scaled[p] * dense[columns[p]];
        }
        return (double) a + b + c + d;
    }

    @Override
    public Products products() {
        return new BlockProducts();
    }

    private final class BlockProducts implements Products {
        private final float[] loaded = new float[Math.multiplyExact(rows.columns(), BLOCK)];
        private final int[] starts = new int[BLOCK];
        private final int[] ends = new int[BLOCK];

        @Override
        public void load(int from, int to) {
            Arrays.fill(loaded, 0);
            for (int i = from; i < to; i++) {
                for (int p = rows.rowPointers()[i]; p < rows.rowPointers()[i + 1]; p++) {
                    loaded[rows.columnIndices()[p] * BLOCK + i - from] = -2 * scaled[p];
                }
            }
        }

        @Override
        public void times(int from, int to, float[] out) {
            for (int i = from; i < to; i++) {
                starts[i - from] = rows.rowPointers()[i];
                ends[i - from] = rows.rowPointers()[i + 1];
            }
            kernels.gatherRows(starts, ends, rows.columnIndices(), scaled, 0, to - from, loaded, BLOCK, out, false);
        }
    }
}

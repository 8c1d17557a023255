package org.sce2tm.graph;

import java.util.Arrays;
import org.sce2tm.data.DenseMatrix;
import org.sce2tm.nn.cpu.Kernels;

/**
 * Dense rows. Products see them in single precision around their mean, where distances are the same and products no
 * larger than need be, and scaled by a power of two to at most 2, so that nothing overflows.
 */
final class DenseRows implements PointRows {
    private static final int BLOCK = 256;

    private final DenseMatrix rows;
    private final Kernels kernels;
    private final float[] centred;
    private final double[] squaredNorms;
    private final double scale;

    DenseRows(DenseMatrix rows, Kernels kernels) {
        this.rows = rows;
        this.kernels = kernels;
        int n = rows.rows();
        int d = rows.columns();
        double[] values = rows.values();
        double[] means = new double[d];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < d; j++) {
                means[j] += values[i * d + j] / n;
            }
        }
        double largest = 0;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < d; j++) {
                largest = Math.max(largest, Math.abs(values[i * d + j] - means[j]));
            }
        }
        int exponent = largest == 0 ? 0 : Math.getExponent(largest);
        scale = Math.scalb(1.0, -2 * exponent);
        centred = new float[values.length];
        squaredNorms = new double[n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < d; j++) {
                float value = (float) Math.scalb(values[i * d + j] - means[j], -exponent);
                centred[i * d + j] = value;
                squaredNorms[i] += (double) value * value;
            }
        }
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
        return rows.columns();
    }

    @Override
    public double[] squaredNorms() {
        return squaredNorms;
    }

    @Override
    public double squaredDistance(int a, int b) {
        double[] values = rows.values();
        int d = rows.columns();
        int p = a * d;
        int q = b * d;
        double sum = 0;
        for (int j = 0; j < d; j++) {
            double difference = values[p + j] - values[q + j];
            sum += difference * difference;
        }
        return sum;
    }

    @Override
    public double scale() {
        return scale;
    }

    @Override
    public Scorer scorer(int row) {
        int d = rows.columns();
        return other -> scaledSquaredDistance(row, other, kernels.dot(centred, row * d, centred, other * d, d));
    }

    @Override
    public Products products() {
        return new BlockProducts();
    }

    private final class BlockProducts implements Products {
        private final int d = rows.columns();
        private final float[] loaded = new float[Math.multiplyExact(d, BLOCK)];
        private final float[] others = new float[loaded.length];

        /** Without a product of matrices, rows are taken as sparse ones in which nothing is left out. */
        private final int[] everyColumn;

        private final int[] starts = new int[BLOCK];
        private final int[] ends = new int[BLOCK];

        BlockProducts() {
            everyColumn = new int[kernels.multipliesMatrices() ? 0 : loaded.length];
            Arrays.setAll(everyColumn, at -> at % d);
            Arrays.setAll(starts, i -> i * d);
            Arrays.setAll(ends, i -> (i + 1) * d);
        }

        @Override
        public void load(int from, int to) {
            Arrays.fill(loaded, 0);
            for (int i = from; i < to; i++) {
                for (int j = 0; j < d; j++) {
                    loaded[j * BLOCK + i - from] = -2 * centred[i * d + j];
                }
            }
        }

        @Override
        public void times(int from, int to, float[] out) {
            int count = to - from;
            System.arraycopy(centred, from * d, others, 0, count * d);
            if (kernels.multipliesMatrices()) {
                kernels.product(1, others, d, 1, loaded, BLOCK, 1, out, BLOCK, d, 0, count, 0, BLOCK, false);
            } else {
                kernels.gatherRows(starts, ends, everyColumn, others, 0, count, loaded, BLOCK, out, false);
            }
        }
    }
}

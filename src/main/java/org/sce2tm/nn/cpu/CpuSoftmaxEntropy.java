package org.sce2tm.nn.cpu;

import org.sce2tm.nn.FusedOps;
import org.sce2tm.nn.Matrix;

/**
 * Log-softmax and weighted cross-entropy row by row, so that a row stays in the cache: the loss of a row is
 * {@code (Σ_v x_v) lse - Σ_v x_v l_v}, l being the logits and lse their log-sum-exp.
 */
final class CpuSoftmaxEntropy implements FusedOps.Slopes {
    private final Kernels kernels;
    private final Workers workers;
    private final CpuSparse x;
    private final float[] logits;
    private final int rows;
    private final int columns;
    private final float[] largest;
    private final double[] weights;
    private final double[] losses;

    CpuSoftmaxEntropy(Kernels kernels, Workers workers, Matrix logits, CpuSparse x) {
        this.kernels = kernels;
        this.workers = workers;
        this.x = x;
        this.logits = CpuMatrix.of(logits).data();
        this.rows = logits.rows();
        this.columns = logits.columns();
        this.largest = new float[rows];
        this.weights = new double[rows];
        this.losses = new double[rows];
        workers.split(rows, 8, this::forward);
    }

    private void forward(int from, int to) {
        float[] powers = new float[columns];
        for (int i = from; i < to; i++) {
            int row = i * columns;
            largest[i] = kernels.max(logits, row, columns);
            double sum = kernels.exp(1, largest[i], logits, row, powers, 0, columns);
            double weight = 0;
            double dot = 0;
            for (int at = x.starts()[i]; at < x.ends()[i]; at++) {
                weight += x.values[at];
                dot += (double) x.values[at] * logits[row + x.indices[at]];
            }
            weights[i] = weight / sum;
            losses[i] = weight * (largest[i] + Math.log(sum)) - dot;
        }
    }

    double loss() {
        double total = 0;
        for (double loss : losses) {
            total += loss;
        }
        return total / rows;
    }

    /** {@code upstream / n (weight softmax - x)}. */
    @Override
    public void backward(Matrix upstream, Matrix dLogits, boolean add) {
        float share = CpuMatrix.of(upstream).data()[0] / rows;
        float[] slopes = CpuMatrix.of(dLogits).data();
        workers.split(rows, 8, (from, to) -> {
            float[] powers = new float[columns];
            for (int i = from; i < to; i++) {
                int row = i * columns;
                kernels.exp(1, largest[i], logits, row, powers, 0, columns);
                kernels.scale((float) (share * weights[i]), powers, 0, slopes, row, columns, add);
                for (int at = x.starts()[i]; at < x.ends()[i]; at++) {
                    slopes[row + x.indices[at]] -= share * x.values[at];
                }
            }
        });
    }
}

package org.sce2tm.nn.cpu;

import java.util.Arrays;
import org.sce2tm.nn.FusedOps;
import org.sce2tm.nn.Matrix;
import org.sce2tm.nn.Tape;

/**
 * Batch norm, log-softmax and weighted cross-entropy row by row, so that what lies between logits and loss never leaves
 * the cache: the loss of a row is {@code (Σ_v x_v) lse - Σ_v x_v y_v}, y being the normalised logits and lse their
 * log-sum-exp.
 */
final class CpuCrossEntropy implements FusedOps.CrossEntropy {
    /** Rows whose column sums are gathered in single precision before they are added to the rest. */
    private static final int BLOCK = 32;

    private final CpuBackend backend;
    private final Kernels kernels;
    private final Workers workers;
    private final Tape tape;
    private final Matrix logits;
    private final Matrix scale;
    private final Matrix variance;
    private final double epsilon;
    private final CpuSparse x;
    private final float[] data;
    private final float[] means;
    private final float[] scales;
    private final float[] shifts;
    private final int rows;
    private final int columns;
    private final float[] largest;
    private final double[] powers;
    private final double[] weights;
    private final double[] losses;

    CpuCrossEntropy(
            CpuBackend backend,
            Kernels kernels,
            Workers workers,
            Tape tape,
            Matrix logits,
            Matrix scale,
            Matrix shift,
            double epsilon,
            CpuSparse x,
            Matrix mean,
            Matrix variance) {
        this.backend = backend;
        this.kernels = kernels;
        this.workers = workers;
        this.tape = tape;
        this.logits = logits;
        this.scale = scale;
        this.variance = variance;
        this.epsilon = epsilon;
        this.x = x;
        this.data = CpuMatrix.of(logits).data();
        this.means = CpuMatrix.of(mean).data();
        this.scales = CpuBackend.scales(variance, epsilon, scale);
        this.shifts = CpuMatrix.of(shift).data();
        this.rows = logits.rows();
        this.columns = logits.columns();
        this.largest = new float[rows];
        this.powers = new double[rows];
        this.weights = new double[rows];
        this.losses = new double[rows];
        workers.split(rows, 8, this::forward);
    }

    private void forward(int from, int to) {
        float[] y = new float[columns];
        for (int i = from; i < to; i++) {
            kernels.normalise(data, i * columns, means, scales, shifts, y, 0, columns);
            float max = kernels.max(y, 0, columns);
            double weight = 0;
            double dot = 0;
            for (int at = x.starts()[i]; at < x.ends()[i]; at++) {
                weight += x.values[at];
                dot += (double) x.values[at] * y[x.indices[at]];
            }
            double sum = kernels.exp(1, max, y, 0, y, 0, columns);
            largest[i] = max;
            powers[i] = sum;
            weights[i] = weight;
            losses[i] = weight * (max + Math.log(sum)) - dot;
        }
    }

    double loss() {
        double total = 0;
        for (double loss : losses) {
            total += loss;
        }
        return total / rows;
    }

    @Override
    public void backward(Matrix upstream, Matrix dLogits, boolean add, Matrix dScale, Matrix dShift) {
        float share = CpuMatrix.of(upstream).data()[0] / rows;
        float[] slopes =
                CpuMatrix.of(add ? tape.scratch(rows, columns) : dLogits).data();
        float[] sums = CpuMatrix.of(dShift).data();
        float[] centred = CpuMatrix.of(dScale).data();
        Arrays.fill(sums, 0);
        Arrays.fill(centred, 0);
        int parts = workers.threads();
        float[][] partSums = new float[parts][columns];
        float[][] partCentred = new float[parts][columns];
        workers.split(parts, 1, (firstPart, lastPart) -> {
            for (int part = firstPart; part < lastPart; part++) {
                int from = (int) ((long) rows * part / parts);
                int to = (int) ((long) rows * (part + 1) / parts);
                slopes(from, to, share, slopes, partSums[part], partCentred[part]);
            }
        });
        for (int part = 0; part < parts; part++) {
            kernels.scale(1, partSums[part], 0, sums, 0, columns, true);
            kernels.scale(1, partCentred[part], 0, centred, 0, columns, true);
        }
        backend.spreadSlopes(
                logits,
                means,
                variance,
                epsilon,
                scale,
                slopes,
                CpuMatrix.of(dLogits).data(),
                add,
                centred,
                sums);
    }

    /** The gradient of the normalised logits, {@code share (weight softmax - x)}, and its column sums. */
    private void slopes(int from, int to, float share, float[] slopes, float[] totalSums, float[] totalCentred) {
        float[] y = new float[columns];
        float[] sums = new float[columns];
        float[] centred = new float[columns];
        for (int block = from; block < to; block += BLOCK) {
            Arrays.fill(sums, 0);
            Arrays.fill(centred, 0);
            for (int i = block; i < Math.min(to, block + BLOCK); i++) {
                kernels.normalise(data, i * columns, means, scales, shifts, y, 0, columns);
                kernels.weightedExp(largest[i], (float) (share * weights[i] / powers[i]), y, y, columns);
                for (int at = x.starts()[i]; at < x.ends()[i]; at++) {
                    y[x.indices[at]] -= share * x.values[at];
                }
                kernels.addSlopes(y, data, i * columns, means, sums, centred, slopes, columns);
            }
            kernels.scale(1, sums, 0, totalSums, 0, columns, true);
            kernels.scale(1, centred, 0, totalCentred, 0, columns, true);
        }
    }
}

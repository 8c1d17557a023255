package org.sce2tm.nn.cpu;

import java.util.Arrays;
import org.sce2tm.nn.FusedOps;
import org.sce2tm.nn.Matrix;
import org.sce2tm.nn.Tape;
import org.sce2tm.nn.Tensor;

/**
 * Product, batch norm, log-softmax and weighted cross-entropy by blocks of genes, so that a block's logits and slopes
 * stay in the second-level cache from one to the next: the loss of a cell is
 * {@code (Σ_v x_v) lse - Σ_v x_v y_v}, y being the normalised logits and lse their log-sum-exp. A block lies genes x
 * cells: a gene's statistics are those of a row, and both products of the backward pass read long runs.
 */
final class CpuDecoder implements FusedOps.DecoderSlopes {
    /** Logits of a block: with as many slopes they take 400 KB, what a second-level cache holds. */
    private static final int BLOCK = 50_000;
    /** Blocks are whole multiples of the rows of both kinds of tiles. */
    private static final int ROWS = 24;
    /** Genes of a block at most: small batches too are work for all threads, and sums in single precision stay short. */
    private static final int WIDEST = 10 * ROWS;

    private final CpuBackend backend;
    private final Kernels kernels;
    private final Workers workers;
    private final Tape tape;
    private final CpuSparse.ByColumn x;
    private final double epsilon;
    private final int cells;
    private final int topics;
    private final int genes;
    private final int width;
    private final int blocks;
    private final CpuMatrix theta;
    private final float[] gammas;
    private final float[] shifts;
    private final float[] means;
    private final float[] variances;
    /** Per gene {@code gamma / sqrt(variance + epsilon)}. */
    private final float[] scales;
    /** Per block its columns of beta, topics x genes. */
    private final CpuMatrix[] betas;
    /** Per block, genes x cells. */
    private final CpuMatrix[] logits;
    /** Per cell the largest normalised logit. */
    private final float[] largest;
    /** Per cell {@code Σ_v e^(y_v - largest)}. */
    private final double[] powers;
    /** Per cell {@code Σ_v x_v}. */
    private final double[] weights;

    private final float[] ones;
    private final double loss;

    CpuDecoder(
            CpuBackend backend,
            Kernels kernels,
            Workers workers,
            Tape tape,
            Matrix theta,
            Matrix beta,
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
        this.x = x.byColumn();
        this.epsilon = epsilon;
        this.cells = theta.rows();
        this.topics = theta.columns();
        this.genes = beta.columns();
        this.width = Math.min(WIDEST, Math.max(1, BLOCK / cells / ROWS) * ROWS);
        this.blocks = (genes + width - 1) / width;
        this.theta = CpuMatrix.of(theta);
        this.gammas = CpuMatrix.of(scale).data();
        this.shifts = CpuMatrix.of(shift).data();
        this.means = CpuMatrix.of(mean).data();
        this.variances = CpuMatrix.of(variance).data();
        this.scales = CpuMatrix.of(tape.scratch(1, genes)).data();
        this.betas = new CpuMatrix[blocks];
        this.logits = new CpuMatrix[blocks];
        for (int b = 0; b < blocks; b++) {
            int size = Math.min(width, genes - b * width);
            betas[b] = CpuMatrix.of(tape.scratch(topics, size));
            logits[b] = CpuMatrix.of(tape.scratch(size, cells));
        }
        this.largest = new float[cells];
        this.powers = new double[cells];
        this.weights = new double[cells];
        this.ones = new float[cells];
        Arrays.fill(ones, 1);
        CpuMatrix transposed = CpuMatrix.of(tape.scratch(topics, cells));
        transpose(this.theta, transposed.data());
        Softmax[] parts = new Softmax[workers.threads()];
        inParts((part, from, to) -> {
            parts[part] = new Softmax();
            for (int b = from; b < to; b++) {
                backend.copyColumns(beta, b * width, betas[b].columns(), betas[b], 0, false);
                forward(b, transposed, parts[part]);
            }
        });
        this.loss = join(parts);
    }

    private static void transpose(CpuMatrix from, float[] to) {
        for (int i = 0; i < from.rows(); i++) {
            for (int j = 0; j < from.columns(); j++) {
                to[j * from.rows() + i] = from.data()[i * from.columns() + j];
            }
        }
    }

    private interface Share {
        void run(int part, int from, int to);
    }

    /** Every thread's share of the blocks. */
    private void inParts(Share share) {
        int parts = workers.threads();
        workers.each(
                parts,
                part -> share.run(
                        part, (int) ((long) blocks * part / parts), (int) ((long) blocks * (part + 1) / parts)));
    }

    /** What some of the genes add to the softmax and the loss of every cell. */
    private final class Softmax {
        private final float[] partLargest = new float[cells];
        private final double[] partPowers = new double[cells];
        private final double[] partWeights = new double[cells];
        private final double[] dots = new double[cells];
        private final float[] before = new float[cells];
        private final float[] sums = new float[cells];
        private final float[] row = new float[cells];

        Softmax() {
            Arrays.fill(partLargest, Float.NEGATIVE_INFINITY);
        }
    }

    private void forward(int b, Matrix transposed, Softmax softmax) {
        backend.gemm(1, betas[b], true, transposed, false, logits[b], false);
        float[] data = logits[b].data();
        int first = b * width;
        System.arraycopy(softmax.partLargest, 0, softmax.before, 0, cells);
        for (int row = 0; row < logits[b].rows(); row++) {
            int gene = first + row;
            int at = row * cells;
            means[gene] = (float) (kernels.sum(data, at, cells) / cells);
            variances[gene] = (float) (kernels.squares(data, at, cells, means[gene]) / cells);
            scales[gene] = (float) (gammas[gene] / Math.sqrt(variances[gene] + epsilon));
            kernels.raise(data, at, cells, means[gene], scales[gene], shifts[gene], softmax.partLargest);
        }
        Arrays.fill(softmax.sums, 0);
        for (int row = 0; row < logits[b].rows(); row++) {
            int gene = first + row;
            int at = row * cells;
            // Two kernels, as one that also sums leaves its vectors on the heap (Java 17).
            kernels.weightedExp(
                    data,
                    at,
                    cells,
                    means[gene],
                    scales[gene],
                    shifts[gene],
                    softmax.partLargest,
                    ones,
                    softmax.row,
                    0);
            kernels.scale(1, softmax.row, 0, softmax.sums, 0, cells, true);
            for (int q = x.starts()[gene]; q < x.ends()[gene]; q++) {
                int cell = x.rows()[q];
                float y = (data[at + cell] - means[gene]) * scales[gene] + shifts[gene];
                softmax.partWeights[cell] += x.values()[q];
                softmax.dots[cell] += (double) x.values()[q] * y;
            }
        }
        for (int i = 0; i < cells; i++) {
            if (softmax.partLargest[i] > softmax.before[i]) {
                softmax.partPowers[i] *= Math.exp(softmax.before[i] - softmax.partLargest[i]);
            }
            softmax.partPowers[i] += softmax.sums[i];
        }
    }

    private double join(Softmax[] parts) {
        Arrays.fill(largest, Float.NEGATIVE_INFINITY);
        double total = 0;
        for (int i = 0; i < cells; i++) {
            for (Softmax part : parts) {
                largest[i] = Math.max(largest[i], part.partLargest[i]);
            }
            double dot = 0;
            for (Softmax part : parts) {
                powers[i] += part.partPowers[i] * Math.exp(part.partLargest[i] - largest[i]);
                weights[i] += part.partWeights[i];
                dot += part.dots[i];
            }
            total += weights[i] * (largest[i] + Math.log(powers[i])) - dot;
        }
        return total / cells;
    }

    double loss() {
        return loss;
    }

    @Override
    public void backward(
            Matrix upstream, Tensor.GradientSlot dTheta, Tensor.GradientSlot dBeta, Matrix dScale, Matrix dShift) {
        float share = CpuMatrix.of(upstream).data()[0] / cells;
        float[] factors = new float[cells];
        for (int i = 0; i < cells; i++) {
            factors[i] = (float) (share * weights[i] / powers[i]);
        }
        int parts = workers.threads();
        CpuMatrix[] slopes = new CpuMatrix[parts];
        CpuMatrix[] betaSlopes = new CpuMatrix[parts];
        CpuMatrix[] thetaSlopes = new CpuMatrix[parts];
        for (int part = 0; part < parts; part++) {
            slopes[part] = CpuMatrix.of(tape.scratch(width, cells));
            betaSlopes[part] = CpuMatrix.of(tape.scratch(width, topics));
            thetaSlopes[part] = CpuMatrix.of(tape.scratch(topics, cells));
            backend.fill(thetaSlopes[part], 0);
        }
        inParts((part, from, to) -> {
            for (int b = from; b < to; b++) {
                int size = logits[b].rows();
                CpuMatrix slope = new CpuMatrix(size, cells, slopes[part].data());
                fillSlopes(
                        b,
                        share,
                        factors,
                        slope.data(),
                        CpuMatrix.of(dScale).data(),
                        CpuMatrix.of(dShift).data());
                CpuMatrix betaSlope = new CpuMatrix(size, topics, betaSlopes[part].data());
                backend.gemm(1, slope, false, theta, false, betaSlope, false);
                putTransposed(betaSlope, CpuMatrix.of(dBeta.matrix()).data(), b * width, dBeta.add());
                backend.gemm(1, betas[b], false, slope, false, thetaSlopes[part], true);
            }
        });
        addTheta(thetaSlopes, CpuMatrix.of(dTheta.matrix()).data(), dTheta.add());
    }

    /** The gradient of a block's logits: of the normalised ones {@code share (weight softmax - x)}, then of the norm. */
    private void fillSlopes(int b, float share, float[] factors, float[] slopes, float[] dScale, float[] dShift) {
        float[] data = logits[b].data();
        for (int row = 0; row < logits[b].rows(); row++) {
            int gene = b * width + row;
            int at = row * cells;
            float mean = means[gene];
            kernels.weightedExp(data, at, cells, mean, scales[gene], shifts[gene], largest, factors, slopes, at);
            for (int q = x.starts()[gene]; q < x.ends()[gene]; q++) {
                slopes[at + x.rows()[q]] -= share * x.values()[q];
            }
            double sum = kernels.sum(slopes, at, cells);
            double centred = kernels.centredDot(data, at, cells, mean, slopes, at);
            double inverse = 1 / Math.sqrt(variances[gene] + epsilon);
            double scale = gammas[gene] * inverse;
            dScale[gene] = (float) (centred * inverse);
            dShift[gene] = (float) sum;
            float perDistance = (float) (-scale * inverse * inverse * centred / cells);
            float rest = (float) (-scale * sum / cells);
            kernels.normaliseBackward(slopes, at, data, at, cells, mean, (float) scale, perDistance, rest);
        }
    }

    private void putTransposed(CpuMatrix from, float[] to, int column, boolean add) {
        float[] data = from.data();
        for (int k = 0; k < topics; k++) {
            int into = k * genes + column;
            for (int row = 0; row < from.rows(); row++) {
                float value = data[row * topics + k];
                to[into + row] = add ? to[into + row] + value : value;
            }
        }
    }

    private void addTheta(CpuMatrix[] parts, float[] to, boolean add) {
        for (int i = 0; i < cells; i++) {
            for (int k = 0; k < topics; k++) {
                float sum = add ? to[i * topics + k] : 0;
                for (CpuMatrix part : parts) {
                    sum += part.data()[k * cells + i];
                }
                to[i * topics + k] = sum;
            }
        }
    }
}

package org.sce2tm.nn.cpu;

import java.util.Arrays;
import java.util.Optional;
import org.sce2tm.nn.Connections;
import org.sce2tm.nn.FusedOps;
import org.sce2tm.nn.Likelihoods;
import org.sce2tm.nn.Matrix;
import org.sce2tm.nn.Sinkhorn;
import org.sce2tm.nn.SparseMatrix;
import org.sce2tm.nn.Tape;

/** The fused operations of the cpu backend. */
final class CpuFused implements FusedOps {
    /** Entries whose draws are taken together: what they need stays in the first-level cache. */
    private static final int POWERS = 512;

    private final CpuBackend backend;
    private final Kernels kernels;
    private final Workers workers;

    CpuFused(CpuBackend backend, Kernels kernels, Workers workers) {
        this.backend = backend;
        this.kernels = kernels;
        this.workers = workers;
    }

    @Override
    public Transport transport(Tape tape, Sinkhorn settings, Matrix m, Matrix cost) {
        CpuTransport transport = new CpuTransport(backend, kernels, workers, tape, settings, CpuMatrix.of(m));
        CpuMatrix.of(cost).data()[0] = (float) transport.cost();
        return transport;
    }

    @Override
    public Slopes crossEntropy(Matrix logits, SparseMatrix x, Matrix loss) {
        CpuSoftmaxEntropy entropy = new CpuSoftmaxEntropy(kernels, workers, logits, CpuSparse.of(x));
        CpuMatrix.of(loss).data()[0] = (float) entropy.loss();
        return entropy;
    }

    @Override
    public Slopes dirichletMultinomial(Tape tape, Matrix concentration, SparseMatrix x, Matrix logLikelihood) {
        return new CpuDirichletMultinomial(
                kernels, workers, tape, concentration, CpuSparse.of(x), CpuMatrix.of(logLikelihood));
    }

    @Override
    public DecoderSlopes decoderCrossEntropy(
            Tape tape,
            Matrix theta,
            Matrix beta,
            Matrix scale,
            Matrix shift,
            double epsilon,
            SparseMatrix x,
            Matrix mean,
            Matrix variance,
            Matrix loss) {
        CpuDecoder decoder = new CpuDecoder(
                backend, kernels, workers, tape, theta, beta, scale, shift, epsilon, CpuSparse.of(x), mean, variance);
        CpuMatrix.of(loss).data()[0] = (float) decoder.loss();
        return decoder;
    }

    @Override
    public RowLikelihood likelihood(
            Tape tape,
            Likelihoods.Family family,
            Observed x,
            Matrix mean,
            Matrix dispersion,
            Optional<Matrix> inflation,
            Matrix perRow) {
        return new CpuLikelihood(kernels, workers, tape, family, x, mean, dispersion, inflation, perRow);
    }

    @Override
    public void meanOfPowers(Matrix x, double[] uniforms, Matrix mean, Matrix slope) {
        float[] exponents = CpuMatrix.of(x).data();
        float[] means = CpuMatrix.of(mean).data();
        float[] slopes = CpuMatrix.of(slope).data();
        int size = exponents.length;
        int draws = uniforms.length / size;
        workers.split(size, POWERS, (from, to) -> {
            float[] logs = new float[POWERS];
            for (int block = from; block < to; block += POWERS) {
                int n = Math.min(POWERS, to - block);
                Arrays.fill(means, block, block + n, 0);
                Arrays.fill(slopes, block, block + n, 0);
                for (int draw = 0; draw < draws; draw++) {
                    kernels.logExponentials(uniforms, draw * size + block, logs, 0, n);
                    kernels.addPowers(exponents, block, logs, 0, means, slopes, block, n);
                }
                kernels.scale(1f / draws, means, block, means, block, n, false);
                kernels.scale(1f / draws, slopes, block, slopes, block, n, false);
            }
        });
    }

    @Override
    public double sigmoidErrors(Matrix negatives, Matrix targets) {
        float[] x = CpuMatrix.of(negatives).data();
        float[] t = CpuMatrix.of(targets).data();
        int columns = targets.columns();
        double[] sums = new double[targets.rows()];
        workers.split(sums.length, 1, (from, to) -> {
            for (int i = from; i < to; i++) {
                sums[i] = kernels.sigmoidErrors(x, t, i * columns, columns);
            }
        });
        double sum = 0;
        for (double row : sums) {
            sum += row;
        }
        return sum;
    }

    @Override
    public void rowLogDots(SparseMatrix x, Matrix y, double least, Matrix out) {
        CpuSparse s = CpuSparse.of(x);
        float[] right = CpuMatrix.of(y).data();
        float[] result = CpuMatrix.of(out).data();
        workers.split(s.rows(), 8, (from, to) -> {
            for (int i = from; i < to; i++) {
                double sum = 0;
                for (int at = s.starts()[i]; at < s.ends()[i]; at++) {
                    sum += s.values[at] * Math.log(Math.max(right[i * s.columns() + s.indices[at]], least));
                }
                result[i] = (float) sum;
            }
        });
    }

    @Override
    public void addRowQuotients(Matrix weight, SparseMatrix x, Matrix y, double least, Matrix out) {
        CpuSparse s = CpuSparse.of(x);
        float[] weights = CpuMatrix.of(weight).data();
        float[] right = CpuMatrix.of(y).data();
        float[] result = CpuMatrix.of(out).data();
        for (int i = 0; i < s.rows(); i++) {
            for (int at = s.starts()[i]; at < s.ends()[i]; at++) {
                int place = i * s.columns() + s.indices[at];
                if (right[place] > least) {
                    result[place] += weights[i] * s.values[at] / right[place];
                }
            }
        }
    }

    @Override
    public JoinedProduct joinedProduct(Tape tape, Matrix x, Connections connections, Matrix weights, Matrix y) {
        return new CpuJoinedProduct(kernels, workers, tape, x, connections, weights, y);
    }
}

package org.sce2tm.nn.cpu;

import java.util.Optional;
import org.sce2tm.nn.FusedOps;
import org.sce2tm.nn.Likelihoods;
import org.sce2tm.nn.Matrix;
import org.sce2tm.nn.Sinkhorn;
import org.sce2tm.nn.SparseMatrix;
import org.sce2tm.nn.Tape;

/** The fused operations of the cpu backend. */
final class CpuFused implements FusedOps {
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
    public CrossEntropy normalisedCrossEntropy(
            Tape tape,
            Matrix logits,
            Matrix scale,
            Matrix shift,
            double epsilon,
            SparseMatrix x,
            Matrix mean,
            Matrix variance,
            Matrix loss) {
        backend.moments(logits, mean, variance);
        CpuCrossEntropy entropy = new CpuCrossEntropy(
                backend, kernels, workers, tape, logits, scale, shift, epsilon, CpuSparse.of(x), mean, variance);
        CpuMatrix.of(loss).data()[0] = (float) entropy.loss();
        return entropy;
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
}

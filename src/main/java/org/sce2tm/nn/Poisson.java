package org.sce2tm.nn;

import org.apache.commons.numbers.gamma.LogGamma;

/**
 * The likelihood of independent Poisson counts (or of numbers taken for such): only stored entries need a logarithm.
 *
 * @param x n x V, at least 0
 * @param constants {@code Σ_v ln Γ(x_iv + 1)} of every row i of x
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Poisson(Csr x, double[] constants) {
    /** Below this a rate's logarithm is that of this, without gradient. */
    private static final double LEAST_RATE = 1e-30;

    private static final double LEAST_LOG = Math.log(LEAST_RATE);

    /** With the constants worked out. */
    public static Poisson of(Csr x) {
        double[] constants = new double[x.rows()];
        for (int row = 0; row < x.rows(); row++) {
            for (int at = x.rowPointers()[row]; at < x.rowPointers()[row + 1]; at++) {
                constants[row] += LogGamma.value(x.values()[at] + 1.0);
            }
        }
        return new Poisson(x, constants);
    }

    /**
     * {@code Σ_v rate_v - x_v ln rate_v + ln Γ(x_v + 1)} of every row of the batch: b x 1.
     *
     * @param rate b x V, at least 0
     * @param batch b rows of x
     */
    public Tensor negativeLogLikelihood(Tensor rate, CsrRows batch) {
        int rows = batch.rows();
        double[] picked = new double[rows];
        for (int i = 0; i < rows; i++) {
            picked[i] = constants[batch.picked()[i]];
        }
        Tensor logs = rate.tape()
                .backend()
                .fused()
                .map(fused -> fusedLogDots(fused, batch, rate))
                .orElseGet(() -> Ops.rowDots(batch, Ops.map(Unary.log(LEAST_LOG), rate)));
        Tensor sums = Ops.add(Ops.sum(Over.COLUMNS, rate), rate.tape().constant(rows, 1, picked));
        return Ops.subtract(sums, logs);
    }

    private static Tensor fusedLogDots(FusedOps fused, CsrRows batch, Tensor rate) {
        Tape tape = rate.tape();
        SparseMatrix x = tape.sparse(batch);
        Tensor dots = tape.result("row dots of logarithms", batch.rows(), 1, rate);
        fused.rowLogDots(x, rate.value(), LEAST_RATE, dots.value());
        tape.record(dots, () -> {
            Tensor.GradientSlot slot = rate.openGradient();
            if (!slot.add()) {
                tape.backend().fill(slot.matrix(), 0);
            }
            fused.addRowQuotients(Ops.gradient(dots), x, rate.value(), LEAST_RATE, slot.matrix());
        });
        return dots;
    }
}

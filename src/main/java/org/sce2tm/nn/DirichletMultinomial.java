package org.sce2tm.nn;

/**
 * Counts drawn from a multinomial whose probabilities are drawn from a Dirichlet distribution, as an operation. Up to
 * the multinomial coefficient, which no parameter changes.
 */
public final class DirichletMultinomial {
    private DirichletMultinomial() {}

    /**
     * The log-likelihood of every row: {@code ln Γ(A_i) - ln Γ(A_i + N_i) + Σ_v [ln Γ(x_iv + a_iv) - ln Γ(a_iv)]} with
     * {@code A_i = Σ_v a_iv} and {@code N_i = Σ_v x_iv}.
     *
     * @param concentration a, n x V, above 0
     * @param x n x V, from 0; need not be whole
     * @return n x 1
     */
    public static Tensor logLikelihood(Tensor concentration, CsrRows x) {
        return concentration
                .tape()
                .backend()
                .fused()
                .map(fused -> fused(fused, concentration, x))
                .orElseGet(() -> composed(concentration, x));
    }

    private static Tensor fused(FusedOps fused, Tensor concentration, CsrRows x) {
        Tape tape = concentration.tape();
        Tensor logs = tape.result("Dirichlet-multinomial", concentration.rows(), 1, concentration);
        FusedOps.Slopes slopes = fused.dirichletMultinomial(tape, concentration.value(), tape.sparse(x), logs.value());
        tape.record(logs, () -> {
            Tensor.GradientSlot slot = concentration.openGradient();
            slopes.backward(Ops.gradient(logs), slot.matrix(), slot.add());
        });
        return logs;
    }

    private static Tensor composed(Tensor a, CsrRows x) {
        Tape tape = a.tape();
        // Entry by entry before any sum: without a count the two are the same number and cancel without a trace.
        Tensor perGene = Ops.subtract(Ops.lgamma(Ops.add(a, Ops.dense(tape, x))), Ops.lgamma(a));
        Tensor total = Ops.sum(Over.COLUMNS, a);
        Tensor perCell = Ops.subtract(Ops.lgamma(total), Ops.lgamma(Ops.add(total, Ops.rowSums(tape, x))));
        return Ops.add(Ops.sum(Over.COLUMNS, perGene), perCell);
    }
}

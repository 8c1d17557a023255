package org.sce2tm.nn;

/** Soft assignment of cells to cluster centres, as in deep embedded clustering (Xie, Girshick and Farhadi 2016). */
public final class SoftAssignment {
    /** No probability counts as less in the divergence (Keras's epsilon). */
    private static final double LEAST = 1e-7;

    private SoftAssignment() {}

    /**
     * By a Student t kernel of one degree of freedom: {@code q_ik = (1 + ||z_i - c_k||²)⁻¹ / Σ_l (1 + ||z_i - c_l||²)⁻¹}.
     *
     * @param z n x D
     * @param centres K x D
     * @return n x K, rows sum to 1
     */
    public static Tensor studentT(Tensor z, Tensor centres) {
        Tensor kernel = Ops.map(Unary.RECIPROCAL, Ops.affine(1, Ops.squaredDistances(z, centres), 1));
        return Ops.divide(kernel, Ops.sum(Over.COLUMNS, kernel));
    }

    /**
     * The assignment that q is drawn to: {@code p_ik = (q_ik² / Σ_j q_jk) / Σ_l (q_il² / Σ_j q_jl)}, surer than q and
     * fair to small clusters.
     *
     * @param q n x K, row-major
     */
    public static double[] target(double[] q, int clusters) {
        double[] sizes = new double[clusters];
        for (int i = 0; i < q.length; i++) {
            sizes[i % clusters] += q[i];
        }
        double[] p = new double[q.length];
        for (int row = 0; row < q.length; row += clusters) {
            double sum = 0;
            for (int k = 0; k < clusters; k++) {
                p[row + k] = q[row + k] * q[row + k] / sizes[k];
                sum += p[row + k];
            }
            for (int k = 0; k < clusters; k++) {
                p[row + k] /= sum;
            }
        }
        return p;
    }

    /** The most probable cluster of each row, the first among equals. */
    public static int[] labels(double[] q, int clusters) {
        int[] labels = new int[q.length / clusters];
        for (int i = 0; i < labels.length; i++) {
            for (int k = 1; k < clusters; k++) {
                if (q[i * clusters + k] > q[i * clusters + labels[i]]) {
                    labels[i] = k;
                }
            }
        }
        return labels;
    }

    /**
     * {@code 1/n Σ_i Σ_k q_ik ln(q_ik / p_ik)}, with q and p held in [1e-7, 1].
     *
     * @param q n x K
     * @param p n x K
     */
    public static Tensor divergence(Tensor q, Tensor p) {
        Tensor from = Ops.clamp(q, LEAST, 1);
        Tensor to = Ops.clamp(p, LEAST, 1);
        Tensor logRatio = Ops.subtract(Ops.log(from), Ops.log(to));
        return Ops.scale(1.0 / q.rows(), Ops.sum(Over.ALL, Ops.multiply(from, logRatio)));
    }
}

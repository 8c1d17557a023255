package org.sce2tm.nn;

import java.util.Optional;

/**
 * Whole operations that a backend does in one go. Each gives the numbers of the operation composed of primitives (tests
 * hold it to that); {@link Losses}, {@link Likelihoods} and {@link Sinkhorn} prefer them where they are.
 */
public interface FusedOps {
    /**
     * The forward pass of {@link Sinkhorn#cost}.
     *
     * @param m costs, K x V
     * @param cost where {@code Σ P M} goes, 1 x 1
     */
    Transport transport(Tape tape, Sinkhorn settings, Matrix m, Matrix cost);

    /** What a transport's backward needs. */
    interface Transport {
        /** How many iterations were run. */
        int iterations();

        /** Whether the tolerance was met. */
        boolean converged();

        /**
         * The gradient of the costs.
         *
         * @param upstream gradient of the transport cost, 1 x 1
         * @param throughPlan whether it flows through the iterations
         * @param dm K x V
         */
        void backward(Matrix upstream, boolean throughPlan, Matrix dm, boolean add);
    }

    /**
     * The forward pass of {@link Losses#weightedCrossEntropy(Tensor, BatchNorm, CsrRows)}.
     *
     * @param logits n x V, before the batch norm
     * @param scale 1 x V
     * @param shift 1 x V
     * @param mean where the columns' means go, 1 x V
     * @param variance where the columns' biased variances go, 1 x V
     * @param loss where the loss goes, 1 x 1
     */
    CrossEntropy normalisedCrossEntropy(
            Tape tape,
            Matrix logits,
            Matrix scale,
            Matrix shift,
            double epsilon,
            SparseMatrix x,
            Matrix mean,
            Matrix variance,
            Matrix loss);

    /** What a cross-entropy's backward needs. */
    interface CrossEntropy {
        /**
         * The gradients; those of scale and shift are replaced.
         *
         * @param upstream gradient of the loss, 1 x 1
         */
        void backward(Matrix upstream, Matrix dLogits, boolean add, Matrix dScale, Matrix dShift);
    }

    /**
     * The forward pass of {@link Likelihoods}.
     *
     * @param x a batch or a matrix, n x V
     * @param mean n x V
     * @param dispersion n x V or 1 x V
     * @param inflation n x V, where the family has one
     * @param perRow where the rows' sums go, n x 1
     */
    RowLikelihood likelihood(
            Tape tape,
            Likelihoods.Family family,
            Observed x,
            Matrix mean,
            Matrix dispersion,
            Optional<Matrix> inflation,
            Matrix perRow);

    /** Observations, sparse or dense. */
    sealed interface Observed {
        /** A batch. */
        record Sparse(SparseMatrix rows) implements Observed {}

        /** A matrix. */
        record Dense(Matrix rows) implements Observed {}
    }

    /** What a likelihood's backward needs. */
    interface RowLikelihood {
        /**
         * The gradients.
         *
         * @param upstream gradient of the rows' sums, n x 1
         */
        void backward(
                Matrix upstream,
                Tensor.GradientSlot dMean,
                Tensor.GradientSlot dDispersion,
                Optional<Tensor.GradientSlot> dInflation);
    }
}

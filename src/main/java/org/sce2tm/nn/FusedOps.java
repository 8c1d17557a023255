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

    /** What the backward of an operation on one tensor needs. */
    interface Slopes {
        /**
         * The gradient of the tensor.
         *
         * @param upstream gradient of the operation's result
         */
        void backward(Matrix upstream, Matrix dx, boolean add);
    }

    /**
     * The forward pass of {@link Losses#weightedCrossEntropy(Tensor, CsrRows)}.
     *
     * @param logits n x V
     * @param loss where the loss goes, 1 x 1
     */
    Slopes crossEntropy(Matrix logits, SparseMatrix x, Matrix loss);

    /**
     * The forward pass of {@link DirichletMultinomial#logLikelihood}.
     *
     * @param concentration n x V
     * @param logLikelihood where the rows' logarithms go, n x 1
     */
    Slopes dirichletMultinomial(Tape tape, Matrix concentration, SparseMatrix x, Matrix logLikelihood);

    /**
     * The forward pass of {@link Losses#weightedCrossEntropy(Tensor, Tensor, BatchNorm, CsrRows)}.
     *
     * @param theta n x K
     * @param beta K x V
     * @param scale 1 x V
     * @param shift 1 x V
     * @param mean where the means of the product's columns go, 1 x V
     * @param variance where their biased variances go, 1 x V
     * @param loss where the loss goes, 1 x 1
     */
    DecoderSlopes decoderCrossEntropy(
            Tape tape,
            Matrix theta,
            Matrix beta,
            Matrix scale,
            Matrix shift,
            double epsilon,
            SparseMatrix x,
            Matrix mean,
            Matrix variance,
            Matrix loss);

    /** What the backward of a decoder's cross-entropy needs. */
    interface DecoderSlopes {
        /**
         * The gradients; those of scale and shift are replaced.
         *
         * @param upstream gradient of the loss, 1 x 1
         */
        void backward(
                Matrix upstream, Tensor.GradientSlot dTheta, Tensor.GradientSlot dBeta, Matrix dScale, Matrix dShift);
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

    /**
     * The forward pass of {@link Weibull#meanOfPowers} together with its derivative: {@code mean = 1/D Σ_d E_d^x} and
     * {@code slope = 1/D Σ_d E_d^x ln E_d}.
     *
     * @param x n x K
     * @param uniforms D times n x K
     * @param mean n x K
     * @param slope n x K
     */
    void meanOfPowers(Matrix x, double[] uniforms, Matrix mean, Matrix slope);

    /**
     * {@link SigmoidErrors#replace} in one pass.
     *
     * @param negatives n x C; undefined afterwards
     * @param targets n x C; become the slopes
     */
    double sigmoidErrors(Matrix negatives, Matrix targets);

    /** {@code out_i = Σ_j x_ij ln max(y_ij, least)}; out is R x 1. */
    void rowLogDots(SparseMatrix x, Matrix y, double least, Matrix out);

    /** {@code out_ij += weight_i x_ij / y_ij} where y is above {@code least}; weight is R x 1. */
    void addRowQuotients(Matrix weight, SparseMatrix x, Matrix y, double least, Matrix out);

    /**
     * The forward pass of {@link JoinedLinear#product}.
     *
     * @param x n x inputs
     * @param weights 1 x edges
     * @param y n x outputs
     */
    JoinedProduct joinedProduct(Tape tape, Matrix x, Connections connections, Matrix weights, Matrix y);

    /** A product's backward, in this order. */
    interface JoinedProduct {
        /** Takes the gradient of the output, n x outputs. */
        void transpose(Matrix dy);

        /** The gradient of the weights, 1 x edges. */
        void addToWeights(Matrix dWeights, boolean add);

        /** The gradient of the input, n x inputs. */
        void addToInput(Matrix dx, boolean add);
    }
}

package org.sce2tm.nn;

/**
 * The arithmetic under the tape: matrices in the backend's own storage and the primitives that every operation is made
 * of. Results go into matrices that the caller allocated; where a primitive has a parameter {@code add}, its result is
 * added to what {@code out} holds, otherwise it replaces that. Inputs and {@code out} must not overlap unless a
 * primitive says so. A backend is used by one thread at a time; within a call it may use several.
 *
 * <p>A vector that is broadcast is R x 1 (one number per row), 1 x C (one per column) or 1 x 1.
 */
public interface Backend extends AutoCloseable {
    /** What runs where, in words, for logs and reports: e.g. {@code "cpu, 2 threads, vector kernels"}. */
    String description();

    /** Relative rounding error of one operation: 2^-24 in single precision, 2^-53 in double. */
    double roundoff();

    // ---- storage ----

    /** A new matrix; its contents are undefined. */
    Matrix allocate(int rows, int columns);

    /** The same numbers under another shape of the same size; writing to one writes to the other. */
    Matrix view(Matrix matrix, int rows, int columns);

    /** Copies host numbers, row-major, into the matrix. */
    void write(Matrix matrix, double[] values);

    /** Copies host numbers, row-major, into the matrix. */
    void write(Matrix matrix, float[] values);

    /** The numbers, row-major, on the host. */
    double[] read(Matrix matrix);

    /** The numbers, row-major and rounded to single precision where needed, on the host. */
    float[] readFloats(Matrix matrix);

    /** Sets every entry. */
    void fill(Matrix matrix, double value);

    /** Whether no entry is NaN or infinite. */
    boolean isFinite(Matrix matrix);

    /** The batch in this backend's form, which may be dense. */
    SparseMatrix sparse(CsrRows rows);

    /** Says that a batch is done with, so that the next one may use its memory. */
    default void release(SparseMatrix matrix) {
        // nothing to reuse
    }

    // ---- products ----

    /** {@code out = scale op(a) op(b)}, where op transposes if asked. */
    void gemm(double scale, Matrix a, boolean transposeA, Matrix b, boolean transposeB, Matrix out, boolean add);

    /** {@code out = x w}. */
    void multiply(SparseMatrix x, Matrix w, Matrix out);

    /** {@code out = xᵀ y}: the gradient of {@code w} in {@code x w}. */
    void multiplyTransposed(SparseMatrix x, Matrix y, Matrix out, boolean add);

    /** {@code out_i = Σ_j x_ij y_ij}; out is R x 1. */
    void rowDots(SparseMatrix x, Matrix y, Matrix out);

    /** {@code out_ij += scale weight_i x_ij}; weight is R x 1. */
    void addScaledRows(double scale, Matrix weight, SparseMatrix x, Matrix out);

    /** {@code out_i = Σ_j x_ij}; out is R x 1. */
    void rowSums(SparseMatrix x, Matrix out);

    /** {@code out = x}, dense. */
    void densify(SparseMatrix x, Matrix out);

    // ---- entry by entry ----

    /** {@code out = f(x)}; {@code out} may be {@code x}. */
    void map(Unary f, Matrix x, Matrix out);

    /** {@code dx = f'(x) dy}, where {@code y = f(x)}. */
    void mapBackward(Unary f, Matrix x, Matrix y, Matrix dy, Matrix dx, boolean add);

    /**
     * {@code out = a f b}; {@code b} has the shape of {@code a} or is broadcast; {@code out} may be either of
     * them that has its shape.
     */
    void combine(Binary f, Matrix a, Matrix b, Matrix out, boolean add);

    /** {@code out = scale x}; {@code x} has the shape of {@code out}, and may then be it, or is broadcast. */
    void scale(double scale, Matrix x, Matrix out, boolean add);

    /** Copies {@code count} columns. */
    void copyColumns(Matrix from, int fromColumn, int count, Matrix to, int toColumn, boolean add);

    /** Copies {@code count} rows between matrices of equally many columns. */
    void copyRows(Matrix from, int fromRow, int count, Matrix to, int toRow, boolean add);

    /** {@code to_i = from_r} with {@code r = rows[i]}. */
    void pickRows(Matrix from, int[] rows, Matrix to);

    /** {@code to_r += from_i} with {@code r = rows[i]}; several i may have the same. */
    void addToPickedRows(Matrix from, int[] rows, Matrix to);

    // ---- reductions ----

    /** {@code Σ x²} over all entries, summed in double. */
    double squaredNorm(Matrix x);

    /** {@code out = scale Σ x}. */
    void sum(Over over, double scale, Matrix x, Matrix out, boolean add);

    /** {@code out_i = ln Σ_j e^{x_ij}}, safe for large entries; out is R x 1. */
    void logSumExp(Matrix x, Matrix out);

    /** Softmax of {@code scale x} over columns or over rows, safe for large entries; over columns out may be x. */
    void softmax(Over over, double scale, Matrix x, Matrix out);

    /** {@code dx = scale y (dy - Σ y dy)}, where {@code y} is the softmax; over columns dx may be dy. */
    void softmaxBackward(Over over, double scale, Matrix y, Matrix dy, Matrix dx, boolean add);

    // ---- batch norm: x is n x C, all else 1 x C ----

    /** Mean and biased variance of every column, by two passes. */
    void moments(Matrix x, Matrix mean, Matrix variance);

    /** {@code out = (x - mean) / sqrt(variance + epsilon) gamma + beta}. */
    void normalise(Matrix x, Matrix mean, Matrix variance, double epsilon, Matrix gamma, Matrix beta, Matrix out);

    /**
     * The gradients that flow through the statistics: {@code dgamma = Σ_i dy x̂}, {@code dbeta = Σ_i dy} and
     * {@code dx = gamma / sqrt(variance + epsilon) (dy - dbeta/n - x̂ dgamma/n)}; {@code dgamma} and {@code dbeta} are
     * replaced.
     */
    void normaliseBackward(
            Matrix x,
            Matrix mean,
            Matrix variance,
            double epsilon,
            Matrix gamma,
            Matrix dy,
            Matrix dx,
            boolean add,
            Matrix dgamma,
            Matrix dbeta);

    // ---- optimisers ----

    /** PyTorch's RMSprop: {@code s = alpha s + (1-alpha) g²; p -= rate g / (sqrt(s) + epsilon)}. */
    void rmsProp(Matrix parameter, Matrix gradient, Matrix square, double rate, double alpha, double epsilon);

    /**
     * PyTorch's Adam: {@code g += decay p; m = b1 m + (1-b1) g; v = b2 v + (1-b2) g²;
     * p -= rate / (1-b1^t) m / (sqrt(v / (1-b2^t)) + epsilon)}.
     */
    void adam(Matrix parameter, Matrix gradient, Matrix first, Matrix second, long step, Adam.Options options);

    /** Faster forms of whole operations, where the backend has them; each gives the composed operation's numbers. */
    default java.util.Optional<FusedOps> fused() {
        return java.util.Optional.empty();
    }

    @Override
    void close();
}

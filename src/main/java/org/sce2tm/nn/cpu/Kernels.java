package org.sce2tm.nn.cpu;

import org.sce2tm.nn.Binary;
import org.sce2tm.nn.Unary;
import org.sce2tm.nn.Weibull;

/**
 * The inner loops of the cpu backend, on stretches of arrays: {@code n} entries from an offset. Two implementations
 * give the same numbers but for the order of sums and the last bit of exponentials (relative 1e-5 over a whole step):
 * {@link PlainKernels} and the vectorised one.
 */
public interface Kernels {
    /** The vector kernels where the JVM was started with the incubator module and the machine's vectors are long. */
    static Kernels fastest() {
        if (ModuleLayer.boot().findModule("jdk.incubator.vector").isEmpty()) {
            return new PlainKernels();
        }
        try {
            return Class.forName("org.sce2tm.nn.vector.VectorKernels")
                    .asSubclass(Kernels.class)
                    .getDeclaredConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException | LinkageError e) {
            return new PlainKernels();
        }
    }

    /** In words, for the backend's description. */
    String description();

    /** {@code y = f(x)}; y may be x at the same offset. */
    void map(Unary f, float[] x, float[] y, int from, int to);

    /** {@code dx = f'(x) dy} where {@code y = f(x)}, or added to dx. */
    void mapBackward(Unary f, float[] x, float[] y, float[] dy, float[] dx, int from, int to, boolean add);

    /** {@code out = a f b}, or added to out. */
    void combine(Binary f, float[] a, int aFrom, float[] b, int bFrom, float[] out, int outFrom, int n, boolean add);

    /** {@code out = a f b} for one number b, or added to out. */
    void combine(Binary f, float[] a, int aFrom, float b, float[] out, int outFrom, int n, boolean add);

    /** {@code out = scale x}, or added to out. */
    void scale(float scale, float[] x, int xFrom, float[] out, int outFrom, int n, boolean add);

    /** {@code Σ x}. */
    double sum(float[] x, int from, int n);

    /** {@code Σ x y}. */
    double dot(float[] x, int xFrom, float[] y, int yFrom, int n);

    /** The largest entry. */
    float max(float[] x, int from, int n);

    /** {@code out = e^(scale x - shift)}; returns the sum of out. */
    double exp(float scale, float shift, float[] x, int xFrom, float[] out, int outFrom, int n);

    /** {@code sums_j = Σ_i x_ij} for the columns j of {@code [from, to)} of a row-major matrix. */
    void columnSums(float[] x, int rows, int columns, int from, int to, float[] sums);

    /** {@code sums_j = Σ_i (x_ij - centre_j)²} for the columns of {@code [from, to)}. */
    void columnSquares(float[] x, int rows, int columns, int from, int to, float[] centre, float[] sums);

    /** {@code sums_j = Σ_i x_ij y_ij} for the columns of {@code [from, to)}. */
    void columnDots(float[] x, float[] y, int rows, int columns, int from, int to, float[] sums);

    /** {@code sums_j = Σ_i (x_ij - centre_j) y_ij} for the columns of {@code [from, to)}. */
    void columnCentredDots(float[] x, float[] centre, float[] y, int rows, int columns, int from, int to, float[] sums);

    // ---- products ----

    /** Whether {@link #product} is there; otherwise the backend calls BLAS. */
    boolean multipliesMatrices();

    /**
     * {@code C = scale A B} for the rows {@code [rowFrom, rowTo)} and columns {@code [columnFrom, columnTo)} of C, or
     * added to it. Entry (i, p) of A lies at {@code i aRow + p aColumn}, likewise B; C is row-major.
     */
    void product(
            float scale,
            float[] a,
            int aRow,
            int aColumn,
            float[] b,
            int bRow,
            int bColumn,
            float[] c,
            int cRow,
            int inner,
            int rowFrom,
            int rowTo,
            int columnFrom,
            int columnTo,
            boolean add);

    /** Columns of the rows that {@link #gatherRows} reads before it reads others: all rows' first ones, then the next. */
    int slice();

    /**
     * {@code out_i = Σ values_q rows[indices_q]} over q in {@code [starts_i, ends_i)}, for i in {@code [from, to)}:
     * a sparse matrix times a dense one of the given width; or added to out.
     */
    void gatherRows(
            int[] starts,
            int[] ends,
            int[] indices,
            float[] values,
            int from,
            int to,
            float[] rows,
            int width,
            float[] out,
            boolean add);

    // ---- one row at an offset, against vectors of the row's length ----

    /** {@code out_j = (x_j - mean_j) scale_j + shift_j}; out has its own offset. */
    void normalise(float[] x, int xFrom, float[] mean, float[] scale, float[] shift, float[] out, int outFrom, int n);

    /** {@code out_j = dy_j a_j + (x_j - mean_j) b_j + c_j}, or added to out. */
    void normaliseBackward(
            float[] dy,
            float[] x,
            int at,
            float[] mean,
            float[] a,
            float[] b,
            float[] c,
            float[] out,
            int n,
            boolean add);

    // ---- one gene's logits x over n cells; y_i = (x_i - mean) scale + shift ----

    /** {@code Σ (x_i - centre)²}. */
    double squares(float[] x, int from, int n, float centre);

    /** {@code Σ (x_i - centre) slope_i}. */
    double centredDot(float[] x, int from, int n, float centre, float[] slope, int slopeFrom);

    /** {@code largest_i = max(largest_i, y_i)}. */
    void raise(float[] x, int from, int n, float mean, float scale, float shift, float[] largest);

    /** {@code out_i = factors_i e^(y_i - largest_i)}. */
    void weightedExp(
            float[] x,
            int from,
            int n,
            float mean,
            float scale,
            float shift,
            float[] largest,
            float[] factors,
            float[] out,
            int outFrom);

    /** {@code slope_i = slope_i a + (x_i - mean) b + c}. */
    void normaliseBackward(
            float[] slope, int slopeFrom, float[] x, int from, int n, float mean, float a, float b, float c);

    // ---- transport: the kernel is rows x columns ----

    /**
     * Columns that lie together in the kernel that {@link #scalingPass} and {@link #slopePass} take: panel after panel of
     * so many columns (the last may be narrower), each row-major.
     */
    int PANEL = 64;

    /**
     * {@code v = weight / (kernelᵀ left + epsilon)} and {@code sums = kernel v}, in one pass over the kernel's columns
     * {@code [from, to)}: whole panels.
     *
     * @param backwards from the last panel to the first: a pass that begins where the one before ended finds those
     *     panels in the cache
     */
    void scalingPass(
            float[] panels,
            int rows,
            int from,
            int to,
            boolean backwards,
            float[] left,
            int leftFrom,
            float weight,
            float epsilon,
            float[] v,
            int vFrom,
            double[] sums);

    /**
     * {@code slope = weight v² (kernelᵀ left + extra)} and {@code sums = kernel slope}, in one pass over the kernel's
     * columns {@code [from, to)}: whole panels.
     *
     * @param backwards see {@link #scalingPass}
     */
    void slopePass(
            float[] panels,
            int rows,
            int from,
            int to,
            boolean backwards,
            float[] left,
            int leftFrom,
            float[] extra,
            float[] v,
            int vFrom,
            float weight,
            float[] slope,
            int slopeFrom,
            double[] sums);

    /** {@code extra_j += u kernel_j m_j} for one row; returns {@code Σ_j kernel_j m_j v_j}. */
    double planRow(float[] kernel, float[] m, int at, float u, float[] v, int vFrom, float[] extra, int n);

    /**
     * {@code dm_j = factor kernel_j (u v_j (1 - sharpness m_j) - sharpness rest_j)} for one row, or added to dm; rest
     * may be dm.
     */
    void planSlope(
            float factor,
            float sharpness,
            float[] kernel,
            float[] m,
            float[] rest,
            int at,
            float u,
            float[] v,
            int vFrom,
            float[] dm,
            int n,
            boolean add);

    /** RMSprop: {@code s = keep s + take g²; p -= rate g / (sqrt(s) + epsilon)}. */
    void rmsProp(float[] p, float[] g, float[] s, int from, int to, float rate, float keep, float take, float epsilon);

    /** With {@code p = 1 / (1 + e^x)}: {@code t = (p - t) p (1 - p)}; returns {@code Σ (p - t)²} of the t before. */
    double sigmoidErrors(float[] x, float[] t, int from, int n);

    /** {@code out = ln(-ln(1 - u))}, see {@link Weibull#logExponential}. */
    void logExponentials(double[] u, int uFrom, float[] out, int outFrom, int n);

    /** {@code powers += e^(x logs)} and {@code products += logs e^(x logs)}. */
    void addPowers(
            float[] x, int xFrom, float[] logs, int logsFrom, float[] powers, float[] products, int outFrom, int n);

    /**
     * The terms and slopes of a row's entries {@code [from, to)}, were their observations zero.
     *
     * @param at where the row begins in the n x V matrices
     * @param dispersionAt where it begins in the dispersions
     * @param values where the terms go
     */
    void zeroTerms(ZeroTerms terms, int at, int dispersionAt, float[] values, int from, int to);
}

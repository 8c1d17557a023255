package org.sce2tm.nn.cpu;

import org.sce2tm.nn.Binary;
import org.sce2tm.nn.Unary;

/**
 * The inner loops of the cpu backend, on stretches of arrays: {@code n} entries from an offset. Two implementations
 * give the same numbers but for the order of sums and the last bit of exponentials (relative 1e-5 over a whole step):
 * {@link PlainKernels} and the vectorised one.
 */
public interface Kernels {
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

    /** {@code out_ij = x_ij scale_j + shift_j} for one row at an offset. */
    void scaleShift(float[] x, int xFrom, float[] scale, float[] shift, float[] out, int outFrom, int n);

    /** {@code out_j = dy_j a_j + x_j b_j + c_j} for one row at an offset, or added to out. */
    void threeTerms(float[] dy, float[] x, int at, float[] a, float[] b, float[] c, float[] out, int n, boolean add);

    /** RMSprop: {@code s = keep s + take g²; p -= rate g / (sqrt(s) + epsilon)}. */
    void rmsProp(float[] p, float[] g, float[] s, int from, int to, float rate, float keep, float take, float epsilon);
}

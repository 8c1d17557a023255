package org.sce2tm.stats;

import java.util.List;

/**
 * Principal components of a sparse matrix, centred and unscaled: the leading singular triplets of X minus its column
 * means, by the Lanczos iteration on the smaller of the two Gram operators, without forming the centred matrix.
 *
 * <p>Signs: of each component the score of largest magnitude is positive (scikit-learn before 1.5 does the same), so
 * that the result is unique up to rounding wherever singular values differ. It does not depend on the threads.
 *
 * @param rows number of rows n
 * @param components number of components k
 * @param scores n x k, row-major: the centred rows on the components
 * @param loadings columns x k, row-major, orthonormal columns
 * @param means of the columns
 * @param singularValues k, descending
 * @param totalVariance sum over columns of the variance (divisor n - 1)
 */
@SuppressWarnings("ArrayRecordComponent") // numbers handed on, never compared
public record Pca(
        int rows,
        int components,
        double[] scores,
        double[] loadings,
        double[] means,
        double[] singularValues,
        double totalVariance) {
    /** Relative to the largest, a singular value below this is rounding of 0: its component is set to 0. */
    private static final double NULL_COMPONENT = 1e-10;

    /** How many components n centred rows of so many columns have: {@code min(n - 1, columns)}. */
    public static int most(int n, int columns) {
        return Math.min(n - 1, columns);
    }

    /**
     * Fits a matrix in compressed rows.
     *
     * @param columns number of columns
     * @param rowPointers n + 1 offsets, n at least 2
     * @param columnIndices zero-based
     * @param values finite
     * @param components wanted; at most {@link #most} are given, as no more exist
     * @param threads at least 1
     */
    public static Pca fit(
            int columns, int[] rowPointers, int[] columnIndices, float[] values, int components, int threads) {
        CenteredMatrix x = new CenteredMatrix(columns, rowPointers, columnIndices, values, threads);
        int n = x.rows();
        int k = Math.min(components, most(n, columns));
        if (k < 1) {
            throw new IllegalArgumentException(components + " components of a " + n + " x " + columns + " matrix");
        }
        boolean byRows = n <= columns;
        List<double[]> vectors = byRows
                ? Lanczos.largest(n, k, u -> x.times(x.transposedTimes(u)))
                : Lanczos.largest(columns, k, x::gram);
        double[] scores = new double[n * k];
        double[] loadings = new double[columns * k];
        double[] singular = new double[k];
        for (int c = 0; c < k; c++) {
            double[] known = vectors.get(c);
            double[] other = byRows ? x.transposedTimes(known) : x.times(known);
            double sigma = Vectors.norm(other);
            if (sigma <= NULL_COMPONENT * (c == 0 ? 0 : singular[0])) {
                continue;
            }
            singular[c] = sigma;
            double[] left = byRows ? known : other;
            double[] right = byRows ? other : known;
            double sign = signOfLargest(left);
            for (int i = 0; i < n; i++) {
                scores[i * k + c] = sign * left[i] * (byRows ? sigma : 1);
            }
            for (int j = 0; j < columns; j++) {
                loadings[j * k + c] = sign * right[j] / (byRows ? sigma : 1);
            }
        }
        return new Pca(n, k, scores, loadings, x.means(), singular, x.sumOfSquares() / (n - 1));
    }

    /** Share of the total variance that component c holds, in [0, 1]; 0 when nothing varies. */
    public double explainedVarianceRatio(int c) {
        return totalVariance == 0 ? 0 : singularValues[c] * singularValues[c] / (rows - 1) / totalVariance;
    }

    private static double signOfLargest(double[] vector) {
        double largest = 0;
        for (double value : vector) {
            if (Math.abs(value) > Math.abs(largest)) {
                largest = value;
            }
        }
        return largest < 0 ? -1 : 1;
    }
}

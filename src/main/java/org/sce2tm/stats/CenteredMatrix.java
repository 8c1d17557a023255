package org.sce2tm.stats;

/**
 * A sparse matrix minus its column means, as an operator: the centred matrix is dense and never formed.
 * {@code (X - 1 m') v = X v - (m'v) 1} and {@code (X - 1 m')' u = X'u - (1'u) m}.
 */
final class CenteredMatrix {
    /** Partial sums of the transposed product: a fixed number, so that the outcome does not depend on the threads. */
    private static final int CHUNKS = 8;

    /** Rows whose products are summed side by side. */
    private static final int ABREAST = 4;

    private final int rows;
    private final int columns;
    private final int[] rowPointers;
    private final int[] columnIndices;
    private final float[] values;
    private final int threads;
    private final double[] means;

    CenteredMatrix(int columns, int[] rowPointers, int[] columnIndices, float[] values, int threads) {
        this.rows = rowPointers.length - 1;
        this.columns = columns;
        this.rowPointers = rowPointers;
        this.columnIndices = columnIndices;
        this.values = values;
        this.threads = threads;
        this.means = new double[columns];
        for (int p = 0; p < values.length; p++) {
            means[columnIndices[p]] += values[p];
        }
        for (int j = 0; j < columns; j++) {
            means[j] /= rows;
        }
    }

    int rows() {
        return rows;
    }

    int columns() {
        return columns;
    }

    double[] means() {
        return means;
    }

    /** Sum of squares of all entries of the centred matrix. */
    double sumOfSquares() {
        double[] squares = new double[columns];
        int[] stored = new int[columns];
        for (int p = 0; p < values.length; p++) {
            int j = columnIndices[p];
            double deviation = values[p] - means[j];
            squares[j] += deviation * deviation;
            stored[j]++;
        }
        double sum = 0;
        for (int j = 0; j < columns; j++) {
            sum += squares[j] + (rows - stored[j]) * means[j] * means[j];
        }
        return sum;
    }

    /** @param v columns numbers; @return rows numbers */
    double[] times(double[] v) {
        double shift = Vectors.dot(means, v);
        double[] result = new double[rows];
        Parallel.blocks(rows, chunkSize(), threads, (from, to) -> {
            for (int i = from; i < to; i += ABREAST) {
                products(i, Math.min(to, i + ABREAST), v, shift, result);
            }
        });
        return result;
    }

    /** @param u rows numbers; @return columns numbers */
    double[] transposedTimes(double[] u) {
        double[][] partial = new double[CHUNKS][];
        Parallel.blocks(rows, chunkSize(), threads, (from, to) -> {
            double[] sum = new double[columns];
            addRows(from, to, u, sum);
            partial[from / chunkSize()] = sum;
        });
        return centered(u, partial);
    }

    /** {@code transposedTimes(times(v))} to the last bit, but reads the matrix from memory once. */
    double[] gram(double[] v) {
        double shift = Vectors.dot(means, v);
        double[] product = new double[rows];
        double[][] partial = new double[CHUNKS][];
        Parallel.blocks(rows, chunkSize(), threads, (from, to) -> {
            double[] sum = new double[columns];
            for (int i = from; i < to; i += ABREAST) {
                int end = Math.min(to, i + ABREAST);
                products(i, end, v, shift, product);
                addRows(i, end, product, sum);
            }
            partial[from / chunkSize()] = sum;
        });
        return centered(product, partial);
    }

    /** Rows times v. Four rows abreast, as each sum alone waits for its last addition. */
    private void products(int from, int to, double[] v, double shift, double[] result) {
        if (to - from < ABREAST) {
            for (int i = from; i < to; i++) {
                result[i] = rest(rowPointers[i], rowPointers[i + 1], 0, v) - shift;
            }
            return;
        }
        int p0 = rowPointers[from];
        int p1 = rowPointers[from + 1];
        int p2 = rowPointers[from + 2];
        int p3 = rowPointers[from + 3];
        int end = rowPointers[from + 4];
        int common = Math.min(Math.min(p1 - p0, p2 - p1), Math.min(p3 - p2, end - p3));
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        for (int k = 0; k < common; k++) {
            s0 += values[p0 + k] * v[columnIndices[p0 + k]];
            s1 += values[p1 + k] * v[columnIndices[p1 + k]];
            s2 += values[p2 + k] * v[columnIndices[p2 + k]];
            s3 += values[p3 + k] * v[columnIndices[p3 + k]];
        }
        result[from] = rest(p0 + common, p1, s0, v) - shift;
        result[from + 1] = rest(p1 + common, p2, s1, v) - shift;
        result[from + 2] = rest(p2 + common, p3, s2, v) - shift;
        result[from + 3] = rest(p3 + common, end, s3, v) - shift;
    }

    private double rest(int from, int to, double begun, double[] v) {
        double sum = begun;
        for (int p = from; p < to; p++) {
            sum += values[p] * v[columnIndices[p]];
        }
        return sum;
    }

    private void addRows(int from, int to, double[] u, double[] sum) {
        for (int i = from; i < to; i++) {
            double factor = u[i];
            for (int p = rowPointers[i]; p < rowPointers[i + 1]; p++) {
                sum[columnIndices[p]] += values[p] * factor;
            }
        }
    }

    private double[] centered(double[] u, double[][] partial) {
        double total = 0;
        for (double value : u) {
            total += value;
        }
        double[] result = new double[columns];
        Vectors.addScaled(result, -total, means);
        for (double[] sum : partial) {
            if (sum != null) {
                Vectors.addScaled(result, 1, sum);
            }
        }
        return result;
    }

    private int chunkSize() {
        return Math.max(1, (rows + CHUNKS - 1) / CHUNKS);
    }
}

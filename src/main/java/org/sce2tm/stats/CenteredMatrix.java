package org.sce2tm.stats;

/**
 * A sparse matrix minus its column means, as an operator: the centred matrix is dense and never formed.
 * {@code (X - 1 m') v = X v - (m'v) 1} and {@code (X - 1 m')' u = X'u - (1'u) m}.
 */
final class CenteredMatrix {
    /** Partial sums of the transposed product: a fixed number, so that the outcome does not depend on the threads. */
    private static final int CHUNKS = 8;

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
            for (int i = from; i < to; i++) {
                double sum = 0;
                for (int p = rowPointers[i]; p < rowPointers[i + 1]; p++) {
                    sum += values[p] * v[columnIndices[p]];
                }
                result[i] = sum - shift;
            }
        });
        return result;
    }

    /** @param u rows numbers; @return columns numbers */
    double[] transposedTimes(double[] u) {
        double[][] partial = new double[CHUNKS][];
        Parallel.blocks(rows, chunkSize(), threads, (from, to) -> {
            double[] sum = new double[columns];
            for (int i = from; i < to; i++) {
                for (int p = rowPointers[i]; p < rowPointers[i + 1]; p++) {
                    sum[columnIndices[p]] += values[p] * u[i];
                }
            }
            partial[from / chunkSize()] = sum;
        });
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

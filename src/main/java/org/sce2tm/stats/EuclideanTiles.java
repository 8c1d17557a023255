package org.sce2tm.stats;

import java.util.Arrays;

/**
 * Squared Euclidean distances between the rows of a dense matrix, tile by tile, so that n x n numbers never stand in
 * memory. In double precision: |a|^2 + |b|^2 - 2ab around the mean of all rows, which is three times faster than to sum
 * squared differences; where the difference is so small that rounding would show, these are summed after all, so that
 * duplicates are at exactly 0. The order of each sum depends on neither tiles nor threads.
 */
public final class EuclideanTiles {
    /** Queries worth handing over at once: the transposed candidates are shared by them. */
    public static final int QUERIES = 32;

    private static final int CANDIDATES = 256;
    private static final int COLUMNS = 64;

    /** A squared distance below this part of |a|^2 + |b|^2 has lost 6 of 16 digits. */
    private static final double CANCELLED = 1e-6;

    private final double[] values;
    private final double[] squaredNorms;
    private final int rows;
    private final int columns;

    /** Receives the distances from one query to a run of candidates. */
    @FunctionalInterface
    public interface Receiver {
        /**
         * @param query the row asked about
         * @param first the first candidate row
         * @param squared squared distances to the rows {@code first, first + 1, ...}; the receiver's to overwrite until it
         *     returns
         * @param offset where the first stands
         * @param count how many
         */
        void accept(int query, int first, double[] squared, int offset, int count);
    }

    /**
     * @param values rows x columns, row-major, finite; not copied
     * @throws IllegalArgumentException if the length is not rows x columns
     */
    public EuclideanTiles(double[] values, int rows, int columns) {
        if (values.length != Math.multiplyExact(rows, columns)) {
            throw new IllegalArgumentException(rows + " x " + columns + " does not match " + values.length + " values");
        }
        this.rows = rows;
        this.columns = columns;
        double[] means = new double[columns];
        for (int at = 0; at < values.length; at++) {
            means[at % columns] += values[at] / rows;
        }
        this.values = new double[values.length];
        this.squaredNorms = new double[rows];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                double value = values[i * columns + j] - means[j];
                this.values[i * columns + j] = value;
                squaredNorms[i] += value * value;
            }
        }
    }

    /** Hands over, for every query in {@code [from, to)}, the distances to all rows, in ascending runs. */
    public void scan(int from, int to, Receiver receiver) {
        int queries = to - from;
        // Surplus queries of the last quad are 0.
        int quads = (queries + 3) / 4;
        double[] factors = new double[4 * quads * COLUMNS];
        double[] squared = new double[4 * quads * CANDIDATES];
        double[] transposed = new double[COLUMNS * CANDIDATES];
        for (int first = 0; first < rows; first += CANDIDATES) {
            int count = Math.min(CANDIDATES, rows - first);
            Arrays.fill(squared, 0);
            for (int column = 0; column < columns; column += COLUMNS) {
                int width = Math.min(COLUMNS, columns - column);
                Arrays.fill(transposed, 0);
                for (int j = 0; j < count; j++) {
                    int at = (first + j) * columns + column;
                    for (int d = 0; d < width; d++) {
                        transposed[d * CANDIDATES + j] = values[at + d];
                    }
                }
                Arrays.fill(factors, 0);
                for (int q = 0; q < queries; q++) {
                    for (int d = 0; d < width; d++) {
                        factors[q * COLUMNS + d] = -2 * values[(from + q) * columns + column + d];
                    }
                }
                for (int quad = 0; quad < quads; quad++) {
                    for (int d = 0; d < width; d += 4) {
                        addProducts(
                                factors,
                                4 * quad * COLUMNS + d,
                                transposed,
                                d * CANDIDATES,
                                squared,
                                4 * quad * CANDIDATES);
                    }
                }
            }
            for (int q = 0; q < queries; q++) {
                finish(from + q, first, squared, q * CANDIDATES, count);
                receiver.accept(from + q, first, squared, q * CANDIDATES, count);
            }
        }
    }

    /** Four columns' products of four queries with a run of candidates; short, so that the compiler makes vectors of it. */
    private static void addProducts(double[] f, int at, double[] t, int start, double[] out, int offset) {
        for (int pair = 0; pair < 2; pair++) {
            int from = at + 2 * pair * COLUMNS;
            addProducts(f, from, from + COLUMNS, t, start, out, offset + 2 * pair * CANDIDATES);
        }
    }

    private static void addProducts(double[] f, int a, int b, double[] t, int start, double[] out, int offset) {
        double a0 = f[a];
        double a1 = f[a + 1];
        double a2 = f[a + 2];
        double a3 = f[a + 3];
        double b0 = f[b];
        double b1 = f[b + 1];
        double b2 = f[b + 2];
        double b3 = f[b + 3];
        for (int j = 0; j < CANDIDATES; j++) {
            double t0 = t[start + j];
            double t1 = t[start + CANDIDATES + j];
            double t2 = t[start + 2 * CANDIDATES + j];
            double t3 = t[start + 3 * CANDIDATES + j];
            double sumA = out[offset + j];
            double sumB = out[offset + CANDIDATES + j];
            out[offset + j] = sumA + a0 * t0 + a1 * t1 + a2 * t2 + a3 * t3;
            out[offset + CANDIDATES + j] = sumB + b0 * t0 + b1 * t1 + b2 * t2 + b3 * t3;
        }
    }

    private void finish(int query, int first, double[] squared, int offset, int count) {
        double norm = squaredNorms[query];
        for (int j = 0; j < count; j++) {
            squared[offset + j] += norm + squaredNorms[first + j];
        }
        for (int j = 0; j < count; j++) {
            if (squared[offset + j] <= CANCELLED * (norm + squaredNorms[first + j])) {
                squared[offset + j] = difference(query, first + j);
            }
        }
    }

    private double difference(int a, int b) {
        double sum = 0;
        for (int j = 0; j < columns; j++) {
            double d = values[a * columns + j] - values[b * columns + j];
            sum += d * d;
        }
        return sum;
    }
}

package org.sce2tm.stats;

import java.util.Arrays;

/**
 * Squared Euclidean distances between the rows of a dense matrix, tile by tile, so that n x n numbers never stand in
 * memory. Each distance is a sum of squared differences in double precision, taken over the columns in an order that
 * does not depend on the tiles: duplicates are at exactly 0, d(i, j) equals d(j, i), and any number of threads gives the
 * same bits.
 */
public final class EuclideanTiles {
    /** Queries worth handing over at once: the transposed candidates are shared by them. */
    public static final int QUERIES = 32;

    private static final int CANDIDATES = 256;
    private static final int COLUMNS = 64;

    private final double[] values;
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
        this.values = values;
        this.rows = rows;
        this.columns = columns;
    }

    /** Hands over, for every query in {@code [from, to)}, the distances to all rows, in ascending runs. */
    public void scan(int from, int to, Receiver receiver) {
        int queries = to - from;
        double[] squared = new double[queries * CANDIDATES];
        double[] transposed = new double[COLUMNS * CANDIDATES];
        for (int first = 0; first < rows; first += CANDIDATES) {
            int count = Math.min(CANDIDATES, rows - first);
            Arrays.fill(squared, 0);
            for (int column = 0; column < columns; column += COLUMNS) {
                int width = Math.min(COLUMNS, columns - column);
                for (int j = 0; j < count; j++) {
                    int at = (first + j) * columns + column;
                    for (int d = 0; d < width; d++) {
                        transposed[d * CANDIDATES + j] = values[at + d];
                    }
                }
                for (int q = 0; q < queries; q++) {
                    for (int d = 0; d < width; d++) {
                        add(
                                values[(from + q) * columns + column + d],
                                transposed,
                                d * CANDIDATES,
                                squared,
                                q * CANDIDATES);
                    }
                }
            }
            for (int q = 0; q < queries; q++) {
                receiver.accept(from + q, first, squared, q * CANDIDATES, count);
            }
        }
    }

    /** One column's share for a run of candidates; short, so that the compiler makes vectors of it. */
    private static void add(double q, double[] t, int start, double[] squared, int offset) {
        for (int j = 0; j < CANDIDATES; j++) {
            double d = q - t[start + j];
            squared[offset + j] += d * d;
        }
    }
}

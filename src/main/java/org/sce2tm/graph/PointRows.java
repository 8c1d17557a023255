package org.sce2tm.graph;

/**
 * The rows among which neighbours are sought: exact distances of pairs, and products of whole blocks in single
 * precision, which tell most pairs apart at a fraction of the cost.
 */
interface PointRows {
    /** Number of rows, n. */
    int count();

    /** Number of columns. */
    int columns();

    /** Most rows of a block. */
    int block();

    /** Largest number of terms in a product of two rows. */
    int terms();

    /** |a|^2 of every row in single precision as {@link Products} takes it. */
    double[] squaredNorms();

    /** The squared distance: a sum in double precision over ascending columns, 0 for equal rows. */
    double squaredDistance(int a, int b);

    /** What a squared distance of 1 is among the scaled ones, a power of two. */
    double scale();

    /**
     * The squared distances from one row to others, scaled as the products. Where little is left of
     * |a|^2 + |b|^2 - 2ab the differences are summed, so that near rows far from the others are told apart too.
     */
    Scorer scorer(int row);

    /** |a|^2 + |b|^2 - 2 {@code product}, or the scaled sum of the differences where little is left of it. */
    default float scaledSquaredDistance(int a, int b, double product) {
        double norms = squaredNorms()[a] + squaredNorms()[b];
        double squared = norms - 2 * product;
        return (float) (squared < Scorer.CANCELLED * norms ? scale() * squaredDistance(a, b) : squared);
    }

    /** Approximate squared distances from one row. */
    @FunctionalInterface
    interface Scorer {
        /** A squared distance below this part of |a|^2 + |b|^2 is not taken from a product in single precision. */
        double CANCELLED = 1e-3;

        float squaredDistance(int other);
    }

    /** Products for one thread. */
    Products products();

    /** Products of one block of rows with others. */
    interface Products {
        /** Chooses the block of rows {@code [from, to)}. */
        void load(int from, int to);

        /**
         * {@code out[(i - from) block + j] = -2 a_i b_j} for the rows i of {@code [from, to)}, at most a block, and the
         * j-th row b of the loaded block. In single precision, summed in any order.
         */
        void times(int from, int to, float[] out);
    }
}

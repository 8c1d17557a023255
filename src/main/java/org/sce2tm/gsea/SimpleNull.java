package org.sce2tm.gsea;

import org.sce2tm.stats.Parallel;

/** Scores of random sets of several sizes along one ranking. */
final class SimpleNull {
    private SimpleNull() {}

    /**
     * The scores of the first k members of every random set, for every k asked for.
     *
     * @param weights by rank, at least 0
     * @param sizes distinct, descending, the first at most the random sets' size
     * @return sizes x random sets
     */
    static double[][] scores(RandomSubsets subsets, double[] weights, int[] sizes, ScoreType type, int threads) {
        int count = subsets.ascending().length;
        double[][] scores = new double[sizes.length][count];
        Parallel.blocks(count, Math.max(1, count / (8 * threads)), threads, (from, to) -> {
            Walk walk = new Walk(weights, sizes.length == 0 ? 0 : subsets.ascending()[0].length);
            for (int i = from; i < to; i++) {
                walk.start(subsets.ascending()[i], subsets.drawnAt()[i]);
                for (int s = 0; s < sizes.length; s++) {
                    scores[s][i] = walk.cut(sizes[s], type);
                }
            }
        });
        return scores;
    }

    /** One random set that loses its last drawn members bit by bit. */
    private static final class Walk {
        private final double[] weights;
        private final int[] ranks;
        private final int[] drawnAt;
        /** Sum of the weights up to each member. */
        private final double[] sums;

        private int left;

        Walk(double[] weights, int size) {
            this.weights = weights;
            this.ranks = new int[size];
            this.drawnAt = new int[size];
            this.sums = new double[size + 1];
        }

        void start(int[] ascending, int[] places) {
            System.arraycopy(ascending, 0, ranks, 0, ascending.length);
            System.arraycopy(places, 0, drawnAt, 0, places.length);
            left = ascending.length;
        }

        /** Drops all but the first {@code size} drawn and scores what is left. */
        double cut(int size, ScoreType type) {
            int kept = 0;
            double sum = 0;
            for (int i = 0; i < left; i++) {
                int at = drawnAt[i];
                int rank = ranks[i];
                ranks[kept] = rank;
                drawnAt[kept] = at;
                if (at < size) {
                    sum += weights[rank];
                    sums[++kept] = sum;
                }
            }
            left = kept;
            double miss = 1.0 / (weights.length - kept);
            double share = RunningSum.share(sum);
            double high = 0;
            double low = 0;
            for (int i = 0; i < kept; i++) {
                double missed = (ranks[i] - i) * miss;
                double before = sums[i] * share - missed;
                double after = sums[i + 1] * share - missed;
                low = before < low ? before : low;
                high = after > high ? after : high;
            }
            return type.of(high, low);
        }
    }
}

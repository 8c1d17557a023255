package org.sce2tm.gsea;

import java.util.Arrays;
import org.sce2tm.stats.MersenneTwister;

/**
 * Random sets of ranks, each in the order it was drawn, so that its first k members are a random set of k. They are
 * drawn as fgsea draws them (MT19937, a rank drawn twice is drawn again) and depend on seed, number of ranks and largest
 * size only: one drawing serves all rankings and all set sizes.
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record RandomSubsets(int ranks, int[][] ascending, int[][] drawnAt) {
    /**
     * Draws the sets.
     *
     * @param ranks N
     * @param size of each set, K, at most N
     * @param count number of sets
     * @return per set its ranks ascending, from 0, and for each of them its place in the order of drawing
     */
    static RandomSubsets draw(int ranks, int size, int count, long seed) {
        MersenneTwister random = new MersenneTwister(seed);
        int[][] ascending = new int[count][size];
        int[][] drawnAt = new int[count][size];
        int[] place = new int[ranks];
        int[] pool = new int[ranks];
        Arrays.setAll(pool, r -> r);
        for (int i = 0; i < count; i++) {
            Arrays.fill(place, -1);
            for (int j = 0; j < size; j++) {
                int rank;
                if (2 * size < ranks) {
                    rank = random.remainder(ranks);
                    while (place[rank] >= 0) {
                        rank = random.remainder(ranks);
                    }
                } else {
                    // Drawing again would take long; the part of the pool that is left is drawn from.
                    int chosen = j + random.remainder(ranks - j);
                    rank = pool[chosen];
                    pool[chosen] = pool[j];
                    pool[j] = rank;
                }
                place[rank] = j;
            }
            int filled = 0;
            for (int rank = 0; rank < ranks; rank++) {
                if (place[rank] >= 0) {
                    ascending[i][filled] = rank;
                    drawnAt[i][filled++] = place[rank];
                }
            }
        }
        return new RandomSubsets(ranks, ascending, drawnAt);
    }
}

package org.sce2tm.gsea;

/**
 * The enrichment score: walking down the ranking, a hit adds its weight's share of the set's weights, a miss takes away
 * 1 / (number of misses); the score is the extremum of the walk, the first one where two are equally far from 0
 * (Subramanian et al. 2005, weight 1). Only hits are visited; operations and their order are those of GSEApy, so that
 * the doubles agree.
 */
final class RunningSum {
    private RunningSum() {}

    /**
     * The extremum and where it is.
     *
     * @param score in [-1, 1]
     * @param hit index of the hit at which the walk peaks (score at least 0) or before which it is lowest (below 0)
     */
    record Extremum(double score, int hit) {}

    /**
     * One walk.
     *
     * @param hits ascending ranks
     * @param from the set's first place in {@code hits}
     * @param size number of hits
     * @param weights by rank, at least 0
     * @param miss 1 / (number of misses)
     * @param share 1 / (sum of the hits' weights)
     */
    static Extremum extremum(int[] hits, int from, int size, double[] weights, double miss, double share) {
        double sum = 0;
        double score = 0;
        int last = -1;
        int at = 0;
        for (int i = 0; i < size; i++) {
            int hit = hits[from + i];
            sum -= (hit - last - 1) * miss;
            if (Math.abs(sum) > Math.abs(score)) {
                score = sum;
                at = i;
            }
            sum += weights[hit] * share;
            if (Math.abs(sum) > Math.abs(score)) {
                score = sum;
                at = i;
            }
            last = hit;
        }
        return new Extremum(score, at);
    }

    /** The reciprocal of the weights' sum; hits without any weight add nothing. */
    static double share(double weightSum) {
        return weightSum > 0 ? 1 / weightSum : 0;
    }

    /**
     * The scores of all sets. Every step of a walk waits for the one before; four walks side by side fill the waits.
     *
     * @param hits per set its ascending ranks
     * @param weightSums per set the sum of the hits' weights
     * @param scores filled, one a set
     */
    static void scores(RankedSets sets, int[] hits, double[] weights, double[] weightSums, double[] scores) {
        int ranks = sets.ranks();
        int s = 0;
        for (; s + 4 <= sets.count(); s += 4) {
            // Larger sets stand first: the fourth is the shortest walk, the other three end alone.
            int together = sets.size(s + 3);
            int offset0 = sets.offset(s);
            int offset1 = sets.offset(s + 1);
            int offset2 = sets.offset(s + 2);
            int offset3 = sets.offset(s + 3);
            double miss0 = 1.0 / (ranks - sets.size(s));
            double miss1 = 1.0 / (ranks - sets.size(s + 1));
            double miss2 = 1.0 / (ranks - sets.size(s + 2));
            double miss3 = 1.0 / (ranks - sets.size(s + 3));
            double share0 = share(weightSums[s]);
            double share1 = share(weightSums[s + 1]);
            double share2 = share(weightSums[s + 2]);
            double share3 = share(weightSums[s + 3]);
            double sum0 = 0;
            double sum1 = 0;
            double sum2 = 0;
            double sum3 = 0;
            double high0 = 0;
            double high1 = 0;
            double high2 = 0;
            double high3 = 0;
            double low0 = 0;
            double low1 = 0;
            double low2 = 0;
            double low3 = 0;
            int last0 = -1;
            int last1 = -1;
            int last2 = -1;
            int last3 = -1;
            for (int i = 0; i < together; i++) {
                int hit0 = hits[offset0 + i];
                int hit1 = hits[offset1 + i];
                int hit2 = hits[offset2 + i];
                int hit3 = hits[offset3 + i];
                sum0 -= (hit0 - last0 - 1) * miss0;
                sum1 -= (hit1 - last1 - 1) * miss1;
                sum2 -= (hit2 - last2 - 1) * miss2;
                sum3 -= (hit3 - last3 - 1) * miss3;
                low0 = sum0 < low0 ? sum0 : low0;
                low1 = sum1 < low1 ? sum1 : low1;
                low2 = sum2 < low2 ? sum2 : low2;
                low3 = sum3 < low3 ? sum3 : low3;
                sum0 += weights[hit0] * share0;
                sum1 += weights[hit1] * share1;
                sum2 += weights[hit2] * share2;
                sum3 += weights[hit3] * share3;
                high0 = sum0 > high0 ? sum0 : high0;
                high1 = sum1 > high1 ? sum1 : high1;
                high2 = sum2 > high2 ? sum2 : high2;
                high3 = sum3 > high3 ? sum3 : high3;
                last0 = hit0;
                last1 = hit1;
                last2 = hit2;
                last3 = hit3;
            }
            scores[s] = finish(sets, s, hits, weights, miss0, share0, together, sum0, high0, low0, last0);
            scores[s + 1] = finish(sets, s + 1, hits, weights, miss1, share1, together, sum1, high1, low1, last1);
            scores[s + 2] = finish(sets, s + 2, hits, weights, miss2, share2, together, sum2, high2, low2, last2);
            scores[s + 3] = finish(sets, s + 3, hits, weights, miss3, share3, together, sum3, high3, low3, last3);
        }
        for (; s < sets.count(); s++) {
            double miss = 1.0 / (ranks - sets.size(s));
            scores[s] = finish(sets, s, hits, weights, miss, share(weightSums[s]), 0, 0, 0, 0, -1);
        }
    }

    /** Ends a walk after {@code walked} hits. The lowest point is always before a hit, the highest at one. */
    private static double finish(
            RankedSets sets,
            int set,
            int[] hits,
            double[] weights,
            double miss,
            double share,
            int walked,
            double sumSoFar,
            double highSoFar,
            double lowSoFar,
            int lastSoFar) {
        double sum = sumSoFar;
        double high = highSoFar;
        double low = lowSoFar;
        int last = lastSoFar;
        int end = sets.offset(set) + sets.size(set);
        for (int i = sets.offset(set) + walked; i < end; i++) {
            int hit = hits[i];
            sum -= (hit - last - 1) * miss;
            low = sum < low ? sum : low;
            sum += weights[hit] * share;
            high = sum > high ? sum : high;
            last = hit;
        }
        if (high > -low) {
            return high;
        }
        if (high < -low) {
            return low;
        }
        // Equally far: the one that the walk meets first.
        return extremum(hits, sets.offset(set), sets.size(set), weights, miss, share)
                .score();
    }
}

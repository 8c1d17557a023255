package org.sce2tm.gsea;

import java.util.Arrays;

/**
 * What chance gives: the scores of all sets under all permutations, and what they say of the observed ones. First
 * {@link #normalise} every set, then {@link #pool} every permutation, then ask; both may be called from several threads
 * for disjoint ranges. All formulas are GSEApy 1.1.4's; where a side of the null is empty and a quotient would be 0 / 0,
 * the p-value and q are 1 and the normalised score is the sign of the score.
 */
final class NullDistribution {
    /** Buckets of the table that finds a score's place among the observed ones. */
    private static final int BUCKETS = 8192;

    private final double[] es;
    private final double[][] permuted;
    private final double[] meanUp;
    private final double[] meanDown;
    private final double[] nes;
    private final double[] pValue;
    private final double[] highest;
    private final double[] lowest;
    /** How many pooled scores lie at or beyond exactly i observed ones, for the two signs. */
    private long[] upCounts = {};

    private long[] downCounts = {};
    private Ladder up = new Ladder(new double[0]);
    private Ladder down = new Ladder(new double[0]);

    /**
     * Starts with nothing known.
     *
     * @param es observed scores of S sets
     * @param permuted permutations x S scores
     */
    NullDistribution(double[] es, double[][] permuted) {
        this.es = es;
        this.permuted = permuted;
        this.meanUp = new double[es.length];
        this.meanDown = new double[es.length];
        this.nes = new double[es.length];
        this.pValue = new double[es.length];
        this.highest = new double[permuted.length];
        this.lowest = new double[permuted.length];
    }

    /** Means of the permuted scores by sign, normalised score and p-value of the sets in a range. */
    void normalise(int from, int to) {
        int width = to - from;
        double[] sumUp = new double[width];
        double[] sumDown = new double[width];
        int[] countUp = new int[width];
        int[] beyond = new int[width];
        for (double[] scores : permuted) {
            for (int i = 0; i < width; i++) {
                double score = scores[from + i];
                double observed = es[from + i];
                if (score >= 0) {
                    sumUp[i] += score;
                    countUp[i]++;
                    beyond[i] += observed >= 0 && score >= observed ? 1 : 0;
                } else {
                    sumDown[i] += score;
                    beyond[i] += observed < 0 && score <= observed ? 1 : 0;
                }
            }
        }
        for (int i = 0; i < width; i++) {
            int s = from + i;
            int countDown = permuted.length - countUp[i];
            meanUp[s] = countUp[i] > 0 ? sumUp[i] / countUp[i] : es[s];
            meanDown[s] = Math.abs(countDown > 0 ? sumDown[i] / countDown : es[s]);
            boolean positive = es[s] >= 0;
            nes[s] = positive ? es[s] / meanUp[s] : es[s] / meanDown[s];
            int sameSign = positive ? countUp[i] : countDown;
            pValue[s] = sameSign == 0 ? 1 : (double) beyond[i] / sameSign;
        }
    }

    /** Counts the normalised permuted scores of a range of permutations against the observed ones. */
    void pool(int from, int to) {
        prepare();
        long[] upHere = new long[up.size() + 1];
        long[] downHere = new long[down.size() + 1];
        for (int p = from; p < to; p++) {
            double high = 0;
            double low = 0;
            for (int s = 0; s < es.length; s++) {
                double score = permuted[p][s];
                if (score >= 0) {
                    double normalised = score / meanUp[s];
                    upHere[up.reached(normalised)]++;
                    high = normalised > high ? normalised : high;
                } else {
                    double normalised = score / meanDown[s];
                    downHere[down.reached(-normalised)]++;
                    low = normalised < low ? normalised : low;
                }
            }
            highest[p] = high;
            lowest[p] = low;
        }
        synchronized (this) {
            add(upCounts, upHere);
            add(downCounts, downHere);
        }
    }

    private synchronized void prepare() {
        if (upCounts.length == 0) {
            up = new Ladder(Arrays.stream(nes).filter(e -> e >= 0).toArray());
            down = new Ladder(Arrays.stream(nes).filter(e -> e < 0).map(e -> -e).toArray());
            upCounts = new long[up.size() + 1];
            downCounts = new long[down.size() + 1];
        }
    }

    private static void add(long[] sums, long[] more) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] += more[i];
        }
    }

    double nes(int set) {
        return nes[set];
    }

    double pValue(int set) {
        return pValue[set];
    }

    /** Share of the pooled scores that are as extreme over the share of observed ones that are, sign by sign. */
    double fdr(int set) {
        double e = nes[set];
        Ladder ladder = e >= 0 ? up : down;
        long[] counts = e >= 0 ? upCounts : downCounts;
        long total = Arrays.stream(counts).sum();
        if (total == 0) {
            return 1;
        }
        int below = ladder.below(Math.abs(e));
        long asExtreme = 0;
        for (int i = below + 1; i < counts.length; i++) {
            asExtreme += counts[i];
        }
        double byChance = (double) asExtreme / total;
        double seen = (double) (ladder.size() - below) / ladder.size();
        return Math.min(1, byChance / seen);
    }

    double familyWise(int set) {
        double e = nes[set];
        if (e >= 0) {
            return (double) Arrays.stream(highest).filter(high -> high >= e).count() / highest.length;
        }
        long negative = Arrays.stream(lowest).filter(low -> low < 0).count();
        return negative == 0
                ? 1
                : (double) Arrays.stream(lowest).filter(low -> low < e).count() / negative;
    }

    /** Sorted values at least 0, with a table that finds a number's place among them in constant time on average. */
    private static final class Ladder {
        private final double[] ascending;
        private final double scale;
        private final int[] firstCandidate = new int[BUCKETS];

        Ladder(double[] values) {
            ascending = values.clone();
            Arrays.sort(ascending);
            double top = ascending.length == 0 ? 1 : ascending[ascending.length - 1];
            scale = top > 0 ? (BUCKETS - 1) / top : 1;
            int filled = 0;
            for (int i = 0; i < ascending.length; i++) {
                for (int bucket = bucket(ascending[i]); filled <= bucket; filled++) {
                    firstCandidate[filled] = i;
                }
            }
            Arrays.fill(firstCandidate, filled, BUCKETS, Math.max(0, ascending.length - 1));
        }

        int size() {
            return ascending.length;
        }

        /** Multiplying and truncating keep the order: no value of an earlier bucket exceeds x. */
        private int bucket(double x) {
            return Math.min(BUCKETS - 1, (int) (x * scale));
        }

        /** Number of values that are at most x. */
        int reached(double x) {
            int i = firstCandidate[bucket(x)];
            while (i < ascending.length && ascending[i] <= x) {
                i++;
            }
            return i;
        }

        /** Number of values that are smaller than x. */
        int below(double x) {
            int i = firstCandidate[bucket(x)];
            while (i < ascending.length && ascending[i] < x) {
                i++;
            }
            return i;
        }
    }
}

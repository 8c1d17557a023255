package org.sce2tm.graph;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.sce2tm.stats.Parallel;

/**
 * The nearest rows of every row by looking at every pair once. A squared distance is first taken as |a|^2 + |b|^2 - 2ab
 * with the product in single precision. Each pair so has a lower and an upper bound; a pair stays a candidate while its
 * lower bound is not above the k-th smallest upper bound of its row, and what stays is ranked by the distances in double
 * precision. The result is that of ranking all of them so, whatever the threads and kernels.
 *
 * <p>The bound, with S = |a|^2 + |b|^2, u = 2^-24 and m terms, is the sum of
 *
 * <ol>
 *   <li>the product: a sum of m products errs, in whatever order and with or without fused operations, by at most
 *       gamma_m |a||b| with gamma_m = m u / (1 - m u) (Higham, Accuracy and Stability of Numerical Algorithms, section
 *       3.1), hence -2ab by at most gamma_m S, as 2|a||b| is at most S;
 *   <li>rows rounded to single precision: each entry moves by at most u of itself, so |a - b| by at most u (|a| + |b|)
 *       and its square by at most (2u + u^2) (|a| + |b|)^2, which is at most 4.2 u S;
 *   <li>a key's own roundings: |b|^2 made single errs by u |b|^2, the sum |b|^2 - 2ab by u (|b|^2 + 2|a||b|), together
 *       at most 3 u S; upper bounds are rounded up.
 * </ol>
 *
 * <p>Assumed is that m u is below 1 and that nothing overflows, for which the rows are scaled; what falls below the
 * normal numbers is in {@link #UNDERFLOW}. The distances in double err by some m 2^-53 of themselves, nothing against
 * these. Dense rows are rounded after the mean is subtracted. That adds no absolute error, even where values lie a
 * billion times their spread from 0: the mean itself may be wrong, but it is the same shift for all rows, which leaves
 * distances as they are, and the difference from it is rounded once, relative to the difference.
 */
final class PairScan {
    /** Half an ulp of 1 in single precision. */
    private static final double ROUNDING = 0x1p-24;

    /** The second and the third term (7.2), with room to spare. */
    private static final double OTHER_ROUNDINGS = 32;

    /** What products below the smallest normal number may lose, with rows of entries around 1e-6 to 1e6. */
    static final float UNDERFLOW = 1e-30f;

    private static final int FEWEST_KEPT = 48;
    private static final int MOST_KEPT = 256;

    private final PointRows rows;
    private final int n;
    private final int block;

    /** Neighbours sought beside the row itself. */
    private final int wanted;

    private final double slack;

    /** (1 - slack) |a|^2, the row's share of a lower bound. */
    private final float[] shares;

    /** What a pair's lower bound, less the row's own share, must not exceed. */
    private final float[] limits;

    private final int[][] candidates;
    private final float[][] keys;
    private final int[] counts;
    private final Object[] locks;

    private PairScan(PointRows rows, int wanted) {
        this.rows = rows;
        this.wanted = wanted;
        n = rows.count();
        block = rows.block();
        slack = slack(rows);
        shares = new float[n];
        for (int i = 0; i < n; i++) {
            shares[i] = (float) ((1 - slack) * rows.squaredNorms()[i]);
        }
        limits = new float[n];
        Arrays.fill(limits, Float.POSITIVE_INFINITY);
        int capacity = Math.max(FEWEST_KEPT, 4 * wanted);
        candidates = new int[n][capacity];
        keys = new float[n][capacity];
        counts = new int[n];
        locks = IntStream.range(0, (n + block - 1) / block)
                .mapToObj(b -> new Object())
                .toArray();
    }

    /** What part of |a|^2 + |b|^2 a squared distance from products in single precision may err by. */
    static double slack(PointRows rows) {
        double product = rows.terms() * ROUNDING;
        return 1.05 * product / (1 - product) + OTHER_ROUNDINGS * ROUNDING;
    }

    /** k nearest rows of each, itself first, ties by index; k in 1..n. */
    static Neighbors nearest(PointRows rows, int k, int threads) {
        int n = rows.count();
        int[] indices = new int[Math.multiplyExact(n, k)];
        double[] distances = new double[indices.length];
        PairScan scan = new PairScan(rows, k - 1);
        if (k > 1) {
            // The first blocks meet the most others, so the last ones even out the threads.
            Parallel.blocks(scan.locks.length, 1, threads, (b, end) -> scan.scan(b));
        }
        Parallel.blocks(n, scan.block, threads, (from, to) -> {
            for (int i = from; i < to; i++) {
                if (scan.counts[i] > k - 1) {
                    scan.tighten(i);
                }
                Nearest nearest = scan.ranked(i);
                nearest.store(i, k, indices, distances);
                scan.candidates[i] = new int[0];
                scan.keys[i] = new float[0];
            }
        });
        return new Neighbors(n, k, indices, distances);
    }

    /** The pairs of a block with itself and with all later ones. */
    private void scan(int b) {
        int from = b * block;
        int to = Math.min(n, from + block);
        PointRows.Products products = rows.products();
        products.load(from, to);
        float[] tile = new float[block * block];
        for (int other = b; other < locks.length; other++) {
            int otherFrom = other * block;
            int otherTo = Math.min(n, otherFrom + block);
            products.times(otherFrom, otherTo, tile);
            synchronized (locks[other]) {
                for (int i = otherFrom; i < otherTo; i++) {
                    offerTo(i, tile, (i - otherFrom) * block, from, to);
                }
            }
            if (other > b) {
                synchronized (locks[b]) {
                    for (int i = otherFrom; i < otherTo; i++) {
                        offer(i, tile, (i - otherFrom) * block, from, to);
                    }
                }
            }
        }
    }

    /** The loaded block's rows to row i. */
    private void offerTo(int i, float[] tile, int at, int from, int to) {
        int j = nextBelow(limits[i], tile, at, from, from, to);
        while (j < to) {
            if (j != i) {
                add(i, j, shares[j] + tile[at + j - from]);
            }
            j = nextBelow(limits[i], tile, at, from, j + 1, to);
        }
    }

    /** A loop this short is compiled well. */
    private int nextBelow(float limit, float[] tile, int at, int from, int next, int to) {
        int j = next;
        while (j < to && shares[j] + tile[at + j - from] > limit) {
            j++;
        }
        return j;
    }

    /** Row i to the loaded block's rows. */
    private void offer(int i, float[] tile, int at, int from, int to) {
        float share = shares[i];
        int j = nextWithin(share, tile, at, from, from, to);
        while (j < to) {
            add(j, i, share + tile[at + j - from]);
            j = nextWithin(share, tile, at, from, j + 1, to);
        }
    }

    private int nextWithin(float share, float[] tile, int at, int from, int next, int to) {
        int j = next;
        while (j < to && share + tile[at + j - from] > limits[j]) {
            j++;
        }
        return j;
    }

    private void add(int row, int candidate, float key) {
        if (counts[row] == candidates[row].length) {
            tighten(row);
        }
        if (key <= limits[row]) {
            candidates[row][counts[row]] = candidate;
            keys[row][counts[row]] = key;
            counts[row]++;
        }
    }

    /** Lowers the row's limit to what its candidates allow and drops those above it. */
    private void tighten(int row) {
        int count = counts[row];
        float[] upper = new float[count];
        double norm = rows.squaredNorms()[row];
        for (int c = 0; c < count; c++) {
            double other = rows.squaredNorms()[candidates[row][c]];
            upper[c] = Math.nextUp((float) (keys[row][c] + 2 * slack * (norm + other)));
        }
        Arrays.sort(upper);
        limits[row] = Math.min(limits[row], upper[wanted - 1] + UNDERFLOW);
        int kept = 0;
        for (int c = 0; c < count; c++) {
            if (keys[row][c] <= limits[row]) {
                keep(row, c, kept++);
            }
        }
        counts[row] = kept;
        if (kept > count / 2) {
            if (count < Math.max(MOST_KEPT, 8 * wanted)) {
                candidates[row] = Arrays.copyOf(candidates[row], 2 * count);
                keys[row] = Arrays.copyOf(keys[row], 2 * count);
            } else {
                keepNearest(row);
            }
        }
    }

    /** Among very many that bounds cannot tell apart, such as duplicates, the distances decide at once. */
    private void keepNearest(int row) {
        Nearest nearest = ranked(row);
        int kept = 0;
        for (int c = 0; c < counts[row]; c++) {
            if (nearest.contains(candidates[row][c])) {
                keep(row, c, kept++);
            }
        }
        counts[row] = kept;
    }

    private void keep(int row, int from, int to) {
        candidates[row][to] = candidates[row][from];
        keys[row][to] = keys[row][from];
    }

    /** The row's candidates by their distances. */
    private Nearest ranked(int row) {
        int[] left = Arrays.copyOf(candidates[row], counts[row]);
        Arrays.sort(left);
        return Nearest.among(rows, row, left, wanted);
    }
}

package org.sce2tm.graph;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.sce2tm.data.CsrMatrix;
import org.sce2tm.data.DenseMatrix;
import org.sce2tm.stats.EuclideanTiles;
import org.sce2tm.stats.Parallel;

/**
 * Exact Euclidean nearest neighbours by looking at every pair, in blocks, in double precision. As in scanpy and UMAP, k
 * counts the cell itself; unlike there, the cell itself is always first, also among duplicates, ties go by index, and
 * nothing is approximated for large n. The result is the same for any number of threads.
 */
public final class NearestNeighbors {
    /**
     * Sparse rows are ranked by |a|^2 + |b|^2 - 2ab, whose rounding could swap near ties; so many more candidates are
     * kept and ranked again by their differences. Where even the last of them is too near to be sure, all are.
     */
    private static final int SPARE = 16;

    private static final int SPARSE_QUERIES = 32;

    private NearestNeighbors() {}

    /**
     * Neighbours among the rows of a dense matrix (n x d, finite).
     *
     * @param k neighbours a row, itself included; 1..n
     * @throws IllegalArgumentException if k is not in 1..n
     */
    public static Neighbors search(DenseMatrix rows, int k, int threads) {
        int n = rows.rows();
        checkK(k, n);
        int[] indices = new int[Math.multiplyExact(n, k)];
        double[] distances = new double[indices.length];
        EuclideanTiles tiles = new EuclideanTiles(rows.values(), n, rows.columns());
        Parallel.blocks(n, EuclideanTiles.QUERIES, threads, (from, to) -> {
            Nearest[] nearest = nearest(to - from, k - 1);
            tiles.scan(from, to, (query, first, squared, offset, count) -> {
                Nearest best = nearest[query - from];
                for (int j = 0; j < count; j++) {
                    if (squared[offset + j] < best.worst && first + j != query) {
                        best.insert(squared[offset + j], first + j);
                    }
                }
            });
            for (int query = from; query < to; query++) {
                nearest[query - from].store(query, k, indices, distances);
            }
        });
        return new Neighbors(n, k, indices, distances);
    }

    /**
     * Neighbours among sparse rows (n x V, finite); only {@value #SPARSE_QUERIES} rows a thread are ever made dense.
     *
     * @param k neighbours a row, itself included; 1..n
     * @throws IllegalArgumentException if k is not in 1..n
     */
    public static Neighbors search(CsrMatrix rows, int k, int threads) {
        int n = rows.rows();
        checkK(k, n);
        int[] indices = new int[Math.multiplyExact(n, k)];
        double[] distances = new double[indices.length];
        double[] norms = squaredNorms(rows);
        double largest = Arrays.stream(norms).max().orElse(0);
        // Each of the three sums errs by at most half an ulp of its final size a term; four times that is ample.
        double rounding = 4 * Math.ulp(1.0) * longestRow(rows);
        int kept = Math.min(n - 1, k - 1 + SPARE);
        Parallel.blocks(n, SPARSE_QUERIES, threads, (from, to) -> {
            Nearest[] nearest = nearest(to - from, kept);
            double[] queries = transposed(rows, from, to);
            double[] dots = new double[SPARSE_QUERIES];
            for (int candidate = 0; candidate < n; candidate++) {
                dot(rows, candidate, queries, dots);
                for (int q = 0; q < to - from; q++) {
                    // Both norms and the product are sums over ascending genes, so duplicates come out at exactly 0.
                    double squared = norms[from + q] + norms[candidate] - 2 * dots[q];
                    if (squared < nearest[q].worst && candidate != from + q) {
                        nearest[q].insert(squared, candidate);
                    }
                }
            }
            for (int query = from; query < to; query++) {
                Nearest ranked = nearest[query - from];
                Nearest exact = exact(rows, query, IntStream.of(ranked.indices).sorted(), k);
                double certain = ranked.worst - rounding * (norms[query] + largest);
                if (kept < n - 1 && exact.worst >= certain) {
                    exact = exact(rows, query, IntStream.range(0, n), k);
                }
                exact.store(query, k, indices, distances);
            }
        });
        return new Neighbors(n, k, indices, distances);
    }

    /** The nearest of these candidates, which ascend, by their differences. */
    private static Nearest exact(CsrMatrix rows, int query, IntStream candidates, int k) {
        Nearest nearest = new Nearest(k - 1);
        candidates.filter(candidate -> candidate != query).forEach(candidate -> {
            double squared = squaredDistance(rows, query, candidate);
            if (squared < nearest.worst) {
                nearest.insert(squared, candidate);
            }
        });
        return nearest;
    }

    private static void checkK(int k, int n) {
        if (k < 1 || k > n) {
            throw new IllegalArgumentException(k + " neighbours (the cell itself counted) of " + n + " cells");
        }
    }

    private static Nearest[] nearest(int queries, int capacity) {
        Nearest[] nearest = new Nearest[queries];
        for (int q = 0; q < queries; q++) {
            nearest[q] = new Nearest(capacity);
        }
        return nearest;
    }

    private static int longestRow(CsrMatrix rows) {
        int longest = 1;
        for (int i = 0; i < rows.rows(); i++) {
            longest = Math.max(longest, rows.rowPointers()[i + 1] - rows.rowPointers()[i]);
        }
        return longest;
    }

    private static double[] squaredNorms(CsrMatrix rows) {
        double[] norms = new double[rows.rows()];
        for (int i = 0; i < norms.length; i++) {
            double sum = 0;
            for (int p = rows.rowPointers()[i]; p < rows.rowPointers()[i + 1]; p++) {
                double value = rows.values()[p];
                sum += value * value;
            }
            norms[i] = sum;
        }
        return norms;
    }

    /** The rows [from, to) as V x SPARSE_QUERIES, so that a gene's values for all queries lie together. */
    private static double[] transposed(CsrMatrix rows, int from, int to) {
        double[] queries = new double[Math.multiplyExact(rows.columns(), SPARSE_QUERIES)];
        for (int i = from; i < to; i++) {
            for (int p = rows.rowPointers()[i]; p < rows.rowPointers()[i + 1]; p++) {
                queries[rows.columnIndices()[p] * SPARSE_QUERIES + i - from] = rows.values()[p];
            }
        }
        return queries;
    }

    private static void dot(CsrMatrix rows, int candidate, double[] queries, double[] dots) {
        Arrays.fill(dots, 0);
        int[] columns = rows.columnIndices();
        float[] values = rows.values();
        for (int p = rows.rowPointers()[candidate]; p < rows.rowPointers()[candidate + 1]; p++) {
            int at = columns[p] * SPARSE_QUERIES;
            double value = values[p];
            for (int q = 0; q < SPARSE_QUERIES; q++) {
                dots[q] += value * queries[at + q];
            }
        }
    }

    private static double squaredDistance(CsrMatrix rows, int a, int b) {
        int[] columns = rows.columnIndices();
        float[] values = rows.values();
        int p = rows.rowPointers()[a];
        int q = rows.rowPointers()[b];
        int endP = rows.rowPointers()[a + 1];
        int endQ = rows.rowPointers()[b + 1];
        double sum = 0;
        while (p < endP || q < endQ) {
            int columnP = p < endP ? columns[p] : Integer.MAX_VALUE;
            int columnQ = q < endQ ? columns[q] : Integer.MAX_VALUE;
            double difference = (columnP <= columnQ ? (double) values[p] : 0) - (columnQ <= columnP ? values[q] : 0);
            sum += difference * difference;
            p += columnP <= columnQ ? 1 : 0;
            q += columnQ <= columnP ? 1 : 0;
        }
        return sum;
    }

    /** The best few of candidates that come in ascending index; the lower index wins a tie. */
    private static final class Nearest {
        private final double[] squared;
        private final int[] indices;

        /** What a candidate must be below to enter: the last kept distance, infinite until there are enough. */
        private double worst;

        Nearest(int capacity) {
            squared = new double[capacity];
            indices = new int[capacity];
            Arrays.fill(squared, Double.POSITIVE_INFINITY);
            worst = capacity == 0 ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        }

        void insert(double distance, int index) {
            int at = squared.length - 1;
            while (at > 0 && squared[at - 1] > distance) {
                squared[at] = squared[at - 1];
                indices[at] = indices[at - 1];
                at--;
            }
            squared[at] = distance;
            indices[at] = index;
            worst = squared[squared.length - 1];
        }

        void store(int query, int k, int[] allIndices, double[] distances) {
            allIndices[query * k] = query;
            for (int rank = 1; rank < k; rank++) {
                allIndices[query * k + rank] = indices[rank - 1];
                distances[query * k + rank] = Math.sqrt(squared[rank - 1]);
            }
        }
    }
}

package org.sce2tm.graph;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.sce2tm.data.CsrMatrix;
import org.sce2tm.data.DenseMatrix;
import org.sce2tm.nn.cpu.Kernels;

/**
 * Nearest neighbours, exactly up to a number of cells; among more cells approximately, with the share of the true
 * neighbours that was found measured on a sample.
 *
 * @param exactUpTo most cells that are searched exactly
 * @param threads at least 1; changes no result
 */
public record NeighborSearch(int exactUpTo, int threads) {
    private static final int SAMPLE = 500;
    private static final double LOW_RECALL = 0.95;

    /**
     * @param neighbors of all cells
     * @param recall the share of true neighbours among those found, if the search was approximate
     * @param sample cells on which it was measured
     */
    public record Found(Neighbors neighbors, OptionalDouble recall, int sample) {
        /** In one line, for a file. */
        public String description() {
            return recall.isEmpty()
                    ? "exact"
                    : String.format(Locale.ROOT, "approximate, recall %.4f on %d cells", recall.getAsDouble(), sample);
        }

        /** For a result file: {@code search}, and {@code recall} and {@code recall_cells} if it was approximate. */
        public Map<String, Object> facts() {
            Map<String, Object> facts = new LinkedHashMap<>();
            facts.put("search", recall.isEmpty() ? "exact" : "approximate");
            recall.ifPresent(value -> {
                facts.put("recall", value);
                facts.put("recall_cells", sample);
            });
            return facts;
        }

        /** What to tell the user where too many neighbours were missed. */
        public Optional<String> warning() {
            return recall.orElse(1) >= LOW_RECALL
                    ? Optional.empty()
                    : Optional.of(String.format(
                            Locale.ROOT,
                            "the approximate search found %.1f %% of the true neighbors (of %d cells looked at);"
                                    + " --exact finds all",
                            100 * recall.getAsDouble(),
                            sample));
        }
    }

    /** scanpy's rule: k, or half of the n cells and one where there are fewer than k. */
    public static int fitting(int k, int n) {
        return n < k ? 1 + n / 2 : k;
    }

    /** Neighbours among the rows of a dense matrix (n x d, finite); k counts the row itself, 1..n. */
    public Found find(DenseMatrix rows, int k) {
        return exactly(rows.rows(), k)
                ? new Found(NearestNeighbors.search(rows, k, threads), OptionalDouble.empty(), 0)
                : approximately(new DenseRows(rows, Kernels.fastest()), k);
    }

    /** Neighbours among sparse rows (n x V, finite, columns ascending); k counts the row itself, 1..n. */
    public Found find(CsrMatrix rows, int k) {
        return exactly(rows.rows(), k)
                ? new Found(NearestNeighbors.search(rows, k, threads), OptionalDouble.empty(), 0)
                : approximately(new SparseRows(rows, Kernels.fastest()), k);
    }

    private boolean exactly(int n, int k) {
        return n <= exactUpTo || k < 2 || k > n;
    }

    private Found approximately(PointRows rows, int k) {
        Neighbors found = ApproximateNeighbors.nearest(rows, k, threads);
        int n = rows.count();
        int cells = Math.min(SAMPLE, n);
        int[] sample =
                IntStream.range(0, cells).map(s -> (int) ((long) s * n / cells)).toArray();
        return new Found(found, OptionalDouble.of(ApproximateNeighbors.recall(rows, found, sample, threads)), cells);
    }
}

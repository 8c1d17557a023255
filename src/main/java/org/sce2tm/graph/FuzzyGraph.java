package org.sce2tm.graph;

import java.util.Arrays;
import org.sce2tm.data.CsrMatrix;

/**
 * The weighted neighbour graph of UMAP (McInnes, Healy and Melville 2018, section 3.1) as scanpy's {@code pp.neighbors}
 * builds it. A cell's edge to its neighbour at distance d weighs exp(-max(0, d - rho) / sigma), where rho is the
 * smallest distance above 0 and sigma makes the weights of the k - 1 others sum to log2(k); a and b, the two directions
 * of an edge, join as a + b - ab. The original bisects in single precision and stops at 1e-5; this does so in double,
 * hence weights differ by some 1e-6.
 */
public final class FuzzyGraph {
    private static final int STEPS = 64;
    private static final double TOLERANCE = 1e-5;
    private static final double SMALLEST_SIGMA = 1e-3; // of the mean distance

    private FuzzyGraph() {}

    /**
     * The symmetric n x n graph, columns ascending, without self loops.
     *
     * @param nearest k nearest neighbours of each cell, itself first
     */
    public static CsrMatrix connectivities(Neighbors nearest) {
        int n = nearest.cells();
        int others = nearest.k() - 1;
        double meanOfAll = Arrays.stream(nearest.distances()).average().orElse(0);
        int[] rowPointers = new int[n + 1];
        int[] columns = new int[Math.multiplyExact(n, others)];
        float[] weights = new float[columns.length];
        for (int i = 0; i < n; i++) {
            double rho = rho(nearest, i);
            double sigma = sigma(nearest, i, rho, meanOfAll);
            int end = rowPointers[i];
            for (int rank = 1; rank <= others; rank++) {
                double beyond = nearest.distance(i, rank) - rho;
                float weight = (float) (beyond <= 0 || sigma == 0 ? 1 : Math.exp(-beyond / sigma));
                if (weight > 0) {
                    columns[end] = nearest.index(i, rank);
                    weights[end] = weight;
                    end++;
                }
            }
            rowPointers[i + 1] = end;
        }
        CsrMatrix directed = new CsrMatrix(
                n, n, rowPointers, Arrays.copyOf(columns, rowPointers[n]), Arrays.copyOf(weights, rowPointers[n]));
        CsrMatrix backward = transposed(directed);
        // Transposing twice also sorts the columns.
        return union(transposed(backward), backward);
    }

    private static double rho(Neighbors nearest, int cell) {
        for (int rank = 1; rank < nearest.k(); rank++) {
            if (nearest.distance(cell, rank) > 0) {
                return nearest.distance(cell, rank);
            }
        }
        return 0;
    }

    private static double sigma(Neighbors nearest, int cell, double rho, double meanOfAll) {
        int k = nearest.k();
        double target = Math.log(k) / Math.log(2);
        double low = 0;
        double high = Double.POSITIVE_INFINITY;
        double sigma = 1;
        for (int step = 0; step < STEPS; step++) {
            double sum = 0;
            for (int rank = 1; rank < k; rank++) {
                double beyond = nearest.distance(cell, rank) - rho;
                sum += beyond > 0 ? Math.exp(-beyond / sigma) : 1;
            }
            if (Math.abs(sum - target) < TOLERANCE) {
                break;
            }
            if (sum > target) {
                high = sigma;
                sigma = (low + high) / 2;
            } else {
                low = sigma;
                sigma = Double.isInfinite(high) ? sigma * 2 : (low + high) / 2;
            }
        }
        double mean = meanOfAll;
        if (rho > 0) {
            mean = 0;
            for (int rank = 0; rank < k; rank++) {
                mean += nearest.distance(cell, rank) / k;
            }
        }
        return Math.max(sigma, SMALLEST_SIGMA * mean);
    }

    private static CsrMatrix transposed(CsrMatrix matrix) {
        int n = matrix.rows();
        int[] pointers = new int[n + 1];
        for (int column : matrix.columnIndices()) {
            pointers[column + 1]++;
        }
        for (int i = 0; i < n; i++) {
            pointers[i + 1] += pointers[i];
        }
        int[] next = Arrays.copyOf(pointers, n);
        int[] columns = new int[matrix.stored()];
        float[] values = new float[matrix.stored()];
        for (int i = 0; i < n; i++) {
            for (int p = matrix.rowPointers()[i]; p < matrix.rowPointers()[i + 1]; p++) {
                int at = next[matrix.columnIndices()[p]]++;
                columns[at] = i;
                values[at] = matrix.values()[p];
            }
        }
        return new CsrMatrix(n, n, pointers, columns, values);
    }

    /** a + b - ab, entry by entry, in single precision as the original. */
    private static CsrMatrix union(CsrMatrix a, CsrMatrix b) {
        int n = a.rows();
        int[] pointers = new int[n + 1];
        int[] columns = new int[a.stored() + b.stored()];
        float[] values = new float[columns.length];
        int end = 0;
        for (int i = 0; i < n; i++) {
            int p = a.rowPointers()[i];
            int q = b.rowPointers()[i];
            while (p < a.rowPointers()[i + 1] || q < b.rowPointers()[i + 1]) {
                int columnA = p < a.rowPointers()[i + 1] ? a.columnIndices()[p] : Integer.MAX_VALUE;
                int columnB = q < b.rowPointers()[i + 1] ? b.columnIndices()[q] : Integer.MAX_VALUE;
                float x = columnA <= columnB ? a.values()[p++] : 0;
                float y = columnB <= columnA ? b.values()[q++] : 0;
                columns[end] = Math.min(columnA, columnB);
                values[end] = (x + y) - x * y;
                end++;
            }
            pointers[i + 1] = end;
        }
        return new CsrMatrix(n, n, pointers, Arrays.copyOf(columns, end), Arrays.copyOf(values, end));
    }
}

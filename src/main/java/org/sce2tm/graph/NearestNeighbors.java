package org.sce2tm.graph;

import org.sce2tm.data.CsrMatrix;
import org.sce2tm.data.DenseMatrix;
import org.sce2tm.nn.cpu.Kernels;

/**
 * Exact Euclidean nearest neighbours by looking at every pair, ranked in double precision. As in scanpy and UMAP, k
 * counts the cell itself; unlike there, the cell itself is always first, also among duplicates, ties go by index, and
 * nothing is approximated for large n ({@link NeighborSearch} decides that). The result is the same for any number of threads, with and without vector
 * kernels.
 */
public final class NearestNeighbors {
    private NearestNeighbors() {}

    /**
     * Neighbours among the rows of a dense matrix (n x d, finite).
     *
     * @param k neighbours a row, itself included; 1..n
     * @throws IllegalArgumentException if k is not in 1..n
     */
    public static Neighbors search(DenseMatrix rows, int k, int threads) {
        return search(rows, k, threads, Kernels.fastest());
    }

    static Neighbors search(DenseMatrix rows, int k, int threads, Kernels kernels) {
        checkK(k, rows.rows());
        return PairScan.nearest(new DenseRows(rows, kernels), k, threads);
    }

    /**
     * Neighbours among sparse rows (n x V, finite, columns ascending in each).
     *
     * @param k neighbours a row, itself included; 1..n
     * @throws IllegalArgumentException if k is not in 1..n
     */
    public static Neighbors search(CsrMatrix rows, int k, int threads) {
        return search(rows, k, threads, Kernels.fastest());
    }

    static Neighbors search(CsrMatrix rows, int k, int threads, Kernels kernels) {
        checkK(k, rows.rows());
        return PairScan.nearest(new SparseRows(rows, kernels), k, threads);
    }

    private static void checkK(int k, int n) {
        if (k < 1 || k > n) {
            throw new IllegalArgumentException(k + " neighbours (the cell itself counted) of " + n + " cells");
        }
    }
}

package org.sce2tm.model;

import java.util.Arrays;
import org.sce2tm.data.CsrMatrix;
import org.sce2tm.data.DenseMatrix;
import org.sce2tm.data.NumberType;
import org.sce2tm.stats.TTest;

/** Groups of cells as topics: a group's genes are ranked by how far they stand out in its cells. */
final class Markers {
    /** Stands for the standard error of a gene that varies in neither group: its t is huge, not infinite. */
    private static final double LEAST_ERROR = 1e-9;

    private Markers() {}

    /**
     * Welch's t of a gene in the cells of a group against all other cells of any group, as scanpy's rank_genes_groups
     * ranks markers; a group of one cell has no variance and takes that of the others.
     *
     * @param x log expression, n x V
     * @param groups each cell's group, from 0; below 0 for a cell that takes no part
     * @param count how many groups there are, at least two
     * @return V x groups
     */
    static DenseMatrix of(CsrMatrix x, int[] groups, int count) {
        int genes = x.columns();
        long[] sizes = new long[count];
        double[] sums = new double[genes * count];
        double[] squares = new double[genes * count];
        for (int cell = 0; cell < groups.length; cell++) {
            int group = groups[cell];
            if (group < 0) {
                continue;
            }
            sizes[group]++;
            for (int p = x.rowPointers()[cell]; p < x.rowPointers()[cell + 1]; p++) {
                int at = x.columnIndices()[p] * count + group;
                double value = x.values()[p];
                sums[at] += value;
                squares[at] += value * value;
            }
        }
        long cells = Arrays.stream(sizes).sum();
        DenseMatrix markers = DenseMatrix.zeros(genes, count, NumberType.FLOAT32);
        for (int gene = 0; gene < genes; gene++) {
            int from = gene * count;
            double sum = Arrays.stream(sums, from, from + count).sum();
            double square = Arrays.stream(squares, from, from + count).sum();
            for (int group = 0; group < count; group++) {
                TTest.Moments own = TTest.Moments.of(sizes[group], sums[from + group], squares[from + group]);
                TTest.Moments others = TTest.Moments.of(
                        cells - sizes[group], sum - sums[from + group], square - squares[from + group]);
                double t = TTest.welch(own, others);
                markers.set(gene, group, (float) (Double.isFinite(t) ? t : (own.mean() - others.mean()) / LEAST_ERROR));
            }
        }
        return markers;
    }
}

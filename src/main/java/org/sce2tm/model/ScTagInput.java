package org.sce2tm.model;

import java.util.Arrays;
import org.sce2tm.data.CsrMatrix;
import org.sce2tm.data.DenseMatrix;
import org.sce2tm.data.NumberType;
import org.sce2tm.graph.NearestNeighbors;
import org.sce2tm.graph.Neighbors;
import org.sce2tm.nn.Csr;
import org.sce2tm.stats.Pca;

/**
 * What {@link ScTag} sees of the cells.
 *
 * @param z n x V, the log expression of each gene less its mean over its standard deviation (divisor n - 1), both the
 *     encoder's input and what the decoder explains; a gene without variance has 0
 * @param adjacency n x n: row i holds a 1 for each of the cells nearest to cell i, itself among them; not symmetric
 * @param degree ones in each row
 */
record ScTagInput(DenseMatrix z, Csr adjacency, int degree) {
    /** Standardises, and finds neighbours on principal components of the standardised expression. */
    static ScTagInput of(CsrMatrix expression, ScTagOptions.Graph options, int threads) {
        int n = expression.rows();
        Standardisation genes = Standardisation.of(expression, 1);
        // Centring is the components' own, so that the sparse matrix need only be scaled.
        float[] scaled = new float[expression.stored()];
        for (int p = 0; p < scaled.length; p++) {
            int gene = expression.columnIndices()[p];
            scaled[p] = (float) (expression.values()[p] * genes.inverse()[gene]);
        }
        Pca pca = Pca.fit(
                expression.columns(),
                expression.rowPointers(),
                expression.columnIndices(),
                scaled,
                options.components(),
                threads);
        DenseMatrix scores = new DenseMatrix(n, pca.components(), pca.scores(), NumberType.FLOAT64);
        int degree = Math.min(options.neighbors(), n);
        float[] z = new float[Math.multiplyExact(n, expression.columns())];
        for (int i = 0; i < n; i++) {
            genes.write(expression, i, z, i * expression.columns());
        }
        return new ScTagInput(
                DenseMatrix.ofFloats(n, expression.columns(), z),
                adjacency(NearestNeighbors.search(scores, degree, threads)),
                degree);
    }

    private static Csr adjacency(Neighbors neighbors) {
        int n = neighbors.cells();
        int k = neighbors.k();
        int[] columns = neighbors.indices().clone();
        int[] pointers = new int[n + 1];
        for (int i = 0; i < n; i++) {
            Arrays.sort(columns, i * k, (i + 1) * k);
            pointers[i + 1] = (i + 1) * k;
        }
        float[] ones = new float[columns.length];
        Arrays.fill(ones, 1);
        return new Csr(n, n, pointers, columns, ones);
    }
}

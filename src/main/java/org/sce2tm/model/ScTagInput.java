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
public record ScTagInput(DenseMatrix z, Csr adjacency, int degree) {
    /** Standardises, and finds neighbours on principal components of the standardised expression. */
    public static ScTagInput of(CsrMatrix expression, ScTagOptions.Graph options, int threads) {
        int n = expression.rows();
        Moments moments = Moments.of(expression);
        // Centring is the components' own, so that the sparse matrix need only be scaled.
        float[] scaled = new float[expression.stored()];
        for (int p = 0; p < scaled.length; p++) {
            int gene = expression.columnIndices()[p];
            scaled[p] = (float) (expression.values()[p] * moments.inverse[gene]);
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
        return new ScTagInput(
                moments.standardised(expression), adjacency(NearestNeighbors.search(scores, degree, threads)), degree);
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

    /** Mean of each gene and 1 / standard deviation, 0 for a gene that is the same everywhere. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Moments(double[] mean, double[] inverse) {
        static Moments of(CsrMatrix x) {
            int genes = x.columns();
            double[] mean = new double[genes];
            int[] stored = new int[genes];
            float[] least = new float[genes];
            float[] most = new float[genes];
            Arrays.fill(least, Float.POSITIVE_INFINITY);
            Arrays.fill(most, Float.NEGATIVE_INFINITY);
            for (int p = 0; p < x.stored(); p++) {
                int gene = x.columnIndices()[p];
                mean[gene] += (double) x.values()[p] / x.rows();
                stored[gene]++;
                least[gene] = Math.min(least[gene], x.values()[p]);
                most[gene] = Math.max(most[gene], x.values()[p]);
            }
            double[] squares = new double[genes];
            for (int p = 0; p < x.stored(); p++) {
                int gene = x.columnIndices()[p];
                double deviation = x.values()[p] - mean[gene];
                squares[gene] += deviation * deviation;
            }
            double[] inverse = new double[genes];
            for (int gene = 0; gene < genes; gene++) {
                int zeros = x.rows() - stored[gene];
                // By the values: rounding of the mean would leave a constant gene a tiny variance.
                boolean constant = zeros == x.rows() || (zeros == 0 && least[gene] == most[gene]);
                double square = squares[gene] + zeros * mean[gene] * mean[gene];
                inverse[gene] = constant || square == 0 ? 0 : Math.sqrt((x.rows() - 1) / square);
            }
            return new Moments(mean, inverse);
        }

        DenseMatrix standardised(CsrMatrix x) {
            DenseMatrix z = DenseMatrix.zeros(x.rows(), x.columns(), NumberType.FLOAT32);
            for (int i = 0; i < x.rows(); i++) {
                for (int gene = 0; gene < x.columns(); gene++) {
                    z.set(i, gene, 0 - mean[gene] * inverse[gene]);
                }
                for (int p = x.rowPointers()[i]; p < x.rowPointers()[i + 1]; p++) {
                    int gene = x.columnIndices()[p];
                    z.set(i, gene, (x.values()[p] - mean[gene]) * inverse[gene]);
                }
            }
            return z;
        }
    }
}

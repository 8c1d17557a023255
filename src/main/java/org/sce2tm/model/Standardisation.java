package org.sce2tm.model;

import java.util.Arrays;
import org.sce2tm.data.CsrMatrix;

/**
 * Genes less their mean over their standard deviation; a gene that is the same everywhere is 0.
 *
 * @param mean of each gene
 * @param inverse 1 / standard deviation of each gene, 0 where it is the same everywhere
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Standardisation(double[] mean, double[] inverse) {
    /**
     * By the columns of a matrix.
     *
     * @param lost degrees of freedom less than rows: the variance's divisor is rows - lost
     */
    static Standardisation of(CsrMatrix x, int lost) {
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
            inverse[gene] = constant || square == 0 ? 0 : Math.sqrt((x.rows() - lost) / square);
        }
        return new Standardisation(mean, inverse);
    }

    /** Writes one row of a matrix of these genes, standardised, into an array from a place on. */
    void write(CsrMatrix x, int row, float[] into, int at) {
        for (int gene = 0; gene < mean.length; gene++) {
            into[at + gene] = (float) (0 - mean[gene] * inverse[gene]);
        }
        for (int p = x.rowPointers()[row]; p < x.rowPointers()[row + 1]; p++) {
            int gene = x.columnIndices()[p];
            into[at + gene] = (float) ((x.values()[p] - mean[gene]) * inverse[gene]);
        }
    }
}

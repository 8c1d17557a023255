package org.sce2tm.data;

/**
 * What an expression matrix is found to hold when it is looked at.
 *
 * @param finite whether no value is NaN or infinite
 * @param counts whether every value is a whole number and none is negative
 * @param least the smallest value, implicit zeros included; 0 for an empty matrix
 * @param greatest the largest value, implicit zeros included
 * @param nonZeros how many values are not 0
 * @param emptyCells how many rows are all 0
 * @param emptyGenes how many columns are all 0
 */
public record MatrixContent(
        boolean finite, boolean counts, double least, double greatest, long nonZeros, int emptyCells, int emptyGenes) {
    /** No log of an expression value reaches this: exp(50) is 5e21. */
    public static final double LARGEST_LOG = 50;

    /** Looks at every value once. */
    public static MatrixContent of(CsrMatrix matrix) {
        boolean finite = true;
        boolean whole = true;
        double least = matrix.density() < 1 ? 0 : Double.POSITIVE_INFINITY;
        double greatest = matrix.density() < 1 ? 0 : Double.NEGATIVE_INFINITY;
        long nonZeros = 0;
        int emptyCells = 0;
        boolean[] seen = new boolean[matrix.columns()];
        for (int i = 0; i < matrix.rows(); i++) {
            long before = nonZeros;
            for (int p = matrix.rowPointers()[i]; p < matrix.rowPointers()[i + 1]; p++) {
                float value = matrix.values()[p];
                finite &= Float.isFinite(value);
                whole &= value == Math.rint(value);
                least = Math.min(least, value);
                greatest = Math.max(greatest, value);
                if (value != 0) {
                    nonZeros++;
                    seen[matrix.columnIndices()[p]] = true;
                }
            }
            if (nonZeros == before) {
                emptyCells++;
            }
        }
        int emptyGenes = 0;
        for (boolean any : seen) {
            emptyGenes += any ? 0 : 1;
        }
        if (matrix.stored() == 0) {
            least = 0;
            greatest = 0;
        }
        return new MatrixContent(
                finite, finite && whole && least >= 0, least, greatest, nonZeros, emptyCells, emptyGenes);
    }
}

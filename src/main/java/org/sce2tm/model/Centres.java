package org.sce2tm.model;

import java.util.Arrays;
import org.sce2tm.data.DenseMatrix;
import org.sce2tm.data.NumberType;

/** Where the clusters begin of the methods that learn them: scTAG and scLEGA. */
final class Centres {
    private Centres() {}

    /** The mean row of each label, in the labels' order; a label without cells has none. */
    static DenseMatrix means(DenseMatrix rows, int[] labels) {
        int[] present = Arrays.stream(labels).distinct().sorted().toArray();
        double[] means = new double[present.length * rows.columns()];
        int[] sizes = new int[present.length];
        for (int label : labels) {
            sizes[Arrays.binarySearch(present, label)]++;
        }
        for (int i = 0; i < labels.length; i++) {
            int at = Arrays.binarySearch(present, labels[i]);
            for (int j = 0; j < rows.columns(); j++) {
                means[at * rows.columns() + j] += rows.get(i, j) / sizes[at];
            }
        }
        return new DenseMatrix(present.length, rows.columns(), means, NumberType.FLOAT64);
    }
}

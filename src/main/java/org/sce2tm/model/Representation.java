package org.sce2tm.model;

import java.util.Optional;
import org.sce2tm.data.DenseMatrix;

/**
 * Cells as a method sees them.
 *
 * @param embedding n x d, what gets clustered
 * @param theta n x K topic proportions, rows sum to 1; absent where the method has no topics
 */
public record Representation(DenseMatrix embedding, Optional<DenseMatrix> theta) {
    /**
     * How much cells differ in the embedding: the root mean square of their distances from their mean, over the length
     * of that mean. From 0, where all are the same, to infinity, where they differ and their mean is 0: of an embedding
     * that lies around 0 by design it says nothing.
     */
    public double spread() {
        int cells = embedding.rows();
        double[] values = embedding.values();
        double around = 0;
        double length = 0;
        for (int column = 0; column < embedding.columns(); column++) {
            double sum = 0;
            for (int at = column; at < values.length; at += embedding.columns()) {
                sum += values[at];
            }
            double mean = sum / cells;
            length += mean * mean;
            for (int at = column; at < values.length; at += embedding.columns()) {
                around += (values[at] - mean) * (values[at] - mean);
            }
        }
        return around == 0 ? 0 : Math.sqrt(around / cells / length);
    }
}

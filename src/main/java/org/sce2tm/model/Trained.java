package org.sce2tm.model;

import java.util.Map;
import java.util.Optional;
import org.sce2tm.data.DenseMatrix;

/**
 * What training gives.
 *
 * @param cells the training cells
 * @param geneTables tables of V rows by their name in {@code varm}, e.g. {@code topic_gene} (V x K)
 * @param topicTables tables of K rows by their name in {@code uns}, e.g. {@code topic_embedding} (K x E)
 * @param weights everything needed to represent new cells, by name; empty where that cannot be done
 * @param training how the loss went; absent where nothing is trained in steps
 * @param nativeClusters n numbers from 0, the clusters that the method itself ends with; absent where it has none
 */
public record Trained(
        Representation cells,
        Map<String, DenseMatrix> geneTables,
        Map<String, DenseMatrix> topicTables,
        Map<String, DenseMatrix> weights,
        Optional<TrainingRecord> training,
        Optional<int[]> nativeClusters) {
    /** Of a method without clusters of its own. */
    public Trained(
            Representation cells,
            Map<String, DenseMatrix> geneTables,
            Map<String, DenseMatrix> topicTables,
            Map<String, DenseMatrix> weights,
            Optional<TrainingRecord> training) {
        this(cells, geneTables, topicTables, weights, training, Optional.empty());
    }
}

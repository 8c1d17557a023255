package org.sce2tm.geneset;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.sce2tm.data.DenseMatrix;

/**
 * Weights of topics over genes: K topics x V genes.
 *
 * @param topics K names
 * @param genes V names, in the columns' order
 * @param weights K x V, all finite
 */
public record TopicGenes(List<String> topics, List<String> genes, DenseMatrix weights) {
    /** @throws IllegalArgumentException if the shapes disagree */
    public TopicGenes {
        topics = List.copyOf(topics);
        genes = List.copyOf(genes);
        if (weights.rows() != topics.size() || weights.columns() != genes.size()) {
            throw new IllegalArgumentException(topics.size() + " topics and " + genes.size() + " genes do not match "
                    + weights.rows() + " x " + weights.columns() + " weights");
        }
    }

    /** Number of gene names that occur more than once. */
    public int repeatedGenes() {
        Set<String> seen = new HashSet<>();
        Set<String> repeated = new HashSet<>();
        for (String gene : genes) {
            if (!seen.add(gene)) {
                repeated.add(gene);
            }
        }
        return repeated.size();
    }
}

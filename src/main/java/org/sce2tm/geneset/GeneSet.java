package org.sce2tm.geneset;

import java.util.List;

/**
 * A named set of genes.
 *
 * @param name the term
 * @param genes distinct names, in the file's order
 */
public record GeneSet(String name, List<String> genes) {
    public GeneSet {
        genes = List.copyOf(genes);
    }
}

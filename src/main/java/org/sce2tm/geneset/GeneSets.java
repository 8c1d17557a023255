package org.sce2tm.geneset;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A collection of gene sets with distinct names, indexed by gene. Names of genes are compared as they stand: case
 * matters, as it does in GSEApy 1.1.4.
 */
public final class GeneSets {
    private static final int[] NONE = {};

    private final List<GeneSet> sets;
    private final Map<String, int[]> setsOfGene;

    private GeneSets(List<GeneSet> sets) {
        this.sets = List.copyOf(sets);
        Map<String, Integer> counts = new LinkedHashMap<>();
        for (GeneSet set : this.sets) {
            for (String gene : set.genes()) {
                counts.merge(gene, 1, Integer::sum);
            }
        }
        Map<String, int[]> index = new LinkedHashMap<>();
        counts.forEach((gene, count) -> index.put(gene, new int[count]));
        Map<String, Integer> filled = new HashMap<>();
        for (int s = 0; s < this.sets.size(); s++) {
            for (String gene : this.sets.get(s).genes()) {
                index.get(gene)[filled.merge(gene, 1, Integer::sum) - 1] = s;
            }
        }
        this.setsOfGene = index;
    }

    /** Sets in the map's order; repeated genes of a set count once. */
    public static GeneSets of(Map<String, List<String>> genesByName) {
        List<GeneSet> sets = new ArrayList<>();
        genesByName.forEach((name, genes) -> sets.add(new GeneSet(name, List.copyOf(new LinkedHashSet<>(genes)))));
        return new GeneSets(sets);
    }

    /** The sets, in the file's order. */
    public List<GeneSet> sets() {
        return sets;
    }

    /** The union of all sets. */
    public Set<String> genes() {
        return Collections.unmodifiableSet(setsOfGene.keySet());
    }

    /** Indices into {@link #sets()} of the sets that hold a gene, ascending; empty for an unknown gene. */
    public int[] setsOf(String gene) {
        return setsOfGene.getOrDefault(gene, NONE).clone();
    }

    /** Number of sets that hold a gene. */
    public int frequency(String gene) {
        return setsOfGene.getOrDefault(gene, NONE).length;
    }

    /** The same sets cut to the given genes; a set may become empty. */
    public GeneSets cutTo(Set<String> genes) {
        return new GeneSets(sets.stream()
                .map(set -> new GeneSet(
                        set.name(), set.genes().stream().filter(genes::contains).toList()))
                .toList());
    }

    /** The same sets with upper-cased genes, as the reference's notebook prepares them. */
    public GeneSets upperCased() {
        Map<String, List<String>> upper = new LinkedHashMap<>();
        for (GeneSet set : sets) {
            upper.put(
                    set.name(),
                    set.genes().stream()
                            .map(gene -> gene.toUpperCase(Locale.ROOT))
                            .toList());
        }
        return of(upper);
    }
}

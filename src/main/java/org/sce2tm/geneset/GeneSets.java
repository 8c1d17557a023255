package org.sce2tm.geneset;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * A collection of gene sets with distinct names, indexed by gene. Names of genes are compared as they stand: case
 * matters, as it does in GSEApy 1.1.4.
 */
public final class GeneSets {
    private final List<GeneSet> sets;
    /** Number of each distinct gene, in the order of their first mention. */
    private final Map<String, Integer> numbers;
    /** Gene g is in the sets {@code members[offsets[g] .. offsets[g + 1] - 1]}, ascending. */
    private final int[] offsets;

    private final int[] members;

    private GeneSets(List<GeneSet> sets, Map<String, Integer> numbers, int[] offsets, int[] members) {
        this.sets = List.copyOf(sets);
        this.numbers = numbers;
        this.offsets = offsets;
        this.members = members;
    }

    /** Sets in the map's order; repeated genes of a set count once. */
    public static GeneSets of(Map<String, List<String>> genesByName) {
        List<String> names = List.copyOf(genesByName.keySet());
        return build(names, List.copyOf(genesByName.values()), gene -> gene);
    }

    /** One look-up a mention of a gene: collections hold half a million of them. */
    private static GeneSets build(List<String> names, List<List<String>> genes, UnaryOperator<String> spelling) {
        Map<String, Integer> numbers = new LinkedHashMap<>();
        List<String> distinct = new ArrayList<>();
        int mentions = genes.stream().mapToInt(List::size).sum();
        int[] seenIn = new int[mentions];
        Arrays.fill(seenIn, -1);
        int[] frequencies = new int[mentions];
        int[][] numbersOfSet = new int[names.size()][];
        List<GeneSet> sets = new ArrayList<>(names.size());
        for (int s = 0; s < names.size(); s++) {
            int[] kept = new int[genes.get(s).size()];
            String[] keptNames = new String[kept.length];
            int size = 0;
            for (String given : genes.get(s)) {
                String gene = spelling.apply(given);
                int next = distinct.size();
                Integer known = numbers.putIfAbsent(gene, next);
                int number = known == null ? next : known;
                if (known == null) {
                    distinct.add(gene);
                }
                if (seenIn[number] != s) {
                    seenIn[number] = s;
                    frequencies[number]++;
                    kept[size] = number;
                    keptNames[size++] = distinct.get(number);
                }
            }
            numbersOfSet[s] = Arrays.copyOf(kept, size);
            sets.add(new GeneSet(names.get(s), List.of(Arrays.copyOf(keptNames, size))));
        }
        int[] offsets = new int[distinct.size() + 1];
        for (int g = 0; g < distinct.size(); g++) {
            offsets[g + 1] = offsets[g] + frequencies[g];
        }
        int[] next = Arrays.copyOf(offsets, distinct.size());
        int[] members = new int[offsets[distinct.size()]];
        for (int s = 0; s < numbersOfSet.length; s++) {
            for (int number : numbersOfSet[s]) {
                members[next[number]++] = s;
            }
        }
        return new GeneSets(sets, numbers, offsets, members);
    }

    /** The sets, in the file's order. */
    public List<GeneSet> sets() {
        return sets;
    }

    /** The union of all sets. */
    public Set<String> genes() {
        return Collections.unmodifiableSet(numbers.keySet());
    }

    /** Indices into {@link #sets()} of the sets that hold a gene, ascending; empty for an unknown gene. */
    public int[] setsOf(String gene) {
        Integer number = numbers.get(gene);
        return number == null ? new int[0] : Arrays.copyOfRange(members, offsets[number], offsets[number + 1]);
    }

    /** The same sets cut to the given genes; a set may become empty. */
    public GeneSets cutTo(Set<String> genes) {
        List<List<String>> cut = sets.stream()
                .map(set -> set.genes().stream().filter(genes::contains).toList())
                .toList();
        return build(names(), cut, gene -> gene);
    }

    /** The same sets with upper-cased genes, as the reference's notebook prepares them. */
    public GeneSets upperCased() {
        Map<String, String> upper = new HashMap<>();
        numbers.keySet().forEach(gene -> upper.put(gene, gene.toUpperCase(Locale.ROOT)));
        return build(names(), sets.stream().map(GeneSet::genes).toList(), upper::get);
    }

    private List<String> names() {
        return sets.stream().map(GeneSet::name).toList();
    }
}

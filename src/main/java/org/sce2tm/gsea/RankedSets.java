package org.sce2tm.gsea;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.sce2tm.geneset.GeneSets;

/** The gene sets of admissible size over the ranks of one ranking, larger sets first. */
final class RankedSets {
    private final List<String> terms;
    /** Set s owns places {@code offsets[s] .. offsets[s + 1] - 1} of any array of hits. */
    private final int[] offsets;
    /** The gene at rank r is in the sets {@code members[memberOffsets[r] .. memberOffsets[r + 1] - 1]}. */
    private final int[] memberOffsets;

    private final int[] members;

    private RankedSets(List<String> terms, int[] offsets, int[] memberOffsets, int[] members) {
        this.terms = terms;
        this.offsets = offsets;
        this.memberOffsets = memberOffsets;
        this.members = members;
    }

    /** Keeps the sets with at least min and at most max ranked genes, and fewer than all. */
    static RankedSets of(GeneSets sets, List<String> rankedGenes, int minSize, int maxSize) {
        int n = rankedGenes.size();
        int[][] setsOfRank = new int[n][];
        int[] sizes = new int[sets.sets().size()];
        for (int r = 0; r < n; r++) {
            setsOfRank[r] = sets.setsOf(rankedGenes.get(r));
            for (int s : setsOfRank[r]) {
                sizes[s]++;
            }
        }
        List<Integer> kept = new ArrayList<>();
        for (int s = 0; s < sizes.length; s++) {
            if (sizes[s] >= minSize && sizes[s] <= maxSize && sizes[s] < n) {
                kept.add(s);
            }
        }
        kept.sort(Comparator.comparingInt(s -> -sizes[s]));
        int[] newIndex = new int[sizes.length];
        Arrays.fill(newIndex, -1);
        int[] offsets = new int[kept.size() + 1];
        List<String> terms = new ArrayList<>(kept.size());
        for (int i = 0; i < kept.size(); i++) {
            newIndex[kept.get(i)] = i;
            offsets[i + 1] = offsets[i] + sizes[kept.get(i)];
            terms.add(sets.sets().get(kept.get(i)).name());
        }
        int[] memberOffsets = new int[n + 1];
        int[] members = new int[offsets[kept.size()]];
        int filled = 0;
        for (int r = 0; r < n; r++) {
            for (int s : setsOfRank[r]) {
                if (newIndex[s] >= 0) {
                    members[filled++] = newIndex[s];
                }
            }
            memberOffsets[r + 1] = filled;
        }
        return new RankedSets(terms, offsets, memberOffsets, members);
    }

    /** Number of sets, S. */
    int count() {
        return terms.size();
    }

    String term(int set) {
        return terms.get(set);
    }

    /** Number of ranked genes in a set. */
    int size(int set) {
        return offsets[set + 1] - offsets[set];
    }

    /** Number of ranked genes, N. */
    int ranks() {
        return memberOffsets.length - 1;
    }

    /** Sum of all sizes: the length of an array of hits. */
    int hits() {
        return members.length;
    }

    /** First place of a set in an array of hits. */
    int offset(int set) {
        return offsets[set];
    }

    /**
     * Where the hits of all sets fall when the genes are moved: one pass over the new ranks hands each gene to its sets,
     * so that every set's hits come out ascending without a sort.
     *
     * @param movedFrom for each new rank the gene's rank in the ranking
     * @param weights by new rank
     * @param next scratch, S long
     * @param hits filled: per set its hits as new ranks, ascending
     * @param weightSums filled: per set the weights at its hits, summed in rank order
     */
    void place(int[] movedFrom, double[] weights, int[] next, int[] hits, double[] weightSums) {
        System.arraycopy(offsets, 0, next, 0, count());
        Arrays.fill(weightSums, 0);
        for (int j = 0; j < movedFrom.length; j++) {
            int from = movedFrom[j];
            double weight = weights[j];
            for (int m = memberOffsets[from]; m < memberOffsets[from + 1]; m++) {
                int set = members[m];
                hits[next[set]++] = j;
                weightSums[set] += weight;
            }
        }
    }
}

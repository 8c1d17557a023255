package org.sce2tm.gsea;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToIntFunction;
import org.sce2tm.geneset.TopGenes;

/**
 * Genes by descending score. Made by GSEApy's rules where those are definite, and by a stated rule where they are not:
 * genes without a score (NaN) are dropped; of genes with equal scores the one given first comes first (GSEApy leaves
 * that to an unstable sort); a repeated name keeps its best rank and gets the suffixes _1, _2, ... further down; an
 * infinite score takes the value of the nearest finite one.
 *
 * @param name the topic's name, or another
 * @param genes distinct names, best first
 * @param scores descending, finite
 * @param repairs what the rules had to decide
 */
@SuppressWarnings("ArrayRecordComponent") // identity is wanted: a ranking is never compared as a whole
record Ranking(String name, List<String> genes, double[] scores, Repairs repairs) {
    Ranking {
        genes = List.copyOf(genes);
    }

    /**
     * Numbers of genes that a rule touched.
     *
     * @param unscored dropped
     * @param infinite given another score
     * @param tied with the score of another gene
     * @param repeated renamed
     */
    record Repairs(int unscored, int infinite, int tied, int repeated) {}

    /** Sorts and cleans; the arguments stay as they are. */
    static Ranking of(String name, List<String> genes, double[] scores) {
        List<String> sortedGenes = new ArrayList<>(genes.size());
        double[] sorted = new double[scores.length];
        int n = 0;
        for (int i : TopGenes.descending(scores)) {
            if (!Double.isNaN(scores[i])) {
                sorted[n++] = scores[i];
                sortedGenes.add(genes.get(i));
            }
        }
        double[] kept = Arrays.copyOf(sorted, n);
        int infinite = replaceInfinite(kept);
        return new Ranking(
                name,
                sortedGenes,
                kept,
                new Repairs(scores.length - n, infinite, tied(kept), suffixRepeated(sortedGenes)));
    }

    /**
     * The genes of a set from its end of the ranking to the peak of the running sum.
     *
     * @param hits the set's ranks, ascending, from {@code first} on
     * @param peak index of the hit at the peak, or of the first one behind the lowest point
     * @param up whether the peak is a highest point: genes down to it; else genes from the last one back to it
     */
    List<String> leadGenes(int[] hits, int first, int size, int peak, boolean up) {
        List<String> lead = new ArrayList<>();
        for (int i = up ? 0 : peak; i < (up ? peak + 1 : size); i++) {
            lead.add(genes.get(hits[first + i]));
        }
        if (!up) {
            Collections.reverse(lead);
        }
        return lead;
    }

    /** What the user should know of some rankings, one sentence a rule: the number of rankings and the worst of them. */
    static List<String> warnings(List<Ranking> rankings) {
        List<String> warnings = new ArrayList<>();
        warn(warnings, rankings, Repairs::unscored, "genes without a score are dropped");
        warn(warnings, rankings, Repairs::infinite, "infinite scores are replaced by the nearest finite one");
        warn(
                warnings,
                rankings,
                Repairs::tied,
                "genes share their score with another gene and are ranked in the order given");
        warn(
                warnings,
                rankings,
                Repairs::repeated,
                "genes repeat a name: the best ranked keeps it, the others get _1, _2, ...");
        return warnings;
    }

    private static void warn(List<String> warnings, List<Ranking> rankings, ToIntFunction<Repairs> count, String rule) {
        long touched = rankings.stream()
                .filter(ranking -> count.applyAsInt(ranking.repairs()) > 0)
                .count();
        int most = rankings.stream()
                .mapToInt(ranking -> count.applyAsInt(ranking.repairs()))
                .max()
                .orElse(0);
        if (touched > 0) {
            warnings.add((rankings.size() == 1
                            ? most + " "
                            : "in " + touched + " of " + rankings.size() + " topics, up to " + most + " ")
                    + rule);
        }
    }

    private static int replaceInfinite(double[] descending) {
        int count = 0;
        for (int i = descending.length - 2; i >= 0; i--) {
            if (descending[i] == Double.POSITIVE_INFINITY) {
                descending[i] = descending[i + 1];
                count++;
            }
        }
        for (int i = 1; i < descending.length; i++) {
            if (descending[i] == Double.NEGATIVE_INFINITY) {
                descending[i] = descending[i - 1];
                count++;
            }
        }
        return count;
    }

    private static int tied(double[] descending) {
        int count = 0;
        for (int i = 0; i < descending.length; i++) {
            boolean before = i > 0 && descending[i - 1] == descending[i];
            boolean after = i + 1 < descending.length && descending[i + 1] == descending[i];
            count += before || after ? 1 : 0;
        }
        return count;
    }

    private static int suffixRepeated(List<String> genes) {
        Set<String> taken = new HashSet<>(genes);
        if (taken.size() == genes.size()) {
            return 0;
        }
        Set<String> seen = new HashSet<>();
        Map<String, Integer> lastSuffix = new HashMap<>();
        int renamed = 0;
        for (int i = 0; i < genes.size(); i++) {
            String gene = genes.get(i);
            if (!seen.add(gene)) {
                String suffixed;
                do {
                    suffixed = gene + "_" + lastSuffix.merge(gene, 1, Integer::sum);
                } while (!taken.add(suffixed));
                genes.set(i, suffixed);
                renamed++;
            }
        }
        return renamed;
    }
}

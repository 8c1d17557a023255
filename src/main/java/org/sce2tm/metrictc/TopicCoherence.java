package org.sce2tm.metrictc;

import java.util.List;
import org.sce2tm.geneset.GeneSets;

/**
 * How often the top genes of a topic stand in the same gene sets: the mean normalised pointwise mutual information of
 * all pairs, with p(x) the share of sets that hold x:
 *
 * <pre>TC = 2 / (h (h - 1)) * sum over pairs with p(xy) &gt; 0 of ln(p(xy) / (p(x) p(y))) / (-ln p(xy))</pre>
 *
 * A pair that shares no set adds 0 and still counts in the divisor (as the reference computes it; strict NPMI would
 * add -1). A pair that stands in every set adds 1, the limit of the formula, which itself divides 0 by 0 there.
 */
public final class TopicCoherence {
    private final GeneSets sets;

    /** Prepares the coherence against these sets. */
    public TopicCoherence(GeneSets sets) {
        this.sets = sets;
    }

    /** Coherence of one topic; the order of its genes does not matter; 0 for a single gene. */
    public double of(List<String> topGenes) {
        int h = topGenes.size();
        if (h < 2) {
            return 0;
        }
        double total = sets.sets().size();
        int[][] membership = new int[h][];
        for (int i = 0; i < h; i++) {
            membership[i] = sets.setsOf(topGenes.get(i));
        }
        double sum = 0;
        for (int i = 0; i < h; i++) {
            for (int j = i + 1; j < h; j++) {
                int both = common(membership[i], membership[j]);
                if (both > 0) {
                    double pBoth = both / total;
                    double independent = membership[i].length / total * (membership[j].length / total);
                    sum += both == total ? 1 : Math.log(pBoth / independent) / -Math.log(pBoth);
                }
            }
        }
        return 2 * sum / (h * (h - 1.0));
    }

    /** Size of the intersection of two ascending lists. */
    private static int common(int[] a, int[] b) {
        int count = 0;
        for (int i = 0, j = 0; i < a.length && j < b.length; ) {
            if (a[i] == b[j]) {
                count++;
                i++;
                j++;
            } else if (a[i] < b[j]) {
                i++;
            } else {
                j++;
            }
        }
        return count;
    }
}

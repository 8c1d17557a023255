package org.sce2tm.geneset;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The genes of largest weight of each topic, largest first. Of genes with equal weight the one that stands first in the
 * table comes first, so that the choice is repeatable (the reference leaves it to an unstable sort).
 */
public final class TopGenes {
    private TopGenes() {}

    /**
     * The top genes of every topic.
     *
     * @param count h, from 1 to the number of genes
     * @return for each topic, in order, h names
     */
    public static List<List<String>> of(TopicGenes topics, int count) {
        List<List<String>> top = new ArrayList<>();
        for (int k = 0; k < topics.topics().size(); k++) {
            top.add(Arrays.stream(largest(topics.weights().row(k), count))
                    .mapToObj(topics.genes()::get)
                    .toList());
        }
        return top;
    }

    /** Topics in which the choice hangs on equal weights: the last gene chosen ties with the first one left out. */
    public static int topicsWithTiedChoice(TopicGenes topics, int count) {
        int tied = 0;
        for (int k = 0; k < topics.topics().size() && count < topics.genes().size(); k++) {
            double[] row = topics.weights().row(k);
            int[] order = largest(row, count + 1);
            if (row[order[count - 1]] == row[order[count]]) {
                tied++;
            }
        }
        return tied;
    }

    /** Indices of the largest values by insertion into a short list; a value moves up past smaller ones only. */
    private static int[] largest(double[] values, int count) {
        int[] best = new int[count];
        int size = 0;
        for (int i = 0; i < values.length; i++) {
            if (size < count || values[i] > values[best[count - 1]]) {
                int place = size < count ? size++ : count - 1;
                for (; place > 0 && values[i] > values[best[place - 1]]; place--) {
                    best[place] = best[place - 1];
                }
                best[place] = i;
            }
        }
        return best;
    }

    /** Indices by descending value, equal values in the given order. */
    public static int[] descending(double[] values) {
        return IntStream.range(0, values.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> 0.0 - values[i]))
                .mapToInt(Integer::intValue)
                .toArray();
    }
}

package org.sce2tm.score;

import java.util.Arrays;

/**
 * How often each label meets each cluster among the same cells; only pairs that occur are held.
 *
 * @param cells number of cells, n
 * @param labelCounts cells of each label code
 * @param clusterCounts cells of each cluster
 * @param labels label of each occurring pair; pairs ascend by label, then cluster
 * @param clusters cluster of each occurring pair
 * @param counts cells of each occurring pair, at least 1
 */
@SuppressWarnings("ArrayRecordComponent") // identity is wanted: never compared or copied as a whole
public record Contingency(
        int cells, long[] labelCounts, long[] clusterCounts, int[] labels, int[] clusters, long[] counts) {
    /**
     * @param labels a code from 0 for every cell
     * @param clusters a code from 0 for every cell
     * @throws IllegalArgumentException if the lengths differ or a code is negative
     */
    public static Contingency of(int[] labels, int[] clusters) {
        if (labels.length != clusters.length) {
            throw new IllegalArgumentException(labels.length + " labels for " + clusters.length + " cells");
        }
        long[] pairs = new long[labels.length];
        for (int i = 0; i < pairs.length; i++) {
            if (labels[i] < 0 || clusters[i] < 0) {
                throw new IllegalArgumentException("cell " + i + " has no label or no cluster");
            }
            pairs[i] = ((long) labels[i] << 32) | clusters[i];
        }
        Arrays.sort(pairs);
        int[] pairLabels = new int[pairs.length];
        int[] pairClusters = new int[pairs.length];
        long[] counts = new long[pairs.length];
        int end = 0;
        for (int i = 0; i < pairs.length; i++) {
            if (i == 0 || pairs[i] != pairs[i - 1]) {
                pairLabels[end] = (int) (pairs[i] >>> 32);
                pairClusters[end] = (int) pairs[i];
                end++;
            }
            counts[end - 1]++;
        }
        return new Contingency(
                labels.length,
                sizes(labels),
                sizes(clusters),
                Arrays.copyOf(pairLabels, end),
                Arrays.copyOf(pairClusters, end),
                Arrays.copyOf(counts, end));
    }

    private static long[] sizes(int[] codes) {
        long[] sizes = new long[1 + Arrays.stream(codes).max().orElse(-1)];
        for (int code : codes) {
            sizes[code]++;
        }
        return sizes;
    }
}

package org.sce2tm.graph;

import java.util.Comparator;
import java.util.stream.IntStream;
import org.sce2tm.data.DenseMatrix;

/**
 * How far the k nearest in a layout were near in the original space (Venna and Kaski 2001, as scikit-learn): 1 at best;
 * a layout at random has about 0.5.
 */
final class Trustworthiness {
    private Trustworthiness() {}

    static double of(DenseMatrix space, DenseMatrix layout, int k) {
        int n = space.rows();
        Neighbors inLayout = NearestNeighbors.search(layout, k + 1, 2);
        double penalty = 0;
        for (int i = 0; i < n; i++) {
            int[] rank = ranks(space, i);
            for (int near = 1; near <= k; near++) {
                penalty += Math.max(0, rank[inLayout.index(i, near)] - k);
            }
        }
        return 1 - penalty * 2 / ((double) n * k * (2.0 * n - 3 * k - 1));
    }

    /** 0 for the cell itself, 1 for the nearest other. */
    private static int[] ranks(DenseMatrix space, int cell) {
        double[] squared = new double[space.rows()];
        for (int j = 0; j < squared.length; j++) {
            for (int d = 0; d < space.columns(); d++) {
                double difference = space.get(cell, d) - space.get(j, d);
                squared[j] += difference * difference;
            }
        }
        squared[cell] = -1;
        int[] order = IntStream.range(0, squared.length)
                .boxed()
                .sorted(Comparator.comparingDouble(j -> squared[j]))
                .mapToInt(Integer::intValue)
                .toArray();
        int[] rank = new int[order.length];
        for (int r = 0; r < order.length; r++) {
            rank[order[r]] = r;
        }
        return rank;
    }
}

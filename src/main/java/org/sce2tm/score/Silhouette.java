package org.sce2tm.score;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.sce2tm.data.DenseMatrix;
import org.sce2tm.stats.EuclideanTiles;
import org.sce2tm.stats.Parallel;

/**
 * Silhouette widths (Rousseeuw 1987) in Euclidean space, as scikit-learn: (b - a) / max(a, b) with a the mean distance
 * to the cell's own group, itself left out, and b the smallest mean distance to another group; 0 for a group of one.
 * Distances are taken tile by tile: memory grows with n, time with n^2. The mean of very many cells may be
 * taken over a part of them, evenly spread, each still against all cells.
 */
public final class Silhouette {
    /** Most cells over all of which the mean is taken unless asked otherwise. */
    public static final int DEFAULT_ALL_UP_TO = 50_000;

    /** Of more, the mean is taken over this part of that number. */
    private static final double SAMPLE = 0.4;

    private Silhouette() {}

    /** How many of n cells the mean is taken over. */
    public static int cellsInMean(int n, int allUpTo) {
        return (int) IntStream.range(0, n).filter(i -> inMean(i, n, allUpTo)).count();
    }

    /** Whole blocks of queries are taken or left. */
    private static boolean inMean(int cell, int n, int allUpTo) {
        return n <= allUpTo || cell / EuclideanTiles.QUERIES % (int) Math.ceil(n / (SAMPLE * allUpTo)) == 0;
    }

    /**
     * Each cell's width, -1..1.
     *
     * @param space n x d, finite
     * @param labels a code from 0 for every cell, at least two different ones
     */
    public static double[] widths(DenseMatrix space, int[] labels, int threads) {
        return widths(space, List.of(labels), threads, Integer.MAX_VALUE).get(0);
    }

    /**
     * The mean width (ASW), or nothing where it is undefined: with fewer than 2 groups, or as many as there are cells.
     *
     * @param space n x d, finite
     * @param labels a code from 0 for every cell
     */
    public static OptionalDouble mean(DenseMatrix space, int[] labels, int threads) {
        return mean(space, labels, threads, Integer.MAX_VALUE);
    }

    /**
     * The same, over {@link #cellsInMean} of them.
     *
     * @param allUpTo most cells over all of which it is taken, at least 1; of more, over some 0.4 times that number
     */
    public static OptionalDouble mean(DenseMatrix space, int[] labels, int threads, int allUpTo) {
        return means(space, List.of(labels), threads, allUpTo).get(0);
    }

    /** The mean over all cells for several partitions of them, at the cost of one pass over the distances. */
    public static List<OptionalDouble> means(DenseMatrix space, List<int[]> partitions, int threads) {
        return means(space, partitions, threads, Integer.MAX_VALUE);
    }

    private static List<OptionalDouble> means(DenseMatrix space, List<int[]> partitions, int threads, int allUpTo) {
        List<double[]> widths = widths(space, partitions, threads, allUpTo);
        List<OptionalDouble> means = new ArrayList<>();
        for (int p = 0; p < partitions.size(); p++) {
            long groups = Arrays.stream(partitions.get(p)).distinct().count();
            boolean defined = groups >= 2 && groups < space.rows();
            double[] ofCells = widths.get(p);
            means.add(
                    defined
                            ? IntStream.range(0, ofCells.length)
                                    .filter(i -> inMean(i, ofCells.length, allUpTo))
                                    .mapToDouble(i -> ofCells[i])
                                    .average()
                            : OptionalDouble.empty());
        }
        return means;
    }

    private static List<double[]> widths(DenseMatrix space, List<int[]> partitions, int threads, int allUpTo) {
        int n = space.rows();
        List<int[]> sizes = partitions.stream().map(Silhouette::sizes).toList();
        List<double[]> widths = partitions.stream().map(labels -> new double[n]).toList();
        EuclideanTiles tiles = new EuclideanTiles(space.values(), n, space.columns());
        Parallel.blocks(n, EuclideanTiles.QUERIES, threads, (from, to) -> {
            if (!inMean(from, n, allUpTo)) {
                return;
            }
            // Per query and partition the summed distances to each group.
            double[][][] sums = new double[to - from][partitions.size()][];
            for (double[][] ofQuery : sums) {
                for (int p = 0; p < ofQuery.length; p++) {
                    ofQuery[p] = new double[sizes.get(p).length];
                }
            }
            tiles.scan(from, to, (query, first, squared, offset, count) -> {
                for (int j = offset; j < offset + count; j++) {
                    squared[j] = Math.sqrt(squared[j]);
                }
                for (int p = 0; p < partitions.size(); p++) {
                    int[] labels = partitions.get(p);
                    double[] toGroups = sums[query - from][p];
                    for (int j = 0; j < count; j++) {
                        toGroups[labels[first + j]] += squared[offset + j];
                    }
                }
            });
            for (int query = from; query < to; query++) {
                for (int p = 0; p < partitions.size(); p++) {
                    widths.get(p)[query] = width(
                            sums[query - from][p], sizes.get(p), partitions.get(p)[query]);
                }
            }
        });
        return widths;
    }

    private static double width(double[] sums, int[] sizes, int own) {
        if (sizes[own] == 1) {
            return 0;
        }
        double inside = sums[own] / (sizes[own] - 1);
        double outside = Double.POSITIVE_INFINITY;
        for (int group = 0; group < sizes.length; group++) {
            if (group != own && sizes[group] > 0) {
                outside = Math.min(outside, sums[group] / sizes[group]);
            }
        }
        double larger = Math.max(inside, outside);
        // Both are 0 where everything lies at one point; one group alone has nothing outside.
        return larger == 0 || Double.isInfinite(outside) ? 0 : (outside - inside) / larger;
    }

    private static int[] sizes(int[] labels) {
        int[] sizes = new int[1 + Arrays.stream(labels).max().orElse(-1)];
        for (int label : labels) {
            sizes[label]++;
        }
        return sizes;
    }
}

package org.sce2tm.graph;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.sce2tm.data.CsrMatrix;
import org.sce2tm.stats.MersenneTwister;

/**
 * Louvain communities (Blondel et al. 2008) for the modularity of Reichardt and Bornholdt (2006), with the resolution
 * gamma: the sum over clusters of w_in - gamma K^2 / m, where w_in is the weight inside counted in both directions, K
 * the summed degrees and m the weight of the whole graph. The order of moves and the random draws are those of scanpy
 * 1.9.8's {@code tl.louvain} (flavour "vtraag" on igraph 0.10 or newer), so that one seed gives the same clusters.
 *
 * <p>Every node starts alone. The nodes of a level are visited in one random order, again and again until none moves: a
 * node goes to the neighbouring cluster of the largest gain, or out to an empty one. Then clusters become the nodes of
 * the next level, until a level gains nothing. Results depend on the seed: compare distributions over seeds, not single
 * runs.
 */
public final class Louvain {
    /** A move must gain more than this; smaller gains are rounding. */
    private static final double SMALLEST_GAIN = 1e-10;

    private Louvain() {}

    /**
     * @param resolution gamma, at least 0; higher gives more clusters, 0 one for each piece of the graph
     * @param seed of the random order; scanpy's default is 0
     * @param weighted whether edges count by their weight; scanpy's default is false: each stored edge counts 1
     */
    public record Options(double resolution, long seed, boolean weighted) {
        /** @throws IllegalArgumentException if the resolution is negative or not a number */
        public Options {
            if (!(resolution >= 0 && Double.isFinite(resolution))) {
                throw new IllegalArgumentException("resolution " + resolution + ": expected a number from 0");
            }
        }

        /** Unweighted with seed 0, as scanpy does by default. */
        public static Options resolution(double resolution) {
            return new Options(resolution, 0, false);
        }
    }

    /**
     * @param membership the cluster of every node; 0 is the largest cluster
     * @param clusters how many there are
     * @param quality what was maximised
     */
    @SuppressWarnings("ArrayRecordComponent") // identity is wanted: never compared or copied as a whole
    public record Partition(int[] membership, int clusters, double quality) {}

    /**
     * Finds communities.
     *
     * @param graph symmetric n x n without self loops; stored entries are the edges
     */
    public static Partition cluster(CsrMatrix graph, Options options) {
        int n = graph.rows();
        MersenneTwister random = new MersenneTwister(options.seed());
        Level level = Level.of(graph, options.weighted());
        Level finest = level;
        int[] membership = IntStream.range(0, n).toArray();
        boolean improved = n > 0;
        while (improved) {
            Mover mover = new Mover(level, options.resolution());
            improved = mover.run(random);
            int[] renumbered = mover.renumbered();
            for (int i = 0; i < n; i++) {
                membership[i] = renumbered[membership[i]];
            }
            level = level.aggregated(renumbered);
        }
        return new Partition(membership, level.nodes, quality(finest, membership, level.nodes, options.resolution()));
    }

    private static double quality(Level graph, int[] membership, int clusters, double resolution) {
        double[] inside = new double[clusters];
        double[] degrees = new double[clusters];
        for (int i = 0; i < graph.nodes; i++) {
            degrees[membership[i]] += graph.degrees[i];
            for (int p = graph.pointers[i]; p < graph.pointers[i + 1]; p++) {
                if (membership[graph.neighbors[p]] == membership[i]) {
                    inside[membership[i]] += graph.weights[p];
                }
            }
        }
        double sum = 0;
        for (int c = 0; c < clusters; c++) {
            sum += inside[c] - (graph.total == 0 ? 0 : resolution * degrees[c] * degrees[c] / graph.total);
        }
        return sum;
    }

    /** The graph of one level; a node stands for {@code sizes[node]} cells, a self loop for the edges among them. */
    private static final class Level {
        private final int nodes;
        private final int[] pointers;
        private final int[] neighbors;
        private final double[] weights;
        private final int[] sizes;
        private final double[] degrees;
        private final double[] loops;
        private final double total;

        private Level(int nodes, int[] pointers, int[] neighbors, double[] weights, int[] sizes) {
            this.nodes = nodes;
            this.pointers = pointers;
            this.neighbors = neighbors;
            this.weights = weights;
            this.sizes = sizes;
            this.degrees = new double[nodes];
            this.loops = new double[nodes];
            for (int i = 0; i < nodes; i++) {
                for (int p = pointers[i]; p < pointers[i + 1]; p++) {
                    degrees[i] += weights[p];
                    loops[i] += neighbors[p] == i ? weights[p] : 0;
                }
            }
            this.total = Arrays.stream(degrees).sum();
        }

        static Level of(CsrMatrix graph, boolean weighted) {
            double[] weights = new double[graph.stored()];
            for (int p = 0; p < weights.length; p++) {
                weights[p] = weighted ? graph.values()[p] : 1;
            }
            int[] sizes = new int[graph.rows()];
            Arrays.fill(sizes, 1);
            return new Level(graph.rows(), graph.rowPointers(), graph.columnIndices(), weights, sizes);
        }

        Level aggregated(int[] membership) {
            int clusters = 1 + Arrays.stream(membership).max().orElse(-1);
            int[] newSizes = new int[clusters];
            int[] first = new int[clusters + 1];
            for (int i = 0; i < nodes; i++) {
                newSizes[membership[i]] += sizes[i];
                first[membership[i] + 1]++;
            }
            for (int c = 0; c < clusters; c++) {
                first[c + 1] += first[c];
            }
            int[] members = new int[nodes];
            int[] next = Arrays.copyOf(first, clusters);
            for (int i = 0; i < nodes; i++) {
                members[next[membership[i]]++] = i;
            }
            int[] newPointers = new int[clusters + 1];
            int[] newNeighbors = new int[neighbors.length];
            double[] newWeights = new double[neighbors.length];
            Tally tally = new Tally(clusters);
            int end = 0;
            for (int c = 0; c < clusters; c++) {
                for (int m = first[c]; m < first[c + 1]; m++) {
                    for (int p = pointers[members[m]]; p < pointers[members[m] + 1]; p++) {
                        tally.add(membership[neighbors[p]], weights[p]);
                    }
                }
                tally.sort();
                for (int t = 0; t < tally.count; t++) {
                    newNeighbors[end] = tally.touched[t];
                    newWeights[end] = tally.sums[tally.touched[t]];
                    end++;
                }
                tally.clear();
                newPointers[c + 1] = end;
            }
            return new Level(
                    clusters, newPointers, Arrays.copyOf(newNeighbors, end), Arrays.copyOf(newWeights, end), newSizes);
        }
    }

    /** Sums by cluster of which few are touched at a time. */
    private static final class Tally {
        private final double[] sums;
        private final boolean[] present;
        private final int[] touched;
        private int count;

        Tally(int size) {
            sums = new double[size];
            present = new boolean[size];
            touched = new int[size];
        }

        void add(int at, double value) {
            if (!present[at]) {
                present[at] = true;
                touched[count++] = at;
            }
            sums[at] += value;
        }

        void sort() {
            Arrays.sort(touched, 0, count);
        }

        void clear() {
            for (int t = 0; t < count; t++) {
                sums[touched[t]] = 0;
                present[touched[t]] = false;
            }
            count = 0;
        }
    }

    /** Moves the nodes of one level between clusters. */
    private static final class Mover {
        private final Level level;
        private final double resolution;
        private final int[] membership;
        private final int[] nodeCounts;
        private final double[] clusterDegrees;
        private final Tally tally;

        /** Whether a neighbour has moved since the clusters around a node were counted. */
        private final boolean[] stale;

        /** The clusters around each node, from its first edge on, and how many. */
        private final int[] around;

        private final double[] sums;
        private final int[] counted;

        /** Clusters without nodes, the last emptied on top. */
        private final int[] empty;

        private int emptyCount;

        Mover(Level level, double resolution) {
            this.level = level;
            this.resolution = resolution;
            membership = IntStream.range(0, level.nodes).toArray();
            nodeCounts = new int[level.nodes];
            Arrays.fill(nodeCounts, 1);
            clusterDegrees = level.degrees.clone();
            tally = new Tally(level.nodes);
            stale = new boolean[level.nodes];
            Arrays.fill(stale, true);
            around = new int[level.neighbors.length];
            sums = new double[level.neighbors.length];
            counted = new int[level.nodes];
            empty = new int[level.nodes];
        }

        /** Visits all nodes until none moves; whether the quality rose. */
        boolean run(MersenneTwister random) {
            int[] order = IntStream.range(0, level.nodes).toArray();
            for (int i = order.length - 1; i > 0; i--) {
                int j = random.below(i + 1);
                int swapped = order[i];
                order[i] = order[j];
                order[j] = swapped;
            }
            double improvement = 0;
            boolean moved = true;
            while (moved) {
                moved = false;
                for (int node : order) {
                    double gain = move(node);
                    improvement += gain;
                    moved |= gain > 0;
                }
            }
            return improvement > 0;
        }

        /** Moves the node to where it gains most; 0 if it stays. */
        private double move(int node) {
            int old = membership[node];
            int from = level.pointers[node];
            if (stale[node]) {
                count(node, from);
            }
            int to = from + counted[node];
            double toOld = 0;
            for (int p = from; p < to; p++) {
                toOld = around[p] == old ? sums[p] : toOld;
            }
            double degree = level.degrees[node];
            double loop = level.loops[node];
            double stay = toOld - expected(degree, clusterDegrees[old]);
            int best = old;
            double bestGain = 0;
            for (int p = from; p < to; p++) {
                int cluster = around[p];
                if (cluster != old) {
                    double join = sums[p] + loop - expected(degree, clusterDegrees[cluster] + degree);
                    double gain = 2 * (join - stay);
                    if (gain > bestGain && gain > SMALLEST_GAIN) {
                        best = cluster;
                        bestGain = gain;
                    }
                }
            }
            if (nodeCounts[old] > 1 && emptyCount > 0) {
                double gain = 2 * (loop - expected(degree, degree) - stay);
                if (gain > bestGain && gain > SMALLEST_GAIN) {
                    best = empty[emptyCount - 1];
                    bestGain = gain;
                }
            }
            if (best != old) {
                transfer(node, old, best);
            }
            return bestGain;
        }

        /** The weights from a node to the clusters around it, clusters ascending. */
        private void count(int node, int from) {
            for (int p = from; p < level.pointers[node + 1]; p++) {
                tally.add(membership[level.neighbors[p]], level.weights[p]);
            }
            tally.sort();
            for (int t = 0; t < tally.count; t++) {
                around[from + t] = tally.touched[t];
                sums[from + t] = tally.sums[tally.touched[t]];
            }
            counted[node] = tally.count;
            stale[node] = false;
            tally.clear();
        }

        private double expected(double degree, double clusterDegree) {
            return level.total == 0 ? 0 : resolution * degree * clusterDegree / level.total;
        }

        private void transfer(int node, int from, int to) {
            if (nodeCounts[to] == 0) {
                emptyCount--;
            }
            membership[node] = to;
            for (int p = level.pointers[node]; p < level.pointers[node + 1]; p++) {
                stale[level.neighbors[p]] = true;
            }
            nodeCounts[from]--;
            nodeCounts[to]++;
            clusterDegrees[from] -= level.degrees[node];
            clusterDegrees[to] += level.degrees[node];
            if (nodeCounts[from] == 0) {
                empty[emptyCount++] = from;
            }
        }

        /** The clusters as 0, 1, ... by cells, then by nodes, both descending, then by their number here. */
        int[] renumbered() {
            int[] cells = new int[level.nodes];
            for (int i = 0; i < level.nodes; i++) {
                cells[membership[i]] += level.sizes[i];
            }
            int[] rank = new int[level.nodes];
            int[] sorted = IntStream.range(0, level.nodes)
                    .boxed()
                    .sorted(Comparator.<Integer>comparingInt(c -> -cells[c])
                            .thenComparingInt(c -> -nodeCounts[c])
                            .thenComparingInt(c -> c))
                    .mapToInt(Integer::intValue)
                    .toArray();
            for (int r = 0; r < sorted.length; r++) {
                rank[sorted[r]] = r;
            }
            return Arrays.stream(membership).map(c -> rank[c]).toArray();
        }
    }
}

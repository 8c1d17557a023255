package org.sce2tm.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Mutual nearest neighbours with repaired connectivity ("min_tree", Dalmia and Sia 2021), the lists from which training
 * draws a cell's neighbour. Two cells are mutual neighbours when each is among the other's k nearest. The mutual graph
 * usually falls into pieces; the edges of the minimum spanning forest of the k-nearest-neighbour graph are walked by
 * ascending length, and each that joins two pieces is added. A cell's list is the cell itself and its neighbours in the
 * result, by ascending distance, cut to the width.
 *
 * <p>The reference's spanning forest loses edges of length 0 (duplicated cells) and may then leave pieces apart; here
 * they are kept, so there are afterwards as many pieces as the k-nearest-neighbour graph itself has.
 *
 * @param cells number of cells, n
 * @param width entries a list, the cell itself included
 * @param lists n x width, row-major: self first, then ascending distance, ties by index; -1 pads
 * @param distances n x width; -1 pads
 * @param mutualDegrees mutual neighbours of each cell
 * @param degrees neighbours of each cell after the repair, before lists are cut
 * @param mutualComponents pieces of the mutual graph
 * @param components pieces after the repair, which are those of the k-nearest-neighbour graph
 */
@SuppressWarnings("ArrayRecordComponent") // identity is wanted: never compared or copied as a whole
public record MutualNeighbors(
        int cells,
        int width,
        int[] lists,
        double[] distances,
        int[] mutualDegrees,
        int[] degrees,
        int mutualComponents,
        int components) {
    private record Edge(int from, int to, double length) {}

    /**
     * @param nearest k nearest neighbours of each cell, itself first
     * @param width entries a list, at least 1
     */
    public static MutualNeighbors of(Neighbors nearest, int width) {
        int n = nearest.cells();
        List<Edge> mutual = new ArrayList<>();
        List<Edge> all = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            for (int rank = 1; rank < nearest.k(); rank++) {
                int j = nearest.index(i, rank);
                boolean both = lists(nearest, j, i);
                if (i < j || !both) {
                    Edge edge = new Edge(Math.min(i, j), Math.max(i, j), nearest.distance(i, rank));
                    all.add(edge);
                    if (both) {
                        mutual.add(edge);
                    }
                }
            }
        }
        all.sort(Comparator.comparingDouble(Edge::length)
                .thenComparingInt(Edge::from)
                .thenComparingInt(Edge::to));

        DisjointSets pieces = new DisjointSets(n);
        mutual.forEach(edge -> pieces.join(edge.from(), edge.to()));
        int mutualComponents = pieces.count();
        List<Edge> repaired = new ArrayList<>(mutual);
        for (Edge edge : all) {
            // An edge outside the minimum spanning forest never joins two pieces: shorter edges have joined its ends.
            if (pieces.join(edge.from(), edge.to())) {
                repaired.add(edge);
            }
        }

        int[] lists = new int[Math.multiplyExact(n, width)];
        double[] distances = new double[lists.length];
        Arrays.fill(lists, -1);
        Arrays.fill(distances, -1);
        List<List<Edge>> around = around(repaired, n);
        for (int i = 0; i < n; i++) {
            lists[i * width] = i;
            distances[i * width] = 0;
            List<Edge> own = around.get(i);
            own.sort(Comparator.comparingDouble(Edge::length).thenComparingInt(Edge::to));
            for (int rank = 1; rank < width && rank <= own.size(); rank++) {
                lists[i * width + rank] = own.get(rank - 1).to();
                distances[i * width + rank] = own.get(rank - 1).length();
            }
        }
        return new MutualNeighbors(
                n, width, lists, distances, degrees(mutual, n), degrees(repaired, n), mutualComponents, pieces.count());
    }

    /** Edges of the mutual graph. */
    public int mutualEdges() {
        return Arrays.stream(mutualDegrees).sum() / 2;
    }

    /** Edges after the repair. */
    public int edges() {
        return Arrays.stream(degrees).sum() / 2;
    }

    /** Cells without any mutual neighbour. */
    public int isolatedCells() {
        return (int) Arrays.stream(mutualDegrees).filter(degree -> degree == 0).count();
    }

    private static boolean lists(Neighbors nearest, int cell, int wanted) {
        for (int rank = 1; rank < nearest.k(); rank++) {
            if (nearest.index(cell, rank) == wanted) {
                return true;
            }
        }
        return false;
    }

    private static List<List<Edge>> around(List<Edge> edges, int n) {
        List<List<Edge>> around = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            around.add(new ArrayList<>());
        }
        for (Edge edge : edges) {
            around.get(edge.from()).add(edge);
            around.get(edge.to()).add(new Edge(edge.to(), edge.from(), edge.length()));
        }
        return around;
    }

    private static int[] degrees(List<Edge> edges, int n) {
        int[] degrees = new int[n];
        for (Edge edge : edges) {
            degrees[edge.from()]++;
            degrees[edge.to()]++;
        }
        return degrees;
    }
}

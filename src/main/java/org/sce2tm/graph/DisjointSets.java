package org.sce2tm.graph;

/** Pieces that only ever merge (union by size, path halving). */
final class DisjointSets {
    private final int[] parent;
    private final int[] size;
    private int count;

    DisjointSets(int elements) {
        parent = new int[elements];
        size = new int[elements];
        for (int i = 0; i < elements; i++) {
            parent[i] = i;
            size[i] = 1;
        }
        count = elements;
    }

    int find(int element) {
        int at = element;
        while (parent[at] != at) {
            parent[at] = parent[parent[at]];
            at = parent[at];
        }
        return at;
    }

    /** Merges the two pieces; false if they were one already. */
    boolean join(int a, int b) {
        int rootA = find(a);
        int rootB = find(b);
        if (rootA == rootB) {
            return false;
        }
        int large = size[rootA] >= size[rootB] ? rootA : rootB;
        int small = large == rootA ? rootB : rootA;
        parent[small] = large;
        size[large] += size[small];
        count--;
        return true;
    }

    /** How many pieces there are. */
    int count() {
        return count;
    }
}

package org.sce2tm.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.sce2tm.data.CsrMatrix;
import org.sce2tm.data.DenseMatrix;

/**
 * Where UMAP starts: each connected piece of the graph laid out by the second and third eigenvector of its normalised
 * Laplacian I - D^-1/2 W D^-1/2, and the pieces around the first two principal components of their centroids.
 */
final class SpectralLayout {
    /** A smaller piece has too few eigenvectors. */
    private static final int SMALLEST = 4;

    private final CsrMatrix graph;
    private final DenseMatrix space;
    private final UniformRandomProvider random;

    private SpectralLayout(CsrMatrix graph, DenseMatrix space, UniformRandomProvider random) {
        this.graph = graph;
        this.space = space;
        this.random = random;
    }

    /** n x 2, row-major, scaled to at most 10 on either side of 0. */
    static double[] of(CsrMatrix graph, DenseMatrix space, UniformRandomProvider random) {
        double[] layout = new SpectralLayout(graph, space, random).pieces();
        scale(layout, 10);
        return layout;
    }

    private double[] pieces() {
        List<int[]> pieces = connectedPieces();
        double[] layout = new double[2 * graph.rows()];
        double[] centers = centers(pieces);
        int[] local = new int[graph.rows()];
        for (int c = 0; c < pieces.size(); c++) {
            int[] piece = pieces.get(c);
            double[] inner = piece.length < SMALLEST ? scattered(piece.length) : spectral(piece, local);
            // Half way to the next piece, so that none overlap.
            scale(inner, room(centers, c));
            for (int i = 0; i < piece.length; i++) {
                layout[2 * piece[i]] = centers[2 * c] + inner[2 * i];
                layout[2 * piece[i] + 1] = centers[2 * c + 1] + inner[2 * i + 1];
            }
        }
        return layout;
    }

    private List<int[]> connectedPieces() {
        DisjointSets sets = new DisjointSets(graph.rows());
        for (int i = 0; i < graph.rows(); i++) {
            for (int p = graph.rowPointers()[i]; p < graph.rowPointers()[i + 1]; p++) {
                sets.join(i, graph.columnIndices()[p]);
            }
        }
        int[] sizes = new int[graph.rows()];
        for (int i = 0; i < graph.rows(); i++) {
            sizes[sets.find(i)]++;
        }
        int[][] members = new int[graph.rows()][];
        int[] next = new int[graph.rows()];
        List<int[]> pieces = new ArrayList<>();
        for (int i = 0; i < graph.rows(); i++) {
            int root = sets.find(i);
            if (next[root] == 0) {
                members[root] = new int[sizes[root]];
                pieces.add(members[root]);
            }
            members[root][next[root]++] = i;
        }
        return pieces;
    }

    /** Pieces x 2: principal components of the centroids in the space that the graph was built in. */
    private double[] centers(List<int[]> pieces) {
        int count = pieces.size();
        int d = space.columns();
        double[] centers = new double[2 * count];
        if (count == 1) {
            return centers;
        }
        double[] centroids = new double[count * d];
        double[] mean = new double[d];
        for (int c = 0; c < count; c++) {
            for (int cell : pieces.get(c)) {
                for (int j = 0; j < d; j++) {
                    centroids[c * d + j] += space.get(cell, j) / pieces.get(c).length;
                }
            }
            for (int j = 0; j < d; j++) {
                mean[j] += centroids[c * d + j] / count;
            }
        }
        for (int c = 0; c < count; c++) {
            for (int j = 0; j < d; j++) {
                centroids[c * d + j] -= mean[j];
            }
        }
        Lanczos.Operator gram = (x, y) -> {
            double[] along = new double[d];
            for (int c = 0; c < count; c++) {
                for (int j = 0; j < d; j++) {
                    along[j] += centroids[c * d + j] * x[c];
                }
            }
            for (int c = 0; c < count; c++) {
                for (int j = 0; j < d; j++) {
                    y[c] += centroids[c * d + j] * along[j];
                }
            }
        };
        Lanczos.Pairs leading = Lanczos.largest(gram, count, 2, List.of(), random);
        for (int axis = 0; axis < 2; axis++) {
            double length = Math.sqrt(Math.max(leading.values()[axis], 0));
            for (int c = 0; c < count; c++) {
                centers[2 * c + axis] = length * leading.vectors().get(axis)[c];
            }
        }
        scale(centers, 1);
        return centers;
    }

    /** Half the distance to the nearest other piece; 1 where there is none elsewhere. */
    private static double room(double[] centers, int own) {
        double nearest = Double.POSITIVE_INFINITY;
        for (int c = 0; c < centers.length / 2; c++) {
            double distance = Math.hypot(centers[2 * c] - centers[2 * own], centers[2 * c + 1] - centers[2 * own + 1]);
            if (distance > 0) {
                nearest = Math.min(nearest, distance);
            }
        }
        return Double.isInfinite(nearest) ? 1 : nearest / 2;
    }

    private double[] scattered(int cells) {
        double[] layout = new double[2 * cells];
        for (int i = 0; i < layout.length; i++) {
            layout[i] = 2 * random.nextDouble() - 1;
        }
        return layout;
    }

    private double[] spectral(int[] piece, int[] local) {
        int size = piece.length;
        double[] root = new double[size];
        for (int i = 0; i < size; i++) {
            local[piece[i]] = i;
            for (int p = graph.rowPointers()[piece[i]]; p < graph.rowPointers()[piece[i] + 1]; p++) {
                root[i] += graph.values()[p];
            }
            root[i] = Math.sqrt(root[i]);
        }
        // The eigenvector of eigenvalue 1 of D^-1/2 W D^-1/2 is known: the square roots of the degrees.
        double norm = Math.sqrt(Arrays.stream(root).map(r -> r * r).sum());
        double[] first = Arrays.stream(root).map(r -> r / norm).toArray();
        Lanczos.Operator adjacency = (x, y) -> {
            for (int i = 0; i < size; i++) {
                double sum = 0;
                for (int p = graph.rowPointers()[piece[i]]; p < graph.rowPointers()[piece[i] + 1]; p++) {
                    int j = local[graph.columnIndices()[p]];
                    sum += graph.values()[p] * x[j] / root[j];
                }
                y[i] = sum / root[i];
            }
        };
        List<double[]> vectors =
                Lanczos.largest(adjacency, size, 2, List.of(first), random).vectors();
        double[] layout = new double[2 * size];
        for (int i = 0; i < size; i++) {
            layout[2 * i] = vectors.get(0)[i];
            layout[2 * i + 1] = vectors.get(1)[i];
        }
        return layout;
    }

    /** Scales so that the largest absolute value is as given; leaves zeros alone. */
    private static void scale(double[] values, double largest) {
        double now = Arrays.stream(values).map(Math::abs).max().orElse(0);
        for (int i = 0; i < values.length && now > 0; i++) {
            values[i] *= largest / now;
        }
    }
}

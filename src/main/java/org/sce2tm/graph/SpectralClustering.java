package org.sce2tm.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;
import org.sce2tm.data.CsrMatrix;

/**
 * Normalised cuts into a given number of clusters (Shi and Malik 2000): the leading eigenvectors of D^-1/2 W D^-1/2,
 * divided by the roots of the degrees, are turned until each cell points along one axis (Yu and Shi 2003, "Multiclass
 * spectral clustering"). The same as scikit-learn's {@code SpectralClustering(affinity="precomputed",
 * assign_labels="discretize")} up to the names of clusters and the random start of the turning: loops do not count, and
 * the columns are brought to one length before the rows are.
 */
public final class SpectralClustering {
    /** Turnings; the objective settles after a few. */
    private static final int TURNS = 20;

    private final CsrMatrix graph;
    private final UniformRandomProvider random;
    private final int n;
    private final double[] root;

    private SpectralClustering(CsrMatrix graph, UniformRandomProvider random) {
        this.graph = graph;
        this.random = random;
        this.n = graph.rows();
        this.root = new double[n];
        forEdges((i, j, half) -> {
            root[i] += half;
            root[j] += half;
        });
        for (int i = 0; i < n; i++) {
            root[i] = Math.sqrt(root[i]);
        }
    }

    /**
     * A cluster for every node, 0..clusters-1; a cluster may stay empty.
     *
     * @param graph n x n, directed or not: W is the mean of it and its transpose
     * @param clusters 1 to n - 1
     * @param random draws starts
     */
    public static int[] labels(CsrMatrix graph, int clusters, UniformRandomProvider random) {
        if (clusters < 1 || clusters >= graph.rows()) {
            throw new IllegalArgumentException(clusters + " clusters of " + graph.rows() + " nodes");
        }
        SpectralClustering clustering = new SpectralClustering(graph, random);
        return clustering.discretised(clustering.embedding(clusters), clusters);
    }

    private interface Edge {
        void add(int i, int j, double half);
    }

    /** Every stored edge but loops, with half its weight: each adds that to W_ij and to W_ji. */
    private void forEdges(Edge edge) {
        for (int i = 0; i < n; i++) {
            for (int p = graph.rowPointers()[i]; p < graph.rowPointers()[i + 1]; p++) {
                int j = graph.columnIndices()[p];
                if (i != j) {
                    edge.add(i, j, graph.values()[p] / 2);
                }
            }
        }
    }

    /** n x clusters, row-major, rows of length 1. */
    private double[] embedding(int clusters) {
        List<double[]> vectors = new ArrayList<>(pieces());
        if (vectors.size() > clusters) {
            vectors = combinations(vectors, clusters);
        } else if (vectors.size() < clusters) {
            Lanczos.Operator adjacency = (x, y) -> forEdges((i, j, half) -> {
                double weight = half / (root[i] * root[j]);
                y[i] += weight * x[j];
                y[j] += weight * x[i];
            });
            vectors.addAll(Lanczos.largest(adjacency, n, clusters - vectors.size(), vectors, random)
                    .vectors());
        }
        double[] rows = new double[n * clusters];
        for (int k = 0; k < clusters; k++) {
            double[] vector = vectors.get(k);
            double square = 0;
            for (int i = 0; i < n; i++) {
                double value = root[i] == 0 ? vector[i] : vector[i] / root[i];
                rows[i * clusters + k] = value;
                square += value * value;
            }
            for (int i = 0; i < n; i++) {
                rows[i * clusters + k] /= Math.sqrt(square);
            }
        }
        for (int i = 0; i < n; i++) {
            double square = 0;
            for (int k = 0; k < clusters; k++) {
                square += rows[i * clusters + k] * rows[i * clusters + k];
            }
            for (int k = 0; k < clusters && square > 0; k++) {
                rows[i * clusters + k] /= Math.sqrt(square);
            }
        }
        return rows;
    }

    /**
     * The eigenvectors of eigenvalue 1 are known: for each connected piece the roots of its degrees. The iteration
     * would find only one vector of a multiple eigenvalue.
     */
    private List<double[]> pieces() {
        DisjointSets sets = new DisjointSets(n);
        forEdges((i, j, half) -> sets.join(i, j));
        List<double[]> vectors = new ArrayList<>();
        for (int piece = 0; piece < n; piece++) {
            if (sets.find(piece) != piece) {
                continue;
            }
            double[] vector = new double[n];
            double square = 0;
            for (int i = 0; i < n; i++) {
                if (sets.find(i) == piece) {
                    vector[i] = root[i] == 0 ? 1 : root[i];
                    square += vector[i] * vector[i];
                }
            }
            double length = Math.sqrt(square);
            vectors.add(Arrays.stream(vector).map(v -> v / length).toArray());
        }
        return vectors;
    }

    /** Some orthonormal vectors of the space that the given ones span: more pieces than clusters, and none is first. */
    private List<double[]> combinations(List<double[]> vectors, int wanted) {
        ZigguratSampler.NormalizedGaussian normal = ZigguratSampler.NormalizedGaussian.of(random);
        double[][] weights = new double[wanted][vectors.size()];
        List<double[]> combined = new ArrayList<>();
        for (int k = 0; k < wanted; k++) {
            double[] weight = weights[k];
            Arrays.setAll(weight, v -> normal.sample());
            for (int earlier = 0; earlier < k; earlier++) {
                double along = dot(weight, weights[earlier]);
                for (int v = 0; v < weight.length; v++) {
                    weight[v] -= along * weights[earlier][v];
                }
            }
            double length = Math.sqrt(dot(weight, weight));
            double[] vector = new double[n];
            for (int v = 0; v < weight.length; v++) {
                weight[v] /= length;
                for (int i = 0; i < n; i++) {
                    vector[i] += weight[v] * vectors.get(v)[i];
                }
            }
            combined.add(vector);
        }
        return combined;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    /**
     * Turns the rows and names each by its longest coordinate, in alternation: the names for the best turning, the
     * turning (from a singular value decomposition) for the names.
     */
    private int[] discretised(double[] rows, int clusters) {
        DMatrixRMaj vectors = DMatrixRMaj.wrap(n, clusters, rows);
        DMatrixRMaj turning = start(vectors, clusters);
        DMatrixRMaj turned = new DMatrixRMaj(n, clusters);
        int[] labels = new int[n];
        double objective = 0;
        for (int turn = 0; turn <= TURNS; turn++) {
            CommonOps_DDRM.mult(vectors, turning, turned);
            DMatrixRMaj sums = new DMatrixRMaj(clusters, clusters); // of the rows of each name
            for (int i = 0; i < n; i++) {
                labels[i] = longest(turned, i, clusters);
                for (int k = 0; k < clusters; k++) {
                    sums.add(labels[i], k, rows[i * clusters + k]);
                }
            }
            SingularValueDecomposition_F64<DMatrixRMaj> svd =
                    DecompositionFactory_DDRM.svd(clusters, clusters, true, true, true);
            if (!svd.decompose(sums)) {
                throw new ArithmeticException("no singular values of a " + clusters + " x " + clusters + " matrix");
            }
            double next = 2 * (n - Arrays.stream(svd.getSingularValues()).sum());
            if (Math.abs(next - objective) < 1e-12 * n) {
                break;
            }
            objective = next;
            CommonOps_DDRM.multTransB(svd.getV(null, false), svd.getU(null, false), turning);
        }
        return labels;
    }

    /** Rows as far from each other as can be, the first at random. */
    private DMatrixRMaj start(DMatrixRMaj vectors, int clusters) {
        DMatrixRMaj turning = new DMatrixRMaj(clusters, clusters);
        double[] nearness = new double[n];
        int picked = random.nextInt(n);
        for (int column = 0; column < clusters; column++) {
            for (int k = 0; k < clusters; k++) {
                turning.set(k, column, vectors.get(picked, k));
            }
            int farthest = 0;
            for (int i = 0; i < n; i++) {
                double along = 0;
                for (int k = 0; k < clusters; k++) {
                    along += vectors.get(i, k) * vectors.get(picked, k);
                }
                nearness[i] += Math.abs(along);
                farthest = nearness[i] < nearness[farthest] ? i : farthest;
            }
            picked = farthest;
        }
        return turning;
    }

    private static int longest(DMatrixRMaj rows, int row, int columns) {
        int longest = 0;
        for (int k = 1; k < columns; k++) {
            longest = rows.get(row, k) > rows.get(row, longest) ? k : longest;
        }
        return longest;
    }
}

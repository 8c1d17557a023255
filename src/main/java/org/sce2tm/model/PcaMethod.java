package org.sce2tm.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.sce2tm.cli.Log;
import org.sce2tm.cli.NeighborArguments;
import org.sce2tm.cli.UsageException;
import org.sce2tm.data.CsrMatrix;
import org.sce2tm.data.DenseMatrix;
import org.sce2tm.data.NumberType;
import org.sce2tm.graph.FuzzyGraph;
import org.sce2tm.graph.Louvain;
import org.sce2tm.graph.NeighborSearch;
import org.sce2tm.stats.Pca;

/**
 * Principal components of the log expression, centred and unscaled: the classic that every method is measured
 * against. Its topics are the clusters that Louvain finds among the components at one resolution, which no label
 * chose, with their {@link Markers}.
 *
 * @param components wanted; fewer where the data have no more
 * @param neighbors k of the graph that Louvain clusters, the cell itself counted; fewer where there are fewer cells
 * @param resolution Louvain's, above 0
 */
public record PcaMethod(int components, int neighbors, double resolution) implements Method {
    /** scanpy's. */
    public static final PcaMethod DEFAULTS = new PcaMethod(50, 15, 1);

    /** @throws UsageException if a value is out of its range */
    public PcaMethod {
        Check.atLeast("--components", components, 1);
        Check.atLeast("--topic-neighbors", neighbors, 2);
        Check.positive("--topic-resolution", resolution);
    }

    @Override
    public String id() {
        return "pca";
    }

    @Override
    public Map<String, Object> parameters() {
        Map<String, Object> parameters = new LinkedHashMap<>();
        parameters.put("components", components);
        parameters.put("topic_neighbors", neighbors);
        parameters.put("topic_resolution", resolution);
        return parameters;
    }

    @Override
    public List<String> warnings(TrainingData data) {
        int most = Pca.most(data.cells(), data.expression().columns());
        return components <= most
                ? List.of()
                : List.of(most + " components instead of " + components
                        + " (--components): these cells and genes have no more");
    }

    @Override
    public Trained train(TrainingData data, TrainingRun run) {
        CsrMatrix x = data.expression();
        Pca pca = Pca.fit(x.columns(), x.rowPointers(), x.columnIndices(), x.values(), components, run.threads());
        int k = pca.components();
        Map<String, DenseMatrix> weights = new TreeMap<>(Map.of(
                "loadings", single(x.columns(), k, pca.loadings()),
                "means", single(1, x.columns(), pca.means())));
        // The scores by the way new cells take, so that these cells come out the same there.
        DenseMatrix scores = represent(x, weights).embedding();
        Louvain.Partition clusters = clusters(scores, run.threads());
        if (clusters.clusters() < 2) {
            Log.say(
                    "all cells are one cluster at resolution %s: no topics; a larger --topic-resolution may find some",
                    resolution);
            return new Trained(
                    new Representation(scores, Optional.empty()), Map.of(), Map.of(), weights, Optional.empty());
        }
        DenseMatrix theta = DenseMatrix.zeros(x.rows(), clusters.clusters(), NumberType.FLOAT32);
        for (int cell = 0; cell < x.rows(); cell++) {
            theta.set(cell, clusters.membership()[cell], 1);
        }
        return new Trained(
                new Representation(scores, Optional.of(theta)),
                Map.of("topic_gene", Markers.of(x, clusters.membership(), clusters.clusters())),
                Map.of(),
                weights,
                Optional.empty());
    }

    private Louvain.Partition clusters(DenseMatrix scores, int threads) {
        int k = NeighborSearch.fitting(neighbors, scores.rows());
        NeighborSearch search = new NeighborSearch(NeighborArguments.DEFAULT_APPROXIMATE_ABOVE, threads);
        CsrMatrix graph = FuzzyGraph.connectivities(search.find(scores, k).neighbors());
        return Louvain.cluster(graph, Louvain.Options.resolution(resolution));
    }

    /** Cells on the components: {@code (x - means) loadings}. */
    public static Representation represent(CsrMatrix x, Map<String, DenseMatrix> weights) {
        DenseMatrix loadings = weights.get("loadings");
        DenseMatrix means = weights.get("means");
        int k = loadings.columns();
        double[] origin = new double[k];
        for (int gene = 0; gene < x.columns(); gene++) {
            for (int c = 0; c < k; c++) {
                origin[c] += means.get(0, gene) * loadings.get(gene, c);
            }
        }
        float[] scores = new float[x.rows() * k];
        double[] row = new double[k];
        for (int cell = 0; cell < x.rows(); cell++) {
            for (int c = 0; c < k; c++) {
                row[c] = -origin[c];
            }
            for (int p = x.rowPointers()[cell]; p < x.rowPointers()[cell + 1]; p++) {
                int gene = x.columnIndices()[p];
                for (int c = 0; c < k; c++) {
                    row[c] += x.values()[p] * loadings.get(gene, c);
                }
            }
            for (int c = 0; c < k; c++) {
                scores[cell * k + c] = (float) row[c];
            }
        }
        return new Representation(DenseMatrix.ofFloats(x.rows(), k, scores), Optional.empty());
    }

    private static DenseMatrix single(int rows, int columns, double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return DenseMatrix.ofFloats(rows, columns, floats);
    }
}

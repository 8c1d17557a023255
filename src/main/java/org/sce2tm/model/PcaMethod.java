package org.sce2tm.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.sce2tm.cli.UsageException;
import org.sce2tm.data.CsrMatrix;
import org.sce2tm.data.DenseMatrix;
import org.sce2tm.stats.Pca;

/**
 * Principal components of the log expression, centred and unscaled: the classic that every method is measured
 * against. No topics.
 *
 * @param components wanted; fewer where the data have no more
 */
public record PcaMethod(int components) implements Method {
    /** @throws UsageException if fewer than 1 */
    public PcaMethod {
        Check.atLeast("--components", components, 1);
    }

    @Override
    public String id() {
        return "pca";
    }

    @Override
    public Map<String, Object> parameters() {
        return Map.of("components", components);
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
        return new Trained(represent(x, weights), Map.of(), Map.of(), weights, Optional.empty());
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

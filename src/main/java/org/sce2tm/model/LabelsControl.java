package org.sce2tm.model;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sce2tm.data.CsrMatrix;
import org.sce2tm.data.DenseMatrix;
import org.sce2tm.data.NothingToProduceException;
import org.sce2tm.data.NumberType;
import org.sce2tm.stats.TTest;

/**
 * The control that must score best: the cells' labels themselves as topics. It is no method, and the only thing that is
 * trained on labels; they come with it and not with {@link TrainingData}, so that no method can see them.
 *
 * @param labels one a cell, in the data's order; empty where there is none
 */
public record LabelsControl(List<String> labels) implements Method {
    /** Stands for the standard error of a gene that varies in neither group: its t is huge, not infinite. */
    private static final double LEAST_ERROR = 1e-9;

    public LabelsControl {
        labels = List.copyOf(labels);
    }

    @Override
    public String id() {
        return "labels";
    }

    @Override
    public Map<String, Object> parameters() {
        return Map.of();
    }

    @Override
    public List<String> knows() {
        return List.of("labels");
    }

    /**
     * Embedding and theta (n x types, in the order of the sorted names): 1 at a cell's own type; a cell without label
     * belongs to all alike. topic_gene (V x types): Welch's t of a gene's log expression in the cells of the type
     * against all other labelled cells, as scanpy's rank_genes_groups ranks markers.
     *
     * @throws NothingToProduceException if there are fewer than two types
     */
    @Override
    public Trained train(TrainingData data, TrainingRun run) {
        List<String> types = labels.stream()
                .filter(label -> !label.isEmpty())
                .distinct()
                .sorted()
                .toList();
        if (types.size() < 2) {
            throw new NothingToProduceException("the control 'labels' needs at least two types; the data set has "
                    + (types.isEmpty() ? "no labels" : "one: " + types.get(0)));
        }
        int[] codes = labels.stream().mapToInt(types::indexOf).toArray();
        DenseMatrix theta = DenseMatrix.zeros(codes.length, types.size(), NumberType.FLOAT32);
        for (int cell = 0; cell < codes.length; cell++) {
            if (codes[cell] >= 0) {
                theta.set(cell, codes[cell], 1);
            } else {
                int own = cell * types.size();
                Arrays.fill(theta.values(), own, own + types.size(), (float) (1.0 / types.size()));
            }
        }
        return new Trained(
                new Representation(theta, Optional.of(theta)),
                Map.of("topic_gene", markers(data.expression(), codes, types.size())),
                Map.of(),
                Map.of(),
                Optional.empty());
    }

    /** V x types. */
    private static DenseMatrix markers(CsrMatrix x, int[] codes, int types) {
        int genes = x.columns();
        long[] sizes = new long[types];
        double[] sums = new double[genes * types];
        double[] squares = new double[genes * types];
        for (int cell = 0; cell < codes.length; cell++) {
            int type = codes[cell];
            if (type < 0) {
                continue;
            }
            sizes[type]++;
            for (int p = x.rowPointers()[cell]; p < x.rowPointers()[cell + 1]; p++) {
                int at = x.columnIndices()[p] * types + type;
                double value = x.values()[p];
                sums[at] += value;
                squares[at] += value * value;
            }
        }
        long cells = Arrays.stream(sizes).sum();
        DenseMatrix markers = DenseMatrix.zeros(genes, types, NumberType.FLOAT32);
        for (int gene = 0; gene < genes; gene++) {
            int from = gene * types;
            double sum = Arrays.stream(sums, from, from + types).sum();
            double square = Arrays.stream(squares, from, from + types).sum();
            for (int type = 0; type < types; type++) {
                TTest.Moments own = TTest.Moments.of(sizes[type], sums[from + type], squares[from + type]);
                TTest.Moments others =
                        TTest.Moments.of(cells - sizes[type], sum - sums[from + type], square - squares[from + type]);
                double t = TTest.welch(own, others);
                markers.set(gene, type, (float) (Double.isFinite(t) ? t : (own.mean() - others.mean()) / LEAST_ERROR));
            }
        }
        return markers;
    }
}

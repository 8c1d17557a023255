package org.sce2tm.model;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sce2tm.data.DenseMatrix;
import org.sce2tm.data.NothingToProduceException;
import org.sce2tm.data.NumberType;

/**
 * The control that must score best: the cells' labels themselves as topics. It is no method, and the only thing that is
 * trained on labels; they come with it and not with {@link TrainingData}, so that no method can see them.
 *
 * @param labels one a cell, in the data's order; empty where there is none
 */
public record LabelsControl(List<String> labels) implements Method {
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
     * belongs to all alike. topic_gene (V x types): the types' {@link Markers}.
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
                Map.of("topic_gene", Markers.of(data.expression(), codes, types.size())),
                Map.of(),
                Map.of(),
                Optional.empty());
    }
}

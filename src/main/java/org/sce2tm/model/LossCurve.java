package org.sce2tm.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Every term of the loss, per epoch: the mean over the epoch's batches, each weighted by its cells. */
public final class LossCurve {
    private final Map<String, List<Double>> epochs = new LinkedHashMap<>();
    private final Map<String, Double> sums = new LinkedHashMap<>();
    private long cells;

    /** Adds one batch of the running epoch. */
    public void add(Map<String, Double> terms, int batchCells) {
        terms.forEach((term, value) -> sums.merge(term, value * batchCells, Double::sum));
        cells += batchCells;
    }

    /** Closes the running epoch. */
    public void endEpoch() {
        sums.forEach((term, sum) ->
                epochs.computeIfAbsent(term, t -> new ArrayList<>()).add(sum / cells));
        sums.clear();
        cells = 0;
    }

    /** Terms in the model's order, each with one value per finished epoch. */
    public Map<String, List<Double>> epochs() {
        return epochs;
    }

    /** This curve and then another of the same terms, as one. */
    LossCurve then(LossCurve next) {
        LossCurve both = new LossCurve();
        epochs.forEach((term, values) -> both.epochs.put(term, new ArrayList<>(values)));
        next.epochs.forEach((term, values) -> both.epochs.get(term).addAll(values));
        return both;
    }

    /** The last finished epoch's value. */
    public double last(String term) {
        List<Double> values = epochs.get(term);
        return values.get(values.size() - 1);
    }
}

package org.sce2tm.model;

import java.util.LinkedHashMap;
import java.util.Map;
import org.sce2tm.nn.StepSchedule;

/**
 * How long and how fast a method learns.
 *
 * @param epochs passes over all cells, at least 1
 * @param batchSize cells in a minibatch, at least 2; fewer where the data hold fewer
 * @param learningRate of the first epochs, above 0
 * @param decayEvery epochs after which the rate is multiplied by {@code decayFactor}, again and again, at least 1
 * @param decayFactor in (0, 1]; 1 keeps the rate
 * @param rest what becomes of a last batch that is not full
 */
public record TrainingSchedule(
        int epochs, int batchSize, double learningRate, int decayEvery, double decayFactor, Minibatches.Rest rest) {
    /** A schedule that keeps its learning rate and every cell. */
    public static TrainingSchedule constant(int epochs, int batchSize, double learningRate) {
        return new TrainingSchedule(epochs, batchSize, learningRate, epochs, 1, Minibatches.Rest.KEPT);
    }

    /** The same with another treatment of a last batch that is not full. */
    public TrainingSchedule withRest(Minibatches.Rest other) {
        return new TrainingSchedule(epochs, batchSize, learningRate, decayEvery, decayFactor, other);
    }

    /** The same with another number of epochs. */
    public TrainingSchedule withEpochs(int other) {
        return new TrainingSchedule(other, batchSize, learningRate, decayEvery, decayFactor, rest);
    }

    /** @throws org.sce2tm.cli.UsageException if a value is out of its range */
    public TrainingSchedule {
        Check.atLeast("--epochs", epochs, 1);
        Check.atLeast("--batch-size", batchSize, 2);
        Check.positive("--learning-rate", learningRate);
        Check.atLeast("--lr-decay-every", decayEvery, 1);
        Check.fraction("--lr-decay", decayFactor);
    }

    /** The rate in an epoch, counted from 1. */
    public double learningRate(int epoch) {
        return new StepSchedule(learningRate, decayEvery, decayFactor).rate(epoch - 1);
    }

    /** The values under their option names, for records of a run. */
    public Map<String, Object> asMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("epochs", epochs);
        map.put("batch_size", batchSize);
        map.put("learning_rate", learningRate);
        map.put("lr_decay_every", decayEvery);
        map.put("lr_decay", decayFactor);
        return map;
    }
}

package org.sce2tm.model;

import java.util.random.RandomGenerator;
import org.sce2tm.nn.Backend;
import org.sce2tm.stats.RandomStreams;

/**
 * Where and how a training runs; nothing here belongs to the method.
 *
 * @param seed of every random draw
 * @param backend arithmetic
 * @param threads Java threads, at least 1
 * @param progress whether to report epochs as they end
 */
public record TrainingRun(long seed, Backend backend, int threads, boolean progress) {
    /** The independent streams of a training. */
    public enum Stream {
        INITIAL_WEIGHTS,
        /** The order of cells in each epoch. */
        SHUFFLE,
        /** Which neighbor stands beside a cell in the expression view. */
        EXPRESSION_NEIGHBORS,
        /** Which neighbor stands beside a cell in the external view. */
        EXTERNAL_NEIGHBORS,
        /** Normal draws of the reparameterisation. */
        NOISE,
        /** Which entries dropout keeps. */
        DROPOUT,
        /** Which cells are not learned from. */
        HELD_OUT,
        /** Uniform draws of posteriors that are drawn by inversion. */
        UNIFORMS,
        /** Draws of a trained model that represents its cells by draws. */
        EVALUATION,
        /** Which cells a method learns from that cannot learn from all. */
        TRAINING_CELLS,
        /** Which cells' communities the clusters begin with. */
        FIRST_CENTRES
    }

    /** The generator at the beginning of a stream. */
    public RandomGenerator random(Stream stream) {
        return random(seed, stream);
    }

    /** The same of the training with a seed. */
    static RandomGenerator random(long seed, Stream stream) {
        return new RandomStreams(seed).stream("train/" + stream)::nextLong;
    }
}

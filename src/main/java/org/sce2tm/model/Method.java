package org.sce2tm.model;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** One way to embed cells, with its hyper-parameters: what {@code train --model} names. */
public interface Method {
    /** As {@code --model} and {@code uns/model} write it. */
    String id();

    /** The hyper-parameters under their option names, numbers and texts. */
    Map<String, Object> parameters();

    /** Whether it reads the external embedding. */
    default boolean needsExternal() {
        return false;
    }

    /** Whether it reads neighbor lists. */
    default boolean needsNeighbors() {
        return false;
    }

    /** Whether it cannot do without counts; absent ones end the training with exit code 4. */
    default boolean needsCounts() {
        return false;
    }

    /** Whether it reads counts where the data hold some. */
    default boolean readsCounts() {
        return needsCounts();
    }

    /** Whether it needs the number of cell types. */
    default boolean needsTypes() {
        return false;
    }

    /** What it is told beside expression and external view, and other methods are not: results must say so. */
    default List<String> knows() {
        return needsTypes() ? List.of("number of types") : List.of();
    }

    /** The files that it reads beside the data, to be recorded. */
    default List<Path> files() {
        return List.of();
    }

    /** What whoever reads a result of these data must know, a sentence each. */
    default List<String> warnings(TrainingData data) {
        return List.of();
    }

    /**
     * Learns from the data.
     *
     * @throws org.sce2tm.data.NothingToProduceException if it cannot take these data or the loss leaves the finite
     *     numbers
     */
    Trained train(TrainingData data, TrainingRun run);
}

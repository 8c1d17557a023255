package org.sce2tm.model;

import java.util.List;
import org.sce2tm.nn.Parameter;
import org.sce2tm.nn.Tape;

/** What {@link EpochLoop} drives: a network that learns from minibatches. */
public interface MinibatchModel {
    /** Everything that training changes. */
    List<Parameter> parameters();

    /** Records the loss of one batch on a tape in training mode. */
    BatchLoss loss(Tape tape, Batch batch);

    /** Whether training may end with the epoch just done, before its schedule does. */
    default boolean isFinished() {
        return false;
    }
}

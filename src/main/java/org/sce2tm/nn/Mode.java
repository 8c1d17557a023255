package org.sce2tm.nn;

/** What the operations recorded next are for; PyTorch's {@code train()} and {@code eval()}. */
public enum Mode {
    /** Operations are recorded for a backward pass; batch norms use and track batch statistics; dropout drops. */
    TRAINING,
    /** Nothing is recorded; batch norms use running statistics; dropout does nothing. */
    EVALUATION
}

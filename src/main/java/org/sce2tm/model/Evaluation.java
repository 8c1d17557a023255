package org.sce2tm.model;

/** How a model that draws its cell representation gives it once it is trained. */
public enum Evaluation {
    /** From draws, as in training. */
    SAMPLE,
    /** From the means of the distributions: no draw. */
    MEAN
}

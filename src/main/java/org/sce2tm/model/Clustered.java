package org.sce2tm.model;

/** Which representation of a cell with topics is clustered. */
public enum Clustered {
    /** What the topic proportions are the softmax of. */
    MU,
    /** The topic proportions. */
    THETA
}

package org.sce2tm.embedimport;

/** What may stand in for an external embedding. */
public enum StandIn {
    /** The first principal components of the log matrix, centred and unscaled. */
    PCA
}

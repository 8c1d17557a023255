package org.sce2tm.model;

import org.sce2tm.data.CsrMatrix;
import org.sce2tm.nn.Csr;

/** What a model of counts is fed. */
public enum ModelInput {
    /** Counts where the data hold them, else the log expression. */
    AUTO,
    /** Counts, as such models are meant to be used. */
    COUNTS,
    /** The log expression, as the scE2TM paper's notebooks did: the likelihoods then see numbers that are not whole. */
    LOG1P;

    /** This choice for data with or without counts: never {@link #AUTO}. */
    public ModelInput given(boolean counts) {
        return this != AUTO ? this : counts ? COUNTS : LOG1P;
    }

    /** n x V. */
    CsrMatrix of(TrainingData data) {
        return given(data.counts().isPresent()) == COUNTS
                ? data.counts().orElseThrow().matrix()
                : data.expression();
    }

    /** A matrix as the engine takes it. */
    static Csr csr(CsrMatrix x) {
        return new Csr(x.rows(), x.columns(), x.rowPointers(), x.columnIndices(), x.values());
    }
}

package org.sce2tm.data;

/** Nothing can be produced from this input although nothing is wrong with it (exit code 4), with the reason. */
public final class NothingToProduceException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public NothingToProduceException(String reason) {
        super(reason);
    }
}

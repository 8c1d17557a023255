package org.sce2tm.cli;

/** An option's value that cannot be (exit code 2); the message quotes option and value and says what is allowed. */
public final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UsageException(String message) {
        super(message);
    }
}

package org.sce2tm.data;

/**
 * Input that cannot be used as it is (exit code 3): the message names the file, the place in it, what was expected
 * there, and what the user can do. It is shown without a stack trace.
 */
public final class BadDataException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * @param where the file and the row, column or key in it, e.g. {@code "sheet.csv, line 3, column 'organism'"}
     * @param problem what is there and what was expected
     * @param remedy what the user can do
     */
    public BadDataException(String where, String problem, String remedy) {
        super(where + ": " + problem + ". " + remedy + ".");
    }

    /** As {@link #BadDataException(String, String, String)}, keeping the library's exception for the log. */
    public BadDataException(String where, String problem, String remedy, Throwable cause) {
        super(where + ": " + problem + ". " + remedy + ".", cause);
    }
}

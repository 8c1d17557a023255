package org.sce2tm.cli;

import java.util.Locale;

/** Recognises exhausted memory in the forms that the JVM, JavaCPP and ND4J give it. */
final class OutOfMemory {
    private OutOfMemory() {}

    static boolean caused(Throwable thrown) {
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            String message = String.valueOf(t.getMessage()).toLowerCase(Locale.ROOT);
            if (t instanceof OutOfMemoryError
                    || message.contains("physical memory usage is too high")
                    || message.contains("cannot allocate memory")
                    || message.contains("failed to allocate")) {
                return true;
            }
        }
        return false;
    }
}

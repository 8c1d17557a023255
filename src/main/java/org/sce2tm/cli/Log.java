package org.sce2tm.cli;

import java.util.Locale;

/** What tools say while they work: plain lines on standard error; results go to files. */
public final class Log {
    private Log() {}

    /** One line, formatted as {@link String#format}. */
    public static void say(String format, Object... arguments) {
        System.err.println(String.format(Locale.ROOT, format, arguments));
    }
}

package org.sce2tm.aggregate;

import java.util.List;

/**
 * Something a reader should know before trusting a number.
 *
 * @param level how much it matters
 * @param title one short sentence
 * @param text what it means or what to do
 * @param where the runs, data sets or settings concerned
 */
record Finding(Level level, String title, String text, List<String> where) {
    /** From worst to harmless. */
    enum Level {
        /** Something that should be there is not. */
        PROBLEM,
        /** The numbers are there, but mean less than they seem to. */
        WARNING,
        /** Good to know. */
        NOTE
    }
}

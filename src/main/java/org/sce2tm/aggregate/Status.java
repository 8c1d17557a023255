package org.sce2tm.aggregate;

import java.util.Locale;

/** How a step or a run ended; all but DONE are holes in the grid. */
enum Status {
    DONE,
    WRONG_USAGE,
    BAD_DATA,
    NOTHING_TO_PRODUCE,
    /** By the pipeline's plan: the data set has not what the method learns from. */
    LEFT_OUT,
    /** Left neither output nor status, or an output that cannot be read. */
    MISSING;

    /** The name in files. */
    String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @return MISSING for a name that no tool writes */
    static Status of(String id) {
        for (Status status : values()) {
            if (status.id().equals(id)) {
                return status;
            }
        }
        return MISSING;
    }
}

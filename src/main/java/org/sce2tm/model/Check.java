package org.sce2tm.model;

import org.sce2tm.cli.UsageException;

/** Bounds of hyper-parameters; the message quotes the option and the value. */
final class Check {
    private Check() {}

    static void atLeast(String option, int value, int least) {
        if (value < least) {
            throw new UsageException(option + " " + value + ": give a whole number from " + least);
        }
    }

    static void positive(String option, double value) {
        if (!(value > 0) || Double.isInfinite(value)) {
            throw new UsageException(option + " " + value + ": give a number above 0");
        }
    }

    static void notNegative(String option, double value) {
        if (!(value >= 0) || Double.isInfinite(value)) {
            throw new UsageException(option + " " + value + ": give a number from 0");
        }
    }

    static void dropout(String option, double value) {
        if (!(value >= 0 && value < 1)) {
            throw new UsageException(option + " " + value + ": give a number from 0, below 1");
        }
    }

    static void fraction(String option, double value) {
        if (!(value > 0 && value <= 1)) {
            throw new UsageException(option + " " + value + ": give a number above 0, at most 1");
        }
    }
}

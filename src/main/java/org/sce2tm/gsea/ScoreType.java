package org.sce2tm.gsea;

/** Which end of the running sum is a set's score. */
enum ScoreType {
    /** The end farther from 0. */
    STD,
    /** The highest point: enrichment at the top of the ranking only. */
    POS,
    /** The lowest point: enrichment at the bottom only. */
    NEG;

    /** The score of a running sum; 0 where STD finds both ends equally far. */
    double of(double high, double low) {
        return switch (this) {
            case STD -> high == -low ? 0 : high > -low ? high : low;
            case POS -> high;
            case NEG -> low;
        };
    }
}

package org.sce2tm.cli;

import picocli.CommandLine.Option;

/** The options of every tool that seeks neighbors among cells; a picocli mixin. */
public final class NeighborArguments {
    /** Most cells among which neighbors are sought exactly unless asked otherwise; chosen in docs/decisions. */
    public static final int DEFAULT_APPROXIMATE_ABOVE = 200_000;

    @Option(
            names = "--exact",
            description =
                    "Approximate nothing, however many cells there are and whatever --approximate-above says: find all neighbors; in cluster, also take"
                            + " ASW over all labelled cells.")
    private boolean exact;

    @Option(
            names = "--approximate-above",
            paramLabel = "CELLS",
            defaultValue = "" + DEFAULT_APPROXIMATE_ABOVE,
            description = "Of more cells, seek neighbors approximately; the share of the true ones found is measured on"
                    + " a sample and written to the results (default: ${DEFAULT-VALUE}).")
    private int approximateAbove;

    /** Whether nothing may be approximated. */
    public boolean exact() {
        return exact;
    }

    /**
     * Most cells among which neighbors are sought exactly.
     *
     * @throws UsageException if it is negative
     */
    public int exactUpTo() {
        if (approximateAbove < 0) {
            throw new UsageException("--approximate-above " + approximateAbove + ": give a number of cells from 0");
        }
        return exact ? Integer.MAX_VALUE : approximateAbove;
    }

    /** The same for a result file. */
    public Object parameter() {
        return exact ? "never" : approximateAbove;
    }
}

package org.sce2tm.simulate;

import org.sce2tm.cli.UsageException;

/**
 * What is simulated.
 *
 * @param cells number of cells, at least 2 a type
 * @param genes number of genes, enough for disjoint programs
 * @param types number of cell types, at least 1
 * @param programs number of gene programs, at least one a type; the first {@code types} belong to one type each, the
 *     others are shared by several
 * @param programGenes genes of a program, and of a decoy set, at least 5
 * @param decoys number of gene sets that mean nothing, at least 0
 * @param depth median counts of a cell, positive
 * @param rareShare share of cells of the last type, in [0, 1); 0 for types of equal size
 * @param dimensions of the external embedding, at least 2
 * @param noise standard deviation of the embedding's noise, per dimension, where the types' centroids have 1; at
 *     least 0
 * @param misplaced share of cells that the embedding puts with another type, in [0, 1]
 * @param seed any whole number
 */
public record SimulateOptions(
        int cells,
        int genes,
        int types,
        int programs,
        int programGenes,
        int decoys,
        double depth,
        double rareShare,
        int dimensions,
        double noise,
        double misplaced,
        long seed) {
    public static final String DEFAULT_CELLS = "300";
    public static final String DEFAULT_GENES = "600";
    public static final String DEFAULT_TYPES = "5";
    public static final String DEFAULT_PROGRAM_GENES = "20";
    public static final String DEFAULT_DECOYS = "40";
    public static final String DEFAULT_DEPTH = "600";
    public static final String DEFAULT_RARE_SHARE = "0";
    public static final String DEFAULT_DIMENSIONS = "32";
    public static final String DEFAULT_NOISE = "1.0";
    public static final String DEFAULT_MISPLACED = "0.05";
    public static final String DEFAULT_SEED = "1";

    /** Shared programs that are planted when no number is given. */
    public static final int DEFAULT_SHARED_PROGRAMS = 3;

    /** @throws UsageException if a value cannot be */
    public SimulateOptions {
        require(types >= 1, "--types", types, "at least 1");
        require(cells >= 2 * types, "--cells", cells, "at least two a type");
        require(programs >= types, "--programs", programs, "at least one a type");
        require(programGenes >= 5, "--program-genes", programGenes, "at least 5");
        require(
                genes >= (long) programs * programGenes,
                "--genes",
                genes,
                "at least --programs x --program-genes, as programs share no gene");
        require(decoys >= 0, "--decoys", decoys, "0 or more");
        require(depth > 0 && Double.isFinite(depth), "--depth", depth, "more than 0");
        require(rareShare >= 0 && rareShare < 1, "--rare-share", rareShare, "from 0 to below 1");
        require(dimensions >= 2, "--dimensions", dimensions, "at least 2");
        require(noise >= 0 && Double.isFinite(noise), "--noise", noise, "0 or more");
        require(misplaced >= 0 && misplaced <= 1, "--misplaced", misplaced, "from 0 to 1");
    }

    private static void require(boolean holds, String option, Object value, String expected) {
        if (!holds) {
            throw new UsageException(option + " " + value + ": give " + expected);
        }
    }
}

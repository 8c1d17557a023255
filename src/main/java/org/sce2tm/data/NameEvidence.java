package org.sce2tm.data;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Tells genes from cells by their names, to find out which way a table lies. Size says nothing (small panels, small
 * experiments), names do:
 *
 * <ul>
 *   <li>the corner of the table, where somebody wrote "gene" or "cell";
 *   <li>ids of genes: Ensembl, FlyBase, WormBase, TAIR, SGD, HGNC, RefSeq, or "gene" and a number;
 *   <li>ids of cells: barcodes, accessions of reads and samples, or "cell", "spot", "sample" and a number;
 *   <li>symbols of genes: short words that differ when their digits are taken away (MMP2, ZHX3, DECR1, OR2K2), which
 *       numbered cells do not.
 * </ul>
 *
 * A list is of a kind when 80 % of it are, and neither kind otherwise. One list of a kind decides, unless the other one
 * is of the same kind or the corner says otherwise: then nothing is decided.
 */
final class NameEvidence {
    private static final double SHARE = 0.8;

    /** Below this, a list of words says too little. */
    private static final int FEWEST_SYMBOLS = 10;

    private static final Pattern GENE_ID = Pattern.compile("(ENS[A-Z]{0,4}[GTP]\\d{11}(\\.\\d+)?([_|].*)?"
            + "|FBgn\\d{7}|WBGene\\d{8}|AT[1-5CM]G\\d{5}|Y[A-P][LR]\\d{3}[WC](-[A-Z])?|HGNC:\\d+|[NX][MR]_\\d+(\\.\\d+)?"
            + "|(?i:gene)[-_. ]?\\d+)");

    private static final Pattern CELL_ID = Pattern.compile("((.*[^A-Za-z])?[ACGT]{10,}([^A-Za-z].*)?"
            + "|[SED]R[RSX]\\d{5,}.*|GSM\\d{5,}.*|SAM(N|EA|D)\\d{5,}.*"
            + "|(?i:cell|barcode|spot|nucleus|sample|bc)[-_. ]?\\d+)");

    private static final Pattern SYMBOL =
            Pattern.compile("([A-Za-z][A-Za-z0-9]*([-._/@][A-Za-z0-9]+)*|\\d+[A-Z]\\d\\d[Rr]ik|7SK)");

    private static final Set<String> GENE_CORNERS =
            Set.of("gene", "genes", "geneid", "genename", "genesymbol", "symbol", "ensembl", "ensemblid", "feature");

    private static final Set<String> CELL_CORNERS =
            Set.of("cell", "cells", "cellid", "cellname", "barcode", "barcodes", "cellbarcode", "sample", "sampleid");

    private NameEvidence() {}

    /** What a list of names is of. */
    private enum Kind {
        GENES,
        CELLS,
        UNKNOWN
    }

    /**
     * @param orientation what the rows are; empty where the names do not say
     * @param reason why, for the user
     */
    record Verdict(Optional<Orientation> orientation, String reason) {}

    /** Decides by the corner of the table, its row names and its column names. */
    static Verdict decide(String corner, List<String> rows, List<String> columns) {
        String word = corner.toLowerCase(Locale.ROOT).replaceAll("[^a-z]", "");
        Kind row = kind(rows);
        Kind column = kind(columns);
        Optional<Orientation> byNames = byNames(row, column);
        Optional<Orientation> byCorner = GENE_CORNERS.contains(word)
                ? Optional.of(Orientation.GENES)
                : CELL_CORNERS.contains(word) ? Optional.of(Orientation.CELLS) : Optional.empty();
        String names = describe("row names", rows, row) + ", " + describe("column names", columns, column);
        if (byCorner.isEmpty()) {
            return new Verdict(byNames, names);
        }
        if (byNames.isPresent() && !byNames.equals(byCorner)) {
            return new Verdict(Optional.empty(), "the corner says '" + corner + "', but " + names);
        }
        return new Verdict(byCorner, "the corner says '" + corner + "'");
    }

    private static Optional<Orientation> byNames(Kind row, Kind column) {
        if (row == column) {
            return Optional.empty();
        }
        return Optional.of(row == Kind.GENES || column == Kind.CELLS ? Orientation.GENES : Orientation.CELLS);
    }

    private static Kind kind(List<String> names) {
        if (share(names, GENE_ID) >= SHARE) {
            return Kind.GENES;
        }
        if (share(names, CELL_ID) >= SHARE) {
            return Kind.CELLS;
        }
        Set<String> stems = new HashSet<>();
        names.forEach(name -> stems.add(name.replaceAll("\\d", "")));
        boolean symbols =
                names.size() >= FEWEST_SYMBOLS && share(names, SYMBOL) >= SHARE && stems.size() > names.size() / 3;
        return symbols ? Kind.GENES : Kind.UNKNOWN;
    }

    private static double share(List<String> names, Pattern pattern) {
        long matches =
                names.stream().filter(name -> pattern.matcher(name).matches()).count();
        return names.isEmpty() ? 0 : (double) matches / names.size();
    }

    private static String describe(String what, List<String> names, Kind kind) {
        String examples = " (" + String.join(", ", names.subList(0, Math.min(3, names.size()))) + ")";
        return what
                + examples
                + switch (kind) {
                    case GENES -> " look like genes";
                    case CELLS -> " look like cells";
                    case UNKNOWN -> " say nothing";
                };
    }
}

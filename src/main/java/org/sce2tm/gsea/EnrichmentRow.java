package org.sce2tm.gsea;

import java.util.List;

/** One gene set along one ranking, by either method. */
sealed interface EnrichmentRow permits GseaRow, MultilevelRow {
    /** The ranking's name. */
    String topic();

    /** The set's name. */
    String term();

    /** Ranked genes in the set. */
    int size();

    /** Enrichment score, in [-1, 1]. */
    double es();

    /** Score over the mean of random scores on the same side of 0. */
    double nes();

    /** Not corrected for the number of sets. */
    double pValue();

    /** Rank (from 0) at which the running sum is farthest from 0. */
    int peakIndex();

    /** The set's genes up to the peak. */
    List<String> leadGenes();

    /** What alpha is held against: a false discovery rate or an adjusted p-value; NaN where undefined. */
    double corrected();

    /** The fields of the method's table, in the order of its header. */
    List<Object> cells();

    /** The columns that both methods' tables have, and the two between them that are the method's own. */
    static List<String> header(String own1, String own2) {
        return List.of("topic", "term", "size", "es", "nes", "pval", own1, own2, "le_size", "peak_index", "lead_genes");
    }

    /** The fields under {@link #header}. */
    default List<Object> cells(double own1, double own2) {
        return List.of(
                topic(),
                term(),
                size(),
                es(),
                nes(),
                pValue(),
                own1,
                own2,
                leadGenes().size(),
                peakIndex(),
                String.join(";", leadGenes()));
    }
}

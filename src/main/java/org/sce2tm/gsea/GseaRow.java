package org.sce2tm.gsea;

import java.util.List;

/**
 * One gene set along one ranking.
 *
 * @param topic the ranking's name
 * @param term the set's name
 * @param size ranked genes in the set
 * @param es enrichment score, in [-1, 1]
 * @param nes es over the mean of the permuted scores of the same sign
 * @param pValue share of the permuted scores of the same sign that are as extreme; may be 0
 * @param fdr false discovery rate q, in [0, 1]; not made monotone
 * @param familyWise p-value against the most extreme set of each permutation
 * @param peakIndex rank (from 0) at which the running sum is highest (es at least 0) or lowest
 * @param leadGenes the set's genes up to the peak, in rank order; from the last one back to the lowest point where es is
 *     below 0
 */
record GseaRow(
        String topic,
        String term,
        int size,
        double es,
        double nes,
        double pValue,
        double fdr,
        double familyWise,
        int peakIndex,
        List<String> leadGenes)
        implements EnrichmentRow {
    static final List<String> HEADER = EnrichmentRow.header("fdr", "fwerp");

    GseaRow {
        leadGenes = List.copyOf(leadGenes);
    }

    @Override
    public double corrected() {
        return fdr;
    }

    @Override
    public List<Object> cells() {
        return cells(fdr, familyWise);
    }
}

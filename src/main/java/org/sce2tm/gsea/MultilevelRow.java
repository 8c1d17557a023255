package org.sce2tm.gsea;

import java.util.List;
import java.util.stream.Stream;

/**
 * One gene set along one ranking, scored by {@link MultilevelGsea}. Where a number is NaN, {@code undefined} says why.
 *
 * @param topic the ranking's name
 * @param term the set's name
 * @param size ranked genes in the set
 * @param es enrichment score, in [-1, 1]
 * @param nes es over the mean score of random sets on the same side of 0
 * @param pValue chance that a random set of the size, on the same side of 0, scores as extremely; never 0 unless eps is
 * @param adjusted p-value after Benjamini and Hochberg over the ranking's defined p-values
 * @param log2Error expected standard deviation of log2 of the p-value
 * @param peakIndex rank (from 0) at which the running sum is highest (es at least 0) or lowest
 * @param leadGenes the set's genes up to the peak, in rank order; from the last one back to the lowest point where es is
 *     below 0
 * @param undefined why a number is missing; empty where none is
 */
record MultilevelRow(
        String topic,
        String term,
        int size,
        double es,
        double nes,
        double pValue,
        double adjusted,
        double log2Error,
        int peakIndex,
        List<String> leadGenes,
        String undefined)
        implements EnrichmentRow {
    static final List<String> HEADER = append(EnrichmentRow.header("padj", "log2err"), "undefined");

    MultilevelRow {
        leadGenes = List.copyOf(leadGenes);
    }

    @Override
    public double corrected() {
        return adjusted;
    }

    @Override
    public List<Object> cells() {
        return append(cells(adjusted, log2Error), undefined);
    }

    private static <T> List<T> append(List<T> list, T last) {
        return Stream.concat(list.stream(), Stream.of(last)).toList();
    }
}

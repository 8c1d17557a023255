package org.sce2tm.ora;

import java.util.List;

/**
 * One gene set that shares a gene with a topic's top genes.
 *
 * @param topic the topic's name
 * @param term the set's name
 * @param overlap x, at least 1
 * @param setSize m, genes of the set in the background
 * @param pValue P(X &gt;= x)
 * @param adjusted p-value after Benjamini and Hochberg over the topic's rows
 * @param oddsRatio with 0.5 added to each cell of the table (Haldane)
 * @param combinedScore -ln(p) times the odds ratio
 * @param genes the shared genes, in order of their weight in the topic
 */
public record OraRow(
        String topic,
        String term,
        int overlap,
        int setSize,
        double pValue,
        double adjusted,
        double oddsRatio,
        double combinedScore,
        List<String> genes) {
    public OraRow {
        genes = List.copyOf(genes);
    }
}

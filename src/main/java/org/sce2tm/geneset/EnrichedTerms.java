package org.sce2tm.geneset;

import java.util.Collection;
import java.util.HashSet;
import java.util.OptionalDouble;

/**
 * The paper's three numbers about enriched terms (Eq. 6), for ORA and GSEA alike. With P the (topic, term) pairs that
 * are enriched: N is the number of distinct terms in P, U their share of P, Q = N x U.
 *
 * @param pairs number of enriched pairs, |P|
 * @param distinct number of distinct terms among them
 */
public record EnrichedTerms(int pairs, int distinct) {
    /** @param terms the term of every enriched pair */
    public static EnrichedTerms of(Collection<String> terms) {
        return new EnrichedTerms(terms.size(), new HashSet<>(terms).size());
    }

    /** N. */
    public double count() {
        return distinct;
    }

    /** U, in (0, 1]; undefined where nothing is enriched. */
    public OptionalDouble uniqueness() {
        return pairs == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) distinct / pairs);
    }

    /** Q = N x U; 0 where nothing is enriched. */
    public double quality() {
        return pairs == 0 ? 0 : count() * distinct / pairs;
    }
}

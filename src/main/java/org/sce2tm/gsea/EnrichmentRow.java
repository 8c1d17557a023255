package org.sce2tm.gsea;

import java.util.List;

/** One gene set along one ranking, by either method. */
sealed interface EnrichmentRow permits GseaRow, MultilevelRow {
    String term();

    /** What alpha is held against: a false discovery rate or an adjusted p-value; NaN where undefined. */
    double corrected();

    /** The fields of the method's table, in the order of its header. */
    List<Object> cells();
}

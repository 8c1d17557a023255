package org.sce2tm.preprocess;

import java.util.Locale;

/** How the variability of genes is compared; the names are scanpy's. */
public enum HvgFlavour {
    /** Log dispersions in 20 bins of equal width of the log mean, as z-scores; needs log values, which it undoes. */
    SEURAT,
    /** Dispersions of the values as they are in bins of equal size, by median and median absolute deviation. */
    CELL_RANGER;

    /** As scanpy spells it, e.g. {@code cell_ranger}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}

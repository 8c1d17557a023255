package org.sce2tm.ora;

import java.util.Set;

/** The population that an over-representation test draws from. */
public sealed interface Background {
    /** All genes of the gene sets; top genes that occur in no set are dropped. */
    record Union() implements Background {}

    /**
     * Given genes; top genes and sets are cut to them.
     *
     * @param names at least one
     */
    record Genes(Set<String> names) implements Background {
        public Genes {
            names = Set.copyOf(names);
        }
    }

    /**
     * A number of genes; nothing is cut.
     *
     * @param size at least 1
     */
    record Size(int size) implements Background {}
}

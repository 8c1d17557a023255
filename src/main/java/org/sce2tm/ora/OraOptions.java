package org.sce2tm.ora;

import java.util.Optional;
import org.sce2tm.cli.UsageException;
import org.sce2tm.geneset.TopicsAndSets;

/**
 * What {@code ora} is asked to do.
 *
 * @param source topics and gene sets
 * @param top genes a topic that form the query, at least 1
 * @param alpha largest adjusted p-value that counts as enriched, in (0, 1]
 * @param background a number of genes or a file of names; empty for all genes of the sets
 */
record OraOptions(TopicsAndSets.Source source, int top, double alpha, Optional<String> background) {
    static final String DEFAULT_TOP = "10";
    static final String DEFAULT_ALPHA = "0.01";

    OraOptions {
        if (top < 1) {
            throw new UsageException("--top " + top + ": give a whole number from 1");
        }
        if (!(alpha > 0 && alpha <= 1)) {
            throw new UsageException("--alpha " + alpha + ": give a number above 0 and at most 1");
        }
    }
}

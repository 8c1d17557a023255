package org.sce2tm.metrictc;

import java.nio.file.Path;
import java.util.Optional;
import org.sce2tm.cli.UsageException;
import org.sce2tm.geneset.TopicsAndSets;

/**
 * What {@code metric-tc} is asked to do.
 *
 * @param source topics and gene sets
 * @param top genes a topic, at least 2
 * @param cellTopics cells x topics; empty to take a model's theta
 * @param labels cell labels; empty for no purity
 */
record MetricTcOptions(TopicsAndSets.Source source, int top, Optional<Path> cellTopics, Optional<Path> labels) {
    static final String DEFAULT_TOP = "10";

    MetricTcOptions {
        if (top < 2) {
            throw new UsageException("--top " + top + ": give a whole number from 2, coherence is about pairs");
        }
        if (labels.isPresent() && cellTopics.isEmpty() && source.model().isEmpty()) {
            throw new UsageException("--labels: the purity needs cells too, give --cell-topics or --model");
        }
    }
}

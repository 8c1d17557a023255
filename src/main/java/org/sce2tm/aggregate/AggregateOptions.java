package org.sce2tm.aggregate;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.sce2tm.cli.UsageException;

/**
 * What aggregate is told.
 *
 * @param manifests which file belongs to which run
 * @param expected the grid of runs that should be there
 * @param trace Nextflow's trace
 * @param versions the pipeline's versions.yml
 * @param outputDirectory where the report and the tables go
 * @param maximumPoints cells drawn at most in one map of the report
 */
record AggregateOptions(
        List<Path> manifests,
        List<Path> expected,
        Optional<Path> trace,
        Optional<Path> versions,
        Path outputDirectory,
        int maximumPoints) {
    static final int MAXIMUM_POINTS = 5000;

    AggregateOptions {
        if (maximumPoints < 100) {
            throw new UsageException("--max-points " + maximumPoints + ": give a whole number from 100");
        }
    }
}

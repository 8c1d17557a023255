package org.sce2tm.gsea;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sce2tm.cli.UsageException;

/**
 * What {@code gsea} is asked to do; the defaults are GSEApy's, but for alpha, which is the paper's.
 *
 * @param model a trained model, or
 * @param topicGenes a table of topics x genes, or
 * @param ranking one ranking
 * @param geneSets a GMT; an empty path means none
 * @param permutations at least 1
 * @param seed of the permutations
 * @param minSize smallest number of ranked genes in a set, at least 1
 * @param maxSize largest number
 * @param alpha largest q that counts as enriched, in (0, 1]
 */
record GseaOptions(
        Optional<Path> model,
        Optional<Path> topicGenes,
        Optional<Path> ranking,
        Optional<Path> geneSets,
        int permutations,
        long seed,
        int minSize,
        int maxSize,
        double alpha) {
    static final String DEFAULT_PERMUTATIONS = "1000";
    static final String DEFAULT_SEED = "123";
    static final String DEFAULT_MIN_SIZE = "15";
    static final String DEFAULT_MAX_SIZE = "500";
    static final String DEFAULT_ALPHA = "0.01";

    GseaOptions {
        int given = (model.isPresent() ? 1 : 0) + (topicGenes.isPresent() ? 1 : 0) + (ranking.isPresent() ? 1 : 0);
        if (given != 1) {
            throw new UsageException("give one of --model, --topic-genes and --ranking");
        }
        if (permutations < 1) {
            throw new UsageException("--permutations " + permutations + ": give a whole number from 1");
        }
        if (minSize < 1 || maxSize < minSize) {
            throw new UsageException("--min-size " + minSize + " --max-size " + maxSize
                    + ": give whole numbers from 1, the largest no smaller than the smallest");
        }
        if (!(alpha > 0 && alpha <= 1)) {
            throw new UsageException("--alpha " + alpha + ": give a number above 0 and at most 1");
        }
        geneSets = geneSets.filter(path -> !path.toString().isEmpty());
    }

    /** The files that are there, for the result's inputs. */
    List<Path> files() {
        List<Path> files = new ArrayList<>();
        model.ifPresent(files::add);
        topicGenes.ifPresent(files::add);
        ranking.ifPresent(files::add);
        geneSets.ifPresent(files::add);
        return files;
    }
}

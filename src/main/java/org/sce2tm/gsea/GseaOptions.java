package org.sce2tm.gsea;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sce2tm.cli.UsageException;
import org.sce2tm.geneset.TopicsAndSets;

/**
 * What {@code gsea} is asked to do; the defaults are GSEApy's, but for alpha, which is the paper's.
 *
 * @param topics a model or a table of topics x genes, with the gene sets, or
 * @param ranking one ranking
 * @param geneSets a GMT; empty for none
 * @param method how p-values are found
 * @param seed of the permutations or random sets
 * @param minSize smallest number of ranked genes in a set, at least 1
 * @param maxSize largest number
 * @param alpha largest q or adjusted p-value that counts as enriched, in (0, 1]
 */
record GseaOptions(
        Optional<TopicsAndSets.Source> topics,
        Optional<Path> ranking,
        Optional<Path> geneSets,
        Method method,
        long seed,
        int minSize,
        int maxSize,
        double alpha) {
    static final String DEFAULT_SEED = "123";
    static final String DEFAULT_MIN_SIZE = "15";
    static final String DEFAULT_MAX_SIZE = "500";
    static final String DEFAULT_ALPHA = "0.01";

    GseaOptions {
        if (topics.isPresent() == ranking.isPresent()) {
            throw new UsageException("give one of --model, --topic-genes and --ranking");
        }
        if (minSize < 1 || maxSize < minSize) {
            throw new UsageException("--min-size " + minSize + " --max-size " + maxSize
                    + ": give whole numbers from 1, the largest no smaller than the smallest");
        }
        if (!(alpha > 0 && alpha <= 1)) {
            throw new UsageException("--alpha " + alpha + ": give a number above 0 and at most 1");
        }
    }

    /** The files that are there, for the result's inputs. */
    List<Path> files() {
        if (topics.isPresent()) {
            return topics.get().files();
        }
        List<Path> files = new ArrayList<>();
        ranking.ifPresent(files::add);
        geneSets.ifPresent(files::add);
        return files;
    }
}

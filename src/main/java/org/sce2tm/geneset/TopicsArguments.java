package org.sce2tm.geneset;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options by which every tool that scores topics against gene sets is told of them. */
public final class TopicsArguments {
    @Option(names = "--model", paramLabel = "M.h5ad", description = "A trained model (varm/topic_gene, obsm/theta).")
    private Optional<Path> model = Optional.empty();

    @Option(
            names = "--topic-genes",
            paramLabel = "B.csv",
            description = "In place of a model: topics x genes, CSV or TSV, with a header of gene names.")
    private Optional<Path> topicGenes = Optional.empty();

    @Option(
            names = "--gene-sets",
            paramLabel = "S.gmt",
            required = true,
            description = "Gene sets, GMT (.gz too); case matters. An empty value: none, metrics are undefined.")
    private Optional<Path> geneSets = Optional.empty();

    /**
     * Where to read topics and sets from.
     *
     * @throws org.sce2tm.cli.UsageException unless there is exactly one of model and table
     */
    public TopicsAndSets.Source source() {
        return new TopicsAndSets.Source(model, topicGenes, geneSets);
    }

    /** Whether topics were given at all, which a tool that can do without must know. */
    public boolean hasTopics() {
        return model.isPresent() || topicGenes.isPresent();
    }

    /** The gene sets alone; empty where none were given. */
    public Optional<Path> geneSets() {
        return geneSets.filter(path -> !path.toString().isEmpty());
    }
}

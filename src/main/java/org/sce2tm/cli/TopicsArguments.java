package org.sce2tm.cli;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options by which every tool that scores topics against gene sets is told where they are. */
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
            description = "Gene sets, GMT (.gz too); case matters. An empty value: none; what needs them is undefined.")
    private Optional<Path> geneSets = Optional.empty();

    /** A trained model's .h5ad; empty where none was given. */
    public Optional<Path> model() {
        return model;
    }

    /** A table of topics x genes; empty where none was given. */
    public Optional<Path> topicGenes() {
        return topicGenes;
    }

    /** The gene sets; empty where none were given. */
    public Optional<Path> geneSets() {
        return geneSets.filter(path -> !path.toString().isEmpty());
    }
}

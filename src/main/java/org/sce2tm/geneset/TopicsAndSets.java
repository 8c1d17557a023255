package org.sce2tm.geneset;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.sce2tm.cli.UsageException;
import org.sce2tm.data.BadDataException;
import org.sce2tm.data.CellJoin;
import org.sce2tm.data.DenseMatrix;
import org.sce2tm.data.H5adFile;
import org.sce2tm.data.NumberType;
import org.sce2tm.data.TableFile;

/**
 * What the steps that score topics against gene sets read, from a trained model or from anybody's table.
 *
 * @param topics K topics x V genes; empty for a model without topics
 * @param sets empty where none were given
 * @param hole why topics cannot be scored against the sets; empty where they can
 * @param warnings for the user
 */
public record TopicsAndSets(
        Optional<TopicGenes> topics, Optional<GeneSets> sets, Optional<String> hole, List<String> warnings) {
    /** How the hole begins where none were given. */
    public static final String NO_SETS = "no gene sets were given";

    public TopicsAndSets {
        warnings = List.copyOf(warnings);
    }

    /**
     * Where to read from.
     *
     * @param model a trained model's .h5ad, whose {@code varm/topic_gene} is V x K
     * @param topicGenes a CSV or TSV of topics x genes with a header of gene names
     * @param geneSets a GMT; an empty path means none, as a pipeline passes it
     */
    public record Source(Optional<Path> model, Optional<Path> topicGenes, Optional<Path> geneSets) {
        /** @throws UsageException unless there is exactly one of model and table */
        public Source {
            if (model.isPresent() == topicGenes.isPresent()) {
                throw new UsageException("give either --model or --topic-genes");
            }
            geneSets = geneSets.filter(path -> !path.toString().isEmpty());
        }

        /** The files that are there, for the result's inputs. */
        public List<Path> files() {
            List<Path> files = new ArrayList<>();
            model.ifPresent(files::add);
            topicGenes.ifPresent(files::add);
            geneSets.ifPresent(files::add);
            return files;
        }
    }

    /**
     * Reads and compares names.
     *
     * @throws BadDataException if a file cannot be read or a table stands the other way round
     */
    public static TopicsAndSets read(Source source) {
        List<String> warnings = new ArrayList<>();
        Optional<TopicGenes> topics = source.model()
                .map(TopicsAndSets::ofModel)
                .orElseGet(() -> source.topicGenes().map(TopicsAndSets::ofTable));
        Optional<GeneSets> sets = source.geneSets().map(path -> {
            GmtFile file = GmtFile.read(path);
            warnings.addAll(file.warnings());
            return file.sets();
        });
        if (topics.isEmpty()) {
            return new TopicsAndSets(topics, sets, Optional.of("no topics: the model has none"), warnings);
        }
        int repeated = topics.get().repeatedGenes();
        if (repeated > 0) {
            warnings.add(repeated + " gene names stand in more than one column of the topics");
        }
        if (sets.isEmpty()) {
            return new TopicsAndSets(
                    topics,
                    sets,
                    Optional.of(
                            NO_SETS + " (--gene-sets; in the pipeline --gene_sets or the sheet's column gene_sets)"),
                    warnings);
        }
        source.topicGenes().ifPresent(path -> NameMatch.requireTopicsAsRows(path.toString(), topics.get(), sets.get()));
        NameMatch match = NameMatch.of(topics.get().genes(), sets.get());
        match.warning().ifPresent(warnings::add);
        return new TopicsAndSets(topics, sets, match.undefinedReason(), warnings);
    }

    /** Empty for a model without topics. */
    private static Optional<TopicGenes> ofModel(Path path) {
        try (H5adFile file = H5adFile.open(path)) {
            if (!file.varmKeys().contains("topic_gene")) {
                return Optional.empty();
            }
            DenseMatrix geneTopic = file.varm("topic_gene");
            for (double weight : geneTopic.values()) {
                if (!Double.isFinite(weight)) {
                    throw new BadDataException(
                            path + ", varm/topic_gene", "holds " + weight, "Train the model again: it has diverged");
                }
            }
            int topics = geneTopic.columns();
            DenseMatrix weights = DenseMatrix.zeros(topics, geneTopic.rows(), NumberType.FLOAT64);
            for (int g = 0; g < geneTopic.rows(); g++) {
                for (int k = 0; k < topics; k++) {
                    weights.set(k, g, geneTopic.get(g, k));
                }
            }
            return Optional.of(new TopicGenes(
                    IntStream.range(0, topics).mapToObj(Integer::toString).toList(), file.varNames(), weights));
        }
    }

    private static TopicGenes ofTable(Path path) {
        TableFile.Table table = TableFile.read(path);
        if (CellJoin.areRowNumbers(table.columnNames())) {
            throw new BadDataException(
                    path.toString(),
                    "has no gene names: its columns are only numbered",
                    "Give topics x genes with a header of gene names; a table of genes x topics must be transposed");
        }
        return new TopicGenes(table.rowIds(), table.columnNames(), table.values());
    }

    /**
     * The top genes of every topic, with a warning where equal weights decide.
     *
     * @param count genes a topic
     * @param warn takes the warning
     * @throws BadDataException if there are fewer genes
     */
    public static List<List<String>> topGenes(TopicGenes topics, int count, Consumer<String> warn) {
        if (count > topics.genes().size()) {
            throw new BadDataException(
                    "the topics",
                    "have " + topics.genes().size() + " genes, fewer than --top " + count,
                    "Give topics over more genes, or a smaller --top");
        }
        int tied = TopGenes.topicsWithTiedChoice(topics, count);
        if (tied > 0) {
            warn.accept("in " + tied + " of " + topics.topics().size() + " topics equal weights decide which genes are"
                    + " among the top " + count + ": the first in the table are taken");
        }
        return TopGenes.of(topics, count);
    }
}

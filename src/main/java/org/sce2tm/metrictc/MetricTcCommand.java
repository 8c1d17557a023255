package org.sce2tm.metrictc;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.sce2tm.cli.Log;
import org.sce2tm.cli.ToolCommand;
import org.sce2tm.cli.ToolResult;
import org.sce2tm.cli.TopicsArguments;
import org.sce2tm.data.BadDataException;
import org.sce2tm.data.CellJoin;
import org.sce2tm.data.LabelsFile;
import org.sce2tm.data.TsvWriter;
import org.sce2tm.geneset.GeneSets;
import org.sce2tm.geneset.TopicGenes;
import org.sce2tm.geneset.TopicsAndSets;
import org.sce2tm.score.Agreement;
import org.sce2tm.score.Contingency;
import org.sce2tm.score.StrongestTopic;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sce2tm metric-tc}. */
@Command(
        name = "metric-tc",
        description = {
            "Scores topics by their top genes: TC (coherence: normalised pointwise mutual information of pairs over gene"
                    + " sets), TD (diversity: distinct genes over all places) and TQ = TC x TD; with labels also IP"
                    + " (purity of the cells by their strongest topic).",
            "TD_once counts the genes in exactly one place; TD_reference counts name parts as the reference code does"
                    + " (HLA-DRA is hla and dra); TQ_once and TQ_reference go with them."
        },
        sortOptions = false,
        mixinStandardHelpOptions = true)
public final class MetricTcCommand extends ToolCommand {
    private static final List<String> HEADER = List.of("topic", "tc", "top_genes", "known_genes", "cells");

    @Mixin
    private TopicsArguments where;

    @Option(
            names = "--top",
            paramLabel = "N",
            defaultValue = MetricTcOptions.DEFAULT_TOP,
            description = "Top genes of a topic (default: ${DEFAULT-VALUE}).")
    private int top;

    @Option(
            names = "--cell-topics",
            paramLabel = "E.csv",
            description = "Cells x topics, CSV or TSV, with cell ids; default: the model's theta. A cell belongs to its"
                    + " strongest topic, the first of equals.")
    private Optional<Path> cellTopics = Optional.empty();

    @Option(
            names = "--labels",
            paramLabel = "L.csv",
            description = "Cell labels (cell, label), for IP; joined by cell id, by position where ids are only row"
                    + " numbers. Cells without a label do not count.")
    private Optional<Path> labels = Optional.empty();

    @Option(names = "--output", paramLabel = "metric-tc.json", required = true, description = "Metrics.")
    private Path output;

    @Option(
            names = "--table",
            paramLabel = "topics.tsv",
            description =
                    "One row a topic: topic, tc, top_genes (largest first), known_genes (top genes that occur in a gene"
                            + " set), cells (whose strongest topic it is).")
    private Optional<Path> table = Optional.empty();

    @Override
    protected void run() {
        MetricTcOptions options = new MetricTcOptions(
                new TopicsAndSets.Source(where.model(), where.topicGenes(), where.geneSets()), top, cellTopics, labels);
        ToolResult.Builder result = newResult();
        options.source().files().forEach(result::input);
        options.cellTopics().ifPresent(result::input);
        options.labels().ifPresent(result::input);
        result.parameter("top", options.top());

        TopicsAndSets input = TopicsAndSets.read(options.source());
        input.warnings().forEach(result::warn);
        Optional<CellTopics> cells = options.cellTopics()
                .map(path -> Optional.of(CellTopics.ofTable(path)))
                .orElseGet(() -> options.source().model().flatMap(CellTopics::ofModel));
        options.labels().ifPresent(path -> purity(cells, LabelsFile.read(path), path, result));

        List<List<Object>> lines = new ArrayList<>();
        if (input.topics().isPresent()) {
            TopicGenes topics = input.topics().get();
            cells.ifPresent(given -> requireSameTopics(topics, given));
            Optional<long[]> counts = cells.map(MetricTcCommand::cellsOfTopics);
            counts.flatMap(ofTopics -> collapse(topics, ofTopics)).ifPresent(result::warn);
            List<List<String>> genes = TopicsAndSets.topGenes(topics, options.top(), result::warn);
            OptionalDouble[] coherence = coherence(input, genes, result);
            diversity(genes, coherence, input.hole().orElse(""), result);
            lines.addAll(lines(topics, genes, coherence, input, counts));
        } else {
            for (String id : List.of("TC", "TD", "TQ", "TD_once", "TQ_once", "TD_reference", "TQ_reference")) {
                result.undefined(id, input.hole().orElseThrow());
            }
            Log.say("nothing to score: %s", input.hole().orElseThrow());
        }
        table.ifPresent(file -> TsvWriter.write(file, HEADER, lines));
        result.write(output);
    }

    /** TC of each topic, and the mean into the result. */
    private static OptionalDouble[] coherence(
            TopicsAndSets input, List<List<String>> genes, ToolResult.Builder result) {
        OptionalDouble[] perTopic = new OptionalDouble[genes.size()];
        Arrays.fill(perTopic, OptionalDouble.empty());
        if (input.hole().isPresent()) {
            result.undefined("TC", input.hole().get());
            Log.say("no coherence: %s", input.hole().get());
            return perTopic;
        }
        TopicCoherence coherence = new TopicCoherence(input.sets().orElseThrow());
        double sum = 0;
        for (int k = 0; k < perTopic.length; k++) {
            perTopic[k] = OptionalDouble.of(coherence.of(genes.get(k)));
            sum += perTopic[k].getAsDouble();
        }
        result.metric("TC", sum / perTopic.length);
        return perTopic;
    }

    private static void diversity(
            List<List<String>> genes, OptionalDouble[] coherence, String hole, ToolResult.Builder result) {
        OptionalDouble tc = hole.isEmpty()
                ? Arrays.stream(coherence)
                        .mapToDouble(OptionalDouble::getAsDouble)
                        .average()
                : OptionalDouble.empty();
        report("", OptionalDouble.of(TopicDiversity.uniqueOverTotal(genes)), tc, hole, result);
        report("_once", OptionalDouble.of(TopicDiversity.exactlyOnce(genes)), tc, hole, result);
        report("_reference", TopicDiversity.reference(genes), tc, hole, result);
    }

    private static void report(
            String suffix, OptionalDouble td, OptionalDouble tc, String hole, ToolResult.Builder result) {
        String noToken = "no gene name holds two word characters in a row";
        td.ifPresentOrElse(
                value -> result.metric("TD" + suffix, value), () -> result.undefined("TD" + suffix, noToken));
        if (td.isPresent() && tc.isPresent()) {
            result.metric("TQ" + suffix, tc.getAsDouble() * td.getAsDouble());
        } else {
            result.undefined("TQ" + suffix, tc.isEmpty() ? hole : noToken);
        }
    }

    private static void purity(
            Optional<CellTopics> cells, LabelsFile.Labels labels, Path labelsFile, ToolResult.Builder result) {
        if (cells.isEmpty()) {
            result.undefined("IP", "no topics: the model has none");
            return;
        }
        CellTopics given = cells.get();
        CellJoin join = CellJoin.containing(
                new CellJoin.Ids(given.source(), given.cells()),
                new CellJoin.Ids(labelsFile.toString(), labels.cells()),
                CellJoin.Match.AUTO);
        Log.say("%s", join.description());
        result.put("labels_match", join.description());
        int[] strongest = StrongestTopic.ofCells(given.weights());
        List<String> ofCells = labels.in(join);
        Map<String, Integer> codes = new HashMap<>();
        List<int[]> labelled = new ArrayList<>();
        for (int i = 0; i < strongest.length; i++) {
            if (!ofCells.get(i).isEmpty()) {
                Integer code = codes.computeIfAbsent(ofCells.get(i), label -> codes.size());
                labelled.add(new int[] {code, strongest[i]});
            }
        }
        if (labelled.isEmpty()) {
            result.undefined("IP", "no cell has a label");
            return;
        }
        result.metric(
                "IP",
                Agreement.purity(Contingency.of(
                        labelled.stream().mapToInt(pair -> pair[0]).toArray(),
                        labelled.stream().mapToInt(pair -> pair[1]).toArray())));
        result.put("labelled_cells", labelled.size());
    }

    private static void requireSameTopics(TopicGenes topics, CellTopics cells) {
        if (cells.weights().columns() != topics.topics().size()) {
            throw new BadDataException(
                    cells.source(),
                    "has " + cells.weights().columns() + " topics a cell, the topics are "
                            + topics.topics().size(),
                    "Give cells and topics of the same model, cells x topics");
        }
    }

    /** How many cells each topic is the strongest of. */
    private static long[] cellsOfTopics(CellTopics cells) {
        long[] counts = new long[cells.weights().columns()];
        for (int topic : StrongestTopic.ofCells(cells.weights())) {
            counts[topic]++;
        }
        return counts;
    }

    /** All cells with one strongest topic: what is said of the other topics is said of nothing in the data. */
    private static Optional<String> collapse(TopicGenes topics, long[] counts) {
        int[] used =
                IntStream.range(0, counts.length).filter(k -> counts[k] > 0).toArray();
        return used.length == 1 && counts.length > 1
                ? Optional.of(
                        "one topic of " + counts.length + " (" + topics.topics().get(used[0])
                                + ") is the strongest of every cell: the model has collapsed, and scores of topics are of topics"
                                + " that no cell stands for")
                : Optional.empty();
    }

    private static List<List<Object>> lines(
            TopicGenes topics,
            List<List<String>> genes,
            OptionalDouble[] coherence,
            TopicsAndSets input,
            Optional<long[]> counts) {
        List<List<Object>> lines = new ArrayList<>();
        for (int k = 0; k < genes.size(); k++) {
            List<String> ofTopic = genes.get(k);
            Optional<GeneSets> sets = input.sets();
            lines.add(List.of(
                    topics.topics().get(k),
                    coherence[k].orElse(Double.NaN),
                    String.join(";", ofTopic),
                    sets.<Object>map(known -> ofTopic.stream()
                                    .filter(known.genes()::contains)
                                    .count())
                            .orElse(""),
                    counts.isPresent() ? counts.get()[k] : ""));
        }
        return lines;
    }
}

package org.sce2tm.ora;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sce2tm.cli.Log;
import org.sce2tm.cli.ToolCommand;
import org.sce2tm.cli.ToolResult;
import org.sce2tm.cli.TopicsArguments;
import org.sce2tm.data.TsvWriter;
import org.sce2tm.geneset.EnrichedTerms;
import org.sce2tm.geneset.GeneSets;
import org.sce2tm.geneset.TopicGenes;
import org.sce2tm.geneset.TopicsAndSets;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sce2tm ora}. */
@Command(
        name = "ora",
        description = {
            "Finds the gene sets that are over-represented among the top genes of each topic (hypergeometric tests,"
                    + " the numbers of gseapy.enrich 1.1.4) and gives ORA_N (distinct enriched terms), ORA_U (their share"
                    + " of all enriched topic-term pairs) and ORA_Q = ORA_N x ORA_U.",
            "Sets without a shared gene are neither reported nor corrected for; the correction (Benjamini-Hochberg) is"
                    + " made within each topic; upper and lower case differ. ORA_*_reference are the same numbers after"
                    + " upper-casing the sets, as the reference's notebook does."
        },
        sortOptions = false,
        mixinStandardHelpOptions = true)
public final class OraCommand extends ToolCommand {
    private static final List<String> HEADER =
            List.of("topic", "term", "overlap", "pval", "adj_pval", "odds_ratio", "combined_score", "genes");

    @Mixin
    private TopicsArguments where;

    @Option(
            names = "--top",
            paramLabel = "N",
            defaultValue = OraOptions.DEFAULT_TOP,
            description = "Top genes of a topic that form its query (default: ${DEFAULT-VALUE}).")
    private int top;

    @Option(
            names = "--alpha",
            paramLabel = "P",
            defaultValue = OraOptions.DEFAULT_ALPHA,
            description = "Largest adjusted p-value that counts as enriched (default: ${DEFAULT-VALUE}).")
    private double alpha;

    @Option(
            names = "--background",
            paramLabel = "FILE|N",
            description =
                    "Genes that could have been drawn: a file with one name a line (query and sets are cut to them),"
                            + " or a number (nothing is cut). Default: all genes of the gene sets.")
    private Optional<String> background = Optional.empty();

    @Option(names = "--output", paramLabel = "ora.json", required = true, description = "Metrics.")
    private Path output;

    @Option(
            names = "--table",
            paramLabel = "ora.tsv",
            description =
                    "Every set that shares a gene with a topic's query: topic, term, overlap (shared/set size), pval,"
                            + " adj_pval, odds_ratio, combined_score, genes.")
    private Optional<Path> table = Optional.empty();

    @Override
    protected void run() {
        OraOptions options = new OraOptions(
                new TopicsAndSets.Source(where.model(), where.topicGenes(), where.geneSets()), top, alpha, background);
        ToolResult.Builder result = newResult();
        options.source().files().forEach(result::input);
        result.parameter("top", options.top()).parameter("alpha", options.alpha());
        Background drawnFrom = options.background().map(BackgroundFile::read).orElseGet(Background.Union::new);
        if (drawnFrom instanceof Background.Genes) {
            options.background().map(Path::of).ifPresent(result::input);
        }
        result.parameter("background", options.background().orElse("all genes of the gene sets"));

        TopicsAndSets input = TopicsAndSets.read(options.source());
        input.warnings().forEach(result::warn);
        List<OraRow> rows = new ArrayList<>();
        if (input.hole().isPresent()) {
            for (String id : List.of("ORA_N", "ORA_U", "ORA_Q")) {
                result.undefined(id, input.hole().get());
                result.undefined(id + "_reference", input.hole().get());
            }
            Log.say("nothing to test: %s", input.hole().get());
        } else {
            TopicGenes topics = input.topics().orElseThrow();
            GeneSets sets = input.sets().orElseThrow();
            List<List<String>> queries = TopicsAndSets.topGenes(topics, options.top(), result::warn);
            OverRepresentation test = OverRepresentation.of(sets, drawnFrom);
            rows = enrich(test, topics, queries);
            List<OraRow> reference = enrich(OverRepresentation.of(sets.upperCased(), drawnFrom), topics, queries);
            report(result, "", enriched(rows, options.alpha()));
            report(result, "_reference", enriched(reference, options.alpha()));
            result.put("sets", sets.sets().size());
            result.put("background_genes", test.population());
            result.put("topics", perTopic(topics, rows, options.alpha()));
            Log.say(
                    "%d topics, %d gene sets, background of %d genes: %d rows, %d enriched",
                    topics.topics().size(),
                    sets.sets().size(),
                    test.population(),
                    rows.size(),
                    enriched(rows, options.alpha()).pairs());
        }
        List<List<Object>> lines = rows.stream().map(OraCommand::line).toList();
        table.ifPresent(file -> TsvWriter.write(file, HEADER, lines));
        result.write(output);
    }

    private static List<OraRow> enrich(OverRepresentation test, TopicGenes topics, List<List<String>> queries) {
        List<OraRow> rows = new ArrayList<>();
        for (int k = 0; k < queries.size(); k++) {
            rows.addAll(test.enrich(topics.topics().get(k), queries.get(k)));
        }
        return rows;
    }

    private static EnrichedTerms enriched(List<OraRow> rows, double alpha) {
        return EnrichedTerms.of(rows.stream()
                .filter(row -> row.adjusted() <= alpha)
                .map(OraRow::term)
                .toList());
    }

    private static void report(ToolResult.Builder result, String suffix, EnrichedTerms terms) {
        result.metric("ORA_N" + suffix, terms.count());
        terms.uniqueness()
                .ifPresentOrElse(
                        uniqueness -> result.metric("ORA_U" + suffix, uniqueness),
                        () -> result.undefined("ORA_U" + suffix, "no term is enriched in any topic"));
        result.metric("ORA_Q" + suffix, terms.quality());
    }

    private static List<Map<String, Object>> perTopic(TopicGenes topics, List<OraRow> rows, double alpha) {
        Map<String, Map<String, Object>> counts = new LinkedHashMap<>();
        for (String topic : topics.topics()) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("topic", topic);
            entry.put("sets_with_overlap", 0);
            entry.put("enriched", 0);
            counts.put(topic, entry);
        }
        for (OraRow row : rows) {
            Map<String, Object> entry = counts.get(row.topic());
            entry.merge("sets_with_overlap", 1, (a, b) -> (Integer) a + (Integer) b);
            entry.merge("enriched", row.adjusted() <= alpha ? 1 : 0, (a, b) -> (Integer) a + (Integer) b);
        }
        return List.copyOf(counts.values());
    }

    private static List<Object> line(OraRow row) {
        return List.of(
                row.topic(),
                row.term(),
                row.overlap() + "/" + row.setSize(),
                row.pValue(),
                row.adjusted(),
                row.oddsRatio(),
                row.combinedScore(),
                String.join(";", row.genes()));
    }
}

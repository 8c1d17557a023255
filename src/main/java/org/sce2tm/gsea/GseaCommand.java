package org.sce2tm.gsea;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sce2tm.cli.Log;
import org.sce2tm.cli.ToolCommand;
import org.sce2tm.cli.ToolResult;
import org.sce2tm.data.TsvWriter;
import org.sce2tm.geneset.EnrichedTerms;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sce2tm gsea}. */
@Command(
        name = "gsea",
        description = {
            "Finds the gene sets that gather at an end of each topic's ranking of all genes (permutations of genes, equal"
                    + " to gseapy.prerank 1.1.4 in every number) and gives GSEA_N (distinct enriched terms), GSEA_U (their"
                    + " share of all enriched topic-term pairs) and GSEA_Q = GSEA_N x GSEA_U.",
            "Enriched are rows with q <= alpha, whatever the sign of their score. The p-value may be 0: fewer than one of"
                    + " the permutations. q is pooled over all sets and not made monotone. Genes of equal score are ranked"
                    + " in the order given; genes without a score are dropped; repeated names get _1, _2, ..."
        },
        sortOptions = false,
        mixinStandardHelpOptions = true)
public final class GseaCommand extends ToolCommand {
    private static final List<String> METRICS = List.of("GSEA_N", "GSEA_U", "GSEA_Q");
    private static final List<String> HEADER = List.of(
            "topic", "term", "size", "es", "nes", "pval", "fdr", "fwerp", "le_size", "peak_index", "lead_genes");
    private static final long NANOS_BETWEEN_LINES = 10_000_000_000L;

    @Option(names = "--model", paramLabel = "M.h5ad", description = "A trained model (varm/topic_gene).")
    private Optional<Path> model = Optional.empty();

    @Option(
            names = "--topic-genes",
            paramLabel = "B.csv",
            description = "In place of a model: topics x genes, CSV or TSV, with a header of gene names.")
    private Optional<Path> topicGenes = Optional.empty();

    @Option(
            names = "--ranking",
            paramLabel = "R.rnk",
            description = "In place of topics: one ranking, a line a gene: name, tab, score.")
    private Optional<Path> ranking = Optional.empty();

    @Option(
            names = "--gene-sets",
            paramLabel = "S.gmt",
            required = true,
            description = "Gene sets, GMT (.gz too); case matters. An empty value: none, metrics are undefined.")
    private Optional<Path> geneSets = Optional.empty();

    @Option(
            names = "--permutations",
            paramLabel = "N",
            defaultValue = GseaOptions.DEFAULT_PERMUTATIONS,
            description = "Permutations of the genes (default: ${DEFAULT-VALUE}).")
    private int permutations;

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = GseaOptions.DEFAULT_SEED,
            description = "Seed of the permutations (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--min-size",
            paramLabel = "N",
            defaultValue = GseaOptions.DEFAULT_MIN_SIZE,
            description = "Smallest number of ranked genes in a set (default: ${DEFAULT-VALUE}).")
    private int minSize;

    @Option(
            names = "--max-size",
            paramLabel = "N",
            defaultValue = GseaOptions.DEFAULT_MAX_SIZE,
            description = "Largest number of ranked genes in a set (default: ${DEFAULT-VALUE}).")
    private int maxSize;

    @Option(
            names = "--alpha",
            paramLabel = "Q",
            defaultValue = GseaOptions.DEFAULT_ALPHA,
            description = "Largest q that counts as enriched (default: ${DEFAULT-VALUE}).")
    private double alpha;

    @Option(names = "--output", paramLabel = "gsea.json", required = true, description = "Metrics.")
    private Path output;

    @Option(
            names = "--table",
            paramLabel = "gsea.tsv",
            description =
                    "Every set of admissible size for every topic, by descending |nes|: topic, term, size, es, nes,"
                            + " pval, fdr, fwerp, le_size, peak_index (from 0), lead_genes.")
    private Optional<Path> table = Optional.empty();

    @Override
    protected void run() {
        GseaOptions options =
                new GseaOptions(model, topicGenes, ranking, geneSets, permutations, seed, minSize, maxSize, alpha);
        ToolResult.Builder result = newResult().seed(options.seed());
        options.files().forEach(result::input);
        result.parameter("permutations", options.permutations())
                .parameter("seed", options.seed())
                .parameter("min_size", options.minSize())
                .parameter("max_size", options.maxSize())
                .parameter("alpha", options.alpha());

        RankingsAndSets input = RankingsAndSets.read(options);
        input.warnings().forEach(result::warn);
        List<GseaRow> rows = input.hole().isPresent() ? List.of() : score(input, options, result);
        if (!rows.isEmpty()) {
            EnrichedTerms terms = EnrichedTerms.of(rows.stream()
                    .filter(row -> row.fdr() <= options.alpha())
                    .map(GseaRow::term)
                    .toList());
            result.metric("GSEA_N", terms.count());
            terms.uniqueness()
                    .ifPresentOrElse(
                            uniqueness -> result.metric("GSEA_U", uniqueness),
                            () -> result.undefined("GSEA_U", "no term is enriched in any topic"));
            result.metric("GSEA_Q", terms.quality());
            Log.say("%d rows, %d enriched", rows.size(), terms.pairs());
        } else {
            String reason = input.hole()
                    .orElseGet(() -> "no gene set has between " + options.minSize() + " and " + options.maxSize()
                            + " of the ranked genes");
            METRICS.forEach(id -> result.undefined(id, reason));
            Log.say("nothing to score: %s", reason);
        }
        table.ifPresent(file -> TsvWriter.write(
                file, HEADER, rows.stream().map(GseaCommand::line).toList()));
        result.write(output);
    }

    private List<GseaRow> score(RankingsAndSets input, GseaOptions options, ToolResult.Builder result) {
        Prerank prerank = new Prerank(
                input.sets().orElseThrow(),
                options.permutations(),
                options.seed(),
                options.minSize(),
                options.maxSize(),
                threads());
        List<GseaRow> all = new ArrayList<>();
        List<Map<String, Object>> perTopic = new ArrayList<>();
        long said = System.nanoTime();
        for (int k = 0; k < input.rankings().size(); k++) {
            Ranking ranked = input.rankings().get(k);
            List<GseaRow> rows = prerank.run(ranked);
            all.addAll(rows);
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("topic", ranked.name());
            entry.put("genes", ranked.genes().size());
            entry.put("sets", rows.size());
            entry.put(
                    "enriched",
                    rows.stream().filter(row -> row.fdr() <= options.alpha()).count());
            perTopic.add(entry);
            if (System.nanoTime() - said > NANOS_BETWEEN_LINES) {
                said = System.nanoTime();
                Log.say("%d of %d topics", k + 1, input.rankings().size());
            }
        }
        result.put("topics", perTopic);
        return all;
    }

    private static List<Object> line(GseaRow row) {
        return List.of(
                row.topic(),
                row.term(),
                row.size(),
                row.es(),
                row.nes(),
                row.pValue(),
                row.fdr(),
                row.familyWise(),
                row.leadGenes().size(),
                row.peakIndex(),
                String.join(";", row.leadGenes()));
    }
}

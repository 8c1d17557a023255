package org.sce2tm.gsea;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.sce2tm.cli.Log;
import org.sce2tm.cli.ToolCommand;
import org.sce2tm.cli.ToolResult;
import org.sce2tm.cli.TopicsArguments;
import org.sce2tm.data.TsvWriter;
import org.sce2tm.geneset.EnrichedTerms;
import org.sce2tm.geneset.GeneSets;
import org.sce2tm.geneset.TopicsAndSets;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sce2tm gsea}. */
@Command(
        name = "gsea",
        description = {
            "Finds the gene sets that gather at an end of each topic's ranking of all genes and gives GSEA_N (distinct"
                    + " enriched terms), GSEA_U (their share of all enriched topic-term pairs) and GSEA_Q = GSEA_N x"
                    + " GSEA_U. Genes of equal score are ranked in the order given; genes without a score are dropped;"
                    + " repeated names get _1, _2, ...",
            "--method permutation permutes genes and equals gseapy.prerank 1.1.4 in every number. Enriched are rows with"
                    + " q <= alpha, whatever the sign of their score. The p-value may be 0: fewer than one of the"
                    + " permutations. q is pooled over all sets and not made monotone.",
            "--method multilevel follows fgseaMultilevel 1.31.6: p-values as small as they are, with the standard"
                    + " deviation of their log2, corrected within each topic (Benjamini-Hochberg). fgsea itself takes sets of"
                    + " 1 to N - 1 genes unless told otherwise; here --min-size and --max-size hold for both methods."
        },
        sortOptions = false,
        mixinStandardHelpOptions = true)
public final class GseaCommand extends ToolCommand {
    private static final List<String> METRICS = List.of("GSEA_N", "GSEA_U", "GSEA_Q");
    private static final long NANOS_BETWEEN_LINES = 10_000_000_000L;

    @Mixin
    private TopicsArguments where;

    @Option(
            names = "--ranking",
            paramLabel = "R.rnk",
            description = "In place of topics: one ranking, a line a gene: name, tab, score.")
    private Optional<Path> ranking = Optional.empty();

    @Mixin
    private MethodArguments methodArguments;

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = GseaOptions.DEFAULT_SEED,
            description = "Seed of the permutations or random sets (default: ${DEFAULT-VALUE}).")
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
            description = "Largest fdr (multilevel: padj) that counts as enriched (default: ${DEFAULT-VALUE}).")
    private double alpha;

    @Option(names = "--output", paramLabel = "gsea.json", required = true, description = "Metrics.")
    private Path output;

    @Option(
            names = "--table",
            paramLabel = "gsea.tsv",
            description =
                    "Every set of admissible size for every topic, by descending |nes|: topic, term, size, es, nes,"
                            + " pval, fdr, fwerp, le_size, peak_index (from 0), lead_genes. multilevel: padj and log2err in"
                            + " place of fdr and fwerp, and undefined: why a number is missing.")
    private Optional<Path> table = Optional.empty();

    @Override
    protected void run() {
        GseaOptions options = new GseaOptions(
                where.model().isPresent() || where.topicGenes().isPresent()
                        ? Optional.of(new TopicsAndSets.Source(where.model(), where.topicGenes(), where.geneSets()))
                        : Optional.empty(),
                ranking,
                where.geneSets(),
                methodArguments.method(),
                seed,
                minSize,
                maxSize,
                alpha);
        ToolResult.Builder result = newResult().seed(options.seed());
        options.files().forEach(result::input);
        options.method().parameters().forEach(result::parameter);
        result.parameter("seed", options.seed())
                .parameter("min_size", options.minSize())
                .parameter("max_size", options.maxSize())
                .parameter("alpha", options.alpha());

        RankingsAndSets input = RankingsAndSets.read(options);
        input.warnings().forEach(result::warn);
        List<EnrichmentRow> rows = input.hole().isPresent() ? List.of() : score(input, options, result);
        if (rows.stream().anyMatch(row -> !Double.isNaN(row.corrected()))) {
            EnrichedTerms terms = EnrichedTerms.of(rows.stream()
                    .filter(row -> row.corrected() <= options.alpha())
                    .map(EnrichmentRow::term)
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
                    .orElseGet(() -> rows.isEmpty()
                            ? "no gene set has between " + options.minSize() + " and " + options.maxSize()
                                    + " of the ranked genes"
                            : "no gene set has a p-value: too few random sets score on the sets' side of 0");
            METRICS.forEach(id -> result.undefined(id, reason));
            Log.say("nothing to score: %s", reason);
        }
        List<String> header = options.method() instanceof Method.Permutation ? GseaRow.HEADER : MultilevelRow.HEADER;
        table.ifPresent(file -> TsvWriter.write(file, header, (Iterable<List<Object>>)
                () -> rows.stream().map(EnrichmentRow::cells).iterator()));
        result.write(output);
    }

    private List<EnrichmentRow> score(RankingsAndSets input, GseaOptions options, ToolResult.Builder result) {
        Function<Ranking, List<? extends EnrichmentRow>> scorer =
                scorer(input.sets().orElseThrow(), options);
        List<EnrichmentRow> all = new ArrayList<>();
        List<Map<String, Object>> perTopic = new ArrayList<>();
        long said = System.nanoTime();
        for (int k = 0; k < input.rankings().size(); k++) {
            Ranking ranked = input.rankings().get(k);
            List<? extends EnrichmentRow> rows = scorer.apply(ranked);
            all.addAll(rows);
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("topic", ranked.name());
            entry.put("genes", ranked.genes().size());
            entry.put("sets", rows.size());
            entry.put(
                    "enriched",
                    rows.stream()
                            .filter(row -> row.corrected() <= options.alpha())
                            .count());
            perTopic.add(entry);
            if (System.nanoTime() - said > NANOS_BETWEEN_LINES) {
                said = System.nanoTime();
                Log.say("%d of %d topics", k + 1, input.rankings().size());
            }
        }
        result.put("topics", perTopic);
        if (options.method() instanceof Method.Multilevel multilevel) {
            warn(input, multilevel, all, result);
        }
        return all;
    }

    private Function<Ranking, List<? extends EnrichmentRow>> scorer(GeneSets sets, GseaOptions options) {
        if (options.method() instanceof Method.Multilevel multilevel) {
            return new MultilevelGsea(sets, multilevel, options.seed(), options.minSize(), options.maxSize(), threads())
                    ::run;
        }
        return new Prerank(
                sets,
                ((Method.Permutation) options.method()).permutations(),
                options.seed(),
                options.minSize(),
                options.maxSize(),
                threads())::run;
    }

    /** What has no number, and a score type that does not suit the rankings. */
    private static void warn(
            RankingsAndSets input, Method.Multilevel method, List<EnrichmentRow> rows, ToolResult.Builder result) {
        List<MultilevelRow> scored =
                rows.stream().map(MultilevelRow.class::cast).toList();
        long withoutP =
                scored.stream().filter(row -> Double.isNaN(row.pValue())).count();
        long withoutError =
                scored.stream().filter(row -> Double.isNaN(row.log2Error())).count() - withoutP;
        result.put("rows_without_p", withoutP);
        result.put("rows_without_error", withoutError);
        if (withoutP > 0 || withoutError > 0) {
            result.warn(withoutP + " of " + scored.size() + " rows have no p-value, " + withoutError
                    + " more no stated error: the table's column undefined says why");
        }
        boolean oneSided = input.rankings().stream()
                .allMatch(ranked -> ranked.scores().length > 0 && ranked.scores()[ranked.scores().length - 1] >= 0);
        if (oneSided && method.scoreType() == ScoreType.STD) {
            result.warn("no score of a gene is negative: --score-type pos suits such rankings, where few random sets"
                    + " score below 0");
        }
    }
}

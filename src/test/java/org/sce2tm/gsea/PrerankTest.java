package org.sce2tm.gsea;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sce2tm.geneset.GeneSets;
import org.sce2tm.geneset.GmtFile;
import org.sce2tm.testing.OracleTable;
import org.sce2tm.testing.SharedFiles;

class PrerankTest {
    private static final String FOLDER = "oracle/metrics/gsea/";

    /** The random stream and the order of all operations are GSEApy's: no tolerance. */
    @ParameterizedTest
    @CsvSource({
        "pollen_topic00, hallmark, prerank, 123",
        "pollen_topic00, reactome, prerank, 123",
        "pollen_topic00, reactome, prerank_seed1, 1",
        "pollen_topic00, reactome, prerank_seed2, 2",
        "pollen_topic00, c2all, prerank, 123",
        "pollen_topic07, hallmark, prerank, 123",
        "pollen_topic07, reactome, prerank, 123",
        "pollen_topic13, hallmark, prerank, 123",
        "pollen_topic13, reactome, prerank, 123",
        "pollen_signed, hallmark, prerank, 123",
        "pollen_signed, reactome, prerank, 123",
    })
    void everyDoubleEqualsGseapys(String ranking, String collection, String kind, long seed) {
        String gmt = switch (collection) {
            case "hallmark" -> "h.all.v7.0.symbols.gmt";
            case "reactome" -> "c2.cp.reactome.v2023.1.Hs.symbols.gmt";
            default -> "c2.all.v7.0.symbols.gmt";
        };
        GeneSets sets = GmtFile.read(SharedFiles.path("data/genesets/" + gmt)).sets();
        List<OracleTable.Row> expected = OracleTable.read(FOLDER + ranking + "." + collection + "." + kind + ".tsv.gz");
        Map<String, GseaRow> rows = new HashMap<>();
        new Prerank(sets, 1000, seed, 15, 500, 2)
                .run(RankingFile.read(SharedFiles.path(FOLDER + ranking + ".rnk")))
                .forEach(row -> rows.put(row.term(), row));
        assertThat(rows).hasSameSizeAs(expected);
        for (OracleTable.Row peer : expected) {
            GseaRow row = rows.get(peer.text("term"));
            assertThat(row.size()).isEqualTo(peer.integer("size"));
            assertThat(row.es()).isEqualTo(peer.number("es"));
            assertThat(row.nes()).isEqualTo(peer.number("nes"));
            assertThat(row.pValue()).isEqualTo(peer.number("pval"));
            assertThat(row.fdr()).isEqualTo(peer.number("fdr"));
            assertThat(row.familyWise()).isEqualTo(peer.number("fwerp"));
            assertThat(row.peakIndex()).isEqualTo(peer.integer("peak_index"));
            assertThat(row.leadGenes()).hasSize(peer.integer("le_size"));
        }
    }

    /** GSEA's own results (its desktop program, four decimals) for six sets along a ranking of 694 genes. */
    @Test
    void scoresAndPeaksEqualThoseOfTheOriginalProgram() throws IOException {
        Path folder = SharedFiles.path("data/gsea_fixture/edb");
        Map<String, GseaRow> rows = new HashMap<>();
        new Prerank(GmtFile.read(folder.resolve("gene_sets.gmt")).sets(), 1000, 123, 1, 500, 1)
                .run(RankingFile.read(folder.resolve("gsea_data.gsea_data.rnk")))
                .forEach(row -> rows.put(row.term(), row));
        Pattern result = Pattern.compile("GENESET=\"gene_sets.gmt#([^\"]*)\" ES=\"([^\"]*)\" NES=\"([^\"]*)\".*"
                + " HIT_INDICES=\"([^\"]*)\".* RANK_AT_ES=\"([^\"]*)\"");
        int compared = 0;
        for (String line : Files.readAllLines(folder.resolve("results.edb"))) {
            Matcher matcher = result.matcher(line);
            if (matcher.find()) {
                GseaRow row = rows.get(matcher.group(1));
                assertThat(row.size()).isEqualTo(matcher.group(4).split(" ").length);
                // Printed with four decimals, computed in single precision.
                assertThat(row.es()).isCloseTo(Double.parseDouble(matcher.group(2)), within(6e-5));
                assertThat((double) row.peakIndex()).isCloseTo(Double.parseDouble(matcher.group(5)), within(1.0));
                // Another 1000 permutations: the mean of the null differs by a few per cent.
                assertThat(row.nes() / Double.parseDouble(matcher.group(3))).isCloseTo(1, within(0.07));
                compared++;
            }
        }
        assertThat(compared).isGreaterThan(5);
    }

    /** fgsea's published results for a real experiment: T cells, 12000 genes, mouse pathways. */
    @Test
    void scoresEqualThoseOfFgsea() {
        Map<String, GseaRow> rows = new HashMap<>();
        new Prerank(
                        GmtFile.read(SharedFiles.path("data/gsea_fixture/mouse.reactome.gmt"))
                                .sets(),
                        1,
                        1,
                        15,
                        500,
                        2)
                .run(RankingFile.read(SharedFiles.path("data/gsea_fixture/naive.vs.th1.rnk")))
                .forEach(row -> rows.put(row.term().substring(0, row.term().indexOf('_')), row));
        int compared = 0;
        for (OracleTable.Row peer : OracleTable.read("data/gsea_fixture/fgsea_res.tsv")) {
            GseaRow row = rows.get(peer.text("pathway"));
            if (row != null && row.size() == peer.integer("size")) {
                // Printed with 15 digits; sums in another order.
                assertThat(row.es()).isCloseTo(peer.number("ES"), within(1e-12));
                compared++;
            }
        }
        assertThat(compared).isGreaterThan(500);
    }

    @Test
    void threadsChangeNothing() {
        GeneSets sets = GmtFile.read(SharedFiles.path("data/genesets/h.all.v7.0.symbols.gmt"))
                .sets();
        Ranking ranking = RankingFile.read(SharedFiles.path(FOLDER + "pollen_topic00.rnk"));
        List<GseaRow> alone = new Prerank(sets, 200, 5, 15, 500, 1).run(ranking);
        assertThat(new Prerank(sets, 200, 5, 15, 500, 7).run(ranking)).isEqualTo(alone);
        Prerank again = new Prerank(sets, 200, 5, 15, 500, 2);
        again.run(Ranking.of("shorter", ranking.genes().subList(0, 3000), new double[3000]));
        assertThat(again.run(ranking)).isEqualTo(alone);
    }

    @Test
    void setsOutsideTheLimitsAreLeftOut() {
        GeneSets sets = GeneSets.of(Map.of(
                "small",
                List.of("a"),
                "right",
                List.of("a", "b"),
                "all",
                List.of("a", "b", "c", "d"),
                "none",
                List.of("z")));
        Ranking ranking = Ranking.of("r", List.of("a", "b", "c", "d"), new double[] {4, 3, 2, 1});
        List<GseaRow> rows = new Prerank(sets, 50, 1, 2, 10, 1).run(ranking);
        assertThat(rows).extracting(GseaRow::term).containsExactly("right");
        GseaRow row = rows.get(0);
        assertThat(row.es()).isEqualTo(1);
        assertThat(row.peakIndex()).isEqualTo(1);
        assertThat(row.leadGenes()).containsExactly("a", "b");
        assertThat(new Prerank(sets, 50, 1, 5, 10, 1).run(ranking)).isEmpty();
    }

    @Test
    void leadingGenesOfASetAtTheBottomStartWithTheLast() {
        GeneSets sets = GeneSets.of(Map.of("low", List.of("a", "e", "f")));
        Ranking ranking = Ranking.of("r", List.of("a", "b", "c", "d", "e", "f"), new double[] {1, 1, 1, -1, -5, -6});
        GseaRow row = new Prerank(sets, 50, 1, 1, 10, 1).run(ranking).get(0);
        assertThat(row.es()).isLessThan(0);
        assertThat(row.leadGenes()).containsExactly("f", "e");
        assertThat(row.peakIndex()).isEqualTo(3);
    }

    @Test
    void aNullWithoutTheScoresSignGivesPOneAndNoExtremeScore() {
        // Every permutation of one hit among two genes is either +1 or -1; one permutation leaves one side empty.
        GeneSets sets = GeneSets.of(Map.of("s", List.of("a")));
        Ranking ranking = Ranking.of("r", List.of("a", "b"), new double[] {2, 1});
        for (long seed = 0; seed < 8; seed++) {
            GseaRow row = new Prerank(sets, 1, seed, 1, 10, 1).run(ranking).get(0);
            assertThat(row.pValue()).isEqualTo(1);
            assertThat(row.fdr()).isEqualTo(1);
            assertThat(row.nes()).isEqualTo(1);
        }
    }
}

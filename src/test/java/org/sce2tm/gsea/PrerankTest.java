package org.sce2tm.gsea;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
}

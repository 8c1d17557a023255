package org.sce2tm.ora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.sce2tm.cli.UsageException;
import org.sce2tm.data.ResultFile;
import org.sce2tm.geneset.EnrichedTerms;
import org.sce2tm.geneset.GeneSets;
import org.sce2tm.geneset.GmtFile;
import org.sce2tm.geneset.TopGenes;
import org.sce2tm.geneset.TopicGenes;
import org.sce2tm.testing.OracleTable;
import org.sce2tm.testing.PollenTopics;
import org.sce2tm.testing.SharedFiles;

class OverRepresentationTest {
    private static final GeneSets TOY = GeneSets.of(Map.of(
            "A", List.of("a", "b", "c"),
            "B", List.of("c", "d"),
            "C", List.of("e", "f", "g", "h")));

    static Stream<Arguments> oracleTables() {
        String reactome = "c2.cp.reactome.v2023.1.Hs.symbols";
        return Stream.of(
                Arguments.of("beta_distinct", reactome, ""),
                Arguments.of("beta_collapsed", reactome, ""),
                Arguments.of("beta_distinct", "c2.all.v7.0.symbols", ""),
                Arguments.of("beta_collapsed", "c2.all.v7.0.symbols", ""),
                Arguments.of("beta_distinct", reactome, ".background_matrix_genes"),
                Arguments.of("beta_distinct", reactome, ".background_int_20000"));
    }

    @ParameterizedTest
    @MethodSource("oracleTables")
    void everyRowEqualsGseapy(String beta, String collection, String variant) {
        List<OracleTable.Row> expected =
                OracleTable.read("oracle/metrics/ora/pollen." + beta + "." + collection + variant + ".tsv.gz");
        TopicGenes topics = PollenTopics.read(beta);
        Background background = switch (variant) {
            case ".background_matrix_genes" -> new Background.Genes(new HashSet<>(topics.genes()));
            case ".background_int_20000" -> new Background.Size(20000);
            default -> new Background.Union();
        };
        OverRepresentation test = OverRepresentation.of(sets(collection), background);
        List<OraRow> rows = enrich(test, topics);
        assertThat(rows).hasSameSizeAs(expected);
        for (int i = 0; i < rows.size(); i++) {
            OraRow row = rows.get(i);
            OracleTable.Row peer = expected.get(i);
            assertThat(row.topic()).isEqualTo(peer.text("topic"));
            assertThat(row.term()).isEqualTo(peer.text("term"));
            assertThat(row.overlap()).isEqualTo(peer.integer("overlap_x"));
            assertThat(row.genes()).hasSize(row.overlap());
            assertThat(row.setSize()).isEqualTo(peer.integer("term_size_m"));
            assertThat(test.population()).isEqualTo(peer.integer("background_M"));
            // The peer's own tail differs from exact rational arithmetic by up to 8e-13 relative.
            assertRelative(row.pValue(), peer.number("pval"), 1e-11);
            assertRelative(row.adjusted(), peer.number("adj_pval"), 1e-11);
            assertRelative(row.oddsRatio(), peer.number("odds_ratio"), 1e-13);
            assertRelative(row.combinedScore(), peer.number("combined_score"), 1e-11);
        }
    }

    @ParameterizedTest
    @MethodSource("oracleTables")
    void theTotalsEqualGseapys(String beta, String collection, String variant) {
        JsonNode all = ResultFile.read(SharedFiles.path("oracle/metrics/topics/pollen_summary.json"))
                .path("ora_totals_adjp_le_0.01");
        String key = beta + "|" + collection + ".gmt";
        TopicGenes topics = PollenTopics.read(beta);
        GeneSets sets = sets(collection);
        switch (variant) {
            case ".background_matrix_genes" ->
                assertTotals(
                        enrich(
                                OverRepresentation.of(sets, new Background.Genes(new HashSet<>(topics.genes()))),
                                topics),
                        all.path(key + "|background=matrix genes (5000)"));
            case ".background_int_20000" ->
                assertTotals(
                        enrich(OverRepresentation.of(sets, new Background.Size(20000)), topics),
                        all.path(key + "|background=20000"));
            default -> {
                assertTotals(
                        enrich(OverRepresentation.of(sets, new Background.Union()), topics),
                        all.path(key).path("as_is"));
                assertTotals(
                        enrich(OverRepresentation.of(sets.upperCased(), new Background.Union()), topics),
                        all.path(key).path("reference_upper_cased_sets"));
            }
        }
    }

    private static void assertTotals(List<OraRow> rows, JsonNode expected) {
        EnrichedTerms terms = EnrichedTerms.of(rows.stream()
                .filter(row -> row.adjusted() <= 0.01)
                .map(OraRow::term)
                .toList());
        assertThat(rows).hasSize(expected.path("n_rows_reported").intValue());
        assertThat(terms.pairs()).isEqualTo(expected.path("rows_N").intValue());
        assertThat(terms.distinct()).isEqualTo(expected.path("unique_terms_U").intValue());
        assertThat(terms.uniqueness()).hasValue(expected.path("Q").doubleValue());
    }

    @Test
    void thePancreasQueryGivesGseapysPathways() {
        OverRepresentation test = OverRepresentation.of(
                GmtFile.read(SharedFiles.path("data/genesets/c2.cp.kegg.v7.5.1.symbols.gmt"))
                        .sets(),
                new Background.Union());
        List<OraRow> rows = test.enrich(
                "0", List.of("INS", "GCG", "PDX1", "NKX2-2", "GCK", "SLC2A2", "PKLR", "ABCC8", "KCNJ11", "HLA-DRA"));
        assertThat(test.population()).isEqualTo(5245);
        assertThat(rows).hasSize(29);
        assertThat(rows.stream().filter(row -> row.adjusted() <= 0.01)).hasSize(2);
        OraRow diabetes = named(rows, "KEGG_TYPE_II_DIABETES_MELLITUS");
        assertThat(diabetes.overlap()).isEqualTo(7);
        assertThat(diabetes.setSize()).isEqualTo(47);
        assertRelative(diabetes.pValue(), 1.0351959601701349e-13, 1e-11);
        assertRelative(diabetes.adjusted(), 3.0020682844933913e-12, 1e-11);
        assertRelative(diabetes.oddsRatio(), 384.9259259259259, 1e-13);
        assertRelative(diabetes.combinedScore(), 11508.906212765698, 1e-11);
        OraRow mody = named(rows, "KEGG_MATURITY_ONSET_DIABETES_OF_THE_YOUNG");
        assertRelative(mody.pValue(), 5.11143734002718e-13, 1e-11);
        assertRelative(mody.adjusted(), 7.411584143039411e-12, 1e-11);
        assertRelative(mody.oddsRatio(), 496.9047619047619, 1e-13);
    }

    @Test
    void aTopicWithoutHitsGivesNoRow() {
        OverRepresentation test = OverRepresentation.of(TOY, new Background.Union());
        assertThat(test.enrich("0", List.of("x", "y"))).isEmpty();
        assertThat(test.enrich("0", List.of("A", "C"))).isEmpty();
    }

    @Test
    void repeatedGenesOfAQueryCountOnce() {
        OverRepresentation test = OverRepresentation.of(TOY, new Background.Union());
        assertThat(test.enrich("0", List.of("c", "c", "a"))).isEqualTo(test.enrich("0", List.of("c", "a")));
    }

    @Test
    void aGivenBackgroundCutsQueryAndSets() {
        OverRepresentation test = OverRepresentation.of(TOY, new Background.Genes(Set.of("a", "b", "x", "y")));
        OraRow row = test.enrich("0", List.of("a", "c", "z")).get(0);
        assertThat(row.term()).isEqualTo("A");
        assertThat(row.setSize()).isEqualTo(2);
        // One draw from four genes, two of which are in the set.
        assertThat(row.pValue()).isCloseTo(0.5, within(1e-15));
    }

    @Test
    void aBackgroundSmallerThanTheSetsIsRefused() {
        OverRepresentation test = OverRepresentation.of(TOY, new Background.Size(5));
        assertThatThrownBy(() -> test.enrich("0", List.of("a", "b")))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("--background 5")
                .hasMessageContaining("at least 6");
    }

    private static GeneSets sets(String collection) {
        return GmtFile.read(SharedFiles.path("data/genesets/" + collection + ".gmt"))
                .sets();
    }

    private static List<OraRow> enrich(OverRepresentation test, TopicGenes topics) {
        List<List<String>> top = TopGenes.of(topics, 10);
        List<OraRow> rows = new ArrayList<>();
        for (int k = 0; k < top.size(); k++) {
            rows.addAll(test.enrich(topics.topics().get(k), top.get(k)));
        }
        return rows;
    }

    private static OraRow named(List<OraRow> rows, String term) {
        return rows.stream().filter(row -> row.term().equals(term)).findFirst().orElseThrow();
    }

    private static void assertRelative(double actual, double expected, double relative) {
        assertThat(actual).isCloseTo(expected, within(relative * Math.abs(expected)));
    }
}

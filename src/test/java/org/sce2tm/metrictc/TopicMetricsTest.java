package org.sce2tm.metrictc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sce2tm.data.ResultFile;
import org.sce2tm.geneset.GeneSets;
import org.sce2tm.geneset.GmtFile;
import org.sce2tm.geneset.TopGenes;
import org.sce2tm.testing.OracleTable;
import org.sce2tm.testing.PollenTopics;
import org.sce2tm.testing.SharedFiles;

class TopicMetricsTest {
    @Test
    void theToyGivesTheReferencesCoherence() {
        TopicCoherence coherence = new TopicCoherence(GeneSets.of(Map.of(
                "a", List.of("0", "1"),
                "b", List.of("0", "1", "2"),
                "c", List.of("1", "2"),
                "d", List.of("3"),
                "e", List.of("0", "2"))));
        double mean = (coherence.of(List.of("0", "1", "2")) + coherence.of(List.of("1", "2", "3"))) / 2;
        // Sums of a few logarithms in another order.
        assertThat(mean).isCloseTo(0.07665726753365347, within(1e-15));
    }

    @ParameterizedTest
    @ValueSource(strings = {"beta_distinct", "beta_collapsed"})
    void coherenceEqualsTheReferences(String beta) {
        List<List<String>> top = TopGenes.of(PollenTopics.read(beta), 10);
        JsonNode summary = ResultFile.read(SharedFiles.path("oracle/metrics/topics/pollen_summary.json"));
        for (String gmt :
                List.of("c2.cp.reactome.v2023.1.Hs.symbols.gmt", "h.all.v7.0.symbols.gmt", "c2.all.v7.0.symbols.gmt")) {
            GeneSets sets =
                    GmtFile.read(SharedFiles.path("data/genesets/" + gmt)).sets();
            TopicCoherence coherence = new TopicCoherence(sets);
            List<OracleTable.Row> rows = OracleTable.read("oracle/metrics/topics/pollen_tc_per_topic.tsv").stream()
                    .filter(row ->
                            row.text("beta").equals(beta) && row.text("gmt").equals(gmt))
                    .toList();
            assertThat(rows).hasSize(20);
            double sum = 0;
            for (OracleTable.Row row : rows) {
                List<String> genes = top.get(row.integer("topic"));
                // 45 quotients of logarithms in another order.
                assertThat(coherence.of(genes)).isCloseTo(row.number("tc"), within(1e-12));
                assertThat(genes.stream().filter(sets.genes()::contains)).hasSize(row.integer("n_top_genes_in_gmt"));
                sum += coherence.of(genes);
            }
            assertThat(sum / 20)
                    .isCloseTo(summary.path(beta).path("TC").path(gmt).doubleValue(), within(1e-12));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"beta_distinct", "beta_collapsed"})
    void diversityEqualsTheReferences(String beta) {
        assertDiversity(
                TopGenes.of(PollenTopics.read(beta), 10),
                ResultFile.read(SharedFiles.path("oracle/metrics/topics/pollen_summary.json"))
                        .path(beta)
                        .path("TD"));
    }

    @Test
    void diversityOfHyphenatedAndShortNamesEqualsTheReferences() {
        List<JsonNode> cases = new ArrayList<>();
        ResultFile.read(SharedFiles.path("oracle/metrics/topics/pollen_summary.json"))
                .path("td_cases")
                .forEach(cases::add);
        assertThat(cases).hasSize(5);
        for (JsonNode one : cases) {
            List<List<String>> topics = new ArrayList<>();
            one.path("texts")
                    .forEach(text -> topics.add(Arrays.asList(text.textValue().split(" "))));
            assertDiversity(topics, one);
        }
    }

    private static void assertDiversity(List<List<String>> topics, JsonNode expected) {
        // Quotients of the same integers.
        assertThat(TopicDiversity.uniqueOverTotal(topics))
                .isEqualTo(expected.path("exact_unique_over_total").doubleValue());
        assertThat(TopicDiversity.exactlyOnce(topics))
                .isEqualTo(expected.path("exact_exactly_once").doubleValue());
        JsonNode reference = expected.path("reference_countvectorizer");
        if (reference.isNull()) {
            assertThat(TopicDiversity.reference(topics)).isEmpty();
        } else {
            assertThat(TopicDiversity.reference(topics)).hasValue(reference.doubleValue());
        }
    }

    @Test
    void aPairThatEverySetHoldsIsFullyCoherent() {
        TopicCoherence coherence =
                new TopicCoherence(GeneSets.of(Map.of("a", List.of("x", "y"), "b", List.of("y", "x", "z"))));
        assertThat(coherence.of(List.of("x", "y"))).isEqualTo(1);
    }

    @Test
    void unknownGenesAddNothingButStayInTheDivisor() {
        TopicCoherence coherence = new TopicCoherence(
                GeneSets.of(Map.of("a", List.of("x", "y"), "b", List.of("z"), "c", List.of("z", "q"))));
        assertThat(coherence.of(List.of("x", "y", "unknown"))).isCloseTo(1.0 / 3, within(1e-15));
        assertThat(coherence.of(List.of("x"))).isZero();
    }
}

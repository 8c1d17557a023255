package org.sce2tm.geneset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.sce2tm.data.BadDataException;
import org.sce2tm.data.DenseMatrix;
import org.sce2tm.data.NumberType;

class NameMatchTest {
    private static final GeneSets HUMAN = GeneSets.of(Map.of("A", List.of("INS", "GCG", "NKX2-2", "PDX1")));
    private static final GeneSets MOUSE = GeneSets.of(Map.of("A", List.of("Ins1", "Gcg", "Nkx2-2", "Pdx1")));

    @Test
    void genesOfTheSetsGiveNoReasonAndNoWarning() {
        NameMatch match = NameMatch.of(List.of("INS", "GCG", "Q1"), HUMAN);
        assertThat(match.known()).isEqualTo(2);
        assertThat(match.undefinedReason()).isEmpty();
        assertThat(match.warning()).isEmpty();
    }

    @Test
    void mouseSymbolsAgainstHumanSetsAreRecognised() {
        assertThat(NameMatch.of(List.of("Gcg", "Nkx2-2", "Xyz"), HUMAN).undefinedReason())
                .hasValueSatisfying(reason -> assertThat(reason)
                        .contains("none of the 3 genes")
                        .contains("mouse genes against human gene sets"));
        assertThat(NameMatch.of(List.of("GCG", "PDX1"), MOUSE).undefinedReason())
                .hasValueSatisfying(reason -> assertThat(reason).contains("human genes against mouse gene sets"));
    }

    @Test
    void ensemblIdsAndNumbersAreRecognised() {
        assertThat(NameMatch.of(List.of("ENSMUSG00000000001", "ENSG00000000003.15"), HUMAN)
                        .undefinedReason())
                .hasValueSatisfying(reason -> assertThat(reason).contains("Ensembl"));
        assertThat(NameMatch.of(List.of("0", "1", "2"), HUMAN).undefinedReason())
                .hasValueSatisfying(reason -> assertThat(reason).contains("without gene names"));
    }

    @Test
    void aSmallOverlapOnlyWarns() {
        List<String> genes = new ArrayList<>(List.of("INS"));
        for (int i = 0; i < 30; i++) {
            genes.add("ENSG000000000" + (10 + i));
        }
        NameMatch match = NameMatch.of(genes, HUMAN);
        assertThat(match.undefinedReason()).isEmpty();
        assertThat(match.warning())
                .hasValueSatisfying(
                        warning -> assertThat(warning).contains("only 1 of 31").contains("Ensembl"));
    }

    @Test
    void aTransposedTableIsRefused() {
        TopicGenes transposed =
                new TopicGenes(List.of("INS", "GCG"), List.of("0"), DenseMatrix.zeros(2, 1, NumberType.FLOAT64));
        assertThatThrownBy(() -> NameMatch.requireTopicsAsRows("beta.csv", transposed, HUMAN))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("beta.csv")
                .hasMessageContaining("transpose");
        TopicGenes upright =
                new TopicGenes(List.of("0"), List.of("INS", "GCG"), DenseMatrix.zeros(1, 2, NumberType.FLOAT64));
        assertThatCode(() -> NameMatch.requireTopicsAsRows("beta.csv", upright, HUMAN))
                .doesNotThrowAnyException();
    }
}

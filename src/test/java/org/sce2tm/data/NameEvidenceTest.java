package org.sce2tm.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NameEvidenceTest {
    private static final List<String> NUMBERS =
            IntStream.range(0, 20).mapToObj(Integer::toString).toList();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ENSG00000000001",
                "ENSMUSG00000000001.4",
                "ENSG00000000003_TSPAN6",
                "FBgn0000008",
                "WBGene00000001",
                "AT1G01010",
                "YAL001C",
                "HGNC:5",
                "NM_000014.6",
                "gene_1",
                "Gene17"
            })
    void idsOfGenesMakeRowsGenes(String id) {
        assertThat(NameEvidence.decide("", List.of(id), NUMBERS).orientation()).contains(Orientation.GENES);
        assertThat(NameEvidence.decide("", NUMBERS, List.of(id)).orientation()).contains(Orientation.CELLS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "AAACATACAACCAC-1",
                "ctrl_TCGCAAGAGCGATT-1",
                "sample1#ACGTACGTACGT",
                "SRR3649793",
                "GSM1112603_early2cell_0r.1",
                "cell-0",
                "Cell_17",
                "spot3",
                "SAMN12345678"
            })
    void idsOfCellsMakeRowsCells(String id) {
        assertThat(NameEvidence.decide("", List.of(id), NUMBERS).orientation()).contains(Orientation.CELLS);
        assertThat(NameEvidence.decide("", NUMBERS, List.of(id)).orientation()).contains(Orientation.GENES);
    }

    @Test
    void symbolsOfAnyOrganismAreGenes() {
        List<String> human = List.of(
                "HLA-DRA", "MT-CO1", "RP11-206L10.2", "C1orf127", "CD3D", "LYZ", "NKG7", "PPBP", "FCGR3A", "IL7R");
        List<String> mouse = List.of(
                "0610005C13Rik", "Actb", "H2-K1", "mt-Co1", "Rn45s", "Gm1992", "Sox17", "Xkr4", "Mrpl15", "Lypla1");
        assertThat(NameEvidence.decide("", human, NUMBERS).orientation()).contains(Orientation.GENES);
        assertThat(NameEvidence.decide("", NUMBERS, mouse).orientation()).contains(Orientation.CELLS);
    }

    @Test
    void numberedNamesOfAnyStemAreNoSymbols() {
        List<String> samples =
                IntStream.range(0, 50).mapToObj(i -> "P" + i + "H" + i % 7).toList();
        assertThat(NameEvidence.decide("", samples, NUMBERS).orientation()).isEmpty();
    }

    @Test
    void aFewNamesOfAnotherKindDoNotMatter() {
        List<String> mostlyGenes =
                List.of("ENSG00000000001", "ENSG00000000002", "ENSG00000000003", "ENSG00000000004", "GFP");
        assertThat(NameEvidence.decide("", mostlyGenes, NUMBERS).orientation()).contains(Orientation.GENES);
    }
}

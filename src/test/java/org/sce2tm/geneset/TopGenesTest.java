package org.sce2tm.geneset;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sce2tm.data.DenseMatrix;
import org.sce2tm.data.NumberType;
import org.sce2tm.testing.OracleTable;
import org.sce2tm.testing.PollenTopics;

class TopGenesTest {
    @Test
    void equalWeightsKeepTheOrderOfTheTable() {
        TopicGenes topics = new TopicGenes(
                List.of("0", "1"),
                List.of("a", "b", "c", "d"),
                new DenseMatrix(2, 4, new double[] {1, 2, 2, 1, 0, -0.0, 5, 0}, NumberType.FLOAT64));
        assertThat(TopGenes.of(topics, 3)).containsExactly(List.of("b", "c", "a"), List.of("c", "a", "b"));
        assertThat(TopGenes.topicsWithTiedChoice(topics, 3)).isEqualTo(2);
        assertThat(TopGenes.topicsWithTiedChoice(topics, 2)).isEqualTo(1);
        assertThat(TopGenes.topicsWithTiedChoice(topics, 4)).isZero();
    }

    @Test
    void topGenesEqualThoseOfThePeers() {
        for (String beta : List.of("beta_distinct", "beta_collapsed")) {
            List<List<String>> expected = new ArrayList<>();
            for (OracleTable.Row row : OracleTable.read("oracle/metrics/topics/pollen_top10.tsv")) {
                if (row.text("beta").equals(beta)) {
                    List<String> genes = new ArrayList<>();
                    for (int g = 1; g <= 10; g++) {
                        genes.add(row.text("g" + g));
                    }
                    expected.add(genes);
                }
            }
            assertThat(TopGenes.of(PollenTopics.read(beta), 10))
                    .isEqualTo(expected)
                    .hasSize(20);
        }
    }
}

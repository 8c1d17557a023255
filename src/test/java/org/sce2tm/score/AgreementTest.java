package org.sce2tm.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sce2tm.data.DenseMatrix;
import org.sce2tm.data.NumberType;
import org.sce2tm.testing.OracleFile;
import org.sce2tm.testing.OracleTable;

class AgreementTest {
    /** The oracle's README: sums of logarithms in another order. */
    private static final double TOLERANCE = 1e-12;

    @ParameterizedTest
    @ValueSource(strings = {"wang_mu", "pollen_pca50", "pbmc3k_pca50", "pbmc3k_pca50_f64"})
    void scoresOfStoredMembershipsAreScikitLearns(String name) {
        try (OracleFile input = OracleFile.open("oracle/metrics/neighbours/" + name + ".h5");
                OracleFile oracle = OracleFile.open("oracle/metrics/louvain/" + name + ".memberships.h5")) {
            int[] labels = input.ints("label_codes");
            int n = labels.length;
            int[] memberships = oracle.ints("louvain_membership");
            int row = 0;
            for (OracleTable.Row expected : OracleTable.read("oracle/metrics/louvain/" + name + ".scores.tsv")) {
                if (row * n >= memberships.length) {
                    break;
                }
                Contingency table = Contingency.of(labels, Arrays.copyOfRange(memberships, row * n, (row + 1) * n));
                assertThat(Agreement.adjustedRand(table)).isCloseTo(expected.number("ARI"), within(TOLERANCE));
                assertThat(Agreement.adjustedMutualInformation(table))
                        .isCloseTo(expected.number("AMI"), within(TOLERANCE));
                assertThat(Agreement.normalizedMutualInformation(table))
                        .isCloseTo(expected.number("NMI"), within(TOLERANCE));
                assertThat(Agreement.purity(table)).isCloseTo(expected.number("purity"), within(TOLERANCE));
                row++;
            }
            assertThat(row).as("20 resolutions and the final run").isEqualTo(21);
        }
    }

    @Test
    void purityOfTheStrongestDimensionIsThePublishedOne() {
        try (OracleFile input = OracleFile.open("oracle/metrics/neighbours/wang_mu.h5")) {
            int[] labels = input.ints("label_codes");
            DenseMatrix mu = new DenseMatrix(labels.length, 100, input.doubles("X"), NumberType.FLOAT64);
            assertThat(Agreement.purity(Contingency.of(labels, StrongestTopic.ofCells(mu))))
                    .isEqualTo(0.8927789934354485);
        }
    }

    @Test
    void scoresDoNotDependOnHowClustersAreNumbered() {
        int[] labels = {0, 0, 0, 1, 1, 2};
        int[] clusters = {0, 0, 1, 1, 1, 2};
        int[] renumbered = {7, 7, 3, 3, 3, 0};
        // Other orders of summation.
        assertThat(scores(labels, renumbered)).containsExactly(scores(labels, clusters), within(1e-14));
        assertThat(scores(labels, new int[] {5, 5, 5, 2, 2, 9}))
                .containsExactly(new double[] {1, 1, 1, 1}, within(1e-14));
    }

    @Test
    void degeneratePartitionsScoreAsInScikitLearn() {
        int[] one = new int[4];
        int[] all = {0, 1, 2, 3};
        int[] two = {0, 0, 1, 1};
        assertThat(scores(one, one)).containsExactly(1, 1, 1, 1);
        assertThat(scores(all, all)).containsExactly(new double[] {1, 1, 1, 1}, within(1e-12));
        assertThat(scores(one, two)).containsExactly(0, 0, 0, 1);
        // As many clusters as cells share ln 2 with two halves of ln 2 and ln 4: 2/3, all of it expected by chance.
        assertThat(scores(two, all)).containsExactly(new double[] {0, 0, 2 / 3.0, 1}, within(1e-12));
    }

    @Test
    void manyCellsDoNotOverflow() {
        int n = 200_000;
        int[] labels = IntStream.range(0, n).map(i -> i % 2).toArray();
        int[] clusters =
                IntStream.range(0, n).map(i -> i < 10 ? 1 - i % 2 : i % 2).toArray();
        double share = 1 - 10.0 / n;
        // Two equal halves: ARI is (2 p - 1)^2 for the share p of cells in the right half, up to terms of 1/n^2.
        assertThat(Agreement.adjustedRand(Contingency.of(labels, clusters)))
                .isCloseTo(Math.pow(2 * share - 1, 2), within(1e-8));
    }

    @Test
    void theFirstOfEqualTopicsIsTheStrongest() {
        DenseMatrix theta = new DenseMatrix(2, 3, new double[] {0, 2, 2, -1, -3, -1}, NumberType.FLOAT64);
        assertThat(StrongestTopic.ofCells(theta)).containsExactly(1, 0);
    }

    @Test
    void unequalLengthsAndMissingCodesAreRefused() {
        assertThatThrownBy(() -> Contingency.of(new int[2], new int[3])).hasMessageContaining("2 labels for 3");
        assertThatThrownBy(() -> Contingency.of(new int[] {-1}, new int[1])).hasMessageContaining("no label");
    }

    private static double[] scores(int[] labels, int[] clusters) {
        Contingency table = Contingency.of(labels, clusters);
        return new double[] {
            Agreement.adjustedRand(table),
            Agreement.adjustedMutualInformation(table),
            Agreement.normalizedMutualInformation(table),
            Agreement.purity(table)
        };
    }
}

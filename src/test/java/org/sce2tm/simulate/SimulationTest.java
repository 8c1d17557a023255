package org.sce2tm.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.sce2tm.cli.UsageException;
import org.sce2tm.data.CsrMatrix;
import org.sce2tm.simulate.Simulation.Drawn;
import org.sce2tm.simulate.Simulation.Program;

class SimulationTest {
    private static SimulateOptions options(int decoys, double rareShare, long seed) {
        return new SimulateOptions(240, 300, 4, 6, 20, decoys, 600, rareShare, 16, 0.5, 0.1, seed);
    }

    private static final Drawn DRAWN = Simulation.draw(options(12, 0.05, 7));

    @Test
    void equalOptionsGiveEqualDataAndAnotherSeedDoesNot() {
        assertThat(Simulation.draw(options(12, 0.05, 7)).counts().values())
                .isEqualTo(DRAWN.counts().values());
        assertThat(Simulation.draw(options(12, 0.05, 8)).counts().values())
                .isNotEqualTo(DRAWN.counts().values());
    }

    @Test
    void moreDecoysMoveNothingElse() {
        Drawn more = Simulation.draw(options(30, 0.05, 7));
        assertThat(more.decoys()).hasSize(30).startsWith(DRAWN.decoys().toArray(Simulation.Genes[]::new));
        assertThat(more.counts().values()).isEqualTo(DRAWN.counts().values());
        assertThat(more.embedding().values()).isEqualTo(DRAWN.embedding().values());
    }

    @Test
    void theLastTypeIsRare() {
        assertThat(Arrays.stream(DRAWN.types()).filter(type -> type == 3).count())
                .isEqualTo(12);
        assertThat(Arrays.stream(Simulation.draw(options(0, 0, 7)).types())
                        .filter(type -> type == 3)
                        .count())
                .isEqualTo(60);
    }

    @Test
    void countsAreWholePositiveAndAscendInTheirRows() {
        CsrMatrix counts = DRAWN.counts();
        for (int i = 0; i < counts.rows(); i++) {
            for (int p = counts.rowPointers()[i]; p < counts.rowPointers()[i + 1]; p++) {
                assertThat(counts.values()[p])
                        .isEqualTo(Math.round(counts.values()[p]))
                        .isPositive();
                if (p > counts.rowPointers()[i]) {
                    assertThat(counts.columnIndices()[p]).isGreaterThan(counts.columnIndices()[p - 1]);
                }
            }
        }
    }

    @Test
    void theMedianDepthIsAsAsked() {
        double[] totals = new double[DRAWN.counts().rows()];
        CsrMatrix counts = DRAWN.counts();
        for (int i = 0; i < totals.length; i++) {
            for (int p = counts.rowPointers()[i]; p < counts.rowPointers()[i + 1]; p++) {
                totals[i] += counts.values()[p];
            }
        }
        Arrays.sort(totals);
        // 240 log-normal libraries of sd 0.3: the median's standard error is about 2.5 %; four of them
        assertThat(totals[120]).isBetween(600 * 0.9, 600 * 1.1);
    }

    @Test
    void programsShareNoGeneAndEveryTypeHasItsOwn() {
        Set<Integer> genes = new HashSet<>();
        DRAWN.programs().forEach(program -> genes.addAll(program.set().genes()));
        assertThat(genes).hasSize(6 * 20);
        for (int type = 0; type < 4; type++) {
            assertThat(DRAWN.programs().get(type).types()).containsExactly(type);
        }
        assertThat(DRAWN.programs().subList(4, 6))
                .allSatisfy(program -> assertThat(program.types()).hasSizeBetween(2, 3));
    }

    @Test
    void aProgramIsExpressedWhereItIsActive() {
        for (Program program : DRAWN.programs()) {
            double[] share = shares(program);
            double active = mean(share, program, true);
            double idle = mean(share, program, false);
            // a mean fold change of exp(1.5) spread over gamma activity leaves at least a doubling of the share
            assertThat(active).as(program.set().name()).isGreaterThan(2 * idle);
        }
    }

    private static double[] shares(Program program) {
        CsrMatrix counts = DRAWN.counts();
        Set<Integer> genes = new HashSet<>(program.set().genes());
        double[] share = new double[counts.rows()];
        for (int i = 0; i < share.length; i++) {
            double total = 0;
            for (int p = counts.rowPointers()[i]; p < counts.rowPointers()[i + 1]; p++) {
                total += counts.values()[p];
                share[i] += genes.contains(counts.columnIndices()[p]) ? counts.values()[p] : 0;
            }
            share[i] /= total;
        }
        return share;
    }

    private static double mean(double[] share, Program program, boolean active) {
        List<Double> values = new ArrayList<>();
        for (int i = 0; i < share.length; i++) {
            if (program.types().contains(DRAWN.types()[i]) == active) {
                values.add(share[i]);
            }
        }
        return values.stream().mapToDouble(x -> x).average().orElseThrow();
    }

    @Test
    void theEmbeddingKnowsTheTypesButForTheMisplacedCells() {
        int d = DRAWN.embedding().columns();
        double[][] centroids = new double[4][d];
        Set<Integer> misplaced = new HashSet<>(DRAWN.misplaced());
        for (int i = 0; i < 240; i++) {
            double[] row = DRAWN.embedding().row(i);
            assertThat(Arrays.stream(row).map(x -> x * x).sum()).isCloseTo(1, within(1e-12));
            for (int j = 0; j < d && !misplaced.contains(i); j++) {
                centroids[DRAWN.types()[i]][j] += row[j];
            }
        }
        int wrong = 0;
        for (int i = 0; i < 240; i++) {
            int nearest = 0;
            for (int t = 1; t < 4; t++) {
                nearest = cosine(DRAWN.embedding().row(i), centroids[t])
                                > cosine(DRAWN.embedding().row(i), centroids[nearest])
                        ? t
                        : nearest;
            }
            boolean right = nearest == DRAWN.types()[i];
            wrong += right == misplaced.contains(i) ? 1 : 0;
        }
        // noise of half a centroid's size leaves a cell or two between two types
        assertThat(wrong).isLessThanOrEqualTo(5);
        assertThat(misplaced).hasSizeBetween(12, 36); // 10 % of 240, binomial
    }

    private static Offset<Double> within(double offset) {
        return Offset.offset(offset);
    }

    private static double cosine(double[] a, double[] b) {
        double dot = 0;
        double squares = 0;
        for (int j = 0; j < a.length; j++) {
            dot += a[j] * b[j];
            squares += b[j] * b[j];
        }
        return dot / Math.sqrt(squares);
    }

    @Test
    void whatCannotBeIsRefusedWithItsOption() {
        assertThatThrownBy(() -> new SimulateOptions(240, 100, 4, 6, 20, 0, 600, 0, 16, 0.5, 0.1, 1))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("--genes 100");
        assertThatThrownBy(() -> new SimulateOptions(240, 300, 4, 3, 20, 0, 600, 0, 16, 0.5, 0.1, 1))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("--programs 3");
    }
}

package org.sce2tm.preprocess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.sce2tm.cli.UsageException;
import org.sce2tm.data.BadDataException;
import org.sce2tm.data.CsrMatrix;
import org.sce2tm.data.Expression;
import org.sce2tm.data.Normalization;
import org.sce2tm.data.Uns;

class PreprocessingTest {
    /** Three cells x three genes, all places stored but zeros. */
    private static Expression expression(float... dense) {
        int[] pointers = new int[4];
        int[] columns = new int[9];
        float[] values = new float[9];
        int next = 0;
        for (int i = 0; i < 9; i++) {
            if (dense[i] != 0) {
                columns[next] = i % 3;
                values[next++] = dense[i];
            }
            pointers[i / 3 + 1] = next;
        }
        int stored = next;
        return new Expression(
                new CsrMatrix(3, 3, pointers, Arrays.copyOf(columns, stored), Arrays.copyOf(values, stored)),
                List.of("c1", "c2", "c3"),
                List.of("g1", "g2", "g3"),
                Map.of(),
                Map.of(),
                List.of(),
                "made by hand");
    }

    private static final Expression COUNTS = expression(1, 0, 3, 0, 2, 2, 5, 1, 0);
    private static final Expression LOGS = expression(0.5f, 0, 3, 0, 2, 2, 5, 1, 0);

    private static PreprocessOptions options(Log1p log1p, String targetSum, int hvg) {
        return new PreprocessOptions("X", log1p, TargetSum.parse(targetSum), hvg, HvgFlavour.SEURAT);
    }

    private static Preprocessing run(Expression expression, PreprocessOptions options) {
        return Preprocessing.of(expression, options, "input.h5ad, X");
    }

    private static float[] x(Preprocessing done) {
        return done.dataset().x().orElseThrow().values();
    }

    @Test
    void countsAreLoggedAndKept() {
        Preprocessing done = run(COUNTS, options(Log1p.AUTO, "none", 10));
        assertThat(x(done)[0]).isEqualTo((float) Math.log(2));
        assertThat(x(done)[1]).isEqualTo((float) Math.log(4));
        assertThat(done.dataset().layers().get("counts").values())
                .isEqualTo(COUNTS.matrix().values());
        assertThat(done.values()).isEqualTo("integer counts, log(1 + x) taken");
    }

    @Test
    void otherValuesAreTakenAsTheyAre() {
        Preprocessing done = run(LOGS, options(Log1p.AUTO, "none", 10));
        assertThat(x(done)).isEqualTo(LOGS.matrix().values());
        assertThat(done.dataset().layers()).isEmpty();
        assertThat(done.values()).isEqualTo("not counts, taken as they are");
        assertThat(x(run(LOGS, options(Log1p.YES, "none", 10)))[0]).isEqualTo((float) Math.log(1.5));
        assertThat(x(run(COUNTS, options(Log1p.NO, "none", 10))))
                .isEqualTo(COUNTS.matrix().values());
    }

    @Test
    void cellsAreScaledBeforeTheLog() {
        // totals 4, 4, 6; their median is 4
        float[] median = x(run(COUNTS, options(Log1p.AUTO, "median", 10)));
        assertThat(median[0]).isEqualTo((float) Math.log(2));
        assertThat((double) median[4]).isCloseTo(Math.log1p(5 * 4 / 6.0), within(1e-7)); // float32
        assertThat((double) x(run(COUNTS, options(Log1p.AUTO, "100", 10)))[0]).isCloseTo(Math.log1p(25), within(1e-6));
    }

    @Test
    void tiesAtTheCutAreKeptAndSaid() {
        // each gene is alone in its bin of means, so all have z = 1
        Preprocessing done = run(COUNTS, options(Log1p.AUTO, "none", 1));
        assertThat(done.dataset().varNames()).containsExactly("g1", "g2", "g3");
        assertThat(done.warnings()).anyMatch(warning -> warning.startsWith("3 genes are selected for --hvg 1"));
        assertThat(done.dataset().var().get("dispersions_norm").text(0)).isEqualTo("1");
    }

    @Test
    void whatWasDoneCanBeDoneAgain() {
        Preprocessing done = run(COUNTS, options(Log1p.AUTO, "median", 10));
        Uns.Group record = (Uns.Group) done.dataset().uns().get("preprocessing");
        Normalization again = Normalization.from(record.children(), "model.h5ad");
        assertThat(again).isEqualTo(done.normalization());
        assertThat(again.apply(COUNTS.matrix()).values()).isEqualTo(x(done));
        assertThat(record.children()).containsKeys("source_matrix", "hvg", "hvg_flavour", "counts");
    }

    @Test
    void aFileThatDoesNotRecordItIsRefused() {
        assertThatThrownBy(() -> Normalization.from(Map.of(), "model.h5ad"))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("model.h5ad");
    }

    @Test
    void negativeValuesAreRefusedWithWhatToDo() {
        assertThatThrownBy(() -> run(expression(1, -2, 0, 0, 1, 1, 1, 1, 1), options(Log1p.AUTO, "none", 10)))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("input.h5ad, X")
                .hasMessageContaining("-2.0")
                .hasMessageContaining("--matrix raw");
        assertThatThrownBy(() -> run(expression(Float.NaN, 0, 0, 0, 1, 1, 1, 1, 1), options(Log1p.YES, "none", 10)))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("NaN");
    }

    @Test
    void linearValuesThatLookLikeNeitherAreWarnedOf() {
        Expression linear = expression(900.5f, 0, 3, 0, 2, 2, 5, 1, 0);
        assertThat(run(linear, options(Log1p.AUTO, "none", 10)).warnings())
                .anyMatch(warning -> warning.contains("--log1p yes"));
        assertThatThrownBy(() -> run(linear, options(Log1p.AUTO, "none", 1)))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("--log1p yes");
        assertThat(run(LOGS, options(Log1p.AUTO, "none", 10)).warnings()).isEmpty();
    }

    @Test
    void logsAreNotScaledToATotalAndThatIsSaid() {
        Preprocessing scaled = run(LOGS, options(Log1p.AUTO, "median", 10));
        assertThat(scaled.warnings()).anyMatch(warning -> warning.contains("--target-sum is not applied"));
        assertThat(scaled.normalization().targetSum()).isEmpty();
        assertThat(x(scaled)).isEqualTo(x(run(LOGS, options(Log1p.AUTO, "none", 10))));
        Expression linear = expression(900.5f, 0, 3, 0, 2, 2, 5, 1, 0);
        assertThatThrownBy(() -> run(linear, options(Log1p.AUTO, "median", 10)))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("--target-sum");
        assertThat(IntStream.range(0, x(run(LOGS, options(Log1p.YES, "median", 10))).length))
                .isNotEmpty();
    }

    @Test
    void emptyCellsStayAndAreSaid() {
        Preprocessing done = run(expression(1, 0, 3, 0, 0, 0, 5, 1, 0), options(Log1p.AUTO, "100", 10));
        assertThat(done.dataset().obsNames()).hasSize(3);
        assertThat(done.warnings()).anyMatch(warning -> warning.startsWith("1 of 3 cells"));
        assertThat(done.content().emptyCells()).isEqualTo(1);
        assertThat(done.content().emptyGenes()).isZero();
    }

    @Test
    void optionsThatCannotBeAreQuoted() {
        assertThatThrownBy(() -> TargetSum.parse("-1"))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("--target-sum -1");
        assertThatThrownBy(() -> options(Log1p.AUTO, "none", 0)).isInstanceOf(UsageException.class);
    }
}

package org.sce2tm.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sce2tm.nn.nd4j.Nd4jBackend;

@DisplayName("An operation by blocks")
class BlocksTest {
    private static final int N = 23;
    private static final int HEADS = 3;
    private static final int SIZE = 4;

    /** Values and gradients equal to rounding in double: sums of some ten numbers in another order. */
    private static void same(
            List<Operation.Input> inputs,
            BiFunction<Tape, List<Tensor>, Tensor> blocks,
            BiFunction<Tape, List<Tensor>, Tensor> whole) {
        try (Backend backend = new Nd4jBackend(Nd4jBackend.Precision.DOUBLE)) {
            Operation.Outcome found = new Operation("blocks", inputs, blocks).run(backend);
            Operation.Outcome expected = new Operation("whole", inputs, whole).run(backend);
            Closeness.check("value", found.value(), expected.value(), 1e-13);
            for (int i = 0; i < inputs.size(); i++) {
                Closeness.check(
                        "gradient " + i,
                        found.gradients().get(i),
                        expected.gradients().get(i),
                        1e-13);
            }
        }
    }

    @Test
    void attendsAsSoftmaxOfScaledProductsDoes() {
        List<Operation.Input> inputs = List.of(
                Operation.input(N, HEADS * SIZE, 1, -2, 2),
                Operation.input(N, HEADS * SIZE, 2, -2, 2),
                Operation.input(N, HEADS * SIZE, 3, -2, 2));
        same(inputs, (tape, in) -> Blocks.attention(in.get(0), in.get(1), in.get(2), HEADS, 5), (tape, in) -> {
            Tensor all = head(in, 0);
            for (int head = 1; head < HEADS; head++) {
                all = Ops.concatenateColumns(all, head(in, head));
            }
            return all;
        });
    }

    private static Tensor head(List<Tensor> in, int head) {
        Tensor q = Ops.columns(in.get(0), head * SIZE, (head + 1) * SIZE);
        Tensor k = Ops.columns(in.get(1), head * SIZE, (head + 1) * SIZE);
        Tensor v = Ops.columns(in.get(2), head * SIZE, (head + 1) * SIZE);
        Tensor weights = Ops.softmax(Over.COLUMNS, 1 / Math.sqrt(SIZE), Ops.product(q, false, k, true));
        return Ops.product(weights, v);
    }

    @Test
    void comparesGramMatrixAndTargetAsTheWholeMatrices() {
        float[] target = Operation.random(N * N, 5, 0, 1);
        same(
                List.of(Operation.input(N, SIZE, 1, -1, 1)),
                (tape, in) -> Blocks.sigmoidGramError(in.get(0), new DenseSource(N, N, target), 5),
                (tape, in) -> {
                    Tensor p = Ops.sigmoid(Ops.product(in.get(0), false, in.get(0), true));
                    return Ops.mean(Over.ALL, Ops.square(Ops.subtract(p, tape.constant(N, N, target))));
                });
    }

    @Test
    void multipliesAsTheWholeMatrix() {
        float[] a = Operation.random((N + 2) * N, 5, 0, 1);
        same(
                List.of(Operation.input(N, SIZE, 1, -1, 1)),
                (tape, in) -> Blocks.product(new DenseSource(N + 2, N, a), in.get(0), 5),
                (tape, in) -> Ops.product(tape.constant(N + 2, N, a), in.get(0)));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, N, 2 * N})
    void sumsALossOverRowsAsTheWholeMatrix(int height) {
        try (Backend backend = new Nd4jBackend(Nd4jBackend.Precision.DOUBLE)) {
            Parameter shared = new Parameter(backend, "shared", SIZE, SIZE, Operation.random(SIZE * SIZE, 2, -1, 1));
            List<Operation.Input> rows = List.of(Operation.input(N, SIZE, 1, -1, 1));
            RowLoss loss = new RowLoss(backend, height, (block, from) -> rowSums(block, from, shared));
            // twice, and the rows once more: what lay between the passes is computed again, gradients add up
            Operation blocks = new Operation("blocks", rows, (tape, in) -> twice(in.get(0), loss::of));
            Operation whole =
                    new Operation("whole", rows, (tape, in) -> twice(in.get(0), all -> rowSums(all, 0, shared)));
            Operation.Outcome found = blocks.run(backend);
            double[] foundShared = backend.read(shared.gradient().orElseThrow());
            shared.zeroGradient();
            Operation.Outcome expected = whole.run(backend);
            Closeness.check("value", found.value(), expected.value(), 1e-13);
            Closeness.check(
                    "rows", found.gradients().get(0), expected.gradients().get(0), 1e-13);
            Closeness.check(
                    "shared", foundShared, backend.read(shared.gradient().orElseThrow()), 1e-13);
        }
    }

    @Test
    void takesALossOverRowsStepByStepAndInEvaluationMode() {
        try (Backend backend = new Nd4jBackend(Nd4jBackend.Precision.DOUBLE)) {
            Parameter shared = new Parameter(backend, "shared", SIZE, SIZE, Operation.random(SIZE * SIZE, 2, -1, 1));
            Parameter rows = new Parameter(backend, "rows", N, SIZE, Operation.random(N * SIZE, 1, -1, 1));
            RowLoss loss = new RowLoss(backend, 4, (block, from) -> rowSums(block, from, shared));
            Tape tape = new Tape(backend);
            for (Mode mode : List.of(Mode.EVALUATION, Mode.TRAINING, Mode.EVALUATION, Mode.TRAINING)) {
                tape.begin(mode);
                shared.zeroGradient();
                Tensor found = loss.of(tape.parameter(rows));
                Tensor whole = rowSums(tape.parameter(rows), 0, shared);
                Closeness.check("value", found.toDoubles(), whole.toDoubles(), 1e-13);
                if (mode == Mode.TRAINING) {
                    tape.backward(Ops.subtract(found, whole));
                    double[] gradient = backend.read(shared.gradient().orElseThrow());
                    Closeness.check("gradient", gradient, new double[gradient.length], 1e-13);
                    rows.set(Arrays.stream(rows.toDoubles()).map(x -> x / 2).toArray());
                }
            }
        }
    }

    @Test
    void namesTheOperationInABlockThatGaveNoNumber() {
        try (Backend backend = new Nd4jBackend(Nd4jBackend.Precision.DOUBLE)) {
            float[] numbers = Operation.random(N * SIZE, 1, 0.5, 1);
            numbers[9 * SIZE] = -1;
            Parameter rows = new Parameter(backend, "rows", N, SIZE, numbers);
            RowLoss loss = new RowLoss(
                    backend,
                    8,
                    (block, from) -> Ops.sum(Over.ALL, Ops.map(Unary.log(Double.NEGATIVE_INFINITY), block)));
            Tape tape = new Tape(backend);
            tape.begin(Mode.TRAINING);
            loss.of(tape.parameter(rows));
            assertThat(tape.firstNonFinite().orElseThrow())
                    .contains("of the rows from 9")
                    .contains("(7 x 4)");
        }
    }

    @Test
    void refusesBlocksWithoutRows() {
        try (Backend backend = new Nd4jBackend(Nd4jBackend.Precision.DOUBLE)) {
            assertThatThrownBy(() -> new RowLoss(backend, 0, (block, from) -> block))
                    .hasMessageContaining("blocks of 0 rows");
        }
    }

    /** A sum over rows of what depends on each row, its place, and one parameter of them all. */
    private static Tensor rowSums(Tensor rows, int from, Parameter shared) {
        Tape tape = rows.tape();
        float[] places = new float[rows.rows()];
        for (int i = 0; i < places.length; i++) {
            places[i] = 1f / (1 + from + i);
        }
        Tensor values = Ops.square(Ops.sigmoid(Ops.product(rows, tape.parameter(shared))));
        return Ops.sum(Over.ALL, Ops.multiply(values, tape.constant(rows.rows(), 1, places)));
    }

    private static Tensor twice(Tensor rows, UnaryOperator<Tensor> loss) {
        return Ops.add(
                Ops.add(loss.apply(rows), Ops.scale(3, loss.apply(Ops.scale(0.5, rows)))), Ops.sum(Over.ALL, rows));
    }

    @Test
    void refusesWhatDoesNotFit() {
        List<Operation.Input> wide = List.of(Operation.input(N, 7, 1, -1, 1));
        assertThatThrownBy(() -> same(
                        wide,
                        (tape, in) -> Blocks.attention(in.get(0), in.get(0), in.get(0), 2),
                        (tape, in) -> in.get(0)))
                .hasMessageContaining("2 heads of queries 23 x 7");
        assertThatThrownBy(() -> same(
                        wide,
                        (tape, in) -> Blocks.product(new DenseSource(2, 3, new float[6]), in.get(0)),
                        (tape, in) -> in.get(0)))
                .hasMessageContaining("3 columns, but parameter input0 has 23 rows");
    }
}

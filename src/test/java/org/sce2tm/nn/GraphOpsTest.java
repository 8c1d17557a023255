package org.sce2tm.nn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sce2tm.nn.nd4j.Nd4jBackend;

@DisplayName("Operations on a graph")
class GraphOpsTest {
    private static final int N = 23;
    private static final int SIZE = 4;

    private final Csr graph = new Operations(N, SIZE, 19).graph();

    private interface Loss {
        Tensor of(Tensor h, Tensor w);
    }

    /** The loss and both gradients, in double. */
    private static List<double[]> run(Loss loss) {
        try (Backend backend = new Nd4jBackend(Nd4jBackend.Precision.DOUBLE)) {
            Parameter h = new Parameter(backend, "h", N, SIZE, Operation.random(N * SIZE, 1, -1, 1));
            Parameter w = new Parameter(backend, "w", SIZE, SIZE, Operation.random(SIZE * SIZE, 2, -1, 1));
            Tape tape = new Tape(backend);
            tape.begin(Mode.TRAINING);
            Tensor value = loss.of(tape.parameter(h), tape.parameter(w));
            tape.backward(value);
            List<double[]> numbers = new ArrayList<>();
            numbers.add(value.toDoubles());
            numbers.add(tape.parameter(h).gradientDoubles());
            numbers.add(tape.parameter(w).gradientDoubles());
            return numbers;
        }
    }

    private Tensor dense(Tensor h, Tensor w) {
        Tensor p = Ops.sigmoid(Ops.product(Ops.product(h, w), false, h, true));
        return Ops.mean(Over.ALL, Ops.square(Ops.subtract(p, Ops.dense(h.tape(), graph.all()))));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 22, 23, 64})
    void theReconstructionByBlocksIsTheDenseOne(int rows) {
        List<double[]> whole = run(this::dense);
        List<double[]> blocks = run((h, w) -> GraphOps.reconstructionError(graph, h, w, rows));
        for (int i = 0; i < whole.size(); i++) {
            Closeness.check("number " + i, blocks.get(i), whole.get(i), 1e-13); // sums in another order
        }
    }

    @Test
    void theProductByBlocksIsTheDenseOne() {
        List<double[]> whole = run((h, w) ->
                Ops.sum(Over.ALL, Ops.square(Ops.product(Ops.dense(h.tape(), graph.all()), Ops.product(h, w)))));
        List<double[]> blocks =
                run((h, w) -> Ops.sum(Over.ALL, Ops.square(GraphOps.product(graph, Ops.product(h, w), 5))));
        for (int i = 0; i < whole.size(); i++) {
            Closeness.check("number " + i, blocks.get(i), whole.get(i), 1e-13);
        }
    }

    @Test
    void aTargetIsSurerThanTheAssignmentAndFairToSmallClusters() {
        double[] p = SoftAssignment.target(new double[] {0.8, 0.2, 0.6, 0.4}, 2);
        // 0.64 / 1.4 against 0.04 / 0.6; 0.36 / 1.4 against 0.16 / 0.6
        double first = 0.64 / 1.4;
        double second = 0.36 / 1.4;
        double[] expected = {
            first / (first + 0.04 / 0.6), 0.04 / 0.6 / (first + 0.04 / 0.6),
            second / (second + 0.16 / 0.6), 0.16 / 0.6 / (second + 0.16 / 0.6)
        };
        Closeness.check("p", p, expected, 1e-15);
        assertThat(Arrays.stream(SoftAssignment.labels(p, 2))).containsExactly(0, 1);
    }
}

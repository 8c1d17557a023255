package org.sce2tm.nn;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/**
 * A differentiable operation with small inputs, run on any backend: its result is weighted by fixed numbers and summed,
 * so that every entry of every gradient is exercised.
 */
record Operation(String name, List<Input> inputs, BiFunction<Tape, List<Tensor>, Tensor> body) {
    /** Numbers to start from. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Input(int rows, int columns, float[] values) {}

    /** What a run gave: the weighted sum, the operation's own numbers, and the gradient of each input. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Outcome(double sum, double[] value, List<double[]> gradients) {}

    private static final int N = 7;
    private static final int K = 5;
    private static final int V = 19;

    Outcome run(Backend backend) {
        List<double[]> starts = inputs.stream().map(Operation::wide).toList();
        return run(backend, starts);
    }

    Outcome run(Backend backend, List<double[]> starts) {
        List<Parameter> parameters = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) {
            Input input = inputs.get(i);
            Parameter parameter = new Parameter(backend, "input" + i, input.rows(), input.columns(), input.values());
            parameter.set(starts.get(i));
            parameters.add(parameter);
        }
        Tape tape = new Tape(backend);
        tape.begin(Mode.TRAINING);
        Tensor result =
                body.apply(tape, parameters.stream().map(tape::parameter).toList());
        float[] weights = random(result.rows() * result.columns(), 99, -1, 1);
        Tensor sum = Ops.sum(Over.ALL, Ops.multiply(result, tape.constant(result.rows(), result.columns(), weights)));
        tape.backward(sum);
        return new Outcome(
                sum.scalar(),
                result.toDoubles(),
                parameters.stream()
                        .map(p -> backend.read(p.gradient().orElseThrow()))
                        .toList());
    }

    static double[] wide(Input input) {
        double[] values = new double[input.values().length];
        for (int i = 0; i < values.length; i++) {
            values[i] = input.values()[i];
        }
        return values;
    }

    static float[] random(int n, int seed, double low, double high) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = (float) random.nextDouble(low, high);
        }
        return values;
    }

    static Input input(int rows, int columns, int seed, double low, double high) {
        return new Input(rows, columns, random(rows * columns, seed, low, high));
    }

    static Csr sparse() {
        float[] dense = random(3 * N * V, 7, -2, 2);
        for (int i = 0; i < dense.length; i++) {
            dense[i] = Math.max(0, dense[i] - 0.6f); // about a third stored
        }
        return Csr.ofDense(3 * N, V, dense);
    }

    static CsrRows batch() {
        return sparse().pick(new int[] {4, 0, 20, 4, 11, 7, 13});
    }

    private static Operation one(String name, double low, double high, java.util.function.UnaryOperator<Tensor> f) {
        return new Operation(name, List.of(input(N, V, 1, low, high)), (tape, in) -> f.apply(in.get(0)));
    }

    private static Operation two(
            String name, int rows, int columns, int rows2, int columns2, java.util.function.BinaryOperator<Tensor> f) {
        return new Operation(
                name,
                List.of(input(rows, columns, 1, 0.5, 2), input(rows2, columns2, 2, 0.5, 2)),
                (tape, in) -> f.apply(in.get(0), in.get(1)));
    }

    /** Rows that sum to 1, made inside the operation. */
    private static Operation assignments(String name, java.util.function.BinaryOperator<Tensor> f) {
        return new Operation(
                name,
                List.of(input(N, K, 3, -2, 2), input(N, K, 4, -2, 2)),
                (tape, in) -> f.apply(Ops.softmax(in.get(0)), Ops.softmax(in.get(1))));
    }

    static Stream<Operation> all() {
        List<Operation> list = new ArrayList<>();
        list.add(one("tanh", -3, 3, Ops::tanh));
        list.add(one("exp", -3, 3, Ops::exp));
        list.add(one("log", 0.1, 3, Ops::log));
        list.add(one("log with a floor", 0.1, 3, x -> Ops.map(Unary.log(-0.5), x)));
        list.add(one("square", -3, 3, Ops::square));
        list.add(one("square root", 0.1, 3, Ops::sqrt));
        list.add(one("reciprocal", 0.1, 3, x -> Ops.map(Unary.RECIPROCAL, x)));
        list.add(one("clamp", -3, 3, x -> Ops.clamp(x, -1, 2)));
        list.add(one("clamp below", -3, 3, x -> Ops.clamp(x, -1, Double.POSITIVE_INFINITY)));
        list.add(one("affine", -3, 3, x -> Ops.affine(1.5, x, -0.3)));
        for (int[] shape : new int[][] {{N, V}, {1, V}, {N, 1}, {1, 1}}) {
            String of = " of " + shape[0] + " x " + shape[1];
            list.add(two("add" + of, N, V, shape[0], shape[1], (a, b) -> Ops.add(a, b)));
            list.add(two("subtract" + of, N, V, shape[0], shape[1], Ops::subtract));
            list.add(two("multiply" + of, N, V, shape[0], shape[1], Ops::multiply));
            list.add(two("divide" + of, N, V, shape[0], shape[1], Ops::divide));
        }
        list.add(two("product", N, K, K, V, Ops::product));
        list.add(two("product, left transposed", K, N, K, V, (a, b) -> Ops.product(a, true, b, false)));
        list.add(two("product, right transposed", N, K, V, K, (a, b) -> Ops.product(a, false, b, true)));
        list.add(two("product, both transposed", K, N, V, K, (a, b) -> Ops.product(a, true, b, true)));
        list.add(two("a tensor used twice", N, V, N, V, (a, b) -> Ops.multiply(Ops.add(a, b), Ops.tanh(a))));
        list.add(two(
                "product of a matrix with itself", N, V, N, 1, (a, b) -> Ops.add(Ops.product(a, false, a, true), b)));
        list.add(two("row dots", N, V, N, V, (a, b) -> Ops.rowDots(a, b)));
        list.add(two("squared distances", K, 6, V, 6, Ops::squaredDistances));
        list.add(two("concatenate", N, K, N, V, Ops::concatenateColumns));
        list.add(new Operation(
                "sparse product", List.of(input(V, K, 5, -1, 1)), (tape, in) -> Ops.product(batch(), in.get(0))));
        list.add(new Operation(
                "two sparse products of one weight",
                List.of(input(V, K, 5, -1, 1)),
                (tape, in) -> Ops.add(
                        Ops.product(batch(), in.get(0)),
                        Ops.product(sparse().pick(new int[] {0, 1, 2, 3, 4, 5, 6}), in.get(0)))));
        list.add(new Operation(
                "sparse row dots", List.of(input(N, V, 5, -1, 1)), (tape, in) -> Ops.rowDots(batch(), in.get(0))));
        list.add(one("sum over columns", -1, 1, x -> Ops.sum(Over.COLUMNS, x)));
        list.add(one("sum over rows", -1, 1, x -> Ops.sum(Over.ROWS, x)));
        list.add(one("mean of all", -1, 1, x -> Ops.mean(Over.ALL, x)));
        list.add(one("softmax over columns", -3, 3, Ops::softmax));
        list.add(one("softmax over rows", -3, 3, x -> Ops.softmax(Over.ROWS, -5, x)));
        list.add(one("log-sum-exp", -3, 3, Ops::logSumExp));
        list.add(one("log-softmax", -3, 3, Ops::logSoftmax));
        list.add(one("columns", -3, 3, x -> Ops.columns(x, 3, 9)));
        list.add(new Operation(
                "batch norm",
                List.of(input(N, V, 1, -3, 3), input(1, V, 2, 0.5, 2), input(1, V, 3, -1, 1)),
                (tape, in) -> BatchNorm.normalise(in.get(0), in.get(1), in.get(2), 1e-5)
                        .output()));
        list.add(new Operation(
                "reparameterisation",
                List.of(input(N, K, 1, -2, 2), input(N, K, 2, -2, 2)),
                (tape, in) -> Ops.reparameterise(in.get(0), in.get(1), tape.constant(N, K, random(N * K, 8, -2, 2)))));
        list.add(new Operation(
                "weighted cross-entropy",
                List.of(input(N, V, 1, -3, 3)),
                (tape, in) -> Losses.weightedCrossEntropy(in.get(0), batch())));
        list.add(new Operation(
                "weighted cross-entropy of a batch norm",
                List.of(input(N, V, 1, -3, 3), input(1, V, 2, 0.5, 2), input(1, V, 3, -1, 1)),
                (tape, in) -> Losses.weightedCrossEntropy(in.get(0), in.get(1), in.get(2), 1e-5, batch())
                        .output()));
        list.add(new Operation(
                "divergence from a normal",
                List.of(input(N, K, 1, -2, 2), input(N, K, 2, -2, 2)),
                (tape, in) -> Losses.klToNormal(in.get(0), in.get(1), 0.9)));
        list.add(assignments("consistency", Losses::consistency));
        list.add(assignments("consistency of the sum", Losses::consistencyOfSum));
        list.add(assignments("column contrast", (a, b) -> Losses.columnContrast(a, b, 0.5)));
        list.add(assignments("mean entropy", (a, b) -> Ops.add(Losses.meanEntropy(a), Losses.meanEntropy(b))));
        list.add(assignments("entropy sum", (a, b) -> Ops.add(Losses.entropySum(a), Losses.entropySum(b))));
        list.add(new Operation(
                "transport cost",
                List.of(input(K, 6, 1, -0.6, 0.6), input(V, 6, 2, -0.6, 0.6)),
                (tape, in) -> Sinkhorn.withDefaults()
                        .cost(Ops.squaredDistances(in.get(0), in.get(1)), true)
                        .cost()));
        return list.stream();
    }

    @Override
    public String toString() {
        return name;
    }
}

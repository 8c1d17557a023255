package org.sce2tm.nn;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Every operation on matrices of given sizes.
 *
 * @param n cells
 * @param k topics
 * @param v genes
 */
record Operations(int n, int k, int v) {
    /** n rows, with repeats. */
    private int[] picked(int step) {
        int[] rows = new int[n];
        for (int i = 0; i < n; i++) {
            rows[i] = i * step % (3 * n);
        }
        rows[n - 1] = rows[0];
        return rows;
    }

    Csr sparse() {
        float[] dense = Operation.random(3 * n * v, 7, -2, 2);
        for (int i = 0; i < dense.length; i++) {
            dense[i] = Math.max(0, dense[i] - 0.6f); // about a third stored
        }
        return Csr.ofDense(3 * n, v, dense);
    }

    CsrRows batch() {
        return sparse().pick(picked(5));
    }

    /** A directed graph of n nodes. */
    Csr graph() {
        float[] dense = Operation.random(n * n, 11, 0, 1);
        for (int i = 0; i < dense.length; i++) {
            dense[i] = dense[i] < 0.3f ? 1 : 0;
        }
        return Csr.ofDense(n, n, dense);
    }

    private Operation one(String name, double low, double high, java.util.function.UnaryOperator<Tensor> f) {
        return new Operation(name, List.of(Operation.input(n, v, 1, low, high)), (tape, in) -> f.apply(in.get(0)));
    }

    private Operation two(
            String name, int rows, int columns, int rows2, int columns2, java.util.function.BinaryOperator<Tensor> f) {
        return new Operation(
                name,
                List.of(Operation.input(rows, columns, 1, 0.5, 2), Operation.input(rows2, columns2, 2, 0.5, 2)),
                (tape, in) -> f.apply(in.get(0), in.get(1)));
    }

    /** Rows that sum to 1, made inside the operation. */
    private Operation assignments(String name, java.util.function.BinaryOperator<Tensor> f) {
        return new Operation(
                name,
                List.of(Operation.input(n, k, 3, -2, 2), Operation.input(n, k, 4, -2, 2)),
                (tape, in) -> f.apply(Ops.softmax(in.get(0)), Ops.softmax(in.get(1))));
    }

    /** Whole numbers and some others, about a third of them stored. */
    private CsrRows counts() {
        Csr sparse = sparse();
        float[] values = new float[sparse.values().length];
        for (int i = 0; i < values.length; i++) {
            float value = sparse.values()[i] * 10;
            values[i] = i % 5 == 0 ? value : (float) Math.ceil(value);
        }
        return new Csr(sparse.rows(), v, sparse.rowPointers(), sparse.columnIndices(), values).pick(picked(5));
    }

    private Operation likelihood(
            String name, int dispersionRows, java.util.function.BiFunction<Tape, List<Tensor>, Tensor> f) {
        return new Operation(
                name,
                List.of(
                        Operation.input(n, v, 1, 0.1, 6),
                        Operation.input(dispersionRows, v, 2, 0.3, 4),
                        Operation.input(n, v, 3, -3, 3)),
                f);
    }

    /** A constant of uniform numbers in [0, 1), by rows. */
    static RowSource rows(int rows, int columns, int seed) {
        return new DenseSource(rows, columns, Operation.random(rows * columns, seed, 0, 1));
    }

    /** A decoder's loss, among {@link #all}; alone for sizes at which the others would take long. */
    Operation decoder() {
        return new Operation(
                "weighted cross-entropy of a normalised product, " + n + " x " + v,
                List.of(
                        Operation.input(n, k, 1, -2, 2),
                        Operation.input(k, v, 2, -2, 2),
                        Operation.input(1, v, 3, 0.5, 2),
                        Operation.input(1, v, 4, -1, 1)),
                (tape, in) -> Losses.weightedCrossEntropy(in.get(0), in.get(1), in.get(2), in.get(3), 1e-5, batch())
                        .output());
    }

    private Tensor ofProduct(Tape tape, Tensor theta, Tensor beta) {
        Tensor scale = tape.constant(1, v, Operation.random(v, 3, 0.5, 2));
        Tensor shift = tape.constant(1, v, Operation.random(v, 4, -1, 1));
        return Losses.weightedCrossEntropy(theta, beta, scale, shift, 1e-5, batch())
                .output();
    }

    Stream<Operation> all() {
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
        list.add(one("relu", -3, 3, Ops::relu));
        list.add(one("sigmoid", -3, 3, Ops::sigmoid));
        list.add(one("softplus", -30, 30, Ops::softplus));
        list.add(one("log gamma", 0.05, 40, Ops::lgamma));
        list.add(one("above", -3, 3, x -> Ops.multiply(x, Ops.map(Unary.above(0.5), x))));
        list.add(one("affine", -3, 3, x -> Ops.affine(1.5, x, -0.3)));
        for (int[] shape : new int[][] {{n, v}, {1, v}, {n, 1}, {1, 1}}) {
            String of = " of " + shape[0] + " x " + shape[1];
            list.add(two("add" + of, n, v, shape[0], shape[1], (a, b) -> Ops.add(a, b)));
            list.add(two("subtract" + of, n, v, shape[0], shape[1], Ops::subtract));
            list.add(two("multiply" + of, n, v, shape[0], shape[1], Ops::multiply));
            list.add(two("divide" + of, n, v, shape[0], shape[1], Ops::divide));
        }
        list.add(two("product", n, k, k, v, Ops::product));
        list.add(two("product, left transposed", k, n, k, v, (a, b) -> Ops.product(a, true, b, false)));
        list.add(two("product, right transposed", n, k, v, k, (a, b) -> Ops.product(a, false, b, true)));
        list.add(two("product, both transposed", k, n, v, k, (a, b) -> Ops.product(a, true, b, true)));
        list.add(two("a tensor used twice", n, v, n, v, (a, b) -> Ops.multiply(Ops.add(a, b), Ops.tanh(a))));
        list.add(two(
                "product of a matrix with itself", n, v, n, 1, (a, b) -> Ops.add(Ops.product(a, false, a, true), b)));
        list.add(two("row dots", n, v, n, v, (a, b) -> Ops.rowDots(a, b)));
        list.add(two("squared distances", k, 6, v, 6, Ops::squaredDistances));
        list.add(two("concatenate", n, k, n, v, Ops::concatenateColumns));
        list.add(two("concatenated rows", k, v, n, v, Ops::concatenateRows));
        int[] picks = {n + 1, 0, n - 1, n + 1, n, 0, 0}; // of both, some often, some never
        list.add(two("picked rows", n, v, 3, v, (a, b) -> Ops.pickRows(Ops.concatenateRows(a, b), picks)));
        list.add(two("picked rows of what has another use", n, v, n, v, (a, b) -> {
            Tensor product = Ops.multiply(a, b);
            Tensor squares = Ops.square(product);
            return Ops.multiply(squares, Ops.sum(Over.ALL, Ops.pickRows(product, new int[] {2, 2, 1})));
        }));
        list.add(new Operation(
                "sparse product",
                List.of(Operation.input(v, k, 5, -1, 1)),
                (tape, in) -> Ops.product(batch(), in.get(0))));
        list.add(new Operation(
                "product of a batch with hardly a zero",
                List.of(Operation.input(v, k, 5, -1, 1)),
                (tape, in) -> Ops.product(
                        Csr.ofDense(n, v, Operation.random(n * v, 9, -2, 2)).all(), in.get(0))));
        list.add(new Operation(
                "two sparse products of one weight",
                List.of(Operation.input(v, k, 5, -1, 1)),
                (tape, in) ->
                        Ops.add(Ops.product(batch(), in.get(0)), Ops.product(sparse().pick(picked(2)), in.get(0)))));
        list.add(new Operation(
                "sparse row dots",
                List.of(Operation.input(n, v, 5, -1, 1)),
                (tape, in) -> Ops.rowDots(batch(), in.get(0))));
        list.add(one("sum over columns", -1, 1, x -> Ops.sum(Over.COLUMNS, x)));
        list.add(one("sum over rows", -1, 1, x -> Ops.sum(Over.ROWS, x)));
        list.add(one("mean of all", -1, 1, x -> Ops.mean(Over.ALL, x)));
        list.add(one("softmax over columns", -3, 3, Ops::softmax));
        list.add(one("softmax over rows", -3, 3, x -> Ops.softmax(Over.ROWS, -5, x)));
        list.add(one("log-sum-exp", -3, 3, Ops::logSumExp));
        list.add(one("log-softmax", -3, 3, Ops::logSoftmax));
        list.add(one("columns", -3, 3, x -> Ops.columns(x, 3, v - 4)));
        list.add(new Operation(
                "batch norm",
                List.of(
                        Operation.input(n, v, 1, -3, 3),
                        Operation.input(1, v, 2, 0.5, 2),
                        Operation.input(1, v, 3, -1, 1)),
                (tape, in) -> BatchNorm.normalise(in.get(0), in.get(1), in.get(2), 1e-5)
                        .output()));
        list.add(new Operation(
                "reparameterisation",
                List.of(Operation.input(n, k, 1, -2, 2), Operation.input(n, k, 2, -2, 2)),
                (tape, in) -> Ops.reparameterise(
                        in.get(0), in.get(1), tape.constant(n, k, Operation.random(n * k, 8, -2, 2)))));
        list.add(new Operation(
                "weighted cross-entropy",
                List.of(Operation.input(n, v, 1, -3, 3)),
                (tape, in) -> Losses.weightedCrossEntropy(in.get(0), batch())));
        list.add(one(
                "weighted cross-entropy beside another use",
                -3,
                3,
                x -> Ops.add(Losses.weightedCrossEntropy(x, batch()), Ops.mean(Over.ALL, Ops.square(x)))));
        list.add(one("Dirichlet-multinomial", 0.1, 30, a -> DirichletMultinomial.logLikelihood(a, batch())));
        list.add(one("Dirichlet-multinomial of counts beside another use", 0.02, 2, a -> {
            CsrRows counts = sparse().map((row, x) -> Math.ceil(20 * x)).pick(picked(5)); // 1 to 28
            return Ops.add(DirichletMultinomial.logLikelihood(a, counts), Ops.sum(Over.COLUMNS, a));
        }));
        list.add(decoder());
        list.add(new Operation(
                "weighted cross-entropy of a normalised product beside other uses of both factors",
                List.of(Operation.input(n, k, 1, -2, 2), Operation.input(k, v, 2, -2, 2)),
                (tape, in) -> Ops.add(
                        ofProduct(tape, in.get(0), in.get(1)),
                        Ops.mean(Over.ALL, Ops.square(in.get(0))),
                        Ops.mean(Over.ALL, Ops.square(in.get(1))))));
        list.add(new Operation(
                "weighted cross-entropy of a normalised product, the first factor constant",
                List.of(Operation.input(k, v, 2, -2, 2)),
                (tape, in) -> ofProduct(tape, tape.constant(n, k, Operation.random(n * k, 1, -2, 2)), in.get(0))));
        list.add(new Operation(
                "weighted cross-entropy of a normalised product, the second factor constant",
                List.of(Operation.input(n, k, 1, -2, 2)),
                (tape, in) -> ofProduct(tape, in.get(0), tape.constant(k, v, Operation.random(k * v, 2, -2, 2)))));
        list.add(new Operation(
                "divergence from a normal",
                List.of(Operation.input(n, k, 1, -2, 2), Operation.input(n, k, 2, -2, 2)),
                (tape, in) -> Losses.klToNormal(in.get(0), in.get(1), 0.9)));
        for (int rows : new int[] {1, n}) {
            String of = ", dispersions of " + rows + " rows";
            list.add(new Operation(
                    "negative binomial" + of,
                    List.of(Operation.input(n, v, 1, 0.1, 6), Operation.input(rows, v, 2, 0.3, 4)),
                    (tape, in) -> Likelihoods.negativeBinomial(counts(), in.get(0), in.get(1))));
            list.add(likelihood(
                    "zero-inflated negative binomial" + of,
                    rows,
                    (tape, in) -> Likelihoods.zeroInflated(counts(), in.get(0), in.get(1), in.get(2))));
            list.add(likelihood(
                    "zero-inflated by probability" + of,
                    rows,
                    (tape, in) -> Likelihoods.zeroInflated(
                            Likelihoods.Family.SCLEGA, counts(), in.get(0), in.get(1), Ops.sigmoid(in.get(2)))));
            list.add(likelihood(
                    "zero-inflated likelihood of scores" + of,
                    rows,
                    (tape, in) -> Likelihoods.zeroInflated(
                            Likelihoods.Family.SCTAG,
                            tape.constant(n, v, Operation.random(n * v, 12, -2, 2)),
                            in.get(0),
                            in.get(1),
                            Ops.sigmoid(in.get(2)))));
        }
        list.add(new Operation(
                "graph product by blocks",
                List.of(Operation.input(n, k, 1, -2, 2)),
                (tape, in) -> GraphOps.product(graph(), in.get(0), 3)));
        list.add(new Operation(
                "reconstruction of a graph by blocks",
                List.of(Operation.input(n, k, 1, -1, 1), Operation.input(k, k, 2, -1, 1)),
                (tape, in) -> GraphOps.reconstructionError(graph(), in.get(0), in.get(1), 3)));
        list.add(new Operation(
                "assignment by a Student t kernel",
                List.of(Operation.input(n, 6, 1, -2, 2), Operation.input(k, 6, 2, -2, 2)),
                (tape, in) -> SoftAssignment.studentT(in.get(0), in.get(1))));
        list.add(assignments("divergence of assignments", SoftAssignment::divergence));
        int height = (n + 2) / 3; // two whole blocks and a lower one
        int heads = 2;
        list.add(new Operation(
                "product by blocks",
                List.of(Operation.input(n, k, 1, -1, 1)),
                (tape, in) -> Blocks.product(rows(n + 1, n, 2), in.get(0), height)));
        list.add(new Operation(
                "sigmoid Gram error by blocks",
                List.of(Operation.input(n, k, 1, -1, 1)),
                (tape, in) -> Blocks.sigmoidGramError(in.get(0), rows(n, n, 2), height)));
        list.add(new Operation(
                "attention by blocks",
                List.of(
                        Operation.input(n, heads * k, 1, -1, 1),
                        Operation.input(n + 3, heads * k, 2, -1, 1),
                        Operation.input(n + 3, heads * k, 3, -1, 1)),
                (tape, in) -> Blocks.attention(in.get(0), in.get(1), in.get(2), heads, height)));
        list.add(new Operation(
                "attention of a tensor over itself, used before",
                List.of(Operation.input(n, heads * k, 1, -1, 1)),
                (tape, in) -> {
                    Tensor x = in.get(0);
                    return Ops.multiply(Blocks.attention(x, x, x, heads, height), x);
                }));
        list.add(assignments("consistency", Losses::consistency));
        list.add(assignments("consistency of the sum", Losses::consistencyOfSum));
        list.add(assignments("column contrast", (a, b) -> Losses.columnContrast(a, b, 0.5)));
        list.add(assignments("mean entropy", (a, b) -> Ops.add(Losses.meanEntropy(a), Losses.meanEntropy(b))));
        list.add(assignments("entropy sum", (a, b) -> Ops.add(Losses.entropySum(a), Losses.entropySum(b))));
        list.add(new Operation(
                "transport cost",
                List.of(Operation.input(k, 6, 1, -0.6, 0.6), Operation.input(v, 6, 2, -0.6, 0.6)),
                (tape, in) -> Sinkhorn.withDefaults()
                        .cost(Ops.squaredDistances(in.get(0), in.get(1)), true)
                        .cost()));
        double[] uniforms = uniforms(3 * n * k);
        list.add(new Operation(
                "mean of Weibull draws",
                List.of(Operation.input(n, k, 1, 0.1, 2), Operation.input(n, k, 2, 0.5, 2)),
                (tape, in) -> WeibullTest.ofScale(in.get(0), in.get(1)).meanOfDraws(uniforms)));
        list.add(new Operation(
                "divergence of a Weibull from a Gamma",
                List.of(
                        Operation.input(n, k, 1, 0.1, 2),
                        Operation.input(n, k, 2, 0.5, 2),
                        Operation.input(n, k, 3, 0.5, 2)),
                (tape, in) -> Weibull.ofMean(in.get(0), in.get(1)).divergenceFromGamma(in.get(2), 1.5)));
        list.add(new Operation("Poisson likelihood", List.of(Operation.input(n, v, 1, 0.5, 2)), (tape, in) -> {
            Csr x = sparse();
            return Poisson.of(x).negativeLogLikelihood(in.get(0), x.pick(picked(5)));
        }));
        list.add(new Operation(
                "product of joined units",
                List.of(
                        Operation.input(n, v, 1, -1, 1),
                        Operation.input(1, connections().size(), 2, -1, 1)),
                (tape, in) -> JoinedLinear.product(in.get(0), connections(), in.get(1))));
        return list.stream();
    }

    private static double[] uniforms(int count) {
        float[] draws = Operation.random(count, 6, 0, 1);
        double[] wide = new double[count];
        for (int i = 0; i < count; i++) {
            wide[i] = draws[i];
        }
        wide[0] = 0; // the draw is 0 there
        return wide;
    }

    /** V inputs, K outputs: every third edge, an output without input and inputs without output. */
    private Connections connections() {
        List<int[]> sources = new ArrayList<>();
        for (int out = 0; out < k; out++) {
            int first = out % 3;
            int count = out == 1 ? 0 : (v - first + 2) / 3;
            sources.add(java.util.stream.IntStream.range(0, count)
                    .map(i -> first + 3 * i)
                    .toArray());
        }
        return new Connections(v, sources);
    }
}

package org.sce2tm.bench;

import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.sce2tm.nn.BatchNorm;
import org.sce2tm.nn.Csr;
import org.sce2tm.nn.CsrRows;
import org.sce2tm.nn.Initializers;
import org.sce2tm.nn.Losses;
import org.sce2tm.nn.Matrix;
import org.sce2tm.nn.Mode;
import org.sce2tm.nn.Parameter;
import org.sce2tm.nn.Sinkhorn;
import org.sce2tm.nn.SparseMatrix;
import org.sce2tm.nn.Tape;
import org.sce2tm.nn.Tensor;
import org.sce2tm.nn.Unary;
import org.sce2tm.nn.cpu.CpuBackend;
import org.sce2tm.stats.RandomStreams;

/** What a training step does beside the plain products of {@link ProductBenchmark}, at the same sizes, x 12 % dense. */
@State(Scope.Benchmark)
@BenchmarkMode(org.openjdk.jmh.annotations.Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class EngineBenchmark {
    private static final int CELLS = 512;
    private static final int GENES = 5000;
    private static final int TOPICS = 100;
    private static final int HIDDEN = 200;

    @Param({"1", "2"})
    public int threads;

    private final RandomGenerator random = new RandomStreams(1).stream("benchmark")::nextLong;
    private CpuBackend backend;
    private Tape tape;
    private CsrRows x;
    private SparseMatrix batch;
    private Matrix hidden;
    private Matrix gradient;
    private Matrix square;
    private Parameter weight;
    private Parameter theta;
    private Parameter beta;
    private Parameter costs;
    private BatchNorm norm;

    @Setup(Level.Trial)
    public void allocate() {
        backend = new CpuBackend(threads);
        tape = new Tape(backend);
        float[] counts = new float[CELLS * GENES];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = random.nextDouble() < 0.12 ? (float) (0.5 + random.nextDouble()) : 0;
        }
        x = Csr.ofDense(CELLS, GENES, counts).all();
        batch = backend.sparse(x);
        hidden = backend.allocate(CELLS, HIDDEN);
        weight = parameter(GENES, HIDDEN, 0, 1);
        gradient = backend.allocate(GENES, HIDDEN);
        backend.fill(gradient, 1e-3);
        square = backend.allocate(GENES, HIDDEN);
        backend.fill(square, 1);
        theta = parameter(CELLS, TOPICS, 0, 0.02);
        beta = parameter(TOPICS, GENES, 0, 0.02);
        costs = parameter(TOPICS, GENES, 0, 2);
        norm = new BatchNorm(backend, "norm", GENES);
    }

    private Parameter parameter(int rows, int columns, double low, double high) {
        return new Parameter(backend, "p", rows, columns, Initializers.uniform(rows * columns, low, high, random));
    }

    @TearDown(Level.Trial)
    public void close() {
        backend.close();
    }

    /** The first layer, x (cells x genes) times genes x hidden. */
    @Benchmark
    public Matrix sparseProduct() {
        backend.multiply(batch, weight.value(), hidden);
        return hidden;
    }

    /** The gradient of the first layer's weight, without sorting x by columns. */
    @Benchmark
    public Matrix sparseProductGradient() {
        backend.multiplyTransposed(batch, hidden, gradient, false);
        return gradient;
    }

    /** The decoder: product, batch norm, softmax and cross-entropy, forwards and backwards, sorting x by columns included. */
    @Benchmark
    public double decoder() {
        tape.begin(Mode.TRAINING);
        theta.zeroGradient();
        beta.zeroGradient();
        Tensor loss = Losses.weightedCrossEntropy(tape.parameter(theta), tape.parameter(beta), norm, x);
        tape.backward(loss);
        return loss.scalar();
    }

    /** e^x of topics x genes. */
    @Benchmark
    public Matrix exp() {
        tape.begin(Mode.TRAINING);
        Matrix powers = tape.scratch(TOPICS, GENES);
        backend.map(Unary.EXP, costs.value(), powers);
        return powers;
    }

    /** 51 iterations of Sinkhorn, forwards and backwards. */
    @Benchmark
    public double sinkhorn() {
        tape.begin(Mode.TRAINING);
        costs.zeroGradient();
        Sinkhorn.Transport transport = new Sinkhorn(20, 1e-30, 1e-16, 51, 50).cost(tape.parameter(costs), true);
        tape.backward(transport.cost());
        return transport.cost().scalar();
    }

    /** RMSprop over the weight of the first layer. */
    @Benchmark
    public Matrix rmsProp() {
        backend.rmsProp(weight.value(), gradient, square, 1e-3, 0.99, 1e-8);
        return weight.value();
    }
}

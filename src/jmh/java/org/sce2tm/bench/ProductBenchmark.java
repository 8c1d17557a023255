package org.sce2tm.bench;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.sce2tm.nn.Matrix;
import org.sce2tm.nn.cpu.CpuBackend;

/** The matrix products of one training step: batch 512, 5000 genes, 100 topics; 2·512·5000·100 = 0.51 GFLOP each. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class ProductBenchmark {
    private static final int CELLS = 512;
    private static final int GENES = 5000;
    private static final int TOPICS = 100;

    @Param({"1", "2"})
    public int threads;

    private CpuBackend backend;
    private Matrix theta;
    private Matrix topicGene;
    private Matrix logits;
    private Matrix gradient;

    @Setup(Level.Trial)
    public void allocate() {
        backend = new CpuBackend(threads);
        theta = random(CELLS, TOPICS);
        topicGene = random(TOPICS, GENES);
        logits = random(CELLS, GENES);
        gradient = random(TOPICS, GENES);
    }

    @TearDown(Level.Trial)
    public void close() {
        backend.close();
    }

    /** theta (cells x topics) times topics x genes. */
    @Benchmark
    public Matrix decode() {
        backend.gemm(1, theta, false, topicGene, false, logits, false);
        return logits;
    }

    /** The gradient of the topics x genes matrix. */
    @Benchmark
    public Matrix decodeGradient() {
        backend.gemm(1, theta, true, logits, false, gradient, false);
        return gradient;
    }

    private Matrix random(int rows, int columns) {
        Random random = new Random(rows);
        float[] values = new float[rows * columns];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextFloat();
        }
        Matrix matrix = backend.allocate(rows, columns);
        backend.write(matrix, values);
        return matrix;
    }
}

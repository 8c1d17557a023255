package org.sce2tm.bench;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.sce2tm.data.CsrMatrix;
import org.sce2tm.data.DenseMatrix;
import org.sce2tm.data.NumberType;
import org.sce2tm.model.Batch;
import org.sce2tm.model.BatchLoss;
import org.sce2tm.model.MinibatchModel;
import org.sce2tm.model.Noise;
import org.sce2tm.model.ScE2tm;
import org.sce2tm.model.ScE2tmOptions;
import org.sce2tm.model.TrainingData;
import org.sce2tm.nn.Backend;
import org.sce2tm.nn.Matrix;
import org.sce2tm.nn.Mode;
import org.sce2tm.nn.RmsProp;
import org.sce2tm.nn.Tape;
import org.sce2tm.nn.cpu.CpuBackend;
import org.sce2tm.stats.RandomStreams;

/**
 * Times single training steps of scE2TM on the {@code cpu} backend: {@code StepBenchmark [key=value ...]}, one line of
 * JSON on standard output. {@code benchmarks/training-step} runs it in turn with PyTorch.
 */
public final class StepBenchmark {
    private final int threads;
    private final int cells;
    private final int batch;
    private final int genes;
    private final int topics;
    private final int external;
    private final int warmUp;
    private final int steps;
    private final double density;
    private final RandomGenerator random = new RandomStreams(1).stream("benchmark")::nextLong;

    private StepBenchmark(List<String> arguments) {
        threads = (int) value(arguments, "threads", 1);
        cells = (int) value(arguments, "cells", 2048);
        batch = (int) value(arguments, "batch", 512);
        genes = (int) value(arguments, "genes", 5000);
        topics = (int) value(arguments, "topics", 100);
        external = (int) value(arguments, "external", 512);
        warmUp = (int) value(arguments, "warm-up", 60);
        steps = (int) value(arguments, "steps", 40);
        density = value(arguments, "density", 0.12);
        if (batch > cells) {
            throw new IllegalArgumentException("a batch of " + batch + " of " + cells + " cells");
        }
    }

    private static double value(List<String> arguments, String key, double otherwise) {
        return arguments.stream()
                .filter(argument -> argument.startsWith(key + "="))
                .map(argument -> Double.parseDouble(argument.substring(key.length() + 1)))
                .findFirst()
                .orElse(otherwise);
    }

    public static void main(String[] arguments) throws IOException {
        new StepBenchmark(Arrays.asList(arguments)).run();
    }

    private void run() throws IOException {
        TrainingData data = data();
        try (Backend backend = new CpuBackend(threads)) {
            ScE2tm model = new ScE2tm(backend, ScE2tmOptions.REFERENCE, genes, external, random);
            MinibatchModel loss = model.over(data, Noise.from(random));
            RmsProp optimizer = new RmsProp(loss.parameters(), 1e-3);
            Tape tape = new Tape(backend);
            List<Double> milliseconds = new ArrayList<>();
            long allocated = 0;
            BatchLoss last = new BatchLoss(tape.scalar(0), java.util.Map.of());
            for (int step = 0; step < warmUp + steps; step++) {
                if (step == warmUp) {
                    allocated = allocatedBytes();
                }
                Batch next = Batch.first(anchors(), draw(), draw());
                long start = System.nanoTime();
                tape.begin(Mode.TRAINING);
                last = loss.loss(tape, next);
                optimizer.zeroGradients();
                tape.backward(last.total());
                optimizer.step();
                if (step >= warmUp) {
                    milliseconds.add((System.nanoTime() - start) / 1e6);
                }
            }
            allocated = allocatedBytes() - allocated;
            System.out.printf(
                    Locale.ROOT,
                    "{\"engine\": \"%s\", \"threads\": %d, \"milliseconds\": [%s], \"loss\": %.9g,"
                            + " \"sinkhorn_iterations\": %.0f, \"bytes_per_step\": %d, \"gflops\": %.1f,"
                            + " \"peak_rss_mb\": %.1f}%n",
                    backend.description(),
                    threads,
                    milliseconds.stream()
                            .map(value -> String.format(Locale.ROOT, "%.3f", value))
                            .collect(Collectors.joining(", ")),
                    last.terms().get("total"),
                    last.terms().get("sinkhorn_iterations"),
                    allocated / steps,
                    productSpeed(backend),
                    peakMegabytes());
        }
    }

    private TrainingData data() {
        int[] pointers = new int[cells + 1];
        int[] columns = new int[cells * genes];
        float[] values = new float[cells * genes];
        int at = 0;
        for (int cell = 0; cell < cells; cell++) {
            for (int gene = 0; gene < genes; gene++) {
                if (random.nextDouble() < density) {
                    columns[at] = gene;
                    values[at++] = (float) (0.5 + 2 * random.nextDouble());
                }
            }
            pointers[cell + 1] = at;
        }
        double[] embedding = new double[cells * external];
        for (int cell = 0; cell < cells; cell++) {
            double square = 0;
            for (int j = 0; j < external; j++) {
                embedding[cell * external + j] = random.nextGaussian();
                square += embedding[cell * external + j] * embedding[cell * external + j];
            }
            for (int j = 0; j < external; j++) {
                embedding[cell * external + j] /= Math.sqrt(square);
            }
        }
        return TrainingData.of(
                        new CsrMatrix(cells, genes, pointers, Arrays.copyOf(columns, at), Arrays.copyOf(values, at)))
                .withViews(
                        new DenseMatrix(cells, external, embedding, NumberType.FLOAT32),
                        Optional.empty(),
                        Optional.empty());
    }

    /** Every cell at most once, as in an epoch. */
    private int[] anchors() {
        return IntStream.generate(() -> random.nextInt(cells))
                .distinct()
                .limit(batch)
                .toArray();
    }

    private int[] draw() {
        int[] drawn = new int[batch];
        Arrays.setAll(drawn, i -> random.nextInt(cells));
        return drawn;
    }

    /** Of all threads since each began. */
    private static long allocatedBytes() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        return Arrays.stream(threads.getThreadAllocatedBytes(threads.getAllThreadIds()))
                .filter(bytes -> bytes > 0)
                .sum();
    }

    /** GFLOP/s of the decoder's product, the best of some. */
    private double productSpeed(Backend backend) {
        Matrix a = backend.allocate(batch, topics);
        Matrix b = backend.allocate(topics, genes);
        Matrix c = backend.allocate(batch, genes);
        backend.fill(a, 1);
        backend.fill(b, 1);
        long best = Long.MAX_VALUE;
        for (int i = 0; i < 30; i++) {
            long start = System.nanoTime();
            backend.gemm(1, a, false, b, false, c, false);
            best = Math.min(best, System.nanoTime() - start);
        }
        return 2.0 * batch * topics * genes / best;
    }

    private static double peakMegabytes() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElse(Double.NaN);
    }
}

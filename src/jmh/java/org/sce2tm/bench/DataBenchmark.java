package org.sce2tm.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.zip.Deflater;
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
import org.sce2tm.data.AnnData;
import org.sce2tm.data.CsrBuilder;
import org.sce2tm.data.CsrMatrix;
import org.sce2tm.data.H5adFile;
import org.sce2tm.data.Normalization;
import org.sce2tm.stats.Pca;

/** Expression in and out of .h5ad, and what preprocess does to it: cells x 5000 genes, 10 % above 0. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class DataBenchmark {
    private static final int GENES = 5000;
    private static final int FOUR_BYTES = 4;

    @Param("2000")
    public int cells;

    private CsrMatrix counts;
    private AnnData data;
    private Path directory;
    private Path written;

    @Setup(Level.Trial)
    public void make() throws IOException {
        Random random = new Random(1);
        CsrBuilder builder = new CsrBuilder("benchmark", GENES);
        for (int i = 0; i < cells; i++) {
            for (int gene = 0; gene < GENES; gene++) {
                if (random.nextInt(10) == 0) {
                    builder.add(gene, 1 + (int) (random.nextDouble() * random.nextDouble() * 12));
                }
            }
            builder.endRow();
        }
        counts = builder.build();
        data = AnnData.builder(
                        IntStream.range(0, cells).mapToObj(i -> "cell" + i).toList(),
                        IntStream.range(0, GENES).mapToObj(i -> "gene" + i).toList())
                .x(logs())
                .build();
        directory = Files.createTempDirectory("benchmark");
        written = directory.resolve("written.h5ad");
        H5adFile.write(data, written);
    }

    @TearDown(Level.Trial)
    public void delete() throws IOException {
        try (var files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }

    @Benchmark
    public Path write() {
        Path file = directory.resolve("again.h5ad");
        H5adFile.write(data, file);
        return file;
    }

    @Benchmark
    public CsrMatrix read() {
        try (H5adFile file = H5adFile.open(written)) {
            return file.x();
        }
    }

    /** The floor of {@link #write} on one thread: zlib alone over the values' bytes, as they come and level 1. */
    @Benchmark
    public long deflate() {
        byte[] bytes = new byte[FOUR_BYTES * counts.stored()];
        int at = 0;
        for (float value : counts.values()) {
            int bits = Float.floatToRawIntBits(value);
            bytes[at] = (byte) bits;
            bytes[counts.stored() + at] = (byte) (bits >>> 8);
            bytes[2 * counts.stored() + at] = (byte) (bits >>> 16);
            bytes[3 * counts.stored() + at] = (byte) (bits >>> 24);
            at++;
        }
        Deflater deflater = new Deflater(1);
        deflater.setInput(bytes);
        deflater.finish();
        byte[] buffer = new byte[1 << 16];
        while (!deflater.finished()) {
            deflater.deflate(buffer);
        }
        long size = deflater.getBytesWritten();
        deflater.end();
        return size;
    }

    @Benchmark
    public CsrMatrix logs() {
        return new Normalization(true, OptionalDouble.of(1e4)).apply(counts);
    }

    @Benchmark
    public CsrMatrix select() {
        return counts.selectColumns(
                IntStream.range(0, GENES / 2).map(i -> 2 * i).toArray());
    }

    @Benchmark
    public Pca principalComponents() {
        return Pca.fit(GENES, counts.rowPointers(), counts.columnIndices(), counts.values(), 20, 2);
    }
}

package org.sce2tm.data;

import io.jhdf.api.DatasetCreationOptions;
import io.jhdf.filter.ByteShuffleFilter;
import io.jhdf.filter.DeflatePipelineFilter;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import java.util.zip.Deflater;

/**
 * Shuffles and deflates the chunks of one large array on several threads. jhdf asks its filters for one chunk after the
 * other; the two filters here answer with what was made ahead, a batch at a time. The bytes are those that jhdf's own
 * filters make.
 */
final class ChunkCompressor {
    /** Chunks made ahead, over all threads: at most 32 MB. */
    private static final int BATCH = 64;

    private static final int BYTES = 4;

    private final int length;
    private final IntUnaryOperator bits;
    private final int chunk;
    private final int level;
    private final Queue<byte[]> ready = new ArrayDeque<>();
    private int next;

    private ChunkCompressor(int length, IntUnaryOperator bits, int chunk, int level) {
        this.length = length;
        this.bits = bits;
        this.chunk = chunk;
        this.level = level;
    }

    /**
     * How to write an array of one dimension; for one use.
     *
     * @param chunk values a chunk
     * @param level of compression, 1 to 9
     */
    static DatasetCreationOptions options(float[] values, int chunk, int level) {
        return new ChunkCompressor(values.length, i -> Float.floatToRawIntBits(values[i]), chunk, level).options();
    }

    static DatasetCreationOptions options(int[] values, int chunk, int level) {
        return new ChunkCompressor(values.length, i -> values[i], chunk, level).options();
    }

    private DatasetCreationOptions options() {
        return DatasetCreationOptions.builder()
                .chunkDimensions(chunk)
                .filter(new Shuffled())
                .filter(new Deflated(), level)
                .build();
    }

    private byte[] nextChunk() {
        if (ready.isEmpty()) {
            int chunks = (int) (((long) length + chunk - 1) / chunk);
            ready.addAll(IntStream.range(next, Math.min(chunks, next + BATCH))
                    .parallel()
                    .mapToObj(this::compressed)
                    .toList());
            next += ready.size();
        }
        return ready.remove();
    }

    private byte[] compressed(int index) {
        byte[] shuffled = new byte[BYTES * chunk]; // the last chunk is filled up with zeros
        int from = index * chunk;
        int count = Math.min(chunk, length - from);
        for (int i = 0; i < count; i++) {
            int value = bits.applyAsInt(from + i);
            shuffled[i] = (byte) value;
            shuffled[chunk + i] = (byte) (value >>> 8);
            shuffled[2 * chunk + i] = (byte) (value >>> 16);
            shuffled[3 * chunk + i] = (byte) (value >>> 24);
        }
        Deflater deflater = new Deflater(level);
        try {
            deflater.setInput(shuffled);
            deflater.finish();
            byte[] packed = new byte[shuffled.length / 2];
            int at = 0;
            while (!deflater.finished()) {
                if (at == packed.length) {
                    packed = Arrays.copyOf(packed, 2 * at);
                }
                at += deflater.deflate(packed, at, packed.length - at);
            }
            return Arrays.copyOf(packed, at);
        } finally {
            deflater.end();
        }
    }

    /** Leaves the chunk as it is: the next filter knows what comes out. */
    private static final class Shuffled extends ByteShuffleFilter {
        @Override
        public byte[] encode(byte[] data, int[] filterData) {
            return data;
        }
    }

    private final class Deflated extends DeflatePipelineFilter {
        @Override
        public byte[] encode(byte[] data, int[] filterData) {
            return nextChunk();
        }
    }
}

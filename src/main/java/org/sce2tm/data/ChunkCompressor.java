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
 * other; the two filters here answer with what was made ahead, a batch at a time, so {@link #requireAll} must be called
 * once the file is written. The bytes are those that jhdf's own filters make. The threads are those of the common pool,
 * which cli.ToolCommand holds to --threads.
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
    private int made;
    private int given;

    private ChunkCompressor(int length, IntUnaryOperator bits, int chunk, int level) {
        this.length = length;
        this.bits = bits;
        this.chunk = chunk;
        this.level = level;
    }

    /**
     * For an array of one dimension; for one use.
     *
     * @param chunk values a chunk
     * @param level of compression, 1 to 9
     */
    static ChunkCompressor of(float[] values, int chunk, int level) {
        return new ChunkCompressor(values.length, i -> Float.floatToRawIntBits(values[i]), chunk, level);
    }

    static ChunkCompressor of(int[] values, int chunk, int level) {
        return new ChunkCompressor(values.length, i -> values[i], chunk, level);
    }

    /** How to write the array. */
    DatasetCreationOptions options() {
        return DatasetCreationOptions.builder()
                .chunkDimensions(chunk)
                .filter(new Shuffled())
                .filter(new Deflated(), level)
                .build();
    }

    /**
     * Makes sure that what is in the file is the array.
     *
     * @throws IllegalStateException unless each chunk was asked for
     */
    void requireAll() {
        if (given != chunks()) {
            throw new IllegalStateException("jhdf wrote " + given + " of " + chunks() + " chunks");
        }
    }

    private int chunks() {
        return (int) (((long) length + chunk - 1) / chunk);
    }

    /** @param bytes that jhdf would have compressed */
    byte[] nextChunk(int bytes) {
        if (bytes != BYTES * chunk || given == chunks()) {
            throw new IllegalStateException("jhdf asks for chunk " + given + " of " + chunks() + " with " + bytes
                    + " bytes, expected " + BYTES * chunk);
        }
        if (ready.isEmpty()) {
            ready.addAll(IntStream.range(made, Math.min(chunks(), made + BATCH))
                    .parallel()
                    .mapToObj(this::compressed)
                    .toList());
            made += ready.size();
        }
        given++;
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
            return nextChunk(data.length);
        }
    }
}

package org.sce2tm.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;
import org.sce2tm.data.DenseMatrix;
import org.sce2tm.data.NumberType;
import org.sce2tm.graph.NeighborSearch;

/** For benchmarks/neighbors: times one search, the second of two, on data that it leaves for a peer. */
public final class NeighborTimes {
    private NeighborTimes() {}

    /** Arguments: exact or approximate, cells, dimensions, threads, file for the data, file for the lists. */
    public static void main(String[] arguments) throws IOException {
        int n = Integer.parseInt(arguments[1]);
        int threads = Integer.parseInt(arguments[3]);
        DenseMatrix space = groups(n, Integer.parseInt(arguments[2]));
        write(Path.of(arguments[4]), space);
        NeighborSearch search = new NeighborSearch(arguments[0].equals("exact") ? n : 0, threads);
        search.find(arguments[0].equals("exact") ? space : groups(Math.min(n, 2000), space.columns()), 15);
        long start = System.nanoTime();
        NeighborSearch.Found found = search.find(space, 15);
        double seconds = (System.nanoTime() - start) / 1e9;
        ByteBuffer lists = ByteBuffer.allocate(found.neighbors().indices().length * Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN);
        lists.asIntBuffer().put(found.neighbors().indices());
        Files.write(Path.of(arguments[5]), lists.array());
        System.out.printf(Locale.ROOT, "%.3f %.4f%n", seconds, found.recall().orElse(1));
    }

    /** n x d in 20 overlapping groups. */
    static DenseMatrix groups(int n, int d) {
        Random random = new Random(1);
        double[][] centres = new double[20][d];
        for (double[] centre : centres) {
            for (int j = 0; j < d; j++) {
                centre[j] = 0.6 * random.nextGaussian();
            }
        }
        DenseMatrix space = DenseMatrix.zeros(n, d, NumberType.FLOAT64);
        for (int i = 0; i < n; i++) {
            double[] centre = centres[random.nextInt(centres.length)];
            for (int j = 0; j < d; j++) {
                space.set(i, j, centre[j] + random.nextGaussian());
            }
        }
        return space;
    }

    private static void write(Path file, DenseMatrix space) throws IOException {
        ByteBuffer bytes =
                ByteBuffer.allocate(space.values().length * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asDoubleBuffer().put(space.values());
        Files.write(file, bytes.array());
    }
}

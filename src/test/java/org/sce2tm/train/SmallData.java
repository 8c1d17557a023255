package org.sce2tm.train;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import org.sce2tm.data.AnnData;
import org.sce2tm.data.Column;
import org.sce2tm.data.CsrMatrix;
import org.sce2tm.data.DenseMatrix;
import org.sce2tm.data.H5adFile;
import org.sce2tm.data.Normalization;
import org.sce2tm.data.NumberType;
import org.sce2tm.data.Uns;

/**
 * A tiny data set in the files between steps: two cell types, counts and their logarithms, an external view that knows
 * the types, neighbor lists along a ring of each type.
 *
 * @param dataset as step preprocess writes it
 * @param counts the same cells before preprocessing
 * @param external as step embed-import writes it
 * @param neighbors as step knn writes them
 */
public record SmallData(Path dataset, Path counts, Path external, Path neighbors) {
    public static final int GENES = 30;

    /** Writes the files of {@code n} cells into a directory. */
    public static SmallData write(Path directory, int n) {
        return write(directory, n, GENES);
    }

    /** As {@link #write(Path, int)}, with as many genes as wanted. */
    static SmallData write(Path directory, int n, int genesWanted) {
        Random random = new Random(7);
        List<String> cells = new ArrayList<>();
        List<String> genes = new ArrayList<>();
        for (int gene = 0; gene < genesWanted; gene++) {
            genes.add("Gene" + gene);
        }
        float[] counts = new float[n * genesWanted];
        double[] view = new double[n * 4];
        double[] lists = new double[n * 3];
        for (int cell = 0; cell < n; cell++) {
            cells.add("cell" + cell);
            int type = cell % 2;
            for (int gene = 0; gene < genesWanted; gene++) {
                boolean marker = gene % 2 == type;
                counts[cell * genesWanted + gene] = random.nextInt(marker ? 12 : 2);
            }
            for (int i = 0; i < 4; i++) {
                view[cell * 4 + i] = (float) (random.nextGaussian() * 0.1 + (i % 2 == type ? 1 : 0));
            }
            lists[cell * 3] = cell;
            lists[cell * 3 + 1] = (cell + 2) % n;
            lists[cell * 3 + 2] = cell % 3 == 0 ? -1 : (cell + n - 2) % n;
        }
        CsrMatrix raw = sparse(n, genesWanted, counts);
        Normalization normalization = new Normalization(true, OptionalDouble.empty());
        Map<String, Uns> recorded = new LinkedHashMap<>(normalization.record());
        SmallData files = new SmallData(
                directory.resolve("small.h5ad"),
                directory.resolve("counts.h5ad"),
                directory.resolve("small.external.h5ad"),
                directory.resolve("small.neighbors.h5ad"));
        H5adFile.write(
                AnnData.builder(cells, genes)
                        .x(normalization.apply(raw))
                        .layer("counts", raw)
                        .obs("total_counts", new Column.Numbers(raw.rowSums(), NumberType.FLOAT64))
                        .uns("preprocessing", new Uns.Group(recorded))
                        .build(),
                files.dataset);
        H5adFile.write(AnnData.builder(cells, genes).x(raw).build(), files.counts);
        H5adFile.write(
                AnnData.builder(cells, List.of())
                        .obsm("X_external", new DenseMatrix(n, 4, view, NumberType.FLOAT32))
                        .uns("external_view", new Uns.Text("external"))
                        .build(),
                files.external);
        DenseMatrix neighbors = new DenseMatrix(n, 3, lists, NumberType.INT32);
        H5adFile.write(
                AnnData.builder(cells, List.of())
                        .obsm("neighbors_expression", neighbors)
                        .obsm("neighbors_external", neighbors)
                        .build(),
                files.neighbors);
        return files;
    }

    private static CsrMatrix sparse(int n, int width, float[] dense) {
        int[] pointers = new int[n + 1];
        List<Integer> columns = new ArrayList<>();
        List<Float> values = new ArrayList<>();
        for (int cell = 0; cell < n; cell++) {
            for (int gene = 0; gene < width; gene++) {
                if (dense[cell * width + gene] != 0) {
                    columns.add(gene);
                    values.add(dense[cell * width + gene]);
                }
            }
            pointers[cell + 1] = columns.size();
        }
        float[] stored = new float[values.size()];
        for (int i = 0; i < stored.length; i++) {
            stored[i] = values.get(i);
        }
        int[] indices = columns.stream().mapToInt(Integer::intValue).toArray();
        return new CsrMatrix(n, width, pointers, indices, stored);
    }
}

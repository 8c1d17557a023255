package org.sce2tm.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import io.jhdf.api.WritableGroup;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Matrices of more values than are read at once. */
class H5adSlicesTest {
    private static final int ROWS = 2500;
    private static final int COLUMNS = 2000;

    @TempDir
    private Path directory;

    @Test
    void compressedRowsOfSeveralSlicesComeBackWhole() {
        // Written as the writer does, in chunks that do not end where a slice ends.
        assertThat(ROWS * COLUMNS).isGreaterThan(Hdf5Source.SLICE);
        Path file = directory.resolve("rows.h5ad");
        int[] pointers =
                IntStream.rangeClosed(0, ROWS).map(row -> row * COLUMNS).toArray();
        int[] indices = IntStream.range(0, ROWS * COLUMNS).map(i -> i % COLUMNS).toArray();
        float[] values = new float[ROWS * COLUMNS];
        for (int i = 0; i < values.length; i++) {
            values[i] = value(i / COLUMNS, i % COLUMNS);
        }
        H5adFile.write(
                AnnData.builder(names(ROWS), names(COLUMNS))
                        .x(new CsrMatrix(ROWS, COLUMNS, pointers, indices, values))
                        .build(),
                file);
        check(H5adFile.read(file).x().orElseThrow());
    }

    @Test
    void compressedColumnsOfSeveralSlicesBecomeRows() {
        check(read(file -> {
            WritableGroup x = file.putGroup("X");
            x.putAttribute("encoding-type", "csc_matrix");
            x.putAttribute("shape", new long[] {ROWS, COLUMNS});
            x.putDataset(
                    "indptr",
                    IntStream.rangeClosed(0, COLUMNS)
                            .map(column -> column * ROWS)
                            .toArray());
            x.putDataset(
                    "indices",
                    IntStream.range(0, ROWS * COLUMNS).map(i -> i % ROWS).toArray());
            float[] values = new float[ROWS * COLUMNS];
            for (int i = 0; i < values.length; i++) {
                values[i] = value(i % ROWS, i / ROWS);
            }
            x.putDataset("data", values);
        }));
    }

    @Test
    void aDenseMatrixOfSeveralBlocksComesBackWhole() {
        check(read(file -> {
            float[][] values = new float[ROWS][COLUMNS];
            for (int row = 0; row < ROWS; row++) {
                for (int column = 0; column < COLUMNS; column++) {
                    values[row][column] = value(row, column);
                }
            }
            file.putDataset("X", values);
        }));
    }

    @FunctionalInterface
    private interface Content {
        void put(WritableHdfFile file);
    }

    private CsrMatrix read(Content content) {
        Path path = directory.resolve("made.h5ad");
        try (WritableHdfFile file = HdfFile.write(path)) {
            for (String table : List.of("obs", "var")) {
                WritableGroup group = file.putGroup(table);
                group.putAttribute("_index", "_index");
                group.putDataset(
                        "_index", names(table.equals("obs") ? ROWS : COLUMNS).toArray(String[]::new));
            }
            content.put(file);
        }
        return H5adFile.read(path).x().orElseThrow();
    }

    private static List<String> names(int count) {
        return IntStream.range(0, count).mapToObj(Integer::toString).toList();
    }

    /** Exact in single precision, never zero, and different wherever a slice could be misplaced. */
    private static float value(int row, int column) {
        return row * COLUMNS + column + 1;
    }

    private static void check(CsrMatrix matrix) {
        assertThat(matrix.stored()).isEqualTo(ROWS * COLUMNS);
        int wrong = 0;
        for (int row = 0; row < ROWS; row++) {
            for (int column = 0; column < COLUMNS; column++) {
                int at = row * COLUMNS + column;
                wrong += matrix.columnIndices()[at] == column && matrix.values()[at] == value(row, column) ? 0 : 1;
            }
        }
        assertThat(wrong).isZero();
    }
}

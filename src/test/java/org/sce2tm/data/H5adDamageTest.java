package org.sce2tm.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import io.jhdf.api.WritableGroup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are not what they should be: one message that names file, place and remedy. */
class H5adDamageTest {
    @TempDir
    private Path directory;

    @Test
    void aFileThatIsNotThereIsSaidToBeMissing() {
        refused(directory.resolve("absent.h5ad"), "absent.h5ad", "does not exist");
    }

    @Test
    void textUnderTheNameOfAnH5adIsSaidToBeNoHdf5() throws IOException {
        refused(Files.writeString(directory.resolve("text.h5ad"), "a,b\n1,2\n"), "text.h5ad", "is not an HDF5 file");
        refused(Files.createFile(directory.resolve("empty.h5ad")), "empty.h5ad", "is not an HDF5 file");
        refused(directory, "is not a readable file");
    }

    @Test
    void aFileThatEndsEarlyIsRefusedWhereverItEnds() throws IOException {
        Path whole = directory.resolve("whole.h5ad");
        H5adFile.write(small(), whole);
        byte[] bytes = Files.readAllBytes(whole);
        // jHDF appends its own name behind the data, so that the last bytes are nobody's.
        for (int length = 8; length < bytes.length - 100; length += 61) {
            Path cut = Files.write(directory.resolve("cut.h5ad"), Arrays.copyOf(bytes, length));
            assertThatThrownBy(() -> H5adFile.read(cut))
                    .as("%d of %d bytes", length, bytes.length)
                    .isInstanceOf(BadDataException.class)
                    .hasMessageContaining("cut.h5ad");
            // A file that cannot be told from one of 10x is no 10x file yet.
            assertThatThrownBy(() -> ExpressionFile.read(cut, "X", Orientation.AUTO))
                    .as("%d of %d bytes", length, bytes.length)
                    .isInstanceOf(BadDataException.class)
                    .message()
                    .contains("cut.h5ad")
                    .doesNotContain("barcodes");
        }
    }

    @Test
    void noDamageShowsAnythingButAMessage() throws IOException {
        Path whole = directory.resolve("whole.h5ad");
        H5adFile.write(small(), whole);
        byte[] bytes = Files.readAllBytes(whole);
        Random random = new Random(4);
        int refused = 0;
        for (int round = 0; round < 400; round++) {
            byte[] damaged = bytes.clone();
            for (int k = 0; k < 3; k++) {
                damaged[8 + random.nextInt(bytes.length - 8)] = (byte) random.nextInt(256);
            }
            Path file = Files.write(directory.resolve("damaged.h5ad"), damaged);
            try {
                H5adFile.read(file);
            } catch (BadDataException e) {
                assertThat(e).hasMessageContaining("damaged.h5ad");
                refused++;
            }
        }
        // Most bytes of a file are values, where damage cannot be seen.
        assertThat(refused).isPositive();
    }

    @Test
    void aTableWithoutItsIndexIsRefused() {
        refused(
                write(file -> {
                    WritableGroup obs = file.putGroup("obs");
                    obs.putAttribute("_index", "cell");
                    obs.putDataset("age", new int[] {1, 2});
                }),
                "obs/cell",
                "is missing",
                "_index");
    }

    @Test
    void aFileWithoutCellsIsRefused() {
        refused(write(file -> file.putDataset("X", new float[2][3])), "obs", "is missing");
    }

    @Test
    void aColumnOfAnotherLengthThanItsTableIsRefused() {
        refused(
                write(file -> {
                    WritableGroup obs = obs(file);
                    obs.putAttribute("column-order", new String[] {"age"});
                    obs.putDataset("age", new int[] {1, 2, 3});
                }),
                "obs/age",
                "has 3 rows, the index has 2");
    }

    @Test
    void aColumnThatIsPromisedAndMissingIsRefused() {
        refused(write(file -> obs(file).putAttribute("column-order", new String[] {"age"})), "obs/age", "is missing");
    }

    @Test
    void aCategoryCodeWithoutCategoryIsRefusedWithItsRow() {
        refused(
                write(file -> {
                    WritableGroup obs = obs(file);
                    obs.putAttribute("column-order", new String[] {"type"});
                    WritableGroup type = obs.putGroup("type");
                    type.putDataset("codes", new byte[] {0, 2});
                    type.putDataset("categories", new String[] {"A", "B"});
                }),
                "obs/type, row 2",
                "code 2 for 2 categories");
    }

    @Test
    void aMatrixOfAnotherSizeThanTheTablesIsRefused() {
        refused(
                write(file -> {
                    obs(file);
                    var(file);
                    file.putDataset("X", new float[][] {{1, 2}, {3, 4}});
                }),
                ", X",
                "is 2 x 2, expected 2 cells x 3 genes");
    }

    @Test
    void textsWhereNumbersBelongAreRefused() {
        refused(
                write(file -> {
                    obs(file);
                    var(file);
                    file.putDataset("X", new String[][] {{"a", "b", "c"}, {"d", "e", "f"}});
                }),
                ", X",
                "expected numbers");
        refused(sparse(new int[] {0, 1, 2}, new int[] {0, 1}, new String[] {"a", "b"}), "X/data", "'a'", "numbers");
    }

    @Test
    void aValueThatIsNotFiniteIsRefusedWithItsRowAndColumn() {
        refused(
                sparse(new int[] {0, 1, 3}, new int[] {0, 0, 2}, new float[] {1, 2, Float.NaN}),
                "X, row 2, column 3",
                "NaN");
        refused(
                sparse(new int[] {0, 0, 1}, new int[] {1}, new double[] {1e300}),
                "X, row 2, column 2",
                "expected a finite number in single precision");
        refused(
                write(file -> {
                    obs(file);
                    var(file);
                    file.putDataset("X", new float[][] {{1, 2, 3}, {4, Float.POSITIVE_INFINITY, 6}});
                }),
                "X, row 2, column 2",
                "Infinity");
    }

    @Test
    void indicesOutOfRangeAreRefused() {
        refused(
                sparse(new int[] {0, 1, 2}, new int[] {0, 3}, new float[] {1, 2}),
                "X/indices",
                "index 3, expected 0 to 2");
        refused(
                sparse(new int[] {0, 1, 2}, new int[] {-1, 0}, new float[] {1, 2}),
                "X/indices",
                "index -1, expected 0 to 2");
    }

    @Test
    void partsOfASparseMatrixThatDoNotFitAreRefused() {
        refused(sparse(new int[] {0, 2, 1}, new int[] {0}, new float[] {1}), "X/indptr", "falls at entry 3");
        refused(sparse(new int[] {0, 1}, new int[] {0}, new float[] {1}), "X/indptr", "has 2 entries", "expected 3");
        refused(sparse(new int[] {0, 1, 2}, new int[] {0}, new float[] {1, 2}), "X/indices", "has 1 entries");
        refused(sparse(new int[] {0, 1, 2}, new int[] {0, 1}, new float[] {1}), "X/data", "has 1 entries");
    }

    @Test
    void columnsInAnyOrderAreSortedAndRepeatedPlacesAddedUp() {
        Path file = sparse(new int[] {0, 3, 5}, new int[] {2, 0, 2, 1, 0}, new float[] {1, 2, 3, 4, 5});
        CsrMatrix matrix = H5adFile.read(file).x().orElseThrow();
        assertThat(matrix.rowPointers()).containsExactly(0, 2, 4);
        assertThat(matrix.columnIndices()).containsExactly(0, 2, 0, 1);
        assertThat(matrix.values()).containsExactly(2, 4, 5, 4);
    }

    @Test
    void compressedColumnsBecomeRows() {
        Path file = write(hdf -> {
            obs(hdf);
            var(hdf);
            WritableGroup x = hdf.putGroup("X");
            x.putAttribute("encoding-type", "csc_matrix");
            x.putAttribute("shape", new long[] {2, 3});
            x.putDataset("indptr", new long[] {0, 2, 2, 4});
            x.putDataset("indices", new long[] {1, 0, 0, 1});
            x.putDataset("data", new long[] {1, 2, 3, 4});
        });
        CsrMatrix matrix = H5adFile.read(file).x().orElseThrow();
        assertThat(matrix.rowPointers()).containsExactly(0, 2, 4);
        assertThat(matrix.columnIndices()).containsExactly(0, 2, 0, 2);
        assertThat(matrix.values()).containsExactly(2, 3, 1, 4);
    }

    @Test
    void aPartThatIsAskedForAndMissingIsRefusedWithWhatThereIs() {
        Path path = directory.resolve("parts.h5ad");
        H5adFile.write(small(), path);
        try (H5adFile file = H5adFile.open(path)) {
            refusedBy(file::raw, "raw", "X, layers/counts");
            refusedBy(() -> file.layer("log"), "layers/log", "X, layers/counts");
            refusedBy(() -> file.obsm("X_umap"), "obsm/X_umap", "X_pca");
            refusedBy(() -> file.varm("PCs"), "varm/PCs", "no matrix there");
        }
    }

    private static void refusedBy(ThrowingCallable call, String... parts) {
        assertThatThrownBy(call).isInstanceOf(BadDataException.class).hasMessageContainingAll(parts);
    }

    private static void refused(Path file, String... parts) {
        refusedBy(() -> H5adFile.read(file), parts);
        refusedBy(() -> H5adFile.read(file), file.getFileName().toString());
    }

    private static AnnData small() {
        return AnnData.builder(List.of("a", "b"), List.of("x", "y", "z"))
                .x(new CsrMatrix(2, 3, new int[] {0, 1, 2}, new int[] {0, 2}, new float[] {1, 2}))
                .layer("counts", new CsrMatrix(2, 3, new int[] {0, 1, 2}, new int[] {0, 2}, new float[] {1, 2}))
                .obs("type", new Column.Categories(new int[] {0, 1}, List.of("A", "B")))
                .var("mean", new Column.Numbers(new double[] {1, 2, 3}, NumberType.FLOAT64))
                .obsm("X_pca", new DenseMatrix(2, 2, new double[] {1, 2, 3, 4}, NumberType.FLOAT32))
                .uns("model", new Uns.Text("sce2tm"))
                .build();
    }

    private Path sparse(int[] pointers, int[] indices, Object values) {
        return write(file -> {
            obs(file);
            var(file);
            WritableGroup x = file.putGroup("X");
            x.putAttribute("encoding-type", "csr_matrix");
            x.putAttribute("shape", new long[] {2, 3});
            x.putDataset("indptr", pointers);
            x.putDataset("indices", indices);
            x.putDataset("data", values);
        });
    }

    private static WritableGroup obs(WritableHdfFile file) {
        return table(file, "obs", "a", "b");
    }

    private static WritableGroup var(WritableHdfFile file) {
        return table(file, "var", "x", "y", "z");
    }

    private static WritableGroup table(WritableHdfFile file, String name, String... names) {
        WritableGroup group = file.putGroup(name);
        group.putAttribute("_index", "_index");
        Hdf5Attributes.putEmpty(group, "column-order");
        group.putDataset("_index", names);
        return group;
    }

    private Path write(Consumer<WritableHdfFile> content) {
        Path file = directory.resolve("made.h5ad");
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try (WritableHdfFile hdf = HdfFile.write(file)) {
            content.accept(hdf);
        }
        return file;
    }
}

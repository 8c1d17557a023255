package org.sce2tm.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import io.jhdf.api.WritableGroup;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sce2tm.testing.SharedFiles;

class ExpressionFileTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({
        "pollen.h5ad, 299, 23794",
        "pbmc3k.h5ad, 2638, 13714",
        "pbmc3k_10x, 2638, 13714",
        "pbmc3k_10x/matrix.mtx.gz, 2638, 13714",
        "zheng_ref.h5ad, 2140, 8863",
        "goolam.h5ad, 124, 28218",
        "deng.h5ad, 133, 17706",
        "paul15_cluster.h5ad, 2730, 3451",
        "kang_ifnb.h5ad, 2000, 9015",
        "pbmc68k_reduced_legacy_v0.5.0.h5ad, 700, 765",
        "klein_sample/profile.txt, 1000, 900",
        "yan/yan_HIGHPRE.csv, 90, 4656",
        "wang_matched/WangSub_HIGHPRE.csv, 271, 219",
        "cbmc_top2000.h5, 8617, 2000",
        "fixtures_10x/10x_data/3.0.0/filtered_feature_bc_matrix.h5, 1107, 507",
        "fixtures_10x/10x_data/1.2.0/filtered_gene_bc_matrices_h5.h5, 12, 343"
    })
    void everyFormatIsFoundByLookingIntoTheFile(String file, int cells, int genes) {
        Expression expression = ExpressionFile.read(SharedFiles.path("data/" + file), "X", Orientation.AUTO);
        assertThat(expression.matrix().rows()).isEqualTo(cells);
        assertThat(expression.matrix().columns()).isEqualTo(genes);
        assertThat(Set.copyOf(expression.obsNames())).hasSize(cells);
        assertThat(Set.copyOf(expression.varNames())).hasSize(genes);
    }

    @Test
    void rawAndLayersAreReadOnDemand() {
        Path legacy = SharedFiles.path("data/pbmc68k_reduced_legacy_v0.5.0.h5ad");
        Expression raw = ExpressionFile.read(legacy, "raw", Orientation.AUTO);
        assertThat(raw.matrix().stored()).isEqualTo(174400);
        assertThat(raw.obs().get("bulk_labels").text(0)).isEqualTo("CD14+ Monocyte");
        assertThat(raw.description()).contains("raw");

        Path pbmc = SharedFiles.path("data/pbmc3k.h5ad");
        Expression counts = ExpressionFile.read(pbmc, "layers/counts", Orientation.AUTO);
        assertThat(counts.matrix().values()).contains(1, 2).doesNotContain(0.5f);
        refused(pbmc, "raw", "the file has X, layers/counts");
        refused(pbmc, "counts", "X, raw or layers/NAME");
    }

    @Test
    void ofSeveralGenomesOneMustBeNamed() {
        Path file = SharedFiles.path("data/fixtures_10x/10x_data/1.2.0/multiple_genomes.h5");
        refused(file, "X", "another_genome, hg19_chr21", "--matrix");
        refused(file, "mm10", "another_genome, hg19_chr21");
        assertThat(ExpressionFile.read(file, "hg19_chr21", Orientation.AUTO)
                        .matrix()
                        .rows())
                .isEqualTo(12);
    }

    @Test
    void loomIsRefusedWithAWayOut() {
        refused(SharedFiles.path("data/fixtures_10x/expr_mat.loom"), "X", "loom", "write_h5ad");
    }

    @Test
    void namesThatRepeatAreMadeUniqueAsAnndataDoes() {
        Path file = directory.resolve("repeated.h5ad");
        H5adFile.write(
                AnnData.builder(List.of("c", "c"), List.of("A", "A", "A-1", "A", "B"))
                        .x(new CsrMatrix(2, 5, new int[] {0, 1, 2}, new int[] {0, 4}, new float[] {1, 2}))
                        .build(),
                file);
        Expression expression = ExpressionFile.read(file, "X", Orientation.AUTO);
        // anndata 0.8: Index(["A", "A", "A-1", "A", "B"]) becomes A, A-2, A-1, A-3, B.
        assertThat(expression.varNames()).containsExactly("A", "A-2", "A-1", "A-3", "B");
        assertThat(expression.obsNames()).containsExactly("c", "c-1");
        assertThat(expression.warnings())
                .hasSize(2)
                .anyMatch(warning -> warning.contains("gene names") && warning.contains("(A)"));
    }

    @Test
    void labelsDecideTheOrientationOfAPlainFile() {
        Path file = hdf5("plain.h5", new float[][] {{1, 0}, {0, 2}, {3, 0}}, new String[] {"a", "b"});
        Expression expression = ExpressionFile.read(file, "X", Orientation.AUTO);
        assertThat(expression.matrix().rows()).isEqualTo(2);
        assertThat(expression.matrix().columnIndices()).containsExactly(0, 2, 1);
        assertThat(expression.obs().get("Y").text(1)).isEqualTo("b");
        assertThatThrownBy(() -> ExpressionFile.read(file, "X", Orientation.CELLS))
                .isInstanceOf(BadDataException.class)
                .hasMessageContainingAll("Y", "2 labels for 3 cells", "--orientation genes");
        refused(hdf5("other.h5", new float[3][2], new String[] {"a"}), "X", "1 labels for 2 cells");
    }

    @Test
    void featuresOfATenXFileThatAreNoGenesAreLeftOut() {
        Path file = directory.resolve("tenx.h5");
        try (WritableHdfFile hdf = HdfFile.write(file)) {
            WritableGroup matrix = hdf.putGroup("matrix");
            matrix.putDataset("barcodes", new String[] {"AAAC-1", "AAAG-1"});
            matrix.putDataset("shape", new int[] {3, 2});
            matrix.putDataset("indptr", new long[] {0, 2, 3});
            matrix.putDataset("indices", new long[] {0, 1, 2});
            matrix.putDataset("data", new int[] {5, 6, 7});
            WritableGroup features = matrix.putGroup("features");
            features.putDataset("id", new String[] {"1", "2", "3"});
            features.putDataset("name", new String[] {"A", "CD3", "C"});
            features.putDataset(
                    "feature_type", new String[] {"Gene Expression", "Antibody Capture", "Gene Expression"});
        }
        Expression expression = ExpressionFile.read(file, "X", Orientation.AUTO);
        assertThat(expression.varNames()).containsExactly("A", "C");
        assertThat(expression.matrix().rowPointers()).containsExactly(0, 1, 2);
        assertThat(expression.matrix().values()).containsExactly(5, 7);
        assertThat(expression.warnings()).singleElement().asString().contains("Antibody Capture");
    }

    @Test
    void formatsThatAreNotReadAreNamed() throws IOException {
        refused(directory.resolve("absent.csv"), "X", "does not exist");
        refused(Files.createDirectory(directory.resolve("empty")), "X", "no matrix.mtx");
        refused(Files.createFile(directory.resolve("empty.csv")), "X", "empty.csv", "is empty");
        refused(Files.write(directory.resolve("a.xlsx"), new byte[] {'P', 'K', 3, 4, 0, 0}), "X", "a zip archive");
        refused(
                Files.write(directory.resolve("a.npy"), "\u0093NUMPY\1\0".getBytes(StandardCharsets.ISO_8859_1)),
                "X",
                "NumPy");
        refused(Files.write(directory.resolve("a.bin"), new byte[] {1, 2, 0, 4}), "X", "binary");
        refused(Files.writeString(directory.resolve("a.csv"), "gene,c1\nA,1\n"), "raw", "this format has one matrix");
        refused(Files.writeString(directory.resolve("a.h5ad"), "gene,c1\nA,1\n"), "X", "a.h5ad", "is text under");
        refused(Files.writeString(directory.resolve("e.h5ad"), ""), "X", "e.h5ad", "is empty");
        refused(Files.writeString(directory.resolve("B.H5"), "gene,c1\nA,1\n"), "X", "B.H5", "is text under");
        refused(Files.write(directory.resolve("c.h5ad"), new byte[] {'P', 'K', 3, 4, 0, 0}), "X", "a zip archive");
        try (WritableHdfFile hdf = HdfFile.write(directory.resolve("other.h5"))) {
            hdf.putDataset("weights", new float[] {1});
        }
        refused(directory.resolve("other.h5"), "X", "no known layout", "weights");
    }

    private Path hdf5(String name, float[][] matrix, String[] labels) {
        Path file = directory.resolve(name);
        try (WritableHdfFile hdf = HdfFile.write(file)) {
            hdf.putDataset("X", matrix);
            hdf.putDataset("Y", labels);
        }
        return file;
    }

    private static void refused(Path file, String matrix, String... parts) {
        assertThatThrownBy(() -> ExpressionFile.read(file, matrix, Orientation.AUTO))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining(file.getFileName().toString())
                .hasMessageContainingAll(parts);
    }
}

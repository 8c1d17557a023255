package org.sce2tm.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MatrixMarketDirectoryTest {
    private static final String BANNER = "%%MatrixMarket matrix coordinate integer general\n";
    private static final String ENTRIES = "1 1 5\n3 1 1\n2 2 7\n";

    @TempDir
    private Path directory;

    @BeforeEach
    void threeGenesOfTwoCells() {
        put("barcodes.tsv", "AAAC-1\nAAAG-1\n");
        put("features.tsv", "ENSG1\tA'\tGene Expression\nENSG2\tB\tGene Expression\nENSG3\t\"C\tGene Expression\n");
        put("matrix.mtx", BANNER + "% a comment\n%another\n3 2 3\n" + ENTRIES);
    }

    @Test
    void genesByCellsBecomesCellsByGenes() {
        Expression expression = MatrixMarketDirectory.read(directory);
        check(expression);
        assertThat(expression.varNames()).containsExactly("A'", "B", "\"C");
        assertThat(expression.var().get("gene_ids").text(2)).isEqualTo("ENSG3");
        assertThat(expression.description()).doesNotContain("stored as cells x genes");
    }

    @Test
    void cellsByGenesIsFoundByItsSize() {
        put("matrix.mtx", BANNER + "2 3 3\n1 1 5\n1 3 1\n2 2 7\n");
        Expression expression = MatrixMarketDirectory.read(directory);
        check(expression);
        assertThat(expression.description()).contains("stored as cells x genes");
    }

    @Test
    void valuesMayStandInAnyOrderAndRepeat() {
        put("matrix.mtx", BANNER + "3 2 4\n2 2 7\n3 1 1\n1 1 2\n1 1 3\n");
        check(MatrixMarketDirectory.read(directory));
    }

    @Test
    void realNumbersWindowsLinesAndBlankLinesAreRead() {
        put("matrix.mtx", BANNER.replace("integer", "real") + "3 2 3\r\n1 1 5.0\r\n3 1 1e0\r\n\r\n2 2 +7\r\n");
        check(MatrixMarketDirectory.read(directory));
    }

    @Test
    void gzippedFilesWithAPrefixAndTheNamesOfVersionTwoAreFound() throws IOException {
        Path archive = Files.createDirectory(directory.resolve("archive"));
        for (String name : new String[] {"barcodes.tsv", "matrix.mtx"}) {
            zip(archive.resolve("GSM1_" + name + ".gz"), Files.readAllBytes(directory.resolve(name)));
        }
        zip(archive.resolve("GSM1_genes.tsv.gz"), "ENSG1\tA\nENSG2\tB\nENSG3\tC\n".getBytes(StandardCharsets.UTF_8));
        check(MatrixMarketDirectory.read(archive));
        check(MatrixMarketDirectory.read(archive.resolve("GSM1_matrix.mtx.gz")));
    }

    @Test
    void featuresThatAreNoGenesAreLeftOutAndSaidSo() {
        put("features.tsv", "ENSG1\tA\tGene Expression\nAB1\tCD3\tAntibody Capture\nENSG3\tC\tGene Expression\n");
        Expression expression = MatrixMarketDirectory.read(directory);
        assertThat(expression.varNames()).containsExactly("A", "C");
        assertThat(expression.var().get("gene_ids").text(1)).isEqualTo("ENSG3");
        assertThat(expression.matrix().rowPointers()).containsExactly(0, 2, 2);
        assertThat(expression.matrix().columnIndices()).containsExactly(0, 1);
        assertThat(expression.matrix().values()).containsExactly(5, 1);
        assertThat(expression.warnings()).singleElement().asString().contains("1 of 3", "Antibody Capture");

        put("features.tsv", "1\tA\tPeaks\n2\tB\tPeaks\n3\tC\tPeaks\n");
        refused("no feature of type 'Gene Expression'", "Peaks");
    }

    @Test
    void missingFilesAreNamed() throws IOException {
        Files.delete(directory.resolve("barcodes.tsv"));
        refused("barcodes.tsv");
        Files.delete(directory.resolve("matrix.mtx"));
        refused("no matrix.mtx");
    }

    @Test
    void severalMatricesMustBeChosenFrom() {
        put("other_matrix.mtx", BANNER + "3 2 0\n");
        refused("2 matrices", "other_matrix.mtx");
    }

    @Test
    void aMatrixThatDoesNotFitItsNamesIsRefused() {
        put("matrix.mtx", BANNER + "4 2 3\n" + ENTRIES);
        refused("line 2", "4 x 2, expected 3 features x 2 barcodes");
    }

    @Test
    void brokenMatricesAreRefusedWithTheirLine() {
        put("matrix.mtx", BANNER + "3 2 4\n" + ENTRIES);
        refused("line 6", "ends after 3 values");
        put("matrix.mtx", BANNER + "3 2 2\n" + ENTRIES);
        refused("line 5", "goes on after");
        put("matrix.mtx", BANNER + "3 2 3\n1 1 5\n4 1 1\n2 2 7\n");
        refused("line 4", "index 4, expected 1 to 3");
        put("matrix.mtx", BANNER + "3 2 3\n1 1 5\n3 0 1\n2 2 7\n");
        refused("line 4", "index 0, expected 1 to 2");
        put("matrix.mtx", BANNER + "3 2 3\n1 1 5\n3 1 NA\n2 2 7\n");
        refused("line 4", "'NA'");
        put("matrix.mtx", BANNER + "3 2 3\n1 1 5\n3 1 nan\n2 2 7\n");
        refused("line 4", "'nan'");
        put("matrix.mtx", BANNER + "3 2 3\n1 1 5\n3 1\n2 2 7\n");
        refused("line 4", "''");
        put("matrix.mtx", BANNER + "3 2 3\n1 1 5 9\n3 1 1\n2 2 7\n");
        refused("line 3", "goes on with '9'");
        put("matrix.mtx", "%%MatrixMarket matrix array real general\n3 2\n");
        refused("line 1", "coordinate");
        put("matrix.mtx", "");
        refused("line 1", "MatrixMarket");
    }

    @Test
    void aGzippedMatrixThatEndsEarlyIsRefused() throws IOException {
        Path plain = directory.resolve("matrix.mtx");
        Path zipped = directory.resolve("matrix.mtx.gz");
        zip(zipped, Files.readAllBytes(plain));
        Files.delete(plain);
        byte[] bytes = Files.readAllBytes(zipped);
        Files.write(zipped, Arrays.copyOf(bytes, bytes.length - 12));
        refused("matrix.mtx.gz");
    }

    private static void check(Expression expression) {
        assertThat(expression.obsNames()).containsExactly("AAAC-1", "AAAG-1");
        CsrMatrix matrix = expression.matrix();
        assertThat(matrix.rowPointers()).containsExactly(0, 2, 3);
        assertThat(matrix.columnIndices()).containsExactly(0, 2, 1);
        assertThat(matrix.values()).containsExactly(5, 1, 7);
    }

    private void refused(String... parts) {
        assertThatThrownBy(() -> MatrixMarketDirectory.read(directory))
                .isInstanceOf(BadDataException.class)
                .hasMessageContainingAll(parts);
    }

    private void put(String name, String content) {
        try {
            Files.writeString(directory.resolve(name), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void zip(Path file, byte[] content) throws IOException {
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(content);
        }
    }
}

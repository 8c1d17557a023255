package org.sce2tm.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sce2tm.testing.SharedFiles;

class TextMatrixFileTest {
    private static final String GENES = "MMP2,ZHX3,DECR1,OR2K2,UTY,ZG16,STK16,SFTA2,GRM2,PIR";

    @TempDir
    private Path directory;

    @Test
    void namesOfGenesInTheHeaderMakeTheRowsCells() {
        Expression table = read("," + GENES + "\nliver 1,1,0,0,0,0,0,0,0,0,2.5\nliver 2,0,3,0,0,0,0,0,0,0,0\n");
        assertThat(table.obsNames()).containsExactly("liver 1", "liver 2");
        assertThat(table.varNames()).startsWith("MMP2").endsWith("PIR").hasSize(10);
        assertThat(table.matrix().rowPointers()).containsExactly(0, 2, 3);
        assertThat(table.matrix().columnIndices()).containsExactly(0, 9, 1);
        assertThat(table.matrix().values()).containsExactly(1, 2.5f, 3);
        assertThat(table.description()).contains("rows are cells", "column names (MMP2, ZHX3, DECR1) look like genes");
    }

    @Test
    void barcodesInTheHeaderMakeTheRowsGenes() {
        Expression table = read("\tAAACATACAACCAC-1\tAAACATTGAGCTAC-1\nthis\t1\t2\nthat\t0\t4\n");
        assertThat(table.obsNames()).containsExactly("AAACATACAACCAC-1", "AAACATTGAGCTAC-1");
        assertThat(table.varNames()).containsExactly("this", "that");
        assertThat(table.matrix().rowPointers()).containsExactly(0, 1, 3);
        assertThat(table.matrix().columnIndices()).containsExactly(0, 0, 1);
        assertThat(table.matrix().values()).containsExactly(1, 2, 4);
    }

    @Test
    void aWordInTheCornerDecides() {
        assertThat(read("gene,a,b\nx,1,2\n").varNames()).containsExactly("x");
        assertThat(read("cell_id,a,b\nx,1,2\n").varNames()).containsExactly("a", "b");
    }

    @Test
    void aCornerAgainstTheNamesDecidesNothing() {
        refused("gene," + GENES + "\nx,1,0,0,0,0,0,0,0,0,2.5\n", "the corner says 'gene', but", "--orientation");
    }

    @Test
    void namesThatSayNothingAreRefusedUntilSomebodySaysWhatTheyAre() {
        String table = ",0,1,2\n0,1,2,3\n1,4,5,6\n";
        refused(table, "does not say whether its rows are cells or genes", "say nothing", "--orientation cells");
        assertThat(TextMatrixFile.read(file(table), Orientation.CELLS).obsNames())
                .containsExactly("0", "1");
        assertThat(TextMatrixFile.read(file(table), Orientation.GENES).obsNames())
                .containsExactly("0", "1", "2");
    }

    @Test
    void genesOnBothSidesAreRefused() {
        String rows = List.of(GENES.split(",", -1)).stream()
                .map(gene -> gene + "A,1,2,3,4,5,6,7,8,9,10\n")
                .collect(Collectors.joining());
        refused("," + GENES + "\n" + rows, "--orientation");
    }

    @Test
    void aHeaderOfRWithoutCornerIsRead() {
        Expression table = read(GENES + "\ncell1,1,0,0,0,0,0,0,0,0,2.5\n");
        assertThat(table.varNames()).startsWith("MMP2").hasSize(10);
        assertThat(table.matrix().columnIndices()).containsExactly(0, 9);
    }

    @Test
    void quotesByteOrderMarkAndWindowsLinesAreRead() {
        Expression table =
                read("\uFEFF\"\",\"" + GENES.replace(",", "\",\"") + "\"\r\n\"a, b\",1,0,0,0,0,0,0,0,0,1e-3\r\n");
        assertThat(table.obsNames()).containsExactly("a, b");
        assertThat(table.matrix().values()).containsExactly(1, 1e-3f);
    }

    @Test
    void aGzippedTableIsReadWhateverItsName() throws IOException {
        Path file = directory.resolve("table.csv");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(("," + GENES + "\na,1,0,0,0,0,0,0,0,0,2\n").getBytes(StandardCharsets.UTF_8));
        }
        assertThat(TextMatrixFile.read(file, Orientation.AUTO).matrix().values())
                .containsExactly(1, 2);
    }

    @Test
    void aTableOfFortyThousandGenesIsRead() {
        String header = IntStream.range(0, 40_000)
                .mapToObj(i -> "ENSG" + (10_000_000_000L + i))
                .collect(Collectors.joining(","));
        String row =
                IntStream.range(0, 40_000).mapToObj(i -> i % 2 == 0 ? "0" : "1").collect(Collectors.joining(","));
        Expression table = read("," + header + "\nx," + row + "\n");
        assertThat(table.matrix().columns()).isEqualTo(40_000);
        assertThat(table.matrix().stored()).isEqualTo(20_000);
    }

    @Test
    void whatIsNoNumberIsRefusedWithLineAndColumn() {
        for (String field : List.of("NA", "", "nan", "Inf", "alpha", "1f", "0x1p3", "1e99")) {
            refused(
                    "," + GENES + "\na,1,0,0,0,0,0,0,0,0,2\nb,1," + field + ",0,0,0,0,0,0,0,2\n",
                    "line 3, column 3 (ZHX3)",
                    "holds '" + field + "'");
        }
    }

    @Test
    void linesOfOtherLengthAreRefused() {
        refused("," + GENES + "\na,1,0,0,0,0,0,0,0,0,2\nb,1,2\n", "line 3", "has 3 fields, the lines before have 11");
        refused("," + GENES + "\na,1\n", "line 2", "has 2 fields under a header of 11");
    }

    @Test
    void aTableWithoutNamesIsRefused() {
        refused("1,2,3\n4,5,6\n", "line 1", "numbers only", "header");
        refused("," + GENES + "\n", "no lines under it");
        refused("MMP2 ZHX3 DECR1\nc1 1 2 3\n", "one field", "tabs or commas");
    }

    @Test
    void theTablesOfTheReferenceLieAsTheyAreFoundToLie() {
        Expression klein = TextMatrixFile.read(SharedFiles.path("data/klein_sample/profile.txt"), Orientation.AUTO);
        assertThat(klein.matrix().rows()).isEqualTo(1000);
        assertThat(klein.varNames()).startsWith("Rn28s1", "Rn45s").hasSize(900);
        assertThat(klein.matrix().values()[0]).isEqualTo(34);

        Expression yan = TextMatrixFile.read(SharedFiles.path("data/yan/yan_HIGHPRE.csv"), Orientation.AUTO);
        assertThat(yan.obsNames()).startsWith("Oocyte..1.RPKM.").hasSize(90);
        assertThat(yan.varNames()).startsWith("MMP2").hasSize(4656);

        Expression wang =
                TextMatrixFile.read(SharedFiles.path("data/wang_matched/WangSub_HIGHPRE.csv"), Orientation.AUTO);
        assertThat(wang.obsNames()).startsWith("SRR3649793").hasSize(271);
        assertThat(wang.varNames()).startsWith("TGFBR3").hasSize(219);
        assertThat(wang.matrix().values()[0]).isEqualTo(0.531508f);
    }

    private Expression read(String content) {
        return TextMatrixFile.read(file(content), Orientation.AUTO);
    }

    private void refused(String content, String... parts) {
        assertThatThrownBy(() -> read(content))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("table.txt")
                .hasMessageContainingAll(parts);
    }

    private Path file(String content) {
        try {
            return Files.writeString(directory.resolve("table.txt"), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

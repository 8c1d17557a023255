package org.sce2tm.geneset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sce2tm.data.BadDataException;
import org.sce2tm.testing.SharedFiles;

class GmtFileTest {
    @TempDir
    Path folder;

    @Test
    void aLineHoldsNameDescriptionAndGenes() throws IOException {
        GmtFile file = read("A\thttp://a\tINS\tGCG\n\nB\t\tINS\n");
        assertThat(file.sets().sets()).extracting(GeneSet::name).containsExactly("A", "B");
        assertThat(file.sets().sets().get(0).genes()).containsExactly("INS", "GCG");
        assertThat(file.sets().setsOf("INS")).containsExactly(0, 1);
        assertThat(file.sets().setsOf("SST")).isEmpty();
        assertThat(file.warnings()).isEmpty();
    }

    @Test
    void theLastOfRepeatedNamesCountsAndRepeatedGenesCollapse() throws IOException {
        GmtFile file = read("A\t-\tINS\tGCG\nB\t-\tSST\tSST\tSST\nA\t-\tPPY\n");
        assertThat(file.sets().sets())
                .containsExactly(new GeneSet("A", List.of("PPY")), new GeneSet("B", List.of("SST")));
        assertThat(file.sets().setsOf("INS")).isEmpty();
        assertThat(file.warnings())
                .singleElement()
                .asString()
                .contains("repeated")
                .contains("'A'");
    }

    @Test
    void linesWithoutGenesAreSkippedAndSaid() throws IOException {
        GmtFile file = read("A\t-\tINS\r\nonly a name\nB\tdescription\n  \n");
        assertThat(file.sets().sets()).containsExactly(new GeneSet("A", List.of("INS")));
        assertThat(file.warnings())
                .singleElement()
                .asString()
                .contains("skipped 2 lines")
                .contains("line 2");
    }

    @Test
    void aGzippedFileIsReadWhateverItsName() throws IOException {
        Path path = folder.resolve("sets.gmt");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(path))) {
            out.write("A\t-\tINS\n".getBytes(StandardCharsets.UTF_8));
        }
        assertThat(GmtFile.read(path).sets().genes()).containsExactly("INS");
    }

    @Test
    void aFileWithoutSetsSaysWhatIsExpected() {
        assertThatThrownBy(() -> read("gene,score\nINS,1\n"))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("no line of 2 holds a gene set")
                .hasMessageContaining("separated by tabs");
        assertThatThrownBy(() -> read("")).isInstanceOf(BadDataException.class).hasMessageContaining("is empty");
        assertThatThrownBy(() -> GmtFile.read(folder.resolve("absent.gmt")))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("absent.gmt");
    }

    @Test
    void realCollectionsAreReadWhole() {
        assertThat(sizeOf("c2.all.v7.0.symbols.gmt")).isEqualTo(5501);
        assertThat(sizeOf("c2.cp.v2024.1.Hs.symbols.gmt")).isEqualTo(3917);
        assertThat(sizeOf("mouse_reactome_v2025.gmt")).isEqualTo(1309);
        assertThat(GmtFile.read(SharedFiles.path("data/genesets/c2.cp.reactome.v6.2.symbols.gmt.gz"))
                        .sets()
                        .sets())
                .hasSizeGreaterThan(600);
    }

    private static int sizeOf(String name) {
        return GmtFile.read(SharedFiles.path("data/genesets/" + name))
                .sets()
                .sets()
                .size();
    }

    private GmtFile read(String text) throws IOException {
        return GmtFile.read(Files.writeString(folder.resolve("sets.gmt"), text));
    }
}

package org.sce2tm.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sce2tm.data.TableFile.Table;
import org.sce2tm.testing.SharedFiles;

class TableFileTest {
    @TempDir
    private Path directory;

    private Table read(String content) throws IOException {
        return TableFile.read(Files.writeString(directory.resolve("table.csv"), content));
    }

    @Test
    void aHeaderAndAFirstColumnOfIdsAreNotNumbers() throws IOException {
        Table table = read("cell,a,b\nc1,1,2.5\nc2,-3,1e-4\n");
        assertThat(table.rowIds()).containsExactly("c1", "c2");
        assertThat(table.columnNames()).containsExactly("a", "b");
        assertThat(table.values().values()).containsExactly(1, 2.5, -3, 1e-4);
        assertThat(table.idsAreRowNumbers()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
            tabs;                          cell\\ta\\tb\\nc1\\t1\\t2\\n;      c1;  a b
            pandas with a nameless index;  ,0,1\\n0,1,2\\n;               0;   0 1
            R, header one field short;     a,b\\nc1,1,2\\n;               c1;  a b
            no header, no ids;             1,2\\n;                        0;   0 1
            no header, ids;                c1,1.0,2\\n;                   c1;  0 1
            names without ids;             GA,GB\\n1.0,2\\n;              0;   GA GB
            counted columns, no ids;       0,1,2\\n1,2,3.5\\n;            0;   0 1 2
            whole numbers are ids;         cell,a,b\\n7701,1.0,2\\n;      7701; a b
            a byte order mark;             '\uFEFF\"cell\",a,b\\nc1,1,2\\n'; c1; a b
            """)
    void theUsualLayoutsAreRecognised(String what, String content, String firstId, String names) throws IOException {
        Table table = read(content.replace("\\n", "\n").replace("\\t", "\t"));
        assertThat(table.rowIds()).first().isEqualTo(firstId);
        assertThat(table.columnNames()).containsExactly(names.split(" ", -1));
        assertThat(table.values().get(0, 0)).isEqualTo(1);
        assertThat(table.values().get(0, 1)).isEqualTo(2);
    }

    @Test
    void gzippedTablesAreRead() throws IOException {
        Path file = directory.resolve("table.tsv.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write("cell\ta\nc1\t4\n".getBytes(StandardCharsets.UTF_8));
        }
        assertThat(TableFile.read(file).values().get(0, 0)).isEqualTo(4);
    }

    @Test
    void aTextWhereANumberBelongsIsNamedByLineAndColumn() {
        assertThatThrownBy(() -> read("cell,a,b\nc1,1,2\nc2,3,x\n"))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("table.csv, line 3, column 3 (b)")
                .hasMessageContaining("'x'");
        assertThatThrownBy(() -> read("cell,a\nc1,NaN\n"))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("line 2, column 2 (a)");
        assertThatThrownBy(() -> read("cell,a\nc1,-inf\n")).isInstanceOf(BadDataException.class);
        assertThatThrownBy(() -> read("cell,a\nc1,\n")).isInstanceOf(BadDataException.class);
    }

    @Test
    void raggedEmptyAndMissingFilesAreRefused() {
        assertThatThrownBy(() -> read("cell,a,b\nc1,1,2\nc2,3\n"))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("line 3");
        assertThatThrownBy(() -> read("")).hasMessageContaining("is empty");
        assertThatThrownBy(() -> read("cell,a\n")).hasMessageContaining("no rows");
        assertThatThrownBy(() -> TableFile.read(directory.resolve("absent.csv")))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("absent.csv");
    }

    @Test
    void theReferencesOwnEmbeddingIsRead() {
        Table table = TableFile.read(SharedFiles.path("data/wang_released/Wang_embedding.csv"));
        assertThat(table.values().rows()).isEqualTo(457);
        assertThat(table.values().columns()).isEqualTo(100);
        assertThat(table.idsAreRowNumbers()).isTrue();
        assertThat(table.values().get(1, 7)).isEqualTo(5.3353524);
    }
}

package org.sce2tm.embedimport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sce2tm.cli.ToolCommand;
import org.sce2tm.cli.UsageException;
import org.sce2tm.data.AnnData;
import org.sce2tm.data.CellJoin;
import org.sce2tm.data.CsrMatrix;
import org.sce2tm.data.DenseMatrix;
import org.sce2tm.data.H5adFile;
import org.sce2tm.data.NumberType;
import org.sce2tm.data.ResultFile;
import org.sce2tm.data.Uns;
import picocli.CommandLine;

class EmbedImportCommandTest {
    @TempDir
    private Path directory;

    private Path output;

    /** Four cells x three genes. */
    @BeforeEach
    void dataset() {
        output = directory.resolve("out/d.external.h5ad");
        CsrMatrix x = new CsrMatrix(
                4, 3, new int[] {0, 2, 3, 5, 6}, new int[] {0, 1, 2, 0, 2, 1}, new float[] {1, 2, 0.5f, 3, 1, 2.5f});
        H5adFile.write(
                AnnData.builder(List.of("a", "b", "c", "d"), List.of("g1", "g2", "g3"))
                        .x(x)
                        .build(),
                directory.resolve("d.h5ad"));
    }

    private int run(Object... arguments) {
        List<String> all = new ArrayList<>(List.of(
                "--dataset",
                directory.resolve("d.h5ad").toString(),
                "--output",
                output.toString(),
                "--json",
                directory.resolve("embed-import.json").toString()));
        Arrays.stream(arguments).map(Object::toString).forEach(all::add);
        return new CommandLine(new EmbedImportCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(all.toArray(String[]::new));
    }

    private Path file(String name, String content) throws IOException {
        return Files.writeString(directory.resolve(name), content);
    }

    private double[] external() {
        return H5adFile.read(output).obsm().get("X_external").values();
    }

    private JsonNode json() {
        return ResultFile.read(directory.resolve("embed-import.json"));
    }

    private String failure(Object... arguments) throws IOException {
        Path status = directory.resolve("status.json");
        List<Object> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--status-file", status));
        assertThat(run(all.toArray())).isZero();
        assertThat(output).doesNotExist();
        JsonNode found = ResultFile.read(status);
        assertThat(found.path("exit_code").asInt()).isEqualTo(ToolCommand.BAD_DATA);
        return found.path("reason").asText();
    }

    @Test
    void rowsAreMatchedByCellIdAndOthersLeftOut() throws IOException {
        assertThat(run("--embedding", file("e.tsv", "cell\tx\ty\nd\t7\t8\nb\t3\t4\nz\t0\t0\na\t1\t2\nc\t5\t6\n")))
                .isZero();
        assertThat(external()).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
        assertThat(H5adFile.read(output).obsNames()).containsExactly("a", "b", "c", "d");
        assertThat(H5adFile.read(output).uns().get("external_view")).isEqualTo(new Uns.Text("external"));
        assertThat(json().path("external_view").asText()).isEqualTo("external");
        assertThat(json().path("matching").asText()).contains("by cell id");
        assertThat(json().path("warnings").toString()).contains("1 rows of");
    }

    @Test
    void rowNumbersAreMatchedByPositionAndThatIsSaid() throws IOException {
        assertThat(run("--embedding", file("e.csv", ",0,1\n0,1,2\n1,3,4\n2,5,6\n3,7,8\n")))
                .isZero();
        assertThat(external()).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
        assertThat(json().path("warnings").toString()).contains("by position");
    }

    @Test
    void otherIdsAreMatchedByPositionOnlyWhenAsked() throws IOException {
        Path file = file("e.csv", "cell,x\np,1\nq,2\nr,3\ns,4\n");
        assertThat(failure("--embedding", file)).contains("4 of the 4 cells").contains("(a, b, c, d)");
        assertThat(run("--embedding", file, "--match", "position")).isZero();
        assertThat(external()).containsExactly(1, 2, 3, 4);
    }

    @Test
    void aMissingCellIsNamedAndCounted() throws IOException {
        assertThat(failure("--embedding", file("e.csv", "cell,x\na,1\nb,2\nc,3\n")))
                .contains("1 of the 4 cells")
                .contains("(d)");
    }

    @Test
    void anH5adFilesKeyIsTakenAndTheKeysAreListedWhenItIsMissing() throws IOException {
        Path file = directory.resolve("e.hdf5");
        H5adFile.write(
                AnnData.builder(List.of("b", "a", "d", "c"), List.of())
                        .obsm("X_one", new DenseMatrix(4, 1, new double[] {2, 1, 4, 3}, NumberType.FLOAT32))
                        .obsm("X_two", new DenseMatrix(4, 1, new double[] {5, 6, 7, 8}, NumberType.FLOAT32))
                        .build(),
                file);
        assertThat(failure("--embedding", file)).contains("X_one, X_two").contains("--embedding-key");
        assertThat(failure("--embedding", file, "--embedding-key", "X_three"))
                .contains("'X_three'")
                .contains("X_one, X_two");
        assertThat(run("--embedding", file, "--embedding-key", "X_one")).isZero();
        assertThat(external()).containsExactly(1, 2, 3, 4);
        assertThat(json().path("external_source").asText()).isEqualTo("e.hdf5, obsm/X_one");
    }

    @Test
    void valuesThatAreNotFiniteAreRefusedWithTheirPlace() throws IOException {
        Path file = directory.resolve("e.h5ad");
        H5adFile.write(
                AnnData.builder(List.of("a", "b", "c", "d"), List.of())
                        .obsm("X_e", new DenseMatrix(4, 1, new double[] {2, Double.NaN, 4, 3}, NumberType.FLOAT32))
                        .build(),
                file);
        assertThat(failure("--embedding", file)).contains("row 2 (cell b)").contains("NaN");
        assertThat(failure("--embedding", file("e.csv", "cell,x\na,1\nb,inf\nc,3\nd,4\n")))
                .contains("line 3, column 2");
    }

    @Test
    void theStandInIsCentredOrderedAndMarked() {
        assertThat(run("--stand-in", "pca")).isZero();
        DenseMatrix view = H5adFile.read(output).obsm().get("X_external");
        assertThat(view.columns()).isEqualTo(3); // min(cells - 1, genes)
        double before = Double.POSITIVE_INFINITY;
        for (int c = 0; c < 3; c++) {
            double sum = 0;
            double squares = 0;
            for (int i = 0; i < 4; i++) {
                sum += view.get(i, c);
                squares += view.get(i, c) * view.get(i, c);
            }
            assertThat(Math.abs(sum)).isLessThan(1e-6); // float32 of numbers near 1
            assertThat(squares).isLessThanOrEqualTo(before);
            before = squares;
        }
        assertThat(H5adFile.read(output).uns().get("external_view")).isEqualTo(new Uns.Text("stand-in"));
        assertThat(json().path("external_view").asText()).isEqualTo("stand-in");
        assertThat(json().path("warnings").toString()).contains("stand in").contains("only 3 components");
    }

    @Test
    void thereIsExactlyOneSource() {
        assertThat(run()).isEqualTo(ToolCommand.WRONG_USAGE);
        assertThatThrownBy(() -> new EmbedImportOptions(
                        Optional.of(Path.of("e.csv")),
                        Optional.empty(),
                        CellJoin.Match.AUTO,
                        Optional.of(StandIn.PCA),
                        50))
                .isInstanceOf(UsageException.class);
        assertThatThrownBy(() -> new EmbedImportOptions(
                        Optional.empty(), Optional.empty(), CellJoin.Match.AUTO, Optional.of(StandIn.PCA), 0))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("--components 0");
    }
}

package org.sce2tm.knn;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sce2tm.cli.ToolCommand;
import org.sce2tm.data.AnnData;
import org.sce2tm.data.CsrMatrix;
import org.sce2tm.data.DenseMatrix;
import org.sce2tm.data.H5adFile;
import org.sce2tm.data.NumberType;
import org.sce2tm.data.ResultFile;
import org.sce2tm.data.Uns;
import picocli.CommandLine;

class KnnCommandTest {
    @TempDir
    private Path directory;

    @Test
    void everyCellGetsItsNeighborsInBothViewsWhateverTheOrderOfTheRows() {
        // The external view is the expression view turned round, its rows in reverse order.
        writeDataset(0, 1, 3.5, 5, 6);
        writeExternal(List.of("c4", "c3", "c2", "c1", "c0"), 6, 5, 3.5, 1, 0);
        assertThat(run("--neighbors 2")).isZero();
        AnnData lists = H5adFile.read(directory.resolve("n.h5ad"));
        assertThat(lists.obsNames()).containsExactly("c0", "c1", "c2", "c3", "c4");
        assertThat(lists.obsm().get("neighbors_expression").type()).isEqualTo(NumberType.INT32);
        assertThat(lists.obsm().get("neighbors_expression").values())
                .containsExactly(0, 1, 1, 0, 2, 3, 3, 4, 4, 3)
                .isEqualTo(lists.obsm().get("neighbors_external").values());
        assertThat(lists.uns()).containsEntry("external_view", new Uns.Text("stand-in"));
        JsonNode json = ResultFile.read(directory.resolve("knn.json"));
        assertThat(json.path("expression").path("components_before_repair").asInt())
                .isEqualTo(3);
        assertThat(json.path("expression").path("components_after_repair").asInt())
                .isEqualTo(2);
        assertThat(json.path("external").path("isolated_cells").asInt()).isEqualTo(1);
        assertThat(json.path("external_view").asText()).isEqualTo("stand-in");
        assertThat(json.path("warnings").toString()).contains("stays in 2 pieces");
    }

    @Test
    void fewerCellsThanNeighborsGiveShortListsAndAWarning() {
        writeDataset(0, 1, 3);
        writeExternal(List.of("c0", "c1", "c2"), 0, 1, 3);
        assertThat(run("")).isZero();
        DenseMatrix lists = H5adFile.read(directory.resolve("n.h5ad")).obsm().get("neighbors_expression");
        assertThat(lists.columns()).isEqualTo(15);
        assertThat(lists.row(2)).startsWith(2, 1, 0, -1, -1);
        assertThat(ResultFile.read(directory.resolve("knn.json"))
                        .path("warnings")
                        .toString())
                .contains("only 3 cells");
    }

    @Test
    void duplicatedCellsAreSaidAndStayConnected() {
        writeDataset(2, 2, 2, 2, 2);
        writeExternal(List.of("c0", "c1", "c2", "c3", "c4"), 0, 1, 2, 3, 4);
        assertThat(run("--neighbors 3")).isZero();
        JsonNode view = ResultFile.read(directory.resolve("knn.json")).path("expression");
        assertThat(view.path("duplicated_cells").asInt()).isEqualTo(5);
        assertThat(view.path("components_after_repair").asInt()).isEqualTo(1);
        DenseMatrix lists = H5adFile.read(directory.resolve("n.h5ad")).obsm().get("neighbors_expression");
        for (int i = 0; i < 5; i++) {
            assertThat(lists.get(i, 0)).isEqualTo(i);
        }
    }

    @Test
    void anExternalViewOfOtherCellsIsBadData() {
        writeDataset(0, 1, 3);
        writeExternal(List.of("c0", "c1", "x"), 0, 1, 3);
        assertThat(run("")).isEqualTo(ToolCommand.BAD_DATA);
        assertThat(directory.resolve("n.h5ad")).doesNotExist();
    }

    @Test
    void aViewThatIsNotFiniteIsBadData() {
        writeDataset(0, 1, 3);
        writeExternal(List.of("c0", "c1", "c2"), 0, Double.NaN, 3);
        assertThat(run("")).isEqualTo(ToolCommand.BAD_DATA);
    }

    @Test
    void oneNeighborIsRefused() {
        writeDataset(0, 1);
        writeExternal(List.of("c0", "c1"), 0, 1);
        assertThat(run("--neighbors 1")).isEqualTo(ToolCommand.WRONG_USAGE);
    }

    private int run(String more) {
        String arguments = "--dataset " + directory.resolve("d.h5ad") + " --external " + directory.resolve("e.h5ad")
                + " --output " + directory.resolve("n.h5ad") + " --json " + directory.resolve("knn.json");
        return new CommandLine(new KnnCommand())
                .execute((arguments + " " + more).trim().split(" "));
    }

    private void writeDataset(double... points) {
        float[] values = new float[points.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) points[i];
        }
        int n = points.length;
        CsrMatrix x = new CsrMatrix(n, 1, IntStream.rangeClosed(0, n).toArray(), new int[n], values);
        List<String> cells = IntStream.range(0, n).mapToObj(i -> "c" + i).toList();
        H5adFile.write(AnnData.builder(cells, List.of("g")).x(x).build(), directory.resolve("d.h5ad"));
    }

    private void writeExternal(List<String> cells, double... points) {
        DenseMatrix view = new DenseMatrix(points.length, 1, points, NumberType.FLOAT32);
        H5adFile.write(
                AnnData.builder(cells, List.of())
                        .obsm("X_external", view)
                        .uns("external_view", new Uns.Text("stand-in"))
                        .build(),
                directory.resolve("e.h5ad"));
    }
}

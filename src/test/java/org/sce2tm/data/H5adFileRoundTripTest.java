package org.sce2tm.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class H5adFileRoundTripTest {
    @TempDir
    private Path directory;

    @Test
    void everyPartOfAFileComesBackAsItWas() {
        AnnData data = everything();
        Path file = directory.resolve("all.h5ad");
        H5adFile.write(data, file);
        AnnData back = H5adFile.read(file);

        assertThat(back.obsNames()).isEqualTo(data.obsNames());
        assertThat(back.varNames()).isEqualTo(data.varNames());
        assertThat(back.obs().keySet()).containsExactlyElementsOf(data.obs().keySet());
        assertSame(back.obs(), data.obs());
        assertSame(back.var(), data.var());
        assertSame(back.x(), data.x());
        assertSame(back.layers(), data.layers());
        assertSame(back.obsm(), data.obsm());
        assertSame(back.varm(), data.varm());
        assertSame(back.uns(), data.uns());
    }

    @Test
    void equalContentGivesEqualBytes() throws Exception {
        Path one = directory.resolve("one.h5ad");
        Path two = directory.resolve("two.h5ad");
        H5adFile.write(everything(), one);
        // A killed run leaves its temporary file behind.
        Files.write(directory.resolve(".two.h5ad.partial"), new byte[10_000_000]);
        H5adFile.write(everything(), two);
        assertThat(Files.mismatch(one, two)).isEqualTo(-1);
    }

    @Test
    void aFileOfCellsWithoutGenesAndColumnsComesBackEmptyOfBoth() {
        Path file = directory.resolve("cells.h5ad");
        DenseMatrix embedding = new DenseMatrix(2, 2, new double[] {1, 2, 3, 4}, NumberType.FLOAT32);
        H5adFile.write(
                AnnData.builder(List.of("a", "b"), List.of())
                        .obsm("X_external", embedding)
                        .build(),
                file);
        AnnData back = H5adFile.read(file);
        assertThat(back.obs()).isEmpty();
        assertThat(back.varNames()).isEmpty();
        assertThat(back.x()).isEmpty();
        assertSame(back.obsm(), Map.of("X_external", embedding));
    }

    @Test
    void aMatrixOfZerosComesBackAsZeros() {
        Path file = directory.resolve("zeros.h5ad");
        CsrMatrix zeros = new CsrMatrix(2, 3, new int[3], new int[0], new float[0]);
        H5adFile.write(
                AnnData.builder(List.of("a", "b"), List.of("x", "y", "z"))
                        .x(zeros)
                        .build(),
                file);
        CsrMatrix back = H5adFile.read(file).x().orElseThrow();
        assertThat(back.rows()).isEqualTo(2);
        assertThat(back.columns()).isEqualTo(3);
        assertThat(back.values()).containsOnly(0f);
    }

    @Test
    void anIntegerColumnWithAGapKeepsTheGap() {
        Path file = directory.resolve("gap.h5ad");
        Column gap = new Column.Numbers(new double[] {1, Double.NaN}, NumberType.INT32);
        H5adFile.write(
                AnnData.builder(List.of("a", "b"), List.of()).obs("age", gap).build(), file);
        assertThat(((Column.Numbers) H5adFile.read(file).obs().get("age")).values())
                .containsExactly(1, Double.NaN);
    }

    @Test
    void aFileWithoutCellsIsRefusedAndLeavesNothing() {
        Path file = directory.resolve("none.h5ad");
        AnnData none = AnnData.builder(List.of(), List.of()).build();
        assertThatThrownBy(() -> H5adFile.write(none, file)).isInstanceOf(IllegalArgumentException.class);
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void aNameThatHdf5WouldTakeForAPathIsRefused() {
        Path file = directory.resolve("slash.h5ad");
        AnnData data = AnnData.builder(List.of("a"), List.of())
                .obs("CD4/CD8", new Column.Texts(List.of("x")))
                .build();
        assertThatThrownBy(() -> H5adFile.write(data, file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("CD4/CD8");
    }

    /** Equal to the last bit, NaN included. */
    private static void assertSame(Object actual, Object expected) {
        assertThat(actual)
                .usingRecursiveComparison()
                .withEqualsForType((a, b) -> Double.compare(a, b) == 0, Double.class)
                .withEqualsForType((a, b) -> Float.compare(a, b) == 0, Float.class)
                .isEqualTo(expected);
    }

    /** One of everything, large enough for chunks and compression in X and the names. */
    static AnnData everything() {
        int cells = 4500;
        int genes = 60;
        List<String> cellNames =
                IntStream.range(0, cells).mapToObj(i -> "cell-ä" + i).toList();
        List<String> geneNames =
                IntStream.range(0, genes).mapToObj(i -> "GENE" + i).toList();
        Random random = new Random(1);
        double[] numbers = random.doubles(cells).toArray();
        numbers[7] = Double.NaN;
        boolean[] truth = new boolean[genes];
        truth[3] = true;
        return AnnData.builder(cellNames, geneNames)
                .x(randomMatrix(cells, genes, 2))
                .layer("counts", randomMatrix(cells, genes, 3))
                .obs(
                        "cell type",
                        new Column.Categories(
                                IntStream.range(0, cells).map(i -> i % 3 - 1).toArray(), List.of("B", "T cell")))
                .obs("batch", new Column.Categories(IntStream.range(0, cells).toArray(), cellNames))
                .obs("score", new Column.Numbers(numbers, NumberType.FLOAT64))
                .obs(
                        "count",
                        new Column.Numbers(
                                IntStream.range(0, cells).asDoubleStream().toArray(), NumberType.INT32))
                .obs(
                        "note",
                        new Column.Texts(IntStream.range(0, cells)
                                .mapToObj(i -> i % 2 == 0 ? "" : "n" + i)
                                .toList()))
                .var("highly_variable", new Column.Booleans(truth))
                .var(
                        "means",
                        new Column.Numbers(
                                randomDense(genes, 1, NumberType.FLOAT32).values(), NumberType.FLOAT32))
                .obsm("X_embedding", randomDense(cells, 12, NumberType.FLOAT32))
                .obsm("neighbors", randomDense(cells, 15, NumberType.INT32))
                .varm("topic_gene", randomDense(genes, 4, NumberType.FLOAT64))
                .uns("topic_embedding", new Uns.Table(randomDense(4, 8, NumberType.FLOAT32)))
                .uns("vector", new Uns.Table(randomDense(1, 8, NumberType.FLOAT64)))
                .uns("model", new Uns.Text("sce2tm"))
                .uns("none", new Uns.Text(""))
                .uns(
                        "parameters",
                        new Uns.Group(Map.of(
                                "epochs", new Uns.Scalar(500),
                                "weights", new Uns.Group(Map.of("ecr", new Uns.Scalar(0.5))),
                                "genes", new Uns.Texts(List.of("A", "BB", "")))))
                .build();
    }

    static DenseMatrix randomDense(int rows, int columns, NumberType type) {
        double[] values = new Random(rows + columns)
                .doubles((long) rows * columns, -10, 10)
                .map(value -> switch (type) {
                    case INT32 -> (int) value;
                    case FLOAT32 -> (float) value;
                    case FLOAT64 -> value;
                })
                .toArray();
        return new DenseMatrix(rows, columns, values, type);
    }

    static CsrMatrix randomMatrix(int rows, int columns, int seed) {
        Random random = new Random(seed);
        int[] pointers = new int[rows + 1];
        int[] indices = new int[rows * columns];
        float[] values = new float[rows * columns];
        int at = 0;
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                if (random.nextInt(5) == 0) {
                    indices[at] = column;
                    values[at++] = random.nextFloat();
                }
            }
            pointers[row + 1] = at;
        }
        return new CsrMatrix(rows, columns, pointers, Arrays.copyOf(indices, at), Arrays.copyOf(values, at));
    }
}

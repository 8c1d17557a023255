package org.sce2tm.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that we write are opened by Python's anndata (Debian: python3-anndata), value by value, and the way back. */
class AnndataInteropTest {
    private static final Path PYTHON = Path.of("/usr/bin/python3");

    @TempDir
    private Path directory;

    @BeforeAll
    static void anndataIsThere() throws Exception {
        boolean present = Files.isExecutable(PYTHON)
                && new ProcessBuilder(PYTHON.toString(), "-c", "import anndata")
                                .redirectErrorStream(true)
                                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                                .start()
                                .waitFor()
                        == 0;
        if (!present && "true".equals(System.getenv("CI"))) {
            throw new AssertionError(PYTHON + " with anndata is missing, and CI must have it (python3-anndata)");
        }
        assumeTrue(present, "SKIPPED: needs " + PYTHON + " with anndata (Debian: python3-anndata)");
    }

    @Test
    void anndataFindsEveryValueOfAFileWithEverything() throws Exception {
        compare(H5adFileRoundTripTest.everything());
    }

    @Test
    void anndataFindsEveryValueOfAModelFile() throws Exception {
        int cells = 200;
        int genes = 600;
        int topics = 50;
        compare(AnnData.builder(names("cell", cells), names("Gene", genes))
                .obsm("X_embedding", H5adFileRoundTripTest.randomDense(cells, topics, NumberType.FLOAT32))
                .obsm("theta", H5adFileRoundTripTest.randomDense(cells, topics, NumberType.FLOAT32))
                .varm("topic_gene", H5adFileRoundTripTest.randomDense(genes, topics, NumberType.FLOAT32))
                .varm("gene_embedding", H5adFileRoundTripTest.randomDense(genes, 20, NumberType.FLOAT32))
                .uns(
                        "topic_embedding",
                        new Uns.Table(H5adFileRoundTripTest.randomDense(topics, 200, NumberType.FLOAT32)))
                .uns("model", new Uns.Text("sce2tm"))
                .uns("external_view", new Uns.Text("stand-in"))
                .uns(
                        "parameters",
                        new Uns.Group(Map.of(
                                "topics",
                                new Uns.Scalar(topics),
                                "encoder",
                                new Uns.Group(Map.of(
                                        "weight",
                                        new Uns.Table(H5adFileRoundTripTest.randomDense(20, 30, NumberType.FLOAT32)),
                                        "bias",
                                        new Uns.Table(H5adFileRoundTripTest.randomDense(1, 30, NumberType.FLOAT32)))))))
                .build());
    }

    @Test
    void anndataFindsEveryValueOfAFileOfCellsOnly() throws Exception {
        compare(AnnData.builder(names("cell", 7), List.of())
                .obsm("neighbors", H5adFileRoundTripTest.randomDense(7, 15, NumberType.INT32))
                .uns("external_source", new Uns.Text("größer.csv"))
                .build());
    }

    @Test
    void anndataFindsEveryValueOfATinyFileAndOneOfOneLargeChunk() throws Exception {
        compare(AnnData.builder(List.of("only"), List.of("one"))
                .x(new CsrMatrix(1, 1, new int[] {0, 1}, new int[] {0}, new float[] {3}))
                .obs("group", new Column.Categories(new int[] {-1}, List.of("a")))
                .build());
        compare(AnnData.builder(names("c", 60), names("g", 4096))
                .x(H5adFileRoundTripTest.randomMatrix(60, 4096, 9))
                .var("mean", new Column.Numbers(new Random(3).doubles(4096).toArray(), NumberType.FLOAT64))
                .build());
    }

    private static List<String> names(String stem, int count) {
        return IntStream.range(0, count).mapToObj(i -> stem + i).toList();
    }

    private void compare(AnnData data) throws Exception {
        Path ours = directory.resolve("ours.h5ad");
        Path theirs = directory.resolve("theirs.h5ad");
        H5adFile.write(data, ours);
        JsonNode found = open(ours, theirs);

        compareTable(found.get("obs"), data.obsNames(), data.obs());
        compareTable(found.get("var"), data.varNames(), data.var());
        assertThat(found.get("X").isNull()).isEqualTo(data.x().isEmpty());
        data.x().ifPresent(x -> compareMatrix(found.get("X"), x));
        assertThat(found.get("layers").size()).isEqualTo(data.layers().size());
        data.layers().forEach((name, layer) -> compareMatrix(found.get("layers").get(name), layer));
        assertThat(found.get("obsm").size()).isEqualTo(data.obsm().size());
        data.obsm().forEach((name, matrix) -> compareDense(found.get("obsm").get(name), matrix));
        assertThat(found.get("varm").size()).isEqualTo(data.varm().size());
        data.varm().forEach((name, matrix) -> compareDense(found.get("varm").get(name), matrix));
        compareUns(found.get("uns"), data.uns());

        // What anndata wrote of it comes back to us: it makes categoricals of texts that repeat and knows no truth
        // values here.
        AnnData back = H5adFile.read(theirs);
        assertThat(back.obsNames()).isEqualTo(data.obsNames());
        assertThat(back.varNames()).isEqualTo(data.varNames());
        assertThat(back.obs().keySet()).containsExactlyElementsOf(data.obs().keySet());
        data.obs()
                .forEach((name, column) ->
                        assertThat(texts(back.obs().get(name))).isEqualTo(texts(column)));
        same(back.x(), data.x());
        same(back.layers(), data.layers());
        same(back.obsm(), data.obsm());
        same(back.varm(), data.varm());
        same(back.uns(), data.uns());
    }

    private static void same(Object found, Object expected) {
        assertThat(found).usingRecursiveComparison().isEqualTo(expected);
    }

    private static List<String> texts(Column column) {
        return IntStream.range(0, column.size()).mapToObj(column::text).toList();
    }

    private JsonNode open(Path ours, Path theirs) throws IOException, InterruptedException {
        Path script = directory.resolve("dump.py");
        try (InputStream in = AnndataInteropTest.class.getResourceAsStream("dump_h5ad.py")) {
            Files.write(script, in.readAllBytes());
        }
        Path json = directory.resolve("dump.json");
        Path errors = directory.resolve("errors.txt");
        Process process = new ProcessBuilder(PYTHON.toString(), script.toString(), ours.toString(), theirs.toString())
                .redirectOutput(json.toFile())
                .redirectError(errors.toFile())
                .start();
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(errors)).isZero();
        return new ObjectMapper().readTree(json.toFile());
    }

    private static void compareTable(JsonNode found, List<String> names, Map<String, Column> columns) {
        assertThat(strings(found.get("names"))).isEqualTo(names);
        assertThat(strings(found.get("order"))).containsExactlyElementsOf(columns.keySet());
        columns.forEach((name, column) -> {
            JsonNode values = found.get("columns").get(name).get("values");
            assertThat(values).hasSize(column.size());
            if (column instanceof Column.Numbers numbers) {
                assertThat(numbers(values)).as(name).containsExactly(numbers.values());
            } else if (column instanceof Column.Booleans truth) {
                for (int i = 0; i < truth.size(); i++) {
                    assertThat(values.get(i).asInt() == 1).isEqualTo(truth.values()[i]);
                }
            } else {
                assertThat(strings(values)).as(name).isEqualTo(texts(column));
            }
            if (column instanceof Column.Categories categories) {
                JsonNode dtype = found.get("columns").get(name);
                assertThat(dtype.get("dtype").asText()).isEqualTo("category");
                assertThat(dtype.get("ordered").asBoolean()).isFalse();
                assertThat(strings(dtype.get("categories"))).isEqualTo(categories.categories());
            }
        });
    }

    private static void compareMatrix(JsonNode found, CsrMatrix expected) {
        assertThat(found.get("dtype").asText()).isEqualTo("float32");
        double[] dense = new double[expected.rows() * expected.columns()];
        for (int row = 0; row < expected.rows(); row++) {
            for (int p = expected.rowPointers()[row]; p < expected.rowPointers()[row + 1]; p++) {
                dense[row * expected.columns() + expected.columnIndices()[p]] = expected.values()[p];
            }
        }
        compareRows(found.get("values"), expected.rows(), expected.columns(), dense);
    }

    private static void compareDense(JsonNode found, DenseMatrix expected) {
        assertThat(found.get("dtype").asText()).isEqualTo(expected.type().name().toLowerCase(Locale.ROOT));
        compareRows(found.get("values"), expected.rows(), expected.columns(), expected.values());
    }

    private static void compareRows(JsonNode found, int rows, int columns, double[] expected) {
        assertThat(found).hasSize(rows);
        for (int row = 0; row < rows; row++) {
            assertThat(numbers(found.get(row)))
                    .containsExactly(Arrays.copyOfRange(expected, row * columns, (row + 1) * columns));
        }
    }

    private static void compareUns(JsonNode found, Map<String, Uns> expected) {
        assertThat(found.size()).isEqualTo(expected.size());
        expected.forEach((name, node) -> {
            JsonNode value = found.get(name);
            if (node instanceof Uns.Group group) {
                compareUns(value, group.children());
            } else if (node instanceof Uns.Text text) {
                assertThat(value.asText()).isEqualTo(text.value());
            } else if (node instanceof Uns.Texts texts) {
                assertThat(strings(value)).isEqualTo(texts.values());
            } else if (node instanceof Uns.Scalar scalar) {
                assertThat(value.asDouble()).isEqualTo(scalar.value());
            } else if (node instanceof Uns.Table table && table.matrix().rows() == 1) {
                assertThat(numbers(value)).containsExactly(table.matrix().values());
            } else if (node instanceof Uns.Table table) {
                DenseMatrix matrix = table.matrix();
                compareRows(value, matrix.rows(), matrix.columns(), matrix.values());
            }
        });
    }

    private static double[] numbers(JsonNode array) {
        double[] numbers = new double[array.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = array.get(i).isNull() ? Double.NaN : array.get(i).asDouble();
        }
        return numbers;
    }

    /** Missing ones are empty, as in {@link Column#text}. */
    private static List<String> strings(JsonNode array) {
        List<String> strings = new ArrayList<>();
        array.forEach(node -> strings.add(node.isNull() ? "" : node.asText()));
        return strings;
    }
}

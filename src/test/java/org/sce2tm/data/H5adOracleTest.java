package org.sce2tm.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.sce2tm.testing.SharedFiles;

/** Every file of the oracle, read by us and by anndata and scanpy. */
class H5adOracleTest {
    private static final String ORACLE = "oracle/metrics/h5ad_oracle.json";

    @TestFactory
    Stream<DynamicTest> everyH5adFileHoldsWhatAnndataFindsInIt() {
        List<String> names = new ArrayList<>();
        oracle().fieldNames().forEachRemaining(names::add);
        List<String> files =
                names.stream().filter(name -> name.endsWith(".h5ad")).toList();
        // The 25 files of fixtures_h5ad and of the data folder; a smaller number means that the test looks away.
        assertThat(files).hasSizeGreaterThanOrEqualTo(25);
        return files.stream().map(name -> dynamicTest(name, () -> compare(oracle().get(name), name)));
    }

    @TestFactory
    Stream<DynamicTest> everyTenXFileHoldsWhatScanpyFindsInIt() {
        return Stream.of(
                        "fixtures_10x/10x_data/1.2.0/filtered_gene_bc_matrices/hg19_chr21",
                        "fixtures_10x/10x_data/3.0.0/filtered_feature_bc_matrix",
                        "fixtures_10x/10x_data/int-ids [read by hand: plain-text v3 layout]",
                        "fixtures_10x/10x_data/1.2.0/filtered_gene_bc_matrices_h5.h5",
                        "fixtures_10x/10x_data/1.2.0/multiple_genomes.h5 [genome=hg19_chr21]",
                        "fixtures_10x/10x_data/1.2.0/multiple_genomes.h5 [genome=another_genome]",
                        "fixtures_10x/10x_data/3.0.0/filtered_feature_bc_matrix.h5 [gex_only=True]",
                        "fixtures_10x/seurat_visium_filtered_feature_bc_matrix.h5",
                        "pbmc3k_10x")
                .map(key -> dynamicTest(key, () -> {
                    Path file = SharedFiles.path("data/" + key.replaceAll(" \\[.*", ""));
                    String matrix = key.contains("genome=") ? key.replaceAll(".*genome=(.*)]", "$1") : "X";
                    Expression expression = ExpressionFile.read(file, matrix, Orientation.AUTO);
                    JsonNode expected = oracle().get(key);
                    compare(expected.get("X"), expression.matrix());
                    compareNames(expected.get("obs_names"), expression.obsNames());
                    compareNames(
                            expected.get("var_names"),
                            UniqueNames.of(expression.varNames()).names());
                    compareColumns(expected.get("var"), expression.var());
                }));
    }

    @Test
    void aPlainHdf5FileHoldsItsMatrixAndItsLabels() {
        Expression expression = ExpressionFile.read(SharedFiles.path("data/cbmc_top2000.h5"), "X", Orientation.AUTO);
        JsonNode expected = oracle().get("cbmc_top2000.h5").get("plain_hdf5");
        compare(expected.get("X"), expression.matrix());
        Column labels = expression.obs().get("Y");
        assertThat(IntStream.range(0, labels.size()).mapToObj(labels::text).distinct())
                .hasSize(expected.get("Y").get("n_unique").asInt());
        assertThat(labels.text(0)).isEqualTo("5");
        assertThat(expression.varNames().get(0)).isEqualTo("gene_1");
        assertThat(expression.warnings()).anyMatch(warning -> warning.contains("gene_names"));
    }

    private static JsonNode oracle() {
        return ResultFile.read(SharedFiles.path(ORACLE));
    }

    private static void compare(JsonNode expected, String name) {
        Path path = SharedFiles.path("data/" + name);
        try (H5adFile file = H5adFile.open(path)) {
            assertThat(file.obsNames()).hasSize(expected.get("n_obs").asInt());
            assertThat(file.varNames()).hasSize(expected.get("n_vars").asInt());
            compareNames(expected.get("obs_names"), file.obsNames());
            compareNames(expected.get("var_names"), file.varNames());
            assertThat(file.obs().keySet()).containsExactlyElementsOf(keys(expected.get("obs")));
            assertThat(file.var().keySet()).containsExactlyElementsOf(keys(expected.get("var")));
            compareColumns(expected.get("obs"), file.obs());
            compareColumns(expected.get("var"), file.var());
            assertThat(file.hasX()).isEqualTo(!expected.get("X").isNull());
            if (file.hasX()) {
                compare(expected.get("X"), file.x());
            }
            assertThat(file.layerNames()).containsExactlyInAnyOrderElementsOf(keys(expected.get("layers")));
            file.layerNames().forEach(layer -> compare(expected.get("layers").get(layer), file.layer(layer)));
            assertThat(file.hasRaw()).isEqualTo(!expected.get("raw").isNull());
            if (file.hasRaw()) {
                H5adFile.Raw raw = file.raw();
                compare(expected.get("raw").get("X"), raw.matrix());
                assertThat(raw.varNames().get(0))
                        .isEqualTo(expected.get("raw").get("var_first").asText());
                assertThat(raw.varNames().get(raw.varNames().size() - 1))
                        .isEqualTo(expected.get("raw").get("var_last").asText());
                assertThat(raw.var().keySet())
                        .containsExactlyElementsOf(keys(expected.get("raw").get("var_columns")));
            }
            assertThat(file.obsmKeys()).containsExactlyInAnyOrderElementsOf(matrices(expected.get("obsm")));
            file.obsmKeys().forEach(key -> compare(expected.get("obsm").get(key), file.obsm(key)));
            assertThat(file.varmKeys()).containsExactlyInAnyOrderElementsOf(matrices(expected.get("varm")));
            file.varmKeys().forEach(key -> compare(expected.get("varm").get(key), file.varm(key)));
        }
    }

    private static List<String> keys(JsonNode node) {
        List<String> keys = new ArrayList<>();
        node.fieldNames().forEachRemaining(keys::add);
        return keys;
    }

    /** Tables inside obsm and varm are not read. */
    private static List<String> matrices(JsonNode node) {
        return keys(node).stream()
                .filter(key -> !node.get(key).get("container").asText().equals("DataFrame"))
                .toList();
    }

    private static void compareNames(JsonNode expected, List<String> names) {
        for (int i = 0; i < expected.get("first").size(); i++) {
            assertThat(names.get(i)).isEqualTo(expected.get("first").get(i).asText());
        }
        assertThat(names.get(names.size() - 1)).isEqualTo(expected.get("last").asText());
        assertThat(new HashSet<>(names).size() == names.size())
                .isEqualTo(expected.get("unique").asBoolean());
    }

    private static void compareColumns(JsonNode expected, Map<String, Column> columns) {
        // A directory's feature_types and a file's genome: scanpy's readers differ in which of them they keep.
        assertThat(columns.keySet()).containsAll(keys(expected));
        for (String name : keys(expected)) {
            compareColumn(name, expected.get(name), columns.get(name));
        }
    }

    private static void compareColumn(String name, JsonNode expected, Column column) {
        List<JsonNode> first = new ArrayList<>();
        expected.get("first3").forEach(first::add);
        for (int i = 0; i < first.size(); i++) {
            compareValue(name, first.get(i), column, i);
        }
        compareValue(name, expected.get("last"), column, column.size() - 1);
        if (column instanceof Column.Categories categories && expected.has("categories")) {
            List<String> names = new ArrayList<>();
            expected.get("categories").forEach(node -> names.add(node.asText()));
            assertThat(categories.categories()).as(name).containsExactlyElementsOf(names);
            int[] counts = new int[names.size()];
            int missing = 0;
            for (int code : categories.codes()) {
                if (code < 0) {
                    missing++;
                } else {
                    counts[code]++;
                }
            }
            assertThat(missing).as(name).isEqualTo(expected.get("n_missing").asInt());
            for (int i = 0; i < counts.length; i++) {
                assertThat(counts[i])
                        .as(name)
                        .isEqualTo(expected.get("code_counts").get(i).asInt());
            }
        } else if (expected.has("sum")) {
            double[] values = IntStream.range(0, column.size())
                    .mapToDouble(i -> number(column, i))
                    .filter(value -> !Double.isNaN(value))
                    .toArray();
            assertThat(column.size() - values.length)
                    .as(name)
                    .isEqualTo(expected.get("n_missing").asInt());
            double magnitude = Arrays.stream(values).map(Math::abs).sum();
            assertThat(Arrays.stream(values).sum())
                    .as(name)
                    .isCloseTo(expected.get("sum").asDouble(), within(1e-9 * magnitude));
        } else {
            assertThat(IntStream.range(0, column.size()).mapToObj(column::text).distinct())
                    .as(name)
                    .hasSize(expected.get("n_unique").asInt());
        }
    }

    private static double number(Column column, int row) {
        if (column instanceof Column.Numbers numbers) {
            return numbers.values()[row];
        }
        return switch (column.text(row)) {
            case "true" -> 1;
            case "false" -> 0;
            default -> Double.NaN;
        };
    }

    private static void compareValue(String name, JsonNode expected, Column column, int row) {
        if (expected.isNull()) {
            assertThat(column.text(row)).as(name).isEmpty();
        } else if (expected.isNumber() && column instanceof Column.Numbers numbers) {
            assertThat(numbers.values()[row]).as(name).isEqualTo(expected.asDouble());
        } else {
            assertThat(column.text(row)).as(name).isEqualTo(expected.asText());
        }
    }

    private static void compare(JsonNode expected, CsrMatrix matrix) {
        Sums sums = new Sums(matrix.rows(), matrix.columns());
        boolean ascending = true;
        for (int row = 0; row < matrix.rows(); row++) {
            int before = -1;
            for (int p = matrix.rowPointers()[row]; p < matrix.rowPointers()[row + 1]; p++) {
                ascending &= matrix.columnIndices()[p] > before;
                before = matrix.columnIndices()[p];
                sums.add(row, before, matrix.values()[p]);
            }
        }
        assertThat(ascending).isTrue();
        Optional.ofNullable(expected.get("stored_entries"))
                .ifPresent(stored -> assertThat(matrix.stored()).isEqualTo(stored.asInt()));
        sums.compare(expected, expected.get("dtype").asText().equals("float64"));
    }

    private static void compare(JsonNode expected, DenseMatrix matrix) {
        Sums sums = new Sums(matrix.rows(), matrix.columns());
        for (int row = 0; row < matrix.rows(); row++) {
            for (int column = 0; column < matrix.columns(); column++) {
                sums.add(row, column, matrix.get(row, column));
            }
        }
        boolean sparse = expected.get("container").asText().startsWith("cs");
        sums.compare(expected, sparse && expected.get("dtype").asText().equals("float64"));
    }

    /** What the oracle tells of a matrix, and the magnitudes that its sums are made of. */
    private static final class Sums {
        private final double[] rows;
        private final double[] columns;
        private final double[] rowMagnitudes;
        private final double[] columnMagnitudes;
        private long nonZero;
        private long notANumber;
        private double min = Double.POSITIVE_INFINITY;
        private double max = Double.NEGATIVE_INFINITY;

        Sums(int rows, int columns) {
            this.rows = new double[rows];
            this.columns = new double[columns];
            this.rowMagnitudes = new double[rows];
            this.columnMagnitudes = new double[columns];
        }

        void add(int row, int column, double value) {
            rows[row] += value;
            columns[column] += value;
            rowMagnitudes[row] += Math.abs(value);
            columnMagnitudes[column] += Math.abs(value);
            nonZero += value == 0 ? 0 : 1;
            notANumber += Double.isNaN(value) ? 1 : 0;
            min = Math.min(min, value);
            max = Math.max(max, value);
        }

        /** @param rounded whether the file's doubles are no single-precision numbers: each is off by up to 2^-24 */
        void compare(JsonNode expected, boolean rounded) {
            assertThat(rows).hasSize(expected.get("shape").get(0).asInt());
            assertThat(columns).hasSize(expected.get("shape").get(1).asInt());
            assertThat(nonZero).isEqualTo(expected.get("nnz").asLong());
            assertThat(notANumber).isEqualTo(expected.get("n_nan").asLong());
            if (notANumber > 0) {
                return;
            }
            double tolerance = rounded ? 1.2e-7 : 1e-9;
            boolean zeros = nonZero < (long) rows.length * columns.length;
            double least = zeros ? Math.min(min, 0) : min;
            double most = zeros ? Math.max(max, 0) : max;
            assertThat(least).isCloseTo(expected.get("min").asDouble(), within(tolerance * Math.abs(least)));
            assertThat(most).isCloseTo(expected.get("max").asDouble(), within(tolerance * Math.abs(most)));
            double all = Arrays.stream(rowMagnitudes).sum();
            close("sum", expected.get("sum"), Arrays.stream(rows).sum(), tolerance * all);
            close(
                    "row checksum",
                    expected.get("checksum_sum_(i+1)*rowsum"),
                    weighted(rows),
                    tolerance * weighted(rowMagnitudes));
            close(
                    "column checksum",
                    expected.get("checksum_sum_(j+1)*colsum"),
                    weighted(columns),
                    tolerance * weighted(columnMagnitudes));
            someSums("row", expected.get("row_sums_first3_last"), rows, rowMagnitudes, tolerance);
            someSums("column", expected.get("col_sums_first3_last"), columns, columnMagnitudes, tolerance);
        }

        private static void someSums(
                String what, JsonNode expected, double[] sums, double[] magnitudes, double tolerance) {
            for (int k = 0; k < expected.size(); k++) {
                int at = k == expected.size() - 1 ? sums.length - 1 : k;
                close(what + " " + at, expected.get(k), sums[at], tolerance * magnitudes[at]);
            }
        }

        private static double weighted(double[] sums) {
            double total = 0;
            for (int i = 0; i < sums.length; i++) {
                total += (i + 1) * sums[i];
            }
            return total;
        }

        /** Relative to the magnitudes: where values cancel, a sum's last digits depend on the order of adding. */
        private static void close(String what, JsonNode expected, double found, double tolerance) {
            assertThat(found).as(what).isCloseTo(expected.asDouble(), within(tolerance));
        }
    }
}

package org.sce2tm.preprocess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sce2tm.data.CsrMatrix;
import org.sce2tm.data.ExpressionFile;
import org.sce2tm.data.Normalization;
import org.sce2tm.data.Orientation;
import org.sce2tm.testing.SharedFiles;

class VariableGenesTest {
    /** The oracle ran scanpy on float64; two-pass moments here differ from its one-pass ones by rounding only. */
    private static final double TOLERANCE = 1e-9;

    @ParameterizedTest
    @CsvSource({
        "pollen.log1p.seurat, pollen.h5ad, X, CELLS",
        "deng.log1p.seurat, deng.h5ad, X, CELLS",
        "klein_sample.log1p.seurat, klein_sample/profile.txt, X, GENES",
        "pbmc3k.log1p.seurat, pbmc3k.h5ad, layers/counts, CELLS",
        "pbmc3k.cp10k.seurat, pbmc3k.h5ad, layers/counts, CELLS",
        "pbmc3k.log1p.cell_ranger, pbmc3k.h5ad, layers/counts, CELLS",
        "pbmc3k.cp10k.cell_ranger, pbmc3k.h5ad, layers/counts, CELLS",
    })
    void theSameGenesAsScanpy(String oracle, String data, String matrix, Orientation orientation) throws IOException {
        CsrMatrix counts = ExpressionFile.read(SharedFiles.path("data/" + data), matrix, orientation)
                .matrix();
        Normalization normalization =
                new Normalization(true, oracle.contains("cp10k") ? OptionalDouble.of(1e4) : OptionalDouble.empty());
        HvgFlavour flavour = oracle.endsWith("seurat") ? HvgFlavour.SEURAT : HvgFlavour.CELL_RANGER;
        List<String[]> rows = oracle(oracle);
        List<String> header = Arrays.asList(rows.get(0));
        List<String[]> genes = rows.subList(1, rows.size());
        int checked = 0;
        for (String column : header) {
            if (column.startsWith("selected_") && !column.equals("selected_default")) {
                int n = Integer.parseInt(column.substring("selected_".length()));
                VariableGenes found = VariableGenes.of(counts, normalization, flavour, n);
                int place = header.indexOf(column);
                int[] expected = IntStream.range(0, genes.size())
                        .filter(g -> genes.get(g)[place].equals("1") || genes.get(g)[place].equalsIgnoreCase("true"))
                        .toArray();
                assertThat(expected).isNotEmpty();
                assertThat(found.selected()).as(column).isEqualTo(expected);
                compare(found.means(), genes, header.indexOf("mean"));
                compare(found.dispersions(), genes, header.indexOf("dispersion"));
                compare(found.normalizedDispersions(), genes, header.indexOf("dispersion_norm"));
                checked++;
            }
        }
        assertThat(checked).isPositive();
    }

    private static void compare(double[] found, List<String[]> genes, int column) {
        assertThat(found).hasSize(genes.size());
        for (int g = 0; g < found.length; g++) {
            double expected = Double.parseDouble(genes.get(g)[column]);
            if (Double.isNaN(expected)) {
                assertThat(found[g]).isNaN();
            } else {
                // dispersions of raw counts reach thousands: relative there, absolute below 1
                assertThat(found[g]).isCloseTo(expected, within(TOLERANCE * Math.max(1, Math.abs(expected))));
            }
        }
    }

    private static List<String[]> oracle(String name) throws IOException {
        List<String[]> rows = new ArrayList<>();
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(
                        Files.newInputStream(SharedFiles.path("oracle/metrics/preprocess/" + name + ".tsv.gz"))),
                StandardCharsets.UTF_8))) {
            reader.lines().forEach(line -> rows.add(line.split("\t", -1)));
        }
        return rows;
    }

    @Test
    void geneWithoutVariationHasNoDispersionAndCountsAsZero() {
        // genes: constant 1, all zero, three that vary
        CsrMatrix counts = matrix(new float[][] {
            {1, 0, 4, 1, 0},
            {1, 0, 0, 2, 7},
            {1, 0, 1, 3, 0},
        });
        VariableGenes found =
                VariableGenes.of(counts, new Normalization(true, OptionalDouble.empty()), HvgFlavour.SEURAT, 2);
        assertThat(found.normalizedDispersions()[0]).isNaN();
        assertThat(found.normalizedDispersions()[1]).isNaN();
    }

    @Test
    void valuesThatCannotBeLogsAreToldFromLogs() {
        CsrMatrix large = matrix(new float[][] {{800, 1}, {0, 3}});
        assertThatThrownBy(() ->
                        VariableGenes.of(large, new Normalization(false, OptionalDouble.empty()), HvgFlavour.SEURAT, 1))
                .isInstanceOf(ArithmeticException.class);
    }

    private static CsrMatrix matrix(float[][] dense) {
        List<Integer> columns = new ArrayList<>();
        List<Float> values = new ArrayList<>();
        int[] pointers = new int[dense.length + 1];
        for (int i = 0; i < dense.length; i++) {
            for (int j = 0; j < dense[i].length; j++) {
                if (dense[i][j] != 0) {
                    columns.add(j);
                    values.add(dense[i][j]);
                }
            }
            pointers[i + 1] = values.size();
        }
        float[] stored = new float[values.size()];
        IntStream.range(0, stored.length).forEach(p -> stored[p] = values.get(p));
        return new CsrMatrix(
                dense.length,
                dense[0].length,
                pointers,
                columns.stream().mapToInt(c -> c).toArray(),
                stored);
    }
}

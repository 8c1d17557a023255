package org.sce2tm.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.OptionalDouble;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.sce2tm.testing.SharedFiles;

class NormalizationTest {
    @Test
    void cellsSumToScanpysNumbers() throws IOException {
        CsrMatrix counts = ExpressionFile.read(SharedFiles.path("data/pbmc3k.h5ad"), "layers/counts", Orientation.AUTO)
                .matrix();
        double[] cp10k = sums(counts, 1e4);
        double[] median = sums(counts, Normalization.medianTotal(counts));
        int lines = 0;
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(
                        SharedFiles.path("oracle/metrics/preprocess/pbmc3k.normalize_cell_sums.tsv.gz"))),
                StandardCharsets.UTF_8))) {
            reader.readLine();
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                String[] fields = line.split("\t", -1);
                double[] found = fields[0].equals("1e4") ? cp10k : median;
                double expected = Double.parseDouble(fields[2]);
                // about 800 float64 terms a cell, added in the same order by both
                assertThat(found[Integer.parseInt(fields[1])]).isCloseTo(expected, within(1e-9));
                lines++;
            }
        }
        assertThat(lines).isEqualTo(2 * 2638);
    }

    private static double[] sums(CsrMatrix counts, double target) {
        Normalization normalization = new Normalization(true, OptionalDouble.of(target));
        double[] divisors = normalization.divisors(counts);
        double[] sums = new double[counts.rows()];
        for (int i = 0; i < sums.length; i++) {
            for (int p = counts.rowPointers()[i]; p < counts.rowPointers()[i + 1]; p++) {
                sums[i] += normalization.apply(counts.values()[p], divisors[i]);
            }
        }
        return sums;
    }

    @Test
    void selectedColumnsKeepTheirOrderAndRows() {
        CsrMatrix matrix = new CsrMatrix(2, 4, new int[] {0, 3, 4}, new int[] {0, 1, 3, 2}, new float[] {1, 2, 3, 4});
        CsrMatrix selected = matrix.selectColumns(new int[] {1, 3});
        assertThat(selected.values()).containsExactly(2, 3);
        assertThat(selected.columnIndices()).containsExactly(0, 1);
        assertThat(selected.rowPointers()).containsExactly(0, 2, 2);
    }
}

package org.sce2tm.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TsvWriterTest {
    @TempDir
    private Path directory;

    @Test
    void numbersKeepTheirDigitsAndNanIsEmpty() {
        Path file = directory.resolve("table.tsv");
        TsvWriter.write(file, List.of("topic", "p", "q"), List.of(List.of(3, 1.0 / 3, Double.NaN)));
        assertThat(file).hasContent("topic\tp\tq\n3\t0.3333333333333333\t");
    }

    @Test
    void theNameDecidesTheSeparatorAndFieldsWithItAreQuoted() {
        Path file = directory.resolve("table.csv");
        TsvWriter.write(file, List.of("a", "b"), List.of(List.of("x, y", 1)));
        assertThat(file).hasContent("a,b\n\"x, y\",1");
    }

    @Test
    void aRowThatDoesNotFitTheHeaderLeavesNoFile() {
        Path file = directory.resolve("table.tsv");
        assertThatThrownBy(() -> TsvWriter.write(file, List.of("a"), List.of(List.of(1, 2))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(directory).isEmptyDirectory();
    }
}

package org.sce2tm.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PriorFilesTest {
    @TempDir
    private Path directory;

    private List<String> warnings(String sets, List<String> genes) throws IOException {
        Path file = Files.writeString(directory.resolve("sets.gmt"), sets);
        return new PriorFiles(file, List.of(), Optional.empty()).warnings(genes);
    }

    @Test
    void saysThatFewGenesAreKnown() throws IOException {
        List<String> mouse = IntStream.range(0, 40)
                .mapToObj(i -> i == 0 ? "ALB" : "Gene" + i)
                .toList();
        assertThat(warnings("liver\t-\tALB\tGENE1\tGENE2\tGENE3\tGENE4\tGENE5\n", mouse))
                .singleElement()
                .asString()
                .contains("sets.gmt: only 1 of 40 genes occur in a gene set", "if case did not matter");
    }

    @Test
    void saysNothingOfSetsThatFit() throws IOException {
        assertThat(warnings("liver\t-\tALB\tTTR\n", List.of("ALB", "TTR", "INS")))
                .isEmpty();
    }
}

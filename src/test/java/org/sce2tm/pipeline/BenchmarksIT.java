package org.sce2tm.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every script of benchmarks/ can be run; how fast anything is no test asks. {@code kernels} runs all of src/jmh. */
final class BenchmarksIT {
    /** With this code a script says that a peer or a program is missing on this machine (benchmarks/common.sh). */
    private static final int MISSING = 69;

    static List<String> scripts() throws IOException {
        try (var files = Files.list(Started.PROJECT.resolve("benchmarks"))) {
            return files.filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                    .map(file -> file.getFileName().toString())
                    // Whole trainings on real data; FidelityTest runs some of them.
                    .filter(name -> !name.equals("fidelity"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void printsItsTable(String script) {
        Path program = Started.PROJECT.resolve("benchmarks").resolve(script);
        Started run =
                Started.program(Started.freshFolder("benchmarks"), Map.of(), List.of(program.toString(), "--quick"));
        assumeTrue(run.exitCode() != MISSING || "true".equals(System.getenv("CI")), run.output());
        assertThat(run.succeeded().output()).containsPattern("(?m)^\\|.*\\|\\R\\|(-+:?\\|)+\\R\\|.*\\d.*\\|$");
    }
}

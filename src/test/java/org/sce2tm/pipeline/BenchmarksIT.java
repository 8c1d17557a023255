package org.sce2tm.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
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

    /**
     * In a JVM of its own, whose compiler no other test has taught, and after so many steps that it compiles nothing
     * more. One vector on the heap for each eight numbers of the decoder alone would be 8 MB a step; without
     * {@code MixedProfile} there are 40, without what {@code bin/vector.options} forbids 13.
     */
    @Test
    void aTrainingStepPutsNoVectorsOnTheHeap() {
        Started run = Started.program(
                Started.freshFolder("step"),
                Map.of("OMP_NUM_THREADS", "1"),
                List.of(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "@" + Started.PROJECT.resolve("bin/vector.options"),
                        "-Xmx640m",
                        "-cp",
                        Stream.of("test-classes", "classes", "lib/*")
                                .map(part -> Started.PROJECT
                                        .resolve("target")
                                        .resolve(part)
                                        .toString())
                                .collect(Collectors.joining(File.pathSeparator)),
                        "org.sce2tm.bench.StepBenchmark",
                        "threads=2",
                        "cells=512",
                        "genes=2000",
                        "warm-up=150",
                        "steps=3"));
        Matcher bytes = Pattern.compile("\"bytes_per_step\": (\\d+)")
                .matcher(run.succeeded().output());
        assertThat(bytes.find()).isTrue();
        assertThat(Long.parseLong(bytes.group(1))).isLessThan(2_000_000);
    }
}

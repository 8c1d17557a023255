package org.sce2tm.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A program that was started in a folder of its own and has ended.
 *
 * @param output standard output and standard error together
 */
record Started(Path folder, int exitCode, String output) {
    /** The checkout. */
    static final Path PROJECT = Path.of("").toAbsolutePath();

    /** A new empty folder below target/pipeline, which stays for looking at. */
    static Path freshFolder(String name) {
        Path folder = PROJECT.resolve("target/pipeline").resolve(name);
        try {
            if (Files.exists(folder)) {
                // Task folders are full of links to their inputs: the walk deletes links, never what they point to.
                try (var inside = Files.walk(folder)) {
                    for (Path path : inside.sorted(Comparator.reverseOrder()).toList()) {
                        Files.delete(path);
                    }
                }
            }
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code ./nextflow run <this checkout> arguments...}, offline, with a small heap. */
    static Started nextflow(Path folder, Map<String, String> environment, String... arguments) {
        List<String> command =
                new ArrayList<>(List.of(PROJECT.resolve("nextflow").toString(), "run", PROJECT.toString()));
        command.addAll(List.of(arguments));
        Map<String, String> all = new LinkedHashMap<>(environment);
        all.putIfAbsent("NXF_OPTS", "-Xmx600m -XX:TieredStopAtLevel=1 -XX:+UseSerialGC");
        all.putIfAbsent("NXF_ANSI_LOG", "false");
        return program(folder, all, command);
    }

    static Started nextflow(Path folder, String... arguments) {
        return nextflow(folder, Map.of(), arguments);
    }

    static Started program(Path folder, Map<String, String> environment, List<String> command) {
        try {
            Files.createDirectories(folder);
            ProcessBuilder builder =
                    new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
            builder.environment().putAll(environment);
            Process process = builder.start();
            process.getOutputStream().close();
            String output;
            try (InputStream in = process.getInputStream()) {
                output = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            }
            return new Started(folder, process.waitFor(), output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    Started succeeded() {
        assertThat(exitCode).as(output).isZero();
        return this;
    }

    /** That aggregate makes the same tables of what lies among the results, holes and their reasons included. */
    void makesItsReportAgain() {
        List<String> command = List.of(
                PROJECT.resolve("bin/sce2tm").toString(),
                "aggregate",
                "--manifest",
                file("results/pipeline_info/manifest.csv").toString(),
                "--expected",
                file("results/pipeline_info/expected.csv").toString(),
                "--output-dir",
                "again");
        program(folder, Map.of(), command).succeeded();
        for (String table : List.of("runs.csv", "metrics.csv", "undefined.csv", "summary.csv", "comparisons.csv")) {
            assertThat(file("again/" + table)).hasSameTextualContentAs(file("results/" + table));
        }
    }

    Path file(String relative) {
        return folder.resolve(relative);
    }

    /** How many tasks of each process did run, that is, were not taken from an earlier run. */
    Map<String, Long> ran() {
        Map<String, Long> counts = new LinkedHashMap<>();
        for (Map<String, String> task : trace()) {
            if (!task.get("status").equals("CACHED")) {
                counts.merge(task.get("name").replaceAll(" .*", ""), 1L, Long::sum);
            }
        }
        return counts;
    }

    List<Map<String, String>> trace() {
        return Tables.read(file("results/pipeline_info/trace.txt"), '\t');
    }
}

package org.sce2tm.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The strict parser, the default of newer Nextflow releases, finds nothing to say about the scripts. */
final class LintIT {
    @TempDir
    private Path folder;

    @Test
    void theStrictParserFindsNothing() throws IOException {
        List<String> files = new ArrayList<>(List.of("main.nf", "nextflow.config"));
        for (String room : List.of("modules", "conf")) {
            try (var walk = Files.walk(Started.PROJECT.resolve(room))) {
                walk.filter(Files::isRegularFile)
                        .map(file -> Started.PROJECT.relativize(file).toString())
                        .forEach(files::add);
            }
        }
        Started lint = lint(Started.PROJECT, files);
        assertThat(lint.output()).contains(files.size() + " files, 0 findings");
        lint.succeeded();
    }

    @Test
    void aMistakeWouldBeFound() {
        Tables.write(folder.resolve("wrong.nf"), "workflow {", "    undefined_thing()", "}");
        Started lint = lint(folder, List.of("wrong.nf"));
        assertThat(lint.exitCode()).isEqualTo(1);
        assertThat(lint.output()).contains("wrong.nf:2").contains("undefined_thing");
    }

    private static Started lint(Path folder, List<String> files) {
        // The wrapper fetches the jar if no test has done so yet.
        Started.program(
                        folder,
                        Map.of(),
                        List.of(Started.PROJECT.resolve("nextflow").toString(), "-v"))
                .succeeded();
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                Started.PROJECT
                        .resolve("target/nextflow/nextflow-25.04.4-one.jar")
                        .toString(),
                Started.PROJECT.resolve("src/test/resources/pipeline/Lint.java").toString()));
        command.addAll(files);
        return Started.program(folder, Map.of(), command);
    }
}

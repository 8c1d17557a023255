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

/** {@code bin/sce2tm} and {@code ./nextflow} as they stand in the checkout. */
final class LauncherIT {
    private static final Path LAUNCHER = Started.PROJECT.resolve("bin/sce2tm");

    @TempDir
    private Path folder;

    private Started sce2tm(Map<String, String> environment, String... arguments) {
        List<String> command = new ArrayList<>(List.of(LAUNCHER.toString()));
        command.addAll(List.of(arguments));
        return Started.program(folder, environment, command);
    }

    @Test
    void theVersionIsBare() {
        assertThat(sce2tm(Map.of(), "--version").succeeded().output().strip()).matches("\\d+\\.\\d+\\.\\d+");
    }

    @Test
    void theLauncherWorksThroughASymbolicLinkFromAnyFolder() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("a link to it"), LAUNCHER);
        assertThat(Started.program(folder, Map.of(), List.of(link.toString(), "--version"))
                        .succeeded()
                        .output())
                .isEqualTo(sce2tm(Map.of(), "--version").output());
    }

    @Test
    void flagsOfTheJvmMayStandAnywhereAndDoNotReachTheTool() {
        // "-XshowSettings:vm" makes the JVM print its settings: the heap is the one that was asked for.
        Started run = sce2tm(Map.of(), "-XshowSettings:vm", "simulate", "-Xmx300m", "-Dsome=thing", "--help");
        assertThat(run.succeeded().output())
                .containsPattern("Max. Heap Size: 300.00M")
                .contains("--cells");
    }

    @Test
    void theToolsStartFromTheClassDataThatTheBuildMade() {
        Started run = sce2tm(Map.of(), "-Xlog:class+load", "ora", "--help");
        assertThat(run.succeeded().output())
                .containsPattern("org\\.sce2tm\\.ora\\.OraCommand source: shared objects file")
                .containsPattern("picocli\\.\\S+ source: shared objects file");
    }

    @Test
    void classDataOfOtherJarsOrNoneAreDoneWithoutInSilence() throws IOException {
        Path target = Started.PROJECT.resolve("target");
        Path home = Files.createDirectories(folder.resolve("moved"));
        Files.copy(target.resolve("sce2tm.jar"), home.resolve("sce2tm.jar"));
        Files.createSymbolicLink(home.resolve("lib"), target.resolve("lib"));
        String alone = sce2tm(Map.of("SCE2TM_HOME", home.toString()), "train", "--version")
                .succeeded()
                .output();
        Files.copy(target.resolve("sce2tm.jsa"), home.resolve("sce2tm.jsa"));
        assertThat(sce2tm(Map.of("SCE2TM_HOME", home.toString()), "train", "--version")
                        .succeeded()
                        .output())
                .isEqualTo(alone);
        Files.writeString(home.resolve("sce2tm.jsa"), "no class data");
        assertThat(sce2tm(Map.of("SCE2TM_HOME", home.toString()), "train", "--version")
                        .succeeded()
                        .output())
                .isEqualTo(alone);
    }

    @Test
    void theHeapIsAPartOfTheMemoryOfTheTask() {
        Started run = sce2tm(Map.of("SCE2TM_MEMORY", "1000"), "-XshowSettings:vm", "train", "--help");
        assertThat(run.succeeded().output()).containsPattern("Max. Heap Size: 600.00M");
    }

    @Test
    void whatRunsTheKernelsIsStartedWithTheirOptions() throws IOException {
        // A Java that says how it is called, in the place of Java.
        Path java = Tables.write(folder.resolve("jdk/bin/java"), "#!/bin/sh", "echo \"$@\"");
        assertThat(java.toFile().setExecutable(true)).isTrue();
        Map<String, String> environment =
                Map.of("JAVA_HOME", folder.resolve("jdk").toString());
        for (String tool : List.of("train", "embed", "knn", "cluster")) {
            assertThat(sce2tm(environment, tool).succeeded().output())
                    .contains("@" + Started.PROJECT.resolve("bin/vector.options") + " ");
        }
        assertThat(sce2tm(environment, "ora").succeeded().output()).doesNotContain("vector.options");
    }

    @Test
    void withoutTheJarTheMessageSaysHowToBuildIt() {
        Started run = sce2tm(Map.of("SCE2TM_HOME", folder.toString()), "--version");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.output()).contains("no sce2tm.jar").contains("mvn -DskipTests package");
    }

    @Test
    void aDamagedNextflowIsNeverStarted() throws IOException {
        // A checkout of the wrapper alone, with another file in the place of Nextflow and a Maven that brings no
        // better.
        Path wrapper = folder.resolve("checkout/nextflow");
        Files.createDirectories(wrapper.getParent());
        Files.copy(Started.PROJECT.resolve("nextflow"), wrapper);
        assertThat(wrapper.toFile().setExecutable(true)).isTrue();
        Tables.write(folder.resolve("checkout/target/nextflow/nextflow-25.04.4-one.jar"), "not a jar");
        Path maven = Tables.write(folder.resolve("bin/mvn"), "#!/bin/sh", "exit 0");
        assertThat(maven.toFile().setExecutable(true)).isTrue();

        Started run = Started.program(
                folder,
                Map.of("PATH", maven.getParent() + ":" + System.getenv("PATH")),
                List.of(wrapper.toString(), "-v"));
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.output()).contains("SHA-256 differs");
    }
}

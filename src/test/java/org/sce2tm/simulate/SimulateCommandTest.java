package org.sce2tm.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sce2tm.cli.ToolCommand;
import org.sce2tm.data.AnnData;
import org.sce2tm.data.H5adFile;
import org.sce2tm.data.TableFile;
import picocli.CommandLine;

class SimulateCommandTest {
    private static final Path TEST_DATA = Path.of("test-data");

    @TempDir
    private Path directory;

    private int run(String arguments) {
        return new CommandLine(new SimulateCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(("--output-dir " + directory + " " + arguments).split(" ", -1));
    }

    /** Keeps test-data/ and the simulator in step; the commands are those of test-data/README.md. */
    @Test
    void theTestDataAreWhatTheirCommandsMake() {
        assertThat(run("--name islets --cells 300 --genes 600 --types 5 --seed 1"))
                .isZero();
        assertThat(run("--name blood --cells 400 --genes 800 --types 6 --rare-share 0.03 --seed 2 --format csv"))
                .isZero();
        AnnData made = H5adFile.read(directory.resolve("islets.h5ad"));
        AnnData kept = H5adFile.read(TEST_DATA.resolve("islets.h5ad"));
        assertThat(made.x().orElseThrow().values())
                .isEqualTo(kept.x().orElseThrow().values());
        assertThat(made.obs().get("cell_type").text(5))
                .isEqualTo(kept.obs().get("cell_type").text(5));
        for (String file : List.of(
                "islets.embedding.csv",
                "islets.labels.csv",
                "islets.gmt",
                "islets.truth.json",
                "blood.csv",
                "blood.embedding.csv",
                "blood.labels.csv",
                "blood.gmt",
                "blood.truth.json")) {
            assertThat(directory.resolve(file)).hasSameTextualContentAs(TEST_DATA.resolve(file));
        }
    }

    @Test
    void theNumberOfProgramsCanBeAskedFor() throws IOException {
        assertThat(run("--name a --cells 60 --genes 200 --types 3 --programs 4 --decoys 0"))
                .isZero();
        assertThat(Files.readAllLines(directory.resolve("a.gmt"))).hasSize(4);
    }

    @Test
    void theEmbeddingsRowsStandInAnotherOrderThanTheCells() {
        assertThat(run("--name a --cells 60 --genes 200")).isZero();
        List<String> cells = H5adFile.read(directory.resolve("a.h5ad")).obsNames();
        List<String> rows = TableFile.read(directory.resolve("a.embedding.csv")).rowIds();
        assertThat(rows).containsExactlyInAnyOrderElementsOf(cells).isNotEqualTo(cells);
    }

    @Test
    void aNameThatWouldLeaveTheDirectoryIsWrongUsage() {
        assertThat(run("--name ../x")).isEqualTo(ToolCommand.WRONG_USAGE);
        assertThat(directory).isEmptyDirectory();
    }
}

package org.sce2tm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sce2tm.data.BadDataException;
import org.sce2tm.data.NothingToProduceException;
import org.sce2tm.data.ResultFile;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@DisplayName("What every tool does around its work")
class ToolCommandTest {
    @TempDir
    private Path directory;

    @Command(name = "sce2tm", subcommands = Stub.class)
    static final class Launcher implements Runnable {
        @Override
        public void run() {}

        static CommandLine commandLine() {
            return new CommandLine(new Launcher()).setParameterExceptionHandler(ToolCommand::refuse);
        }

        public static void main(String[] arguments) {
            System.exit(commandLine().execute(arguments));
        }
    }

    /** A tool that ends as it is told. */
    @Command(name = "stub", mixinStandardHelpOptions = true)
    @SuppressWarnings("UnusedVariable") // what picocli fills in
    static final class Stub extends ToolCommand {
        @Option(names = "--end")
        private String end = "well";

        @Option(names = "--note")
        private Optional<String> note = Optional.empty();

        @Option(names = "--json")
        private Optional<Path> json = Optional.empty();

        @Option(names = "--parts", split = ",")
        private List<String> parts = List.of();

        @ArgGroup(validate = false)
        private Sizes sizes = new Sizes();

        private static final class Sizes {
            @Option(names = "--width")
            private int width;

            @Option(names = "--depth")
            private int depth;
        }

        @ArgGroup
        private Source source = new Source();

        private static final class Source {
            @Option(names = "--here")
            private String here = "";

            @Option(names = "--there")
            private String there = "";
        }

        @Override
        protected void run() {
            switch (end) {
                case "bad-data" -> throw new BadDataException("cells.csv, row 3", "is empty", "Fill it");
                case "nothing" -> throw new NothingToProduceException("no topics here");
                case "usage" -> throw new UsageException("--end is odd");
                case "bug" -> throw new IllegalStateException("broken inside");
                case "heap" -> throw new OutOfMemoryError("Java heap space");
                case "native-heap" ->
                    throw new IllegalStateException(new IllegalArgumentException("Physical memory usage is too high"));
                case "pool" -> pool();
                default -> threads();
            }
            json.ifPresent(file -> newResult()
                    .put("note", note.orElse(""))
                    .metric("TD", 0.73)
                    .undefined("TC", "no gene sets")
                    .write(file));
        }

        /** Prints the size of the common pool (which Java never says to be 0) and how many threads a stream takes. */
        private static void pool() {
            long taken = IntStream.range(0, 64)
                    .parallel()
                    .mapToObj(i -> {
                        LockSupport.parkNanos(1_000_000); // time for other threads to come
                        return Thread.currentThread();
                    })
                    .distinct()
                    .count();
            System.out.println(ForkJoinPool.getCommonPoolParallelism() + " " + taken);
        }
    }

    private record Outcome(int code, List<String> log) {}

    private static Outcome run(String... arguments) {
        PrintStream err = System.err;
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        try {
            int code = Launcher.commandLine()
                    .setErr(new PrintWriter(log, true, StandardCharsets.UTF_8))
                    .execute(arguments);
            return new Outcome(
                    code, log.toString(StandardCharsets.UTF_8).lines().toList());
        } finally {
            System.setErr(err);
        }
    }

    @Test
    void scoresAreSaidAndWhatIsUndefinedIsNot() {
        assertThat(run("stub", "--json", directory.resolve("stub.json").toString())
                        .log())
                .contains("TD 0.7300")
                .noneMatch(line -> line.contains("TC"));
    }

    @Test
    void aCommandLineThatCannotBeParsedIsAnsweredByTheReasonAndWhereHelpIs() {
        Outcome outcome = run("stub", "--width", "wide");
        assertThat(outcome.code()).isEqualTo(2);
        assertThat(outcome.log())
                .containsExactly(
                        "Invalid value for option '--width': 'wide' is not an int", "See 'sce2tm stub --help'.");
    }

    @Test
    void aMisspelledOptionIsAnsweredByWhatWasMeant() {
        assertThat(run("stub", "--widht", "3").log())
                .anyMatch(line -> line.contains("Unknown option"))
                .anyMatch(line -> line.contains("--width"))
                .hasSizeLessThan(6);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void parallelStreamsTakeNoMoreThreadsThanGivenTheCallerAmongThem(int threads) throws Exception {
        // A process of its own: the pool of this one has its size already.
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Launcher.class.getName(),
                        "stub",
                        "--end=pool",
                        "--threads=" + threads)
                .redirectError(directory.resolve("log").toFile())
                .start();
        String[] output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .strip()
                .split(" ", -1);
        assertThat(process.waitFor()).isZero();
        assertThat(Integer.parseInt(output[0])).isEqualTo(Math.max(1, threads - 1));
        assertThat(Integer.parseInt(output[1])).isBetween(1, threads);
    }

    @ParameterizedTest
    @CsvSource({
        "well, 0, ''",
        "bug, 1, 'error: a bug: java.lang.IllegalStateException: broken inside'",
        "usage, 2, 'error: --end is odd'",
        "bad-data, 3, 'error: cells.csv, row 3'",
        "nothing, 4, 'error: no topics here'",
        "heap, 137, 'error: out of memory (Java heap space). Give the task more memory, e.g. sce2tm stub -Xmx8g'",
        "native-heap, 137, 'error: out of memory'",
    })
    void endsWithTheExitCodeOfWhatHappened(String end, int code, String error) {
        Outcome outcome = run("stub", "--end", end, "--threads", "3");
        assertThat(outcome.code()).isEqualTo(code);
        assertThat(outcome.log().get(0)).matches("stub \\S+ on .+, 3 threads, heap \\d+ MB");
        assertThat(outcome.log().get(outcome.log().size() - 1))
                .matches(code == 0 ? "stub done in \\d+\\.\\d s" : "stub failed with exit code " + code + " in .* s");
        if (code == 0) {
            assertThat(outcome.log()).hasSize(2);
        } else {
            assertThat(outcome.log().get(outcome.log().size() - 2)).startsWith(error);
        }
        assertThat(outcome.log().stream().anyMatch(line -> line.startsWith("\tat ")))
                .as("a stack trace is for bugs")
                .isEqualTo(code == 1);
    }

    @ParameterizedTest
    @CsvSource({"well, 0, done", "usage, 2, wrong_usage", "bad-data, 3, bad_data", "nothing, 4, nothing_to_produce"})
    void writesTheStatusFileAndEndsWellWhereAPipelineCanGoOn(String end, int code, String status) {
        Path file = directory.resolve("status.json");
        assertThat(run("stub", "--end", end, "--status-file", file.toString()).code())
                .isZero();
        JsonNode found = ResultFile.read(file);
        assertThat(found.get("tool").asText()).isEqualTo("stub");
        assertThat(found.get("status").asText()).isEqualTo(status);
        assertThat(found.get("exit_code").asInt()).isEqualTo(code);
        assertThat(found.get("reason").asText().isEmpty()).isEqualTo(code == 0);
    }

    @ParameterizedTest
    @CsvSource({"bug, 1", "heap, 137"})
    void keepsTheExitCodeAndWritesNoStatusFileOtherwise(String end, int code) {
        Path file = directory.resolve("status.json");
        assertThat(run("stub", "--end", end, "--status-file", file.toString()).code())
                .isEqualTo(code);
        assertThat(file).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"--status-file %s --ende well", "--ende well --status-file=%s", "--threads many --status-file %s"
            })
    void aCommandLineThatCannotBeParsedReachesTheStatusFileToo(String words) {
        Path file = directory.resolve("status.json");
        Outcome outcome = run(("stub " + String.format(words, file)).split(" ", -1));
        assertThat(outcome.code()).isZero();
        JsonNode found = ResultFile.read(file);
        assertThat(found.get("tool").asText()).isEqualTo("stub");
        assertThat(found.get("status").asText()).isEqualTo("wrong_usage");
        assertThat(found.get("exit_code").asInt()).isEqualTo(2);
        assertThat(found.get("reason").asText()).containsAnyOf("--ende", "--threads");
        assertThat(outcome.log()).anySatisfy(line -> assertThat(line).containsAnyOf("--ende", "--threads"));
    }

    @ParameterizedTest
    @CsvSource({
        "--end, --end well --note a --end well",
        "--width, --width 3 --depth 8 --width 4",
        "--width, --width=3 --width=3",
        "--here, --here a --here b",
        "--parts, '--parts a,b --parts c'",
        "--threads, --threads 1 --width 2 --threads 2",
    })
    void anOptionGivenTwiceIsRefusedInAGroupAndOutsideInTheSameWords(String option, String words) {
        Path file = directory.resolve("status.json");
        Outcome outcome = run(("stub " + words).split(" ", -1));
        assertThat(outcome.code()).isEqualTo(2);
        assertThat(outcome.log()).first().isEqualTo(option + " is given twice; give it once");
        assertThat(outcome.log()).noneMatch(line -> line.startsWith("stub done"));
        assertThat(run(("stub " + words + " --status-file " + file).split(" ", -1))
                        .code())
                .isZero();
        assertThat(ResultFile.read(file).get("reason").asText()).isEqualTo(option + " is given twice; give it once");
    }

    @Test
    void optionsThatExcludeEachOtherAreStillSaidToDoSo() {
        assertThat(run("stub", "--here", "a", "--there", "b").log().get(0)).contains("mutually exclusive");
    }

    @Test
    void differentOptionsOfOneGroupAreNoRepetition() {
        assertThat(run("stub", "--width", "3", "--depth", "3", "--note=3", "--end", "well")
                        .code())
                .isZero();
    }

    @Test
    void withoutAStatusFileItEndsWithWrongUsage() {
        assertThat(run("stub", "--ende", "well").code()).isEqualTo(2);
    }

    @Test
    void refusesThreadsBelowOne() {
        assertThat(run("stub", "--threads", "0").code()).isEqualTo(2);
    }

    @Test
    void recordsTheCommandSoThatAShellTakesItAgain() {
        Path file = directory.resolve("r.json");
        assertThat(run("stub", "--note", "stub", "--json", file.toString()).code())
                .isZero();
        assertThat(ResultFile.read(file).get("command").asText()).isEqualTo("sce2tm stub --note stub --json " + file);
        assertThat(run("stub", "--note", "it's two words", "--json", file.toString())
                        .code())
                .isZero();
        assertThat(ResultFile.read(file).get("command").asText())
                .isEqualTo("sce2tm stub --note 'it'\\''s two words' --json " + file);
    }
}

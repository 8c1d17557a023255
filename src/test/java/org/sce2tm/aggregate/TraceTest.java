package org.sce2tm.aggregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceTest {
    @TempDir
    private Path directory;

    private Trace trace(String... rows) throws IOException {
        Path file = directory.resolve("trace.txt");
        Files.writeString(file, "name\tstatus\texit\trealtime\tpeak_rss\n" + String.join("\n", rows) + "\n");
        return Trace.read(file);
    }

    @Test
    void amountsAreAddedUpOverTheirUnits() throws IOException {
        Trace.Task task =
                trace("METRIC_TC (a)\tCOMPLETED\t0\t1h 2m 3.5s\t1.5 GB").tasks().get(0);
        assertThat(task.tool()).isEqualTo("metric-tc");
        assertThat(task.seconds().orElseThrow()).isCloseTo(3723.5, within(1e-9));
        assertThat(task.peakMb().orElseThrow()).isCloseTo(1536, within(1e-9));
    }

    @Test
    void aTaskThatNeverRanHasNoCost() throws IOException {
        Trace.Task task = trace("TRAIN (a)\tABORTED\t-\t-\t-").tasks().get(0);
        assertThat(task.seconds()).isEmpty();
        assertThat(task.peakMb()).isEmpty();
        assertThat(task.ended()).isFalse();
    }

    @Test
    void theLastFailureOfARunIsFoundByItsTag() throws IOException {
        Trace trace = trace(
                "TRAIN (blood sce2tm seed 2 )\tFAILED\t1\t1s\t1 MB",
                "TRAIN (blood sce2tm seed 2 )\tFAILED\t137\t1s\t1 MB",
                "TRAIN (blood sce2tm seed 1 )\tCOMPLETED\t0\t1s\t1 MB",
                "PREPROCESS (islets)\tFAILED\t1\t1s\t1 MB");
        assertThat(trace.failure("train", new ExpectedRun("blood", "scE2TM", "sce2tm", "2")))
                .hasValueSatisfying(text -> assertThat(text).contains("exit 137"));
        assertThat(trace.failure("train", new ExpectedRun("blood", "scE2TM", "sce2tm", "1")))
                .isEmpty();
        assertThat(trace.failure("train", new ExpectedRun("blood2", "scE2TM", "sce2tm", "2")))
                .isEmpty();
        assertThat(trace.failure("preprocess", new ExpectedRun("islets", "scE2TM", "sce2tm", "9")))
                .isPresent();
    }
}

package org.sce2tm.aggregate;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Nextflow's trace: what each task cost, and how those ended that left nothing. */
final class Trace {
    private static final Pattern NAME = Pattern.compile("^(?:.*:)?([A-Za-z0-9_]+)(?: \\((.*)\\))?$");
    private static final Pattern AMOUNT = Pattern.compile("([0-9.]+)\\s*([A-Za-z]+)");
    private static final Map<String, Double> SECONDS =
            Map.of("ms", 1e-3, "s", 1.0, "m", 60.0, "h", 3600.0, "d", 86400.0);
    private static final Map<String, Double> MEGABYTES =
            Map.of("b", 1.0 / (1 << 20), "kb", 1.0 / 1024, "mb", 1.0, "gb", 1024.0, "tb", 1024.0 * 1024);

    private final List<Task> tasks;

    private Trace(List<Task> tasks) {
        this.tasks = tasks;
    }

    /**
     * One task.
     *
     * @param tool the process in the tools' spelling
     * @param tag what stands in brackets behind the process's name
     * @param seconds its running time, queueing left out
     * @param peakMb its peak resident memory
     */
    record Task(String tool, String tag, String status, String exit, OptionalDouble seconds, OptionalDouble peakMb) {
        /** Whether it ended well, now or in an earlier launch. */
        boolean ended() {
            return status.equals("COMPLETED") || status.equals("CACHED");
        }
    }

    static Trace none() {
        return new Trace(List.of());
    }

    /** @throws org.sce2tm.data.BadDataException if it cannot be read or has no column name, status and exit */
    static Trace read(Path file) {
        return new Trace(RowFile.read(file, List.of("name", "status", "exit")).stream()
                .map(Trace::task)
                .toList());
    }

    List<Task> tasks() {
        return tasks;
    }

    /**
     * How the last failed task of this tool ended that names the run's data set, model and seed. Settings of one model
     * differ in arguments, which the run does not know: the tag is quoted for the reader to judge.
     */
    Optional<String> failure(String tool, ExpectedRun run) {
        return tasks.stream()
                .filter(task -> task.tool.equals(tool) && !task.ended() && names(" " + task.tag + " ", run))
                .reduce((first, last) -> last)
                .map(task -> "the trace has it " + task.status.toLowerCase(Locale.ROOT) + " with exit " + task.exit
                        + ": " + task.tag);
    }

    /** A task that serves all seeds names none. */
    private static boolean names(String tag, ExpectedRun run) {
        boolean seed = !tag.contains(" seed ") || tag.contains(" seed " + run.seed() + " ");
        boolean model = !tag.contains(" seed ") || tag.contains(" " + run.model() + " ");
        return tag.contains(" " + run.dataset() + " ") && seed && model;
    }

    private static Task task(RowFile.Row row) {
        Matcher name = NAME.matcher(row.get("name"));
        boolean known = name.matches();
        String process = known ? name.group(1) : row.get("name");
        return new Task(
                process.toLowerCase(Locale.ROOT).replace('_', '-'),
                known ? Optional.ofNullable(name.group(2)).orElse("") : "",
                row.get("status"),
                row.get("exit"),
                amount(row.get("realtime"), SECONDS),
                amount(row.get("peak_rss"), MEGABYTES));
    }

    /** Adds up amounts such as {@code 1m 20s}; empty for {@code -} and for units that Nextflow does not write. */
    static OptionalDouble amount(String text, Map<String, Double> units) {
        Matcher part = AMOUNT.matcher(text);
        double sum = 0;
        boolean any = false;
        while (part.find()) {
            Optional<Double> unit = Optional.ofNullable(units.get(part.group(2).toLowerCase(Locale.ROOT)));
            if (unit.isEmpty()) {
                return OptionalDouble.empty();
            }
            sum += Double.parseDouble(part.group(1)) * unit.get();
            any = true;
        }
        return any ? OptionalDouble.of(sum) : OptionalDouble.empty();
    }
}

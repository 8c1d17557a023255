package org.sce2tm.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Progress of long work: a bar on a terminal, about twenty plain lines in a log. */
public final class Progress implements AutoCloseable {
    private static final int LINES = 20;

    private final String task;
    private final int total;
    private final Optional<ProgressBar> bar;
    private int done;

    private Progress(String task, int total, Optional<ProgressBar> bar) {
        this.task = task;
        this.total = total;
        this.bar = bar;
    }

    /** Starts to report {@code total} units of {@code task}, e.g. {@code ("epoch", 500)}. */
    public static Progress of(String task, int total) {
        Optional<ProgressBar> bar = standardErrorIsTerminal()
                ? Optional.of(new ProgressBarBuilder()
                        .setTaskName(task)
                        .setInitialMax(total)
                        .setStyle(ProgressBarStyle.ASCII)
                        .setUpdateIntervalMillis(200)
                        .build())
                : Optional.empty();
        return new Progress(task, total, bar);
    }

    /** Asked of the kernel: System.console() means another thing from Java 22 on, and looks at the other streams. */
    private static boolean standardErrorIsTerminal() {
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    /** Reports nothing: for callers that are themselves part of something larger. */
    public static Progress silent() {
        return new Progress("", 0, Optional.empty());
    }

    /** One unit is done; the message, e.g. the loss, stands behind it. */
    public void step(String format, Object... arguments) {
        done++;
        String message = String.format(Locale.ROOT, format, arguments);
        if (bar.isPresent()) {
            bar.get().step().setExtraMessage(" " + message);
        } else if (total > 0 && (done == 1 || done == total || done * LINES / total != (done - 1) * LINES / total)) {
            Log.say("%s %d/%d: %s", task, done, total, message);
        }
    }

    @Override
    public void close() {
        bar.ifPresent(ProgressBar::close);
    }
}

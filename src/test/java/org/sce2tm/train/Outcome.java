package org.sce2tm.train;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine;

/**
 * How a tool that was run in this process ended.
 *
 * @param code its exit code
 * @param log standard error, wrong usage included
 */
record Outcome(int code, String log) {
    /** Runs a tool as the launcher would. */
    static Outcome of(Object tool, List<String> arguments) {
        PrintStream err = System.err;
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        try {
            CommandLine command = new CommandLine(tool).setCaseInsensitiveEnumValuesAllowed(true);
            command.setErr(new PrintWriter(log, true, StandardCharsets.UTF_8));
            int code = command.execute(arguments.toArray(String[]::new));
            return new Outcome(code, log.toString(StandardCharsets.UTF_8));
        } finally {
            System.setErr(err);
        }
    }
}

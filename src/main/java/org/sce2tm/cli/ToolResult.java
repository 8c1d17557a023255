package org.sce2tm.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.sce2tm.data.BadDataException;
import org.sce2tm.data.ResultFile;

/**
 * The frame of every tool's JSON: {@code tool, version, command, seed, inputs, parameters, metrics, reasons, warnings,
 * seconds, peak_rss_mb}, and what the tool adds. An undefined metric is null and has its reason under {@code reasons}.
 */
public final class ToolResult {
    private ToolResult() {}

    static Builder builder(String tool, String command) {
        return new Builder(tool, command);
    }

    /** Collects what a tool found out; {@link #write} closes it. */
    public static final class Builder {
        private final long start = System.nanoTime();
        private final String tool;
        private final String command;
        private final List<Map<String, String>> inputs = new ArrayList<>();
        private final Map<String, Object> parameters = new LinkedHashMap<>();
        private final Map<String, Double> metrics = new LinkedHashMap<>();
        private final Map<String, String> reasons = new LinkedHashMap<>();
        private final List<String> warnings = new ArrayList<>();
        private final Map<String, Object> more = new LinkedHashMap<>();
        private Long seed;

        private Builder(String tool, String command) {
            this.tool = tool;
            this.command = command;
        }

        public Builder seed(long value) {
            seed = value;
            return this;
        }

        /** Records a file by the path as given and its SHA-256; a directory by the digest of its files in name order. */
        public Builder input(Path file) {
            Map<String, String> entry = new LinkedHashMap<>();
            entry.put("path", file.toString());
            entry.put("sha256", sha256(file));
            inputs.add(entry);
            return this;
        }

        public Builder parameter(String name, Object value) {
            parameters.put(name, value);
            return this;
        }

        /** @throws IllegalArgumentException if the value is not finite: say why with {@link #undefined} instead */
        public Builder metric(String id, double value) {
            if (!Double.isFinite(value)) {
                throw new IllegalArgumentException(id + " is " + value);
            }
            metrics.put(id, value);
            return this;
        }

        /** A metric that has no value here: null in the file, never 0. */
        public Builder undefined(String id, String reason) {
            metrics.put(id, null);
            reasons.put(id, reason);
            return this;
        }

        /** Says the warning now and keeps it for the report. */
        public Builder warn(String warning) {
            Log.say("warning: %s", warning);
            warnings.add(warning);
            return this;
        }

        /** Anything else this tool reports, under its own name. */
        public Builder put(String name, Object tree) {
            more.put(name, tree);
            return this;
        }

        /** Writes the file atomically, with the time since {@code newResult()} and this process's peak memory. */
        public void write(Path file) {
            Map<String, Object> tree = new LinkedHashMap<>();
            tree.put("tool", tool);
            tree.put("version", Version.current());
            tree.put("command", command);
            tree.put("seed", seed);
            tree.put("inputs", inputs);
            tree.put("parameters", parameters);
            tree.put("metrics", metrics);
            tree.put("reasons", reasons);
            tree.put("warnings", warnings);
            tree.putAll(more);
            tree.put("seconds", (System.nanoTime() - start) / 1e9);
            tree.put("peak_rss_mb", Host.peakMemoryMb().orElse(null));
            ResultFile.write(file, tree);
            String scores = metrics.entrySet().stream()
                    .filter(metric -> metric.getValue() != null)
                    .map(metric -> String.format(Locale.ROOT, "%s %.4g", metric.getKey(), metric.getValue()))
                    .collect(Collectors.joining(", "));
            if (!scores.isEmpty()) {
                Log.say("%s", scores);
            }
        }
    }

    private static String sha256(Path path) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            if (Files.isDirectory(path)) {
                try (var files = Files.list(path)) {
                    for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                        update(digest, file);
                    }
                }
            } else {
                update(digest, path);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        } catch (IOException e) {
            throw new BadDataException(
                    path.toString(),
                    Files.exists(path) ? "cannot be read" : "does not exist",
                    "Check the path and its permissions",
                    e);
        }
    }

    private static void update(MessageDigest digest, Path file) throws IOException {
        byte[] buffer = new byte[1 << 16];
        try (InputStream in = Files.newInputStream(file)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
        }
    }
}

package org.sce2tm.aggregate;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.sce2tm.data.BadDataException;

/** The pipeline's {@code versions.yml}: programs and their versions, in groups. Reads {@code key: value} lines only. */
final class Versions {
    private Versions() {}

    /** @param group the unindented key above the line; empty for a line without one */
    record Entry(String group, String program, String version) {}

    /** @throws BadDataException if the file cannot be read */
    static List<Entry> read(Path file) {
        List<Entry> entries = new ArrayList<>();
        String group = "";
        try {
            for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
                int colon = line.indexOf(':');
                if (colon < 0 || line.stripLeading().startsWith("#")) {
                    continue;
                }
                String key = unquote(line.substring(0, colon));
                String value = unquote(line.substring(colon + 1));
                boolean indented = Character.isWhitespace(line.charAt(0));
                if (value.isEmpty()) {
                    group = key;
                } else {
                    Entry entry = new Entry(indented ? group : "", key, value);
                    if (!entries.contains(entry)) {
                        entries.add(entry);
                    }
                }
            }
        } catch (IOException e) {
            throw new BadDataException(file.toString(), "cannot be read", "Check the path", e);
        }
        return entries;
    }

    private static String unquote(String text) {
        String bare = text.strip();
        boolean quoted = bare.length() > 1 && (bare.charAt(0) == '"' || bare.charAt(0) == '\'');
        return quoted ? bare.substring(1, bare.length() - 1) : bare;
    }
}

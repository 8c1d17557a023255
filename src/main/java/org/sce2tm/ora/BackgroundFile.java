package org.sce2tm.ora;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
import org.sce2tm.cli.UsageException;
import org.sce2tm.data.BadDataException;

/** Reads the value of {@code --background}: a number of genes, or a file with one gene name a line. */
final class BackgroundFile {
    private BackgroundFile() {}

    /**
     * @throws UsageException if a number is below 1 or too large
     * @throws BadDataException if a file cannot be read or names no gene
     */
    static Background read(String value) {
        if (value.matches("[+-]?\\d+")) {
            try {
                int size = Integer.parseInt(value);
                if (size >= 1) {
                    return new Background.Size(size);
                }
            } catch (NumberFormatException e) {
                // Falls through to the message: too many digits.
            }
            throw new UsageException("--background " + value + ": give a number of genes from 1 to " + Integer.MAX_VALUE
                    + ", or a file of gene names");
        }
        Set<String> names = new LinkedHashSet<>();
        try {
            for (String line : Files.readAllLines(Path.of(value), StandardCharsets.UTF_8)) {
                if (!line.isBlank()) {
                    names.add(line.strip());
                }
            }
        } catch (IOException e) {
            throw new BadDataException(
                    value,
                    "the background cannot be read (" + e + ")",
                    "Give a text file with one gene name a line, or a number of genes",
                    e);
        }
        if (names.isEmpty()) {
            throw new BadDataException(value, "names no gene", "Give one gene name a line");
        }
        return new Background.Genes(names);
    }
}

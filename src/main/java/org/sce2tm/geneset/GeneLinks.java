package org.sce2tm.geneset;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sce2tm.data.BadDataException;

/**
 * Links between genes, such as a protein network cut at some confidence: a file of two names a line, separated by tabs;
 * what follows on a line is not read, nor are empty lines and those that begin with {@code #}. A link holds in both
 * directions.
 *
 * @param partners the genes that each gene is linked to
 */
public record GeneLinks(Map<String, Set<String>> partners) {
    /** No link. */
    public static GeneLinks none() {
        return new GeneLinks(Map.of());
    }

    /** @throws BadDataException if the file cannot be read, or a line names fewer than two genes */
    public static GeneLinks read(Path file) {
        List<String> lines;
        try {
            lines = Files.readAllLines(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new BadDataException(
                    file.toString(),
                    "the links cannot be read (" + e + ")",
                    "Give a text file with two gene names a line, separated by a tab",
                    e);
        }
        Map<String, Set<String>> partners = new HashMap<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            String[] fields = line.split("\t", -1);
            if (fields.length < 2 || fields[0].isBlank() || fields[1].isBlank()) {
                throw new BadDataException(
                        file + ", line " + (i + 1),
                        "'" + line + "' does not name two genes",
                        "Give two gene names a line, separated by a tab");
            }
            link(partners, fields[0].strip(), fields[1].strip());
            link(partners, fields[1].strip(), fields[0].strip());
        }
        return new GeneLinks(partners);
    }

    private static void link(Map<String, Set<String>> partners, String from, String to) {
        partners.computeIfAbsent(from, gene -> new LinkedHashSet<>()).add(to);
    }

    /** The genes linked to a gene; none for one that no link names. */
    public Set<String> of(String gene) {
        return partners.getOrDefault(gene, Set.of());
    }
}

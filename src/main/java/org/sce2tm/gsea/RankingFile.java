package org.sce2tm.gsea;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.sce2tm.data.BadDataException;

/**
 * Reads a ranking in .rnk: a line holds gene, tab, score, in any order of lines. Lines that begin with # are comments; a
 * first line whose score is no number is a header; NA and NaN are missing scores.
 */
final class RankingFile {
    private static final String EXPECTED = "Expected is one gene a line: name, tab, score";

    private RankingFile() {}

    /** @throws BadDataException if the file cannot be read, a line is no pair, or no gene has a score */
    static Ranking read(Path file) {
        List<String> lines;
        try {
            // Latin-1 never fails; gene names are ASCII.
            lines = Files.readAllLines(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new BadDataException(file.toString(), "the ranking cannot be read (" + e + ")", "Check the path", e);
        }
        List<String> genes = new ArrayList<>();
        List<Double> scores = new ArrayList<>();
        boolean first = true;
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            String[] fields = line.split("\t", -1);
            OptionalDouble score = fields.length == 2 ? number(fields[1].strip()) : OptionalDouble.empty();
            if (score.isPresent()) {
                genes.add(fields[0].strip());
                scores.add(score.getAsDouble());
            } else if (!first || fields.length != 2) {
                throw new BadDataException(file + ", line " + (i + 1), "found '" + line + "'", EXPECTED);
            }
            first = false;
        }
        Ranking ranking = Ranking.of(
                file.getFileName().toString().replaceFirst("\\.rnk$", ""),
                genes,
                scores.stream().mapToDouble(Double::doubleValue).toArray());
        if (ranking.genes().isEmpty()) {
            throw new BadDataException(file.toString(), "no gene has a score", EXPECTED);
        }
        return ranking;
    }

    private static OptionalDouble number(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "", "na", "nan", "null" -> OptionalDouble.of(Double.NaN);
            case "inf", "+inf", "infinity" -> OptionalDouble.of(Double.POSITIVE_INFINITY);
            case "-inf", "-infinity" -> OptionalDouble.of(Double.NEGATIVE_INFINITY);
            default -> {
                try {
                    yield OptionalDouble.of(Double.parseDouble(text));
                } catch (NumberFormatException e) {
                    yield OptionalDouble.empty();
                }
            }
        };
    }
}

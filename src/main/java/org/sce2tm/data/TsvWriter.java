package org.sce2tm.data;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Writes a table of results with a header, atomically: tab-separated, or comma-separated when the file's name ends in
 * .csv. Numbers keep every digit (they read back to the identical double); NaN is an empty field.
 */
public final class TsvWriter {
    private TsvWriter() {}

    /**
     * @param rows fields as texts or numbers, each row as long as the header
     * @throws IllegalArgumentException if a row is not
     * @throws BadDataException if the file cannot be written
     */
    public static void write(Path file, List<String> header, Iterable<? extends List<?>> rows) {
        boolean commas = file.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(".csv");
        AtomicFile.write(file, temporary -> {
            try (CsvWriter writer = CsvWriter.builder()
                    .fieldSeparator(commas ? ',' : '\t')
                    .lineDelimiter(LineDelimiter.LF)
                    .build(temporary)) {
                writer.writeRecord(header);
                for (List<?> row : rows) {
                    if (row.size() != header.size()) {
                        throw new IllegalArgumentException(row + " under a header of " + header.size());
                    }
                    writer.writeRecord(row.stream().map(TsvWriter::field).toList());
                }
            }
        });
    }

    private static String field(Object value) {
        return value instanceof Double number && number.isNaN() ? "" : value.toString();
    }
}

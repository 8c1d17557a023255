package org.sce2tm.aggregate;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sce2tm.cli.Log;
import org.sce2tm.data.BadDataException;

/** Tables with a header whose columns are looked up by name: commas in {@code .csv} files, tabs in all others. */
final class RowFile {
    private RowFile() {}

    /**
     * One row.
     *
     * @param where file and line, for messages
     */
    record Row(String where, Map<String, String> cells) {
        /** The cell of a column, trimmed; empty where the table has no such column. */
        String get(String column) {
            return cells.getOrDefault(column, "").strip();
        }

        /** The cells that are not empty of columns whose names end so, by column. */
        Map<String, String> endingWith(String end) {
            Map<String, String> found = new LinkedHashMap<>();
            cells.keySet().stream()
                    .filter(column -> column.endsWith(end) && !get(column).isEmpty())
                    .forEach(column -> found.put(column, get(column)));
            return found;
        }

        /** The first of these columns that the table has and that is not empty here. */
        String first(String... columns) {
            for (String column : columns) {
                String value = get(column);
                if (!value.isEmpty()) {
                    return value;
                }
            }
            return "";
        }
    }

    /** As {@link #read}, for a table that the report can do without: a broken one is said and counts as empty. */
    static List<Row> tryRead(Path file, List<String> required, int most) {
        try {
            return read(file, required, most);
        } catch (BadDataException e) {
            Log.say("warning: %s", e.getMessage());
            return List.of();
        }
    }

    /** All rows. */
    static List<Row> read(Path file, List<String> required) {
        return read(file, required, Integer.MAX_VALUE);
    }

    /**
     * The first rows.
     *
     * @param required columns that must be there
     * @param most number of rows to read at most
     * @throws BadDataException if the file cannot be read or lacks a column
     */
    static List<Row> read(Path file, List<String> required, int most) {
        char separator = file.getFileName().toString().endsWith(".csv") ? ',' : '\t';
        List<Row> rows = new ArrayList<>();
        try (CsvReader<NamedCsvRecord> reader = CsvReader.builder()
                .fieldSeparator(separator)
                .detectBomHeader(true)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .ofNamedCsvRecord(file)) {
            for (NamedCsvRecord csv : reader) {
                if (rows.isEmpty()) {
                    requireColumns(file, csv.getHeader(), required);
                }
                if (rows.size() == most) {
                    break;
                }
                rows.add(new Row(file + ", line " + csv.getStartingLineNumber(), csv.getFieldsAsMap()));
            }
        } catch (CsvParseException e) {
            throw new BadDataException(
                    file.toString(), "is not a table (" + e.getMessage() + ")", "Give a table with a header row", e);
        } catch (IOException | UncheckedIOException e) {
            throw new BadDataException(file.toString(), "cannot be read", "Check the path", e);
        }
        return rows;
    }

    private static void requireColumns(Path file, List<String> header, List<String> required) {
        List<String> missing =
                required.stream().filter(column -> !header.contains(column)).toList();
        if (!missing.isEmpty()) {
            throw new BadDataException(
                    file + ", line 1",
                    "lacks the column " + String.join(", ", missing) + "; it has " + String.join(", ", header),
                    "The header must hold " + String.join(",", required));
        }
    }
}

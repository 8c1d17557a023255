package org.sce2tm.aggregate;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.sce2tm.data.AtomicFile;

/**
 * A table of the report, written as CSV and shown in the page.
 *
 * @param name the file's name without ending
 * @param rows cells are texts, numbers, or empty texts for what is undefined
 */
record ResultTable(String name, List<String> columns, List<List<Object>> rows) {
    static ResultTable of(String name, String... columns) {
        return new ResultTable(name, List.of(columns), new ArrayList<>());
    }

    /** Adds a row; an {@link OptionalDouble} becomes its number, or an empty cell. */
    void add(Object... cells) {
        List<Object> row = new ArrayList<>();
        for (Object cell : cells) {
            if (cell instanceof OptionalDouble number) {
                row.add(number.isPresent() ? (Object) number.getAsDouble() : "");
            } else {
                row.add(cell);
            }
        }
        if (row.size() != columns.size()) {
            throw new IllegalArgumentException(name + " has " + columns.size() + " columns, the row " + row.size());
        }
        rows.add(row);
    }

    /** Writes {@code <directory>/<name>.csv}; numbers with all their digits. */
    void write(Path directory) {
        AtomicFile.write(directory.resolve(name + ".csv"), temporary -> {
            try (CsvWriter csv =
                    CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(temporary)) {
                csv.writeRecord(columns);
                for (List<Object> row : rows) {
                    csv.writeRecord(row.stream().map(String::valueOf).toList());
                }
            }
        });
    }
}

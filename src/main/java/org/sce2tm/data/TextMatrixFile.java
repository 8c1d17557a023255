package org.sce2tm.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A CSV or TSV table of expression, gzipped or not, in either orientation: a header with names, and a name at the start
 * of every line. The header's first field (over the names) may be empty, named or, as R writes it, missing. Everything
 * else must be finite numbers. {@link NameEvidence} says how {@link Orientation#AUTO} decides.
 */
public final class TextMatrixFile {
    private TextMatrixFile() {}

    /**
     * Reads a table.
     *
     * @throws BadDataException if a field is no finite number (with its line and column), lines differ in length, names
     *     are missing, or the orientation is to be found out and the names do not say
     */
    public static Expression read(Path file, Orientation orientation) {
        Reader reader = new Reader(file);
        TextInput.forEachLine(file, reader::accept);
        return reader.expression(orientation);
    }

    /** Takes the lines one by one and keeps what is not zero. */
    private static final class Reader {
        private final Path file;
        private final List<String> header = new ArrayList<>();
        private final List<String> rowNames = new ArrayList<>();
        private CsrBuilder builder = new CsrBuilder("", 0);
        private int columns = -1;

        Reader(Path file) {
            this.file = file;
        }

        void accept(TextInput.Line line) {
            List<String> fields = line.fields();
            if (header.isEmpty()) {
                readHeader(line);
                return;
            }
            if (columns < 0) {
                columns = fields.size() - 1;
                if (columns < 1 || (header.size() != columns && header.size() != columns + 1)) {
                    throw bad(
                            line.line(),
                            "has " + fields.size() + " fields under a header of " + header.size(),
                            "Give every line a name and a number a column");
                }
                builder = new CsrBuilder(file.toString(), columns);
            }
            if (fields.size() != columns + 1) {
                throw bad(
                        line.line(),
                        "has " + fields.size() + " fields, the lines before have " + (columns + 1),
                        "Give every line the same number of fields");
            }
            rowNames.add(fields.get(0).strip());
            for (int j = 0; j < columns; j++) {
                float value = number(line, j);
                if (value != 0) {
                    builder.add(j, value);
                }
            }
            builder.endRow();
        }

        Expression expression(Orientation asked) {
            if (rowNames.isEmpty()) {
                throw new BadDataException(file.toString(), "has a header and no lines under it", "Give a whole table");
            }
            String corner = header.size() > columns ? header.get(0) : "";
            List<String> columnNames = header.subList(header.size() - columns, header.size());
            Orientation orientation = asked;
            String reason = "as asked";
            if (asked == Orientation.AUTO) {
                NameEvidence.Verdict verdict = NameEvidence.decide(corner, rowNames, columnNames);
                reason = verdict.reason();
                orientation = verdict.orientation()
                        .orElseThrow(() -> new BadDataException(
                                file.toString(),
                                "does not say whether its rows are cells or genes: " + verdict.reason(),
                                "Say --orientation cells (a row is a cell) or --orientation genes"));
            }
            CsrMatrix table = builder.build();
            boolean cells = orientation == Orientation.CELLS;
            return new Expression(
                    cells ? table : CsrAssembly.transposed(table),
                    cells ? rowNames : columnNames,
                    cells ? columnNames : rowNames,
                    Map.of(),
                    Map.of(),
                    List.of(),
                    "text table whose rows are " + (cells ? "cells" : "genes") + " (" + reason + ")");
        }

        private void readHeader(TextInput.Line line) {
            line.fields().forEach(field -> header.add(field.strip()));
            boolean onlyNumbers = header.stream().allMatch(Reader::isNumber);
            if (onlyNumbers) {
                throw bad(
                        line.line(),
                        "holds numbers only, expected the names of genes or cells",
                        "Put a header line over the table");
            }
            if (header.size() == 1 && line.fields().get(0).contains(" ")) {
                throw bad(
                        line.line(),
                        "has one field, '"
                                + header.get(0)
                                        .substring(0, Math.min(40, header.get(0).length())) + "'",
                        "Separate fields by tabs or commas");
            }
        }

        private float number(TextInput.Line line, int column) {
            String field = line.fields().get(column + 1).strip();
            if (field.length() == 1 && Character.digit(field.charAt(0), 10) >= 0) {
                return field.charAt(0) - '0';
            }
            float value = isNumber(field) ? Float.parseFloat(field) : Float.NaN;
            if (!Float.isFinite(value)) {
                String name = header.get(header.size() - columns + column);
                throw new BadDataException(
                        file + ", line " + line.line() + ", column " + (column + 2) + " (" + name + ")",
                        "holds '" + field + "', expected a finite number",
                        "Remove a column or line that is no expression; put 0 where nothing was measured");
            }
            return value;
        }

        /** Java reads "1f" and "0x1p3" as numbers; nobody else does. */
        private static boolean isNumber(String field) {
            if (field.isEmpty()) {
                return false;
            }
            for (int i = 0; i < field.length(); i++) {
                if ("0123456789+-.eE".indexOf(field.charAt(i)) < 0) {
                    return false;
                }
            }
            try {
                Float.parseFloat(field);
                return true;
            } catch (NumberFormatException e) {
                return false;
            }
        }

        private BadDataException bad(long line, String problem, String remedy) {
            return new BadDataException(file + ", line " + line, problem, remedy);
        }
    }
}

package org.sce2tm.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A CSV or TSV table of numbers (.gz too): embeddings (cells x values), topics (topics x genes).
 *
 * <p>Usually a header row and a first column of ids. Read as well: R's header that is one field short, a table without
 * a header (a first row of numbers that are not 0, 1, 2, …), and one without ids, which is one without a header, or
 * whose first column has a name and holds numbers that are not all whole.
 */
public final class TableFile {
    private TableFile() {}

    /**
     * @param rowIds one a row; 0, 1, 2, … where the file has none
     * @param columnNames one a column; 0, 1, 2, … where the file has none
     * @param values rows x columns, FLOAT64, all finite
     * @param idsAreRowNumbers whether the ids say no more than the position: absent, or 0, 1, 2, … or 1, 2, 3, …
     */
    public record Table(List<String> rowIds, List<String> columnNames, DenseMatrix values, boolean idsAreRowNumbers) {
        public Table {
            rowIds = List.copyOf(rowIds);
            columnNames = List.copyOf(columnNames);
        }
    }

    /**
     * Reads a table.
     *
     * @throws BadDataException if the file is missing or empty, rows differ in length, or a field is not a finite
     *     number (with its line and column)
     */
    public static Table read(Path file) {
        Reader reader = new Reader(file);
        TextInput.forEachLine(file, reader::accept);
        return reader.table();
    }

    /** Takes the lines one by one; whether the first column holds ids is known only at the end. */
    private static final class Reader {
        private final Path file;
        private final List<String> firstColumn = new ArrayList<>();
        private final List<double[]> rest = new ArrayList<>();
        private final List<Long> lines = new ArrayList<>();
        private Optional<List<String>> header = Optional.empty();
        private boolean started;
        private int fields = -1;

        Reader(Path file) {
            this.file = file;
        }

        void accept(TextInput.Line line) {
            if (!started) {
                started = true;
                if (isHeader(line.fields())) {
                    header = Optional.of(line.fields());
                    return;
                }
            }
            if (fields < 0) {
                fields = line.fields().size();
                header.ifPresent(names -> requireHeaderLength(names.size(), line));
            }
            if (line.fields().size() != fields) {
                throw new BadDataException(
                        file + ", line " + line.line(),
                        "has " + line.fields().size() + " fields, the lines before have " + fields,
                        "Give every row the same number of fields");
            }
            firstColumn.add(line.fields().get(0).strip());
            lines.add(line.line());
            double[] numbers = new double[fields - 1];
            for (int j = 1; j < fields; j++) {
                numbers[j - 1] = number(line.fields().get(j), line.line(), j);
            }
            rest.add(numbers);
        }

        Table table() {
            int rows = rest.size();
            if (rows == 0) {
                throw new BadDataException(file.toString(), "has a header and no rows", "Give at least one row");
            }
            boolean ids = firstColumnIsIds();
            int columns = ids ? fields - 1 : fields;
            if (columns == 0) {
                throw new BadDataException(
                        file.toString(),
                        "has ids and no column of numbers",
                        "Give a table with at least one value a row");
            }
            DenseMatrix values = DenseMatrix.zeros(rows, columns, NumberType.FLOAT64);
            for (int i = 0; i < rows; i++) {
                if (!ids) {
                    values.set(i, 0, number(firstColumn.get(i), lines.get(i), 0));
                }
                System.arraycopy(rest.get(i), 0, values.values(), i * columns + columns - (fields - 1), fields - 1);
            }
            List<String> rowIds = ids ? firstColumn : rowNumbers(rows);
            List<String> names = header.map(h -> h.subList(h.size() - columns, h.size()).stream()
                            .map(String::strip)
                            .toList())
                    .orElseGet(() -> rowNumbers(columns));
            return new Table(rowIds, names, values, CellJoin.areRowNumbers(rowIds));
        }

        private boolean firstColumnIsIds() {
            if (header.isPresent()
                    && (header.get().size() == fields - 1 || header.get().get(0).isBlank())) {
                return true;
            }
            boolean numbers =
                    firstColumn.stream().allMatch(field -> parse(field).isPresent());
            if (!numbers) {
                return true;
            }
            // Without a header every column is a column of numbers; under a named one, whole numbers are ids.
            return header.isPresent()
                    && fields > 1
                    && !isSequence(header.get())
                    && firstColumn.stream().allMatch(field -> field.chars().allMatch(Character::isDigit));
        }

        private void requireHeaderLength(int names, TextInput.Line line) {
            if (names != fields && names != fields - 1) {
                throw new BadDataException(
                        file + ", line " + line.line(),
                        "has " + fields + " fields under a header of " + names,
                        "Give every row the same number of fields");
            }
        }

        private double number(String field, long line, int column) {
            return parse(field)
                    .filter(Double::isFinite)
                    .orElseThrow(() -> new BadDataException(
                            file + ", line " + line + ", column " + columnName(column),
                            "'" + field + "' stands where a finite number is expected",
                            "Correct the value; ids belong in the first column only"));
        }

        private String columnName(int column) {
            return header.map(h -> h.size() == fields ? column : column - 1)
                    .filter(index -> index >= 0)
                    .map(index -> (column + 1) + " (" + header.get().get(index) + ")")
                    .orElse(Integer.toString(column + 1));
        }
    }

    /** A header holds a text beside its first field, or counts its columns (0, 1, 2, … or 1, 2, 3, …). */
    private static boolean isHeader(List<String> fields) {
        if (fields.size() == 1) {
            return parse(fields.get(0)).isEmpty();
        }
        List<String> others = fields.subList(1, fields.size());
        boolean firstIsText = parse(fields.get(0)).isEmpty();
        return others.stream().anyMatch(field -> parse(field).isEmpty())
                || (firstIsText && (fields.get(0).isBlank() || isSequence(others)))
                || (!firstIsText && fields.size() > 2 && isSequence(fields));
    }

    private static boolean isSequence(List<String> fields) {
        return CellJoin.areRowNumbers(fields.stream().map(String::strip).toList());
    }

    private static List<String> rowNumbers(int count) {
        return IntStream.range(0, count).mapToObj(Integer::toString).toList();
    }

    private static Optional<Double> parse(String field) {
        String text = field.strip();
        // A Java number may end in d or f and an infinity has a long name; neither is a number to anybody else.
        if (text.isEmpty() || "dDfF".indexOf(text.charAt(text.length() - 1)) >= 0) {
            return text.equalsIgnoreCase("inf") || text.equalsIgnoreCase("-inf")
                    ? Optional.of(Double.POSITIVE_INFINITY)
                    : Optional.empty();
        }
        try {
            return Optional.of(Double.valueOf(text.equalsIgnoreCase("nan") ? "NaN" : text));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}

package org.sce2tm.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The file of cell labels: {@code cell, label}, CSV or TSV with a header; further columns are ignored, unless the
 * second is not the wanted one: then it is named, or called {@code label}. One column without a header is labels by
 * position. The empty label (also NA and NaN) means none.
 */
public final class LabelsFile {
    private static final Set<String> NONE = Set.of("", "NA", "NaN", "nan");
    private static final String LABEL = "label";

    private LabelsFile() {}

    /**
     * @param cells cell ids; 0, 1, 2, … where the file has none
     * @param labels one a cell; empty where there is none
     * @param column the name of the label's column, "label" where the file has no header
     */
    public record Labels(List<String> cells, List<String> labels, String column) {
        public Labels {
            cells = List.copyOf(cells);
            labels = List.copyOf(labels);
        }

        /** Whether any cell has a label. */
        public boolean any() {
            return labels.stream().anyMatch(label -> !label.isEmpty());
        }

        /** Labels in the order of a join's cells. */
        public List<String> in(CellJoin join) {
            return IntStream.of(join.rows()).mapToObj(labels::get).toList();
        }
    }

    /** Reads the cells of the first column and the labels of the one named {@code label}, else of the second. */
    public static Labels read(Path file) {
        return read(file, Optional.empty());
    }

    /**
     * Reads the label from the named column.
     *
     * @throws BadDataException if the file is missing or empty, a row is short, or the column is not there
     */
    public static Labels read(Path file, Optional<String> column) {
        List<TextInput.Line> lines = new ArrayList<>();
        TextInput.forEachLine(file, lines::add);
        int fields = lines.get(lines.size() - 1).fields().size();
        if (fields == 1 && lines.get(0).fields().size() == 1) {
            column.ifPresent(name -> {
                throw new BadDataException(
                        file.toString(), "has one column without a name, not '" + name + "'", "Name no column");
            });
            List<String> labels =
                    lines.stream().map(line -> label(line.fields().get(0))).toList();
            return new Labels(
                    IntStream.range(0, labels.size())
                            .mapToObj(Integer::toString)
                            .toList(),
                    labels,
                    LABEL);
        }
        List<String> header = new ArrayList<>(lines.get(0).fields());
        if (header.size() == fields - 1) {
            header.add(0, ""); // R leaves the ids without a name
        }
        int index = labelColumn(file, header, column);
        List<String> cells = new ArrayList<>();
        List<String> labels = new ArrayList<>();
        for (TextInput.Line line : lines.subList(1, lines.size())) {
            if (line.fields().size() != header.size()) {
                throw new BadDataException(
                        file + ", line " + line.line(),
                        "has " + line.fields().size() + " fields under a header of " + header.size(),
                        "Give every row the same number of fields");
            }
            cells.add(line.fields().get(0).strip());
            labels.add(label(line.fields().get(index)));
        }
        if (cells.isEmpty()) {
            throw new BadDataException(file.toString(), "has a header and no rows", "Give one row for each cell");
        }
        return new Labels(cells, labels, header.get(index));
    }

    private static int labelColumn(Path file, List<String> header, Optional<String> column) {
        int index = header.indexOf(column.orElse(LABEL));
        if (column.isEmpty()) {
            return Math.max(index, 1);
        }
        if (index < 1) {
            throw new BadDataException(
                    file.toString(),
                    "has no column '" + column.get() + "'; there are "
                            + String.join(", ", header.subList(1, header.size())),
                    "Name one of these");
        }
        return index;
    }

    private static String label(String field) {
        String text = field.strip();
        return NONE.contains(text) ? "" : text;
    }

    /** Writes {@code cell<TAB>label} with a header, atomically; an empty label is none. */
    public static void write(Path file, List<String> cells, List<String> labels) {
        TsvWriter.write(
                file,
                List.of("cell", LABEL),
                IntStream.range(0, cells.size())
                        .mapToObj(i -> List.of(cells.get(i), labels.get(i)))
                        .toList());
    }
}

package org.sce2tm.preprocess;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.sce2tm.data.BadDataException;
import org.sce2tm.data.CellJoin;
import org.sce2tm.data.Column;
import org.sce2tm.data.Expression;
import org.sce2tm.data.LabelsFile;

/**
 * The labels of a data set's cells, from where the user named and nowhere else.
 *
 * @param labels one a cell; empty where there is none
 * @param description one sentence: where they are from and how they were matched
 * @param warnings a sentence each
 */
record CellLabels(List<String> labels, String description, List<String> warnings) {
    /** No labels at all. */
    static CellLabels none(int cells) {
        return new CellLabels(Collections.nCopies(cells, ""), "no labels", List.of());
    }

    /** @throws BadDataException if the data set has no such column; the message lists those that there are */
    static CellLabels ofColumn(Expression expression, String key, String where) {
        Column column = Optional.ofNullable(expression.obs().get(key))
                .orElseThrow(() -> new BadDataException(
                        where + ", --label-key " + key,
                        expression.obs().isEmpty()
                                ? "the file has no columns of cells"
                                : "is no column of the cells; there are "
                                        + String.join(", ", expression.obs().keySet()),
                        expression.obs().isEmpty() ? "Give the labels as a file with --labels" : "Name one of these"));
        List<String> labels =
                IntStream.range(0, column.size()).mapToObj(column::text).toList();
        return new CellLabels(labels, "labels from column " + key, List.of());
    }

    /** @throws BadDataException if the file cannot be read or a cell is missing in it */
    static CellLabels ofFile(Path file, Optional<String> column, List<String> cells, String where) {
        LabelsFile.Labels read = LabelsFile.read(file, column);
        CellJoin join = CellJoin.containing(
                new CellJoin.Ids(where, cells), new CellJoin.Ids(file.toString(), read.cells()), CellJoin.Match.AUTO);
        List<String> warnings = new ArrayList<>();
        join.positionWarning().ifPresent(warning -> warnings.add("labels: " + warning));
        if (join.unused() > 0) {
            warnings.add(
                    join.unused() + " labels of " + file + " belong to no cell of " + where + " and are left out.");
        }
        return new CellLabels(read.in(join), join.description() + ", labels from column " + read.column(), warnings);
    }
}

package org.sce2tm.cluster;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.sce2tm.cli.ToolResult;
import org.sce2tm.data.CellJoin;
import org.sce2tm.data.LabelsFile;

/**
 * The labels of the cells that are clustered.
 *
 * @param perCell one a cell, in the cells' order; empty where there is none
 * @param whyNone for a result without labels: why there are none
 */
record Labels(List<String> perCell, String whyNone) {
    static Labels none(Cells cells) {
        return new Labels(cells.names().stream().map(name -> "").toList(), "no labels were given");
    }

    /** Reads a file of labels and puts them in the cells' order. */
    static Labels read(
            Path file, Optional<String> column, Cells cells, CellJoin.Match match, ToolResult.Builder result) {
        LabelsFile.Labels labels = LabelsFile.read(file, column);
        CellJoin join = CellJoin.containing(
                new CellJoin.Ids(cells.source(), cells.names()),
                new CellJoin.Ids(file.toString(), labels.cells()),
                match);
        result.put("labels_matched", join.description());
        if (join.byPosition()) {
            result.warn(join.description());
        }
        if (join.unused() > 0) {
            result.warn(join.unused() + " rows of " + file + " belong to no cell of " + cells.source());
        }
        List<String> perCell = labels.in(join);
        long unlabelled = perCell.stream().filter(String::isEmpty).count();
        if (unlabelled > 0 && unlabelled < perCell.size()) {
            result.warn(unlabelled + " of " + perCell.size() + " cells have no label and are left out of the scores");
        }
        return new Labels(perCell, file + " holds no label for any cell");
    }

    /** The labelled cells; nothing if there are none. */
    Optional<KnownLabels> known() {
        KnownLabels known = KnownLabels.of(perCell);
        return known.cells().length == 0 ? Optional.empty() : Optional.of(known);
    }
}

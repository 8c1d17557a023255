package org.sce2tm.cluster;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.sce2tm.data.DenseMatrix;

/**
 * The labels of those cells that have one; the scores see no other cells.
 *
 * @param cells indices of the labelled cells, ascending
 * @param codes the label of each of them, as its index among the sorted names
 * @param names distinct labels, sorted
 */
@SuppressWarnings("ArrayRecordComponent") // index lists, never compared
record KnownLabels(int[] cells, int[] codes, List<String> names) {
    /** @param labels one a cell; empty where there is none */
    static KnownLabels of(List<String> labels) {
        int[] cells = IntStream.range(0, labels.size())
                .filter(i -> !labels.get(i).isEmpty())
                .toArray();
        List<String> names =
                IntStream.of(cells).mapToObj(labels::get).distinct().sorted().toList();
        int[] codes = IntStream.of(cells)
                .map(i -> Collections.binarySearch(names, labels.get(i)))
                .toArray();
        return new KnownLabels(cells, codes, names);
    }

    /** The values of the labelled cells. */
    int[] pick(int[] ofAllCells) {
        return Arrays.stream(cells).map(i -> ofAllCells[i]).toArray();
    }

    /** The rows of the labelled cells. */
    DenseMatrix pick(DenseMatrix ofAllCells) {
        return cells.length == ofAllCells.rows() ? ofAllCells : ofAllCells.rows(cells);
    }
}

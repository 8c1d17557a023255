package org.sce2tm.model;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.sce2tm.data.BadDataException;
import org.sce2tm.data.DenseMatrix;

/**
 * The repaired mutual-neighbor lists of one view: per cell its neighbors, the cell itself among them, in variable
 * number.
 */
public final class NeighborLists {
    private final int[][] lists;

    private NeighborLists(int[][] lists) {
        this.lists = lists;
    }

    /**
     * Reads the table that step {@code knn} writes.
     *
     * @param table n x k indices of cells, -1 where a list is shorter
     * @param where file and key, for messages
     * @throws BadDataException if a list is empty or an index is no cell
     */
    public static NeighborLists of(DenseMatrix table, String where) {
        int n = table.rows();
        int[][] lists = new int[n][];
        for (int cell = 0; cell < n; cell++) {
            int[] list = new int[table.columns()];
            int length = 0;
            for (int j = 0; j < table.columns(); j++) {
                double value = table.get(cell, j);
                if (value == -1) {
                    continue;
                }
                if (value != Math.rint(value) || value < 0 || value >= n) {
                    throw new BadDataException(
                            where + ", row " + (cell + 1) + ", column " + (j + 1),
                            "holds " + value + ", expected the index of one of " + n + " cells (from 0) or -1",
                            "Make the file with 'sce2tm knn' from the same cells");
                }
                list[length++] = (int) value;
            }
            if (length == 0) {
                throw new BadDataException(
                        where + ", row " + (cell + 1),
                        "lists no neighbor, expected at least the cell itself",
                        "Make the file with 'sce2tm knn' from the same cells");
            }
            lists[cell] = Arrays.copyOf(list, length);
        }
        return new NeighborLists(lists);
    }

    /** Number of cells. */
    public int cells() {
        return lists.length;
    }

    /** For each cell one of its list, all entries equally likely, the cell itself included. */
    public int[] draw(int[] cells, RandomGenerator random) {
        int[] drawn = new int[cells.length];
        for (int i = 0; i < cells.length; i++) {
            int[] list = lists[cells[i]];
            drawn[i] = list[random.nextInt(list.length)];
        }
        return drawn;
    }
}

package org.sce2tm.embed;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.sce2tm.data.BadDataException;
import org.sce2tm.data.CsrMatrix;

/**
 * New cells over a model's genes, matched by name: genes that the new cells lack count as 0, genes that the model does
 * not know are left out.
 *
 * @param matrix cells x the model's genes
 * @param absent the model's genes that the new cells lack, in the model's order
 */
record GeneAlignment(CsrMatrix matrix, List<String> absent) {
    private static final int SHOWN = 3;

    /** Below this share of the model's genes the names agree by chance: another organism, or other ids. */
    private static final double LEAST_SHARED = 0.05;

    /**
     * @param x cells x {@code names}
     * @param names genes of the new cells, all different
     * @param genes the model's genes, all different
     * @param where the new cells' file, for the message
     * @throws BadDataException if fewer than 5 % of the model's genes are there
     */
    static GeneAlignment of(CsrMatrix x, List<String> names, List<String> genes, String where) {
        Map<String, Integer> target = new HashMap<>();
        for (int gene = 0; gene < genes.size(); gene++) {
            target.put(genes.get(gene), gene);
        }
        int[] columnOf = new int[names.size()];
        boolean[] present = new boolean[genes.size()];
        int shared = 0;
        for (int column = 0; column < columnOf.length; column++) {
            columnOf[column] = target.getOrDefault(names.get(column), -1);
            if (columnOf[column] >= 0) {
                present[columnOf[column]] = true;
                shared++;
            }
        }
        if (shared < LEAST_SHARED * genes.size()) {
            throw new BadDataException(
                    where,
                    "shares " + shared + " of the model's " + genes.size() + " gene names: the genes here are called "
                            + first(names) + ", the model's " + first(genes),
                    "Give the new cells the names that the model was trained with (symbols or Ensembl ids, and the"
                            + " same organism)");
        }
        List<String> absent = new ArrayList<>();
        for (int gene = 0; gene < present.length; gene++) {
            if (!present[gene]) {
                absent.add(genes.get(gene));
            }
        }
        return new GeneAlignment(pick(x, columnOf, genes.size()), List.copyOf(absent));
    }

    private static CsrMatrix pick(CsrMatrix x, int[] columnOf, int columns) {
        int[] pointers = new int[x.rows() + 1];
        int stored = 0;
        for (int column : x.columnIndices()) {
            stored += columnOf[column] < 0 ? 0 : 1;
        }
        int[] indices = new int[stored];
        float[] values = new float[stored];
        float[] row = new float[columns];
        int[] touched = new int[columns];
        int at = 0;
        for (int cell = 0; cell < x.rows(); cell++) {
            int count = 0;
            for (int p = x.rowPointers()[cell]; p < x.rowPointers()[cell + 1]; p++) {
                int column = columnOf[x.columnIndices()[p]];
                if (column >= 0) {
                    row[column] = x.values()[p];
                    touched[count++] = column;
                }
            }
            Arrays.sort(touched, 0, count); // the model's order is not the file's
            for (int i = 0; i < count; i++) {
                indices[at] = touched[i];
                values[at++] = row[touched[i]];
            }
            pointers[cell + 1] = at;
        }
        return new CsrMatrix(x.rows(), columns, pointers, indices, values);
    }

    private static String first(List<String> names) {
        return String.join(", ", names.subList(0, Math.min(SHOWN, names.size()))) + (names.size() > SHOWN ? ", …" : "");
    }
}

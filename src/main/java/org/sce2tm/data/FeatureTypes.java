package org.sce2tm.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** The kinds of features that 10x files mix: genes, antibodies, guides, peaks. */
final class FeatureTypes {
    private static final String GENES = "Gene Expression";

    private FeatureTypes() {}

    /** Drops the features that are not genes, where the column {@code feature_types} says so, with a warning. */
    static Expression onlyGenes(Expression all) {
        if (!(all.var().get("feature_types") instanceof Column.Texts types)
                || types.values().stream().allMatch(GENES::equals)) {
            return all;
        }
        int[] kept = IntStream.range(0, types.size())
                .filter(i -> GENES.equals(types.text(i)))
                .toArray();
        if (kept.length == 0) {
            List<String> found = types.values().stream().distinct().toList();
            throw new BadDataException(
                    all.description(),
                    "has no feature of type '" + GENES + "', only " + String.join(", ", found),
                    "Give the file of the gene expression library");
        }
        Map<String, Column> var = new LinkedHashMap<>();
        all.var()
                .forEach((name, column) -> var.put(
                        name,
                        new Column.Texts(
                                Arrays.stream(kept).mapToObj(column::text).toList())));
        List<String> warnings = new ArrayList<>(all.warnings());
        List<String> dropped = types.values().stream()
                .filter(type -> !GENES.equals(type))
                .distinct()
                .toList();
        warnings.add("Left out " + (types.size() - kept.length) + " of " + types.size()
                + " features that are no genes (" + String.join(", ", dropped) + ").");
        return new Expression(
                columns(all.matrix(), kept),
                all.obsNames(),
                Arrays.stream(kept).mapToObj(all.varNames()::get).toList(),
                all.obs(),
                var,
                warnings,
                all.description() + ", features of type " + GENES);
    }

    /** Some columns of a matrix, ascending. */
    private static CsrMatrix columns(CsrMatrix matrix, int[] kept) {
        int[] target = new int[matrix.columns()];
        Arrays.fill(target, -1);
        for (int i = 0; i < kept.length; i++) {
            target[kept[i]] = i;
        }
        int[] pointers = new int[matrix.rows() + 1];
        int[] indices = new int[matrix.stored()];
        float[] values = new float[matrix.stored()];
        int at = 0;
        for (int row = 0; row < matrix.rows(); row++) {
            for (int p = matrix.rowPointers()[row]; p < matrix.rowPointers()[row + 1]; p++) {
                int column = target[matrix.columnIndices()[p]];
                if (column >= 0) {
                    indices[at] = column;
                    values[at++] = matrix.values()[p];
                }
            }
            pointers[row + 1] = at;
        }
        return new CsrMatrix(
                matrix.rows(), kept.length, pointers, Arrays.copyOf(indices, at), Arrays.copyOf(values, at));
    }
}

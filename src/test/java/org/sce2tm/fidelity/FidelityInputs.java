package org.sce2tm.fidelity;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.sce2tm.data.AnnData;
import org.sce2tm.data.CsrMatrix;
import org.sce2tm.data.DenseMatrix;
import org.sce2tm.data.Expression;
import org.sce2tm.data.ExpressionFile;
import org.sce2tm.data.H5adFile;
import org.sce2tm.data.LabelsFile;
import org.sce2tm.data.Normalization;
import org.sce2tm.data.NumberType;
import org.sce2tm.data.Orientation;
import org.sce2tm.data.Uns;
import org.sce2tm.testing.OracleFile;
import org.sce2tm.testing.SharedFiles;

/**
 * The inputs of the reference's end-to-end runs as the files between our steps: its genes, external view and neighbor
 * lists, so that what is compared is the training.
 *
 * @param dataset log expression
 * @param external external view
 * @param neighbors neighbor lists
 * @param labels cell types
 * @param geneSets what coherence is measured on
 */
record FidelityInputs(Path dataset, Path external, Path neighbors, Path labels, Path geneSets) {
    private static final String INPUTS = "oracle/model/reference_inputs.h5";
    private static final Map<String, String> EXPRESSION = Map.of(
            "wang_matched", "data/wang_matched/WangSub_HIGHPRE.csv",
            "yan", "data/yan/yan_HIGHPRE.csv",
            "klein_sample", "data/klein_sample/profile.txt",
            "pollen", "data/pollen.h5ad",
            "deng", "data/deng.h5ad");

    /** Writes them into a directory. */
    static FidelityInputs write(String name, Path directory) throws IOException {
        Files.createDirectories(directory);
        FidelityInputs files = new FidelityInputs(
                directory.resolve(name + ".h5ad"),
                directory.resolve(name + ".external.h5ad"),
                directory.resolve(name + ".neighbors.h5ad"),
                directory.resolve(name + ".labels.tsv"),
                SharedFiles.path(
                        name.equals("klein_sample") || name.equals("deng")
                                ? "data/genesets/mouse_reactome_v2025.gmt"
                                : "data/genesets/c2.cp.reactome.v2023.1.Hs.symbols.gmt"));
        try (OracleFile oracle = OracleFile.open(INPUTS)) {
            Expression expression = ExpressionFile.read(
                    SharedFiles.path(EXPRESSION.get(name)),
                    "X",
                    name.equals("klein_sample") ? Orientation.GENES : Orientation.AUTO);
            List<String> genes = oracle.texts(name + "/gene_names");
            CsrMatrix x = pick(expression, genes, oracle, name);
            boolean counts = !name.equals("yan") && !name.equals("wang_matched");
            if (counts) {
                x = new Normalization(true, OptionalDouble.empty()).apply(x);
            }
            requireSameSum(x, ((Number) oracle.attribute(name, "total_sum")).doubleValue(), name);
            H5adFile.write(AnnData.builder(expression.obsNames(), genes).x(x).build(), files.dataset);
            H5adFile.write(
                    AnnData.builder(expression.obsNames(), List.of())
                            .obsm("X_external", table(oracle, name + "/external_view", NumberType.FLOAT32))
                            .uns("external_view", new Uns.Text(name.equals("wang_matched") ? "external" : "stand-in"))
                            .build(),
                    files.external);
            H5adFile.write(
                    AnnData.builder(expression.obsNames(), List.of())
                            .obsm(
                                    "neighbors_expression",
                                    table(oracle, name + "/neighbour_lists_expression", NumberType.INT32))
                            .obsm(
                                    "neighbors_external",
                                    table(oracle, name + "/neighbour_lists_external", NumberType.INT32))
                            .build(),
                    files.neighbors);
            List<String> types = oracle.texts(name + "/label_names");
            LabelsFile.write(
                    files.labels,
                    expression.obsNames(),
                    Arrays.stream(oracle.ints(name + "/label_codes"))
                            .mapToObj(code -> "type " + types.get(code))
                            .toList());
        }
        return files;
    }

    /** The reference's genes: by column of the source file where it selected them, else by name. */
    private static CsrMatrix pick(Expression expression, List<String> genes, OracleFile oracle, String name) {
        int[] columns;
        if (oracle.has(name + "/hvg_index")) {
            columns = oracle.ints(name + "/hvg_index");
        } else {
            Map<String, Integer> index = new HashMap<>();
            for (int column = 0; column < expression.varNames().size(); column++) {
                index.put(expression.varNames().get(column), column);
            }
            columns = genes.stream().mapToInt(index::get).toArray();
        }
        int[] target = new int[expression.varNames().size()];
        Arrays.fill(target, -1);
        IntStream.range(0, columns.length).forEach(i -> target[columns[i]] = i);
        CsrMatrix x = expression.matrix();
        int[] pointers = new int[x.rows() + 1];
        List<int[]> kept = new ArrayList<>(); // column, place in the source
        for (int row = 0; row < x.rows(); row++) {
            int from = kept.size();
            for (int p = x.rowPointers()[row]; p < x.rowPointers()[row + 1]; p++) {
                if (target[x.columnIndices()[p]] >= 0) {
                    kept.add(new int[] {target[x.columnIndices()[p]], p});
                }
            }
            kept.subList(from, kept.size()).sort((a, b) -> Integer.compare(a[0], b[0]));
            pointers[row + 1] = kept.size();
        }
        float[] values = new float[kept.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = x.values()[kept.get(i)[1]];
        }
        return new CsrMatrix(
                x.rows(),
                columns.length,
                pointers,
                kept.stream().mapToInt(k -> k[0]).toArray(),
                values);
    }

    private static void requireSameSum(CsrMatrix x, double expected, String name) {
        double sum = 0;
        for (float value : x.values()) {
            sum += value;
        }
        if (Math.abs(sum - expected) > 1e-5 * expected) {
            throw new IllegalStateException(name + ": expression sums to " + sum + ", the reference's to " + expected);
        }
    }

    private static DenseMatrix table(OracleFile oracle, String path, NumberType type) {
        int[] shape = oracle.shape(path);
        return new DenseMatrix(shape[0], shape[1], oracle.doubles(path), type);
    }
}

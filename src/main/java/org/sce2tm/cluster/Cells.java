package org.sce2tm.cluster;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.sce2tm.cli.Log;
import org.sce2tm.data.BadDataException;
import org.sce2tm.data.Column;
import org.sce2tm.data.DenseMatrix;
import org.sce2tm.data.H5adFile;
import org.sce2tm.data.TableFile;
import org.sce2tm.data.Uns;

/**
 * What is clustered.
 *
 * @param source the file, for messages
 * @param names n cell ids
 * @param space n x d, all finite
 * @param topics how the cells load on topics; empty for a model without topics
 * @param ownClusters the clusters that the method itself ended with; empty where it has none
 * @param facts what the file says about itself, for the result file
 */
record Cells(
        String source,
        List<String> names,
        DenseMatrix space,
        Optional<Topics> topics,
        Optional<OwnClusters> ownClusters,
        Map<String, String> facts) {
    /**
     * @param names K of them
     * @param weights n x K; only their order within a cell counts
     */
    record Topics(List<String> names, DenseMatrix weights) {}

    /**
     * @param codes n, each cell's cluster, from 0
     * @param names what the model calls the clusters, by code
     */
    @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
    record OwnClusters(int[] codes, List<String> names) {
        String ofCell(int cell) {
            return names.get(codes[cell]);
        }
    }

    private static final String SPACE = "X_embedding";
    private static final String THETA = "theta";
    private static final String OWN = "native_cluster";

    /** The embedding and topics of a trained model. */
    static Cells ofModel(Path file) {
        try (H5adFile model = H5adFile.open(file)) {
            if (!model.obsmKeys().contains(SPACE)) {
                throw new BadDataException(
                        file + ", obsm/" + SPACE,
                        "is missing; there are " + model.obsmKeys(),
                        "Give a model that train wrote, or a table with --embedding");
            }
            Map<String, String> facts = new LinkedHashMap<>();
            for (String key : List.of("model", "external_view")) {
                if (model.uns().get(key) instanceof Uns.Text text) {
                    facts.put(key, text.value());
                }
            }
            return new Cells(
                    file.toString(),
                    model.obsNames(),
                    model.obsm(SPACE).requireFinite(file + ", obsm/" + SPACE),
                    model.obsmKeys().contains(THETA)
                            ? Optional.of(numbered(model.obsm(THETA).requireFinite(file + ", obsm/" + THETA)))
                            : Optional.empty(),
                    Optional.ofNullable(model.obs().get(OWN)).map(column -> ownClusters(column, file)),
                    facts);
        }
    }

    /** A table of cells x values, whose columns are taken as the topics as well (as the reference's own output). */
    static Cells ofTable(Path file) {
        TableFile.Table table = TableFile.read(file);
        Log.say(
                "the %d columns of %s count as topics, too: leave IP aside where they are none",
                table.values().columns(), file);
        return new Cells(
                file.toString(),
                table.rowIds(),
                table.values(),
                Optional.of(new Topics(table.columnNames(), table.values())),
                Optional.empty(),
                Map.of());
    }

    private static OwnClusters ownClusters(Column column, Path file) {
        Map<String, Integer> codes = new LinkedHashMap<>();
        int[] ofCells = new int[column.size()];
        for (int i = 0; i < ofCells.length; i++) {
            String name = column.text(i);
            if (name.isEmpty()) {
                throw new BadDataException(
                        file + ", obs/" + OWN + ", row " + i,
                        "is empty; every cell has a cluster, or the column is left out",
                        "Fill it or remove the column");
            }
            ofCells[i] = codes.computeIfAbsent(name, next -> codes.size());
        }
        return new OwnClusters(ofCells, List.copyOf(codes.keySet()));
    }

    private static Topics numbered(DenseMatrix theta) {
        return new Topics(
                IntStream.range(0, theta.columns()).mapToObj(Integer::toString).toList(), theta);
    }
}

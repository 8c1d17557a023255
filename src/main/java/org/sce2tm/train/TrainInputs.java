package org.sce2tm.train;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.sce2tm.data.BadDataException;
import org.sce2tm.data.CellJoin;
import org.sce2tm.data.Column;
import org.sce2tm.data.CsrMatrix;
import org.sce2tm.data.DenseMatrix;
import org.sce2tm.data.H5adFile;
import org.sce2tm.data.MatrixContent;
import org.sce2tm.data.NothingToProduceException;
import org.sce2tm.data.Uns;
import org.sce2tm.model.NeighborLists;
import org.sce2tm.model.TrainingData;

/**
 * The files of one training, checked against each other: same cells, finite numbers. The external view is matched by cell
 * id; neighbor lists hold row numbers, so their cells must stand in the data set's order.
 *
 * @param cells ids, n of them
 * @param genes names, V of them
 * @param data what the method sees
 * @param externalView {@code "external"}, {@code "stand-in"} or, without one, {@code "none"}
 * @param preprocessing what the data set recorded about its making
 */
record TrainInputs(
        List<String> cells, List<String> genes, TrainingData data, String externalView, Optional<Uns> preprocessing) {
    /** @throws BadDataException if a file lacks what its step writes, or the files are not of the same cells */
    static TrainInputs read(TrainOptions options) {
        List<String> cells;
        List<String> genes;
        CsrMatrix expression;
        Optional<Uns> preprocessing;
        Optional<TrainingData.Counts> counts;
        try (H5adFile dataset = H5adFile.open(options.dataset())) {
            cells = dataset.obsNames();
            genes = dataset.varNames();
            expression = dataset.x();
            preprocessing = Optional.ofNullable(dataset.uns().get("preprocessing"));
            counts = options.method().readsCounts() ? counts(dataset, options) : Optional.empty();
        }
        requireLogExpression(options.dataset(), expression, cells, genes);
        if (preprocessing.isEmpty()) {
            refuseCounts(options.dataset(), expression);
        }
        TrainingData data = TrainingData.of(expression).withGeneNames(genes);
        if (counts.isPresent()) {
            data = data.withCounts(counts.get());
        }
        if (options.types().isPresent()) {
            data = data.withTypes(options.types().get());
        }

        Optional<DenseMatrix> external = Optional.empty();
        String externalView = "none";
        if (options.method().needsExternal() && options.external().isPresent()) {
            Path path = options.external().get();
            try (H5adFile file = H5adFile.open(path)) {
                DenseMatrix table = table(file, "X_external", path, "embed-import");
                CellJoin join = CellJoin.same(
                        new CellJoin.Ids(options.dataset().toString(), cells),
                        new CellJoin.Ids(path.toString(), file.obsNames()),
                        CellJoin.Match.AUTO);
                external = Optional.of(table.rows(join.rows())
                        .requireFinite(
                                path + ", obsm/X_external",
                                row -> "cell '" + cells.get(row) + "'",
                                "Remove the cells that have no embedding, or embed them"));
                externalView = file.uns().get("external_view") instanceof Uns.Text text ? text.value() : "external";
            }
        }

        Optional<NeighborLists> expressionNeighbors = Optional.empty();
        Optional<NeighborLists> externalNeighbors = Optional.empty();
        if (options.method().needsNeighbors() && options.neighbors().isPresent()) {
            Path path = options.neighbors().get();
            try (H5adFile file = openSameCells(path, cells, options.dataset())) {
                expressionNeighbors = Optional.of(lists(file, "neighbors_expression", path));
                externalNeighbors = Optional.of(lists(file, "neighbors_external", path));
            }
        }
        return new TrainInputs(
                cells,
                genes,
                external.isPresent() ? data.withViews(external.get(), expressionNeighbors, externalNeighbors) : data,
                externalView,
                preprocessing);
    }

    private static Optional<TrainingData.Counts> counts(H5adFile dataset, TrainOptions options) {
        if (dataset.layerNames().contains("counts")) {
            CsrMatrix counts = dataset.layer("counts");
            // A file of another program's making may lack the totals: those of the genes at hand are next best.
            double[] totals =
                    dataset.obs().get("total_counts") instanceof Column.Numbers all ? all.values() : counts.rowSums();
            return Optional.of(new TrainingData.Counts(counts, totals));
        }
        if (options.method().needsCounts()) {
            throw new NothingToProduceException(options.dataset() + " holds no counts (layers/counts,"
                    + " which step preprocess writes where its input holds counts), and --model "
                    + options.method().id() + " was to be fed counts. Give data with counts, or --input log1p");
        }
        return Optional.empty();
    }

    private static H5adFile openSameCells(Path path, List<String> expected, Path dataset) {
        H5adFile file = H5adFile.open(path);
        List<String> found = file.obsNames();
        if (found.equals(expected)) {
            return file;
        }
        file.close();
        int row = 0;
        while (row < Math.min(found.size(), expected.size()) && found.get(row).equals(expected.get(row))) {
            row++;
        }
        String difference = found.size() == expected.size()
                ? "row " + (row + 1) + " is cell '" + found.get(row) + "', expected '" + expected.get(row) + "'"
                : "holds " + found.size() + " cells, expected " + expected.size();
        throw new BadDataException(
                path.toString(),
                difference + " as in " + dataset,
                "Make both files from the same data set, in the same order");
    }

    private static NeighborLists lists(H5adFile file, String key, Path path) {
        return NeighborLists.of(table(file, key, path, "knn"), path + ", obsm/" + key);
    }

    private static DenseMatrix table(H5adFile file, String key, Path path, String step) {
        if (!file.obsmKeys().contains(key)) {
            throw new BadDataException(
                    path.toString(), "has no obsm/" + key, "Give the file that 'sce2tm " + step + "' writes");
        }
        return file.obsm(key);
    }

    private static void requireLogExpression(Path file, CsrMatrix x, List<String> cells, List<String> genes) {
        if (x.rows() < 2 || x.columns() < 1) {
            throw new BadDataException(
                    file + ", X",
                    "is " + x.rows() + " cells x " + x.columns() + " genes, expected at least 2 x 1",
                    "Check the orientation of the input of step preprocess");
        }
        for (int row = 0; row < x.rows(); row++) {
            for (int p = x.rowPointers()[row]; p < x.rowPointers()[row + 1]; p++) {
                float value = x.values()[p];
                if (!(value >= 0) || value == Float.POSITIVE_INFINITY) {
                    throw new BadDataException(
                            file + ", X, cell '" + cells.get(row) + "', gene '" + genes.get(x.columnIndices()[p]) + "'",
                            "holds " + value + ", expected a number from 0: the logarithm of a count plus 1",
                            "Give the .h5ad of step preprocess, made from counts or log counts");
                }
            }
        }
    }

    /** Of a file that step preprocess has not written: counts would be learned from as if they were their logarithms. */
    private static void refuseCounts(Path file, CsrMatrix x) {
        MatrixContent content = MatrixContent.of(x);
        if (content.greatest() > MatrixContent.LARGEST_LOG || (content.counts() && content.greatest() > 1)) {
            throw new BadDataException(
                    file + ", X",
                    (content.counts() ? "holds whole numbers, as counts are" : "holds no logarithms") + ": they reach "
                            + content.greatest() + "; expected log expression of selected genes",
                    "Give the .h5ad that step preprocess makes of it (sce2tm preprocess --input " + file.getFileName()
                            + " ...)");
        }
    }
}

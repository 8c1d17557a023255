package org.sce2tm.embedimport;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.sce2tm.data.AnnData;
import org.sce2tm.data.BadDataException;
import org.sce2tm.data.CellJoin;
import org.sce2tm.data.CsrMatrix;
import org.sce2tm.data.DenseMatrix;
import org.sce2tm.data.NumberType;
import org.sce2tm.data.Uns;
import org.sce2tm.stats.Pca;

/**
 * The second view of the cells.
 *
 * @param values cells x dimensions, in the data set's order of cells
 * @param kind {@code external} or {@code stand-in}; every output that builds on it says so
 * @param source what it was made from, without a path
 * @param matching how rows were matched to cells; empty for a stand-in
 * @param warnings what the user should know, a sentence each
 */
record ExternalView(DenseMatrix values, String kind, String source, String matching, List<String> warnings) {
    static final String EXTERNAL = "external";
    static final String STAND_IN = "stand-in";

    /**
     * Joins an embedding to the cells; it may hold more cells than the data set.
     *
     * @throws BadDataException if the file cannot be read or a cell is missing in it
     */
    static ExternalView of(Path file, EmbedImportOptions options, List<String> cells, String dataset) {
        EmbeddingFile embedding = EmbeddingFile.read(file, options.key());
        CellJoin join = CellJoin.containing(
                new CellJoin.Ids(dataset, cells), new CellJoin.Ids(file.toString(), embedding.ids()), options.match());
        List<String> warnings = new ArrayList<>();
        if (options.match() == CellJoin.Match.AUTO) {
            join.positionWarning().ifPresent(warnings::add);
        }
        if (join.unused() > 0) {
            warnings.add(
                    join.unused() + " rows of " + file + " belong to no cell of " + dataset + " and are left out.");
        }
        return new ExternalView(
                embedding.values().rows(join.rows()), EXTERNAL, embedding.description(), join.description(), warnings);
    }

    /**
     * The first principal components of the log matrix; fewer where no more exist.
     *
     * @param log n x genes, n at least 2
     */
    static ExternalView standIn(CsrMatrix log, int components, int threads) {
        Pca pca = Pca.fit(log.columns(), log.rowPointers(), log.columnIndices(), log.values(), components, threads);
        List<String> warnings = new ArrayList<>();
        warnings.add("No external embedding was given: principal components of the data stand in for it, so nothing"
                + " here is external knowledge.");
        if (pca.components() < components) {
            warnings.add("There are only " + pca.components() + " components, not " + components + ".");
        }
        double explained = 0;
        for (int c = 0; c < pca.components(); c++) {
            explained += pca.explainedVarianceRatio(c);
        }
        DenseMatrix scores = new DenseMatrix(log.rows(), pca.components(), pca.scores(), NumberType.FLOAT32);
        String source = String.format(
                Locale.ROOT,
                "first %d principal components of the log matrix (%.1f %% of its variance)",
                pca.components(),
                100 * explained);
        return new ExternalView(scores, STAND_IN, source, "", warnings);
    }

    /** The file that the next steps read. */
    AnnData toFile(List<String> cells) {
        return AnnData.builder(cells, List.of())
                .obsm("X_external", values)
                .uns("external_view", new Uns.Text(kind))
                .uns("external_source", new Uns.Text(source))
                .build();
    }
}

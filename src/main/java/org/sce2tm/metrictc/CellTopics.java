package org.sce2tm.metrictc;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.sce2tm.data.DenseMatrix;
import org.sce2tm.data.H5adFile;
import org.sce2tm.data.TableFile;

/**
 * Weights of cells over topics.
 *
 * @param source the file, for messages
 * @param cells n ids
 * @param weights n x K
 */
record CellTopics(String source, List<String> cells, DenseMatrix weights) {
    CellTopics {
        cells = List.copyOf(cells);
    }

    static CellTopics ofTable(Path path) {
        TableFile.Table table = TableFile.read(path);
        return new CellTopics(path.toString(), table.rowIds(), table.values());
    }

    /** A model's {@code obsm/theta}; empty for a model without topics. */
    static Optional<CellTopics> ofModel(Path path) {
        try (H5adFile file = H5adFile.open(path)) {
            return file.obsmKeys().contains("theta")
                    ? Optional.of(new CellTopics(path.toString(), file.obsNames(), file.obsm("theta")))
                    : Optional.empty();
        }
    }
}

package org.sce2tm.embedimport;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.sce2tm.data.BadDataException;
import org.sce2tm.data.DenseMatrix;
import org.sce2tm.data.H5adFile;
import org.sce2tm.data.NpyFile;
import org.sce2tm.data.TableFile;

/**
 * An embedding as its file holds it.
 *
 * @param ids one a row; 0, 1, 2, … where the file has none
 * @param values rows x dimensions, all finite
 * @param description what was read, without the file's path
 */
record EmbeddingFile(List<String> ids, DenseMatrix values, String description) {
    /**
     * Reads .npy, .h5ad or .hdf5 (an obsm key) or else a table, CSV or TSV.
     *
     * @throws BadDataException if the file cannot be read, the key is not there, or a value is not finite
     */
    static EmbeddingFile read(Path file, Optional<String> key) {
        String name = file.getFileName().toString();
        String suffix = name.toLowerCase(Locale.ROOT);
        EmbeddingFile read;
        if (H5adFile.isNamedHdf5(file)) {
            read = ofH5ad(file, name, key);
        } else {
            key.ifPresent(asked -> {
                throw new BadDataException(
                        file + ", --embedding-key " + asked,
                        "was asked for, and only .h5ad files have keys",
                        "Leave the key out, or give an .h5ad file");
            });
            read = suffix.endsWith(".npy") ? ofNpy(file, name) : ofTable(file, name);
        }
        read.requireFinite(file);
        return read;
    }

    private static EmbeddingFile ofNpy(Path file, String name) {
        DenseMatrix values = NpyFile.read(file);
        return new EmbeddingFile(
                IntStream.range(0, values.rows()).mapToObj(Integer::toString).toList(), values, name);
    }

    private static EmbeddingFile ofTable(Path file, String name) {
        TableFile.Table table = TableFile.read(file);
        return new EmbeddingFile(table.rowIds(), table.values(), name);
    }

    private static EmbeddingFile ofH5ad(Path file, String name, Optional<String> key) {
        try (H5adFile content = H5adFile.open(file)) {
            List<String> keys = content.obsmKeys().stream().sorted().toList();
            String chosen = key.or(() -> keys.size() == 1 ? Optional.of(keys.get(0)) : Optional.empty())
                    .filter(keys::contains)
                    .orElseThrow(() -> new BadDataException(
                            file + ", obsm",
                            (key.isPresent() ? "has no '" + key.get() + "'" : "does not hold exactly one embedding")
                                    + "; there are " + (keys.isEmpty() ? "none" : String.join(", ", keys)),
                            keys.isEmpty() ? "Give a file with an embedding" : "Name one with --embedding-key"));
            return new EmbeddingFile(content.obsNames(), content.obsm(chosen), name + ", obsm/" + chosen);
        }
    }

    private void requireFinite(Path file) {
        if (values.rows() == 0 || values.columns() == 0) {
            throw new BadDataException(file.toString(), "holds no values", "Give cells x values");
        }
        values.requireFinite(
                file.toString(),
                row -> "row " + (row + 1) + " (cell " + ids.get(row) + ")",
                "Make the embedding again, or leave out the cells that have none");
    }
}

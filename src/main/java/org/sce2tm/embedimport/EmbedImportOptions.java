package org.sce2tm.embedimport;

import java.nio.file.Path;
import java.util.Optional;
import org.sce2tm.cli.UsageException;
import org.sce2tm.data.CellJoin;

/**
 * Where the external view comes from: a file, or a stand-in.
 *
 * @param embedding the file; empty for a stand-in
 * @param key the obsm key of an .h5ad file
 * @param match how its rows are matched to the cells
 * @param standIn what stands in; empty with a file
 * @param components of the stand-in, at least 1
 */
public record EmbedImportOptions(
        Optional<Path> embedding,
        Optional<String> key,
        CellJoin.Match match,
        Optional<StandIn> standIn,
        int components) {
    public static final String DEFAULT_MATCH = "auto";
    public static final String DEFAULT_COMPONENTS = "50";

    /** @throws UsageException if there is not exactly one source, or an option of the other one */
    public EmbedImportOptions {
        if (embedding.isPresent() == standIn.isPresent()) {
            throw new UsageException("give either --embedding FILE or --stand-in pca");
        }
        if (key.isPresent() && standIn.isPresent()) {
            throw new UsageException("--embedding-key " + key.get() + ": belongs to --embedding, not to --stand-in");
        }
        if (components < 1) {
            throw new UsageException("--components " + components + ": give a whole number from 1");
        }
    }
}

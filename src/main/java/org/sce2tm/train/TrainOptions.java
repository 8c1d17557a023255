package org.sce2tm.train;

import java.nio.file.Path;
import java.util.Optional;
import org.sce2tm.cli.UsageException;
import org.sce2tm.model.Method;

/**
 * What step {@code train} works on.
 *
 * @param dataset the expression file that step {@code preprocess} wrote
 * @param external the external view that step {@code embed-import} wrote; needed by methods that use it
 * @param neighbors the neighbor lists that step {@code knn} wrote; needed by methods that use them
 * @param method which method, with its hyper-parameters
 * @param seed of all random streams
 */
public record TrainOptions(Path dataset, Optional<Path> external, Optional<Path> neighbors, Method method, long seed) {
    /** @throws UsageException if a file that the method needs is not named */
    public TrainOptions {
        if (method.needsExternal() && external.isEmpty()) {
            throw new UsageException("--model " + method.id()
                    + " needs --external: the file that 'sce2tm embed-import' writes (--stand-in pca makes one from the"
                    + " data where there is no foundation model's embedding)");
        }
        if (method.needsNeighbors() && neighbors.isEmpty()) {
            throw new UsageException(
                    "--model " + method.id() + " needs --neighbors-file: the file that 'sce2tm knn' writes");
        }
    }
}

package org.sce2tm.train;

import java.nio.file.Path;
import java.util.Optional;
import org.sce2tm.cli.UsageException;
import org.sce2tm.data.NothingToProduceException;
import org.sce2tm.model.Method;

/**
 * What step {@code train} works on.
 *
 * @param dataset the expression file that step {@code preprocess} wrote
 * @param external the external view that step {@code embed-import} wrote; needed by methods that use it
 * @param neighbors the neighbor lists that step {@code knn} wrote; needed by methods that use them
 * @param method which method, with its hyper-parameters
 * @param seed of all random streams
 * @param types the number of cell types; needed by methods that use it, and refused by others
 */
public record TrainOptions(
        Path dataset,
        Optional<Path> external,
        Optional<Path> neighbors,
        Method method,
        long seed,
        Optional<Integer> types) {
    /**
     * @throws UsageException if a file that the method needs is not named
     * @throws NothingToProduceException if the method needs types and there are not two
     */
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
        if (method.needsTypes() && types.isEmpty()) {
            throw new UsageException("--model " + method.id() + " needs --types: the number of cell types");
        }
        if (!method.needsTypes() && types.isPresent()) {
            throw new UsageException(
                    "--types has no effect on --model " + method.id() + ": it must not know the types");
        }
        types.filter(given -> given < 0).ifPresent(given -> {
            throw new UsageException("--types " + given + ": give a whole number from 2");
        });
        // Not the user's mistake: a pipeline gives the number of labels that a data set happens to have.
        types.filter(given -> given < 2).ifPresent(given -> {
            throw new NothingToProduceException(
                    "--model " + method.id() + " needs the number of cell types, at least 2;" + " the data set has "
                            + (given == 0 ? "no labels" : "one type") + " (--types " + given + ")");
        });
    }
}

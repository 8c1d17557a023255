package org.sce2tm.embed;

import java.nio.file.Path;
import java.util.Optional;
import org.sce2tm.data.Orientation;

/**
 * What step {@code embed} works on.
 *
 * @param model the trained model
 * @param input expression of the new cells, anything that step {@code preprocess} reads
 * @param matrix which matrix of an .h5ad file; absent for the one that the model was made from
 * @param orientation what the rows of a text table are
 * @param external the new cells' external embedding, for models that take it as input
 */
public record EmbedOptions(
        Path model, Path input, Optional<String> matrix, Orientation orientation, Optional<Path> external) {}

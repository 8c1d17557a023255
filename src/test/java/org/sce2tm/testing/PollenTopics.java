package org.sce2tm.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.IntStream;
import org.sce2tm.data.DenseMatrix;
import org.sce2tm.geneset.TopicGenes;

/** The 20 topics over 5000 genes that the peers' enrichment numbers were computed from. */
public final class PollenTopics {
    private PollenTopics() {}

    /**
     * One of the two tables.
     *
     * @param name {@code beta_distinct} or {@code beta_collapsed}
     */
    public static TopicGenes read(String name) {
        try (OracleFile file = OracleFile.open("oracle/metrics/topics/pollen_beta.h5")) {
            List<String> genes = Files.readAllLines(SharedFiles.path("oracle/metrics/topics/pollen_genes.txt"));
            int[] shape = file.shape(name);
            return new TopicGenes(
                    IntStream.range(0, shape[0]).mapToObj(Integer::toString).toList(),
                    genes,
                    DenseMatrix.ofFloats(shape[0], shape[1], file.floats(name)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

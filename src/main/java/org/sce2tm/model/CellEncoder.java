package org.sce2tm.model;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.sce2tm.data.BadDataException;
import org.sce2tm.data.CsrMatrix;
import org.sce2tm.data.DenseMatrix;
import org.sce2tm.data.NothingToProduceException;
import org.sce2tm.model.ScViOptions.Form;
import org.sce2tm.model.ScViOptions.Signs;
import org.sce2tm.nn.Backend;

/** A trained model's way of putting new cells where it put its own. */
public final class CellEncoder {
    /** New cells are always represented by means. */
    private static final Noise NO_DRAWS = (rows, columns) -> new float[rows * columns];

    private final ModelFile model;
    private final Path file;

    private CellEncoder(ModelFile model, Path file) {
        this.model = model;
        this.file = file;
    }

    /**
     * @param file where the model was read from, for messages
     * @throws NothingToProduceException if the model's method cannot represent new cells
     */
    public static CellEncoder of(ModelFile model, Path file) {
        if (model.trained().weights().isEmpty()) {
            throw new NothingToProduceException(file + " is a model '" + model.method()
                    + "', which has learned nothing that new cells could be put through");
        }
        return new CellEncoder(model, file);
    }

    /** Whether it reads the cells' counts in place of their expression. */
    public boolean needsCounts() {
        return "counts".equals(model.options().get("input"));
    }

    private Clustered clustered() {
        return Clustered.valueOf(model.options().getOrDefault("clustered", "mu").toUpperCase(Locale.ROOT));
    }

    private Signs signs() {
        return Signs.valueOf(model.options().getOrDefault("signs", "together").toUpperCase(Locale.ROOT));
    }

    /** From their beginning: the model's own cells come out as they did. */
    private Uniforms drawsOfTraining() {
        long seed = Long.parseLong(model.options().getOrDefault("seed", "0"));
        return Uniforms.from(TrainingRun.random(seed, TrainingRun.Stream.EVALUATION));
    }

    /** Whether it reads the cells' external embedding. */
    public boolean needsExternal() {
        return "yes".equals(model.options().get("external_as_input"));
    }

    /**
     * New cells in evaluation mode.
     *
     * @param x n x V over the model's genes: counts if {@link #needsCounts}, otherwise preprocessed as its training cells
     *     were
     * @param external n x D; read only if {@link #needsExternal}
     * @throws BadDataException if the model's weights do not fit each other
     */
    public Representation represent(CsrMatrix x, Optional<DenseMatrix> external, Backend backend) {
        Map<String, DenseMatrix> weights = model.trained().weights();
        try {
            return switch (model.method()) {
                case "sce2tm" -> ScE2tm.load(backend, weights, clustered()).represent(x, external);
                case "scvi" -> ScVi.load(backend, Form.SCVI, signs(), weights).represent(x);
                case "scvi-ld" ->
                    ScVi.load(backend, Form.SCVI_LD, signs(), weights).represent(x);
                case "scetm" -> ScEtm.load(backend, weights, clustered()).represent(x);
                case "spruce" -> Spruce.load(backend, weights, clustered()).represent(x, NO_DRAWS);
                case "d-scigm" -> DScIgm.load(backend, weights, model.options()).represent(x, drawsOfTraining());
                case "pca" -> PcaMethod.represent(x, weights);
                default ->
                    throw new NothingToProduceException(
                            file + " is a model '" + model.method() + "', which this version does not know");
            };
        } catch (IllegalArgumentException e) {
            throw new BadDataException(
                    file + ", uns/parameters",
                    "is damaged: " + e.getMessage(),
                    "Give the model.h5ad as 'sce2tm train' wrote it",
                    e);
        }
    }
}

package org.sce2tm.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.sce2tm.data.DenseMatrix;
import org.sce2tm.nn.Backend;
import org.sce2tm.nn.Blocks;
import org.sce2tm.nn.Mode;
import org.sce2tm.nn.Ops;
import org.sce2tm.nn.Over;
import org.sce2tm.nn.Parameter;
import org.sce2tm.nn.RowLoss;
import org.sce2tm.nn.Tape;
import org.sce2tm.nn.Tensor;
import org.sce2tm.nn.Unary;

/**
 * The two phases of {@link ScLega} over some cells, all of them in every step: the losses "first" and "second" of its
 * equations.
 */
final class ScLegaTraining {
    /** What the logarithm of a probability is held above: far below what single precision holds. */
    private static final Unary LOG = Unary.log(-100);

    private final Backend backend;
    private final ScLega model;
    private final ScLegaOptions options;
    private final ScLegaInput input;
    private final ScLegaDraws draws;
    private final RowLoss decoder;

    /** @param decoded cells that the decoder takes at a time, which bounds what is held of cells x genes */
    ScLegaTraining(
            Backend backend, ScLega model, ScLegaOptions options, ScLegaInput input, int decoded, ScLegaDraws draws) {
        this.backend = backend;
        this.model = model;
        this.options = options;
        this.input = input;
        this.draws = draws;
        this.decoder = new RowLoss(backend, decoded, (z, from) -> model.zinb(input, z, from));
    }

    /** A pass in training mode that learns nothing but running statistics. */
    DenseMatrix embedding(Tape tape) {
        tape.begin(Mode.TRAINING);
        return ModelOutput.matrix(model.encode(tape, input, draws).z());
    }

    private BatchLoss loss(ScLega.Encoding cells, Optional<Tensor> divergence, double zinbWeight, double graphWeight) {
        Tensor zinb = decoder.of(cells.z());
        Tensor graph = Blocks.sigmoidGramError(cells.graph(), input.distances());
        Tensor total = Ops.add(Ops.scale(zinbWeight, zinb), Ops.scale(graphWeight, graph));
        if (divergence.isPresent()) {
            total = Ops.add(total, divergence.get());
        }
        Map<String, Double> terms = new LinkedHashMap<>();
        terms.put("total", total.scalar());
        terms.put("zinb", zinb.scalar());
        terms.put("graph", graph.scalar());
        terms.put("kl", divergence.map(Tensor::scalar).orElse(0.0));
        return new BatchLoss(total, terms);
    }

    /** The first phase. */
    MinibatchModel pretraining() {
        return new Pretraining();
    }

    /**
     * The second phase.
     *
     * @param centres K x latent, where the centres start
     */
    Clustering clustering(DenseMatrix centres) {
        return new Clustering(centres);
    }

    /** Expression and graph. */
    private final class Pretraining implements MinibatchModel {
        private double best = Double.POSITIVE_INFINITY;
        private int epochsSince;

        @Override
        public List<Parameter> parameters() {
            return model.parameters();
        }

        @Override
        public BatchLoss loss(Tape tape, Batch batch) {
            // here and not after the step, for the second phase begins with the last step's
            model.parameters().forEach(Parameter::zeroGradient);
            BatchLoss loss = ScLegaTraining.this.loss(
                    model.encode(tape, input, draws),
                    Optional.empty(),
                    1,
                    options.pretraining().graphWeight());
            double total = loss.terms().get("total");
            epochsSince = total < best ? 0 : epochsSince + 1;
            best = Math.min(best, total);
            return loss;
        }

        @Override
        public boolean isFinished() {
            return epochsSince > options.pretraining().patience();
        }
    }

    /** Towards the centres; the gradient goes through q and through p. */
    final class Clustering implements MinibatchModel {
        private final Parameter centres;
        private int[] labels = {};
        private double change = 1;
        private int epochs;

        private Clustering(DenseMatrix start) {
            centres = new Parameter(backend, "centres", start.rows(), start.columns(), start.toFloats());
            centres.set(start.values());
        }

        /** All but the decoder and the batch norms, which the authors leave out. */
        @Override
        public List<Parameter> parameters() {
            return Stream.concat(
                            model.parameters().stream()
                                    .filter(parameter -> parameter.name().matches("(enc_|attn|gnn_|z_layer).*")),
                            Stream.of(centres))
                    .toList();
        }

        @Override
        public BatchLoss loss(Tape tape, Batch batch) {
            ScLega.Encoding cells = model.encode(tape, input, draws);
            Tensor q = ScLega.assignment(cells.z(), tape.parameter(centres));
            Tensor p = ScLega.sharpened(q);
            Tensor logRatio = Ops.subtract(Ops.map(LOG, p), Ops.map(LOG, q));
            Tensor divergence = Ops.scale(1.0 / p.rows(), Ops.sum(Over.ALL, Ops.multiply(p, logRatio)));
            see(ScLega.labels(p));
            epochs = batch.finishedEpochs();
            ScLegaOptions.Clustering weight = options.clustering();
            return ScLegaTraining.this.loss(cells, Optional.of(divergence), weight.zinbWeight(), weight.graphWeight());
        }

        private void see(int[] next) {
            int changed = 0;
            for (int i = 0; i < next.length; i++) {
                changed += labels.length == 0 || labels[i] != next[i] ? 1 : 0;
            }
            change = (double) changed / next.length;
            labels = next;
        }

        @Override
        public boolean isFinished() {
            ScLegaOptions.Clustering stop = options.clustering();
            return epochs > stop.stopAfter() && change < stop.stopChange();
        }

        /** The likeliest cluster of each cell before the last step. */
        int[] labels() {
            return labels;
        }

        /** K x latent. */
        DenseMatrix centres() {
            return ModelOutput.matrix(centres);
        }
    }
}

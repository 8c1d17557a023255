package org.sce2tm.model;

import java.util.LinkedHashMap;
import java.util.Map;
import org.sce2tm.cli.ChoiceConverter;
import org.sce2tm.cli.UsageException;

/**
 * Hyper-parameters of {@link ScLega}; {@link #REFERENCE} is what the authors' code does, but for the evaluation.
 *
 * @param data what it makes of the cells
 * @param network sizes and noise
 * @param pretraining the first phase
 * @param clustering the second
 * @param clip most that the 2-norm of all gradients together may be, above 0
 * @param evaluation how the trained network represents the cells: as the mean, without draws and by the running
 *     statistics; or by draws, with noise, dropout and the statistics of the cells at hand, as the authors' code, which
 *     never leaves training
 */
public record ScLegaOptions(
        Data data,
        Network network,
        Pretraining pretraining,
        Clustering clustering,
        double clip,
        Evaluation evaluation) {
    /**
     * What is made of the cells.
     *
     * @param neighbors the Gaussian's width is half the distance to the last of so many nearest cells, the cell itself
     *     counted, at least 2
     * @param trainCells of more cells than these, so many at random are learned from, at least 2
     * @param tailorRate the share of genes, those of the largest sums first, whose counts stay as they are, in (0, 1]
     * @param lossRate what the counts of the others are multiplied by, above 0
     */
    public record Data(int neighbors, int trainCells, double tailorRate, double lossRate) {
        public Data {
            Check.atLeast("--kernel-neighbors", neighbors, 2);
            Check.atLeast("--train-cells", trainCells, 2);
            Check.fraction("--tailor-rate", tailorRate);
            Check.positive("--loss-rate", lossRate);
        }
    }

    /**
     * Sizes and noise.
     *
     * @param hidden1 width of the first layer, at least 1
     * @param hidden2 width of the second, at least 1
     * @param latent width of the embedding, at least 1
     * @param decoder1 width of the layer after the embedding, at least 1
     * @param decoder2 width of the layer after that, at least 1
     * @param heads of the attention, each as wide as what it attends to, at least 1
     * @param noise standard deviation relative to what it is added to, at least 0
     * @param dropout share of the queries set to 0 in training, in [0, 1)
     */
    public record Network(
            int hidden1, int hidden2, int latent, int decoder1, int decoder2, int heads, double noise, double dropout) {
        public Network {
            Check.atLeast("--encoder-sizes", Math.min(hidden1, hidden2), 1);
            Check.atLeast("--latent", latent, 1);
            Check.atLeast("--encoder-sizes", Math.min(decoder1, decoder2), 1);
            Check.atLeast("--heads", heads, 1);
            Check.notNegative("--input-noise", noise);
            Check.dropout("--dropout", dropout);
        }

        /** With a decoder that mirrors the encoder. */
        public static Network mirrored(int hidden1, int hidden2, int latent, int heads, double noise, double dropout) {
            return new Network(hidden1, hidden2, latent, hidden2, hidden1, heads, noise, dropout);
        }
    }

    /**
     * The first phase.
     *
     * @param schedule epochs and rates; the batch is all cells, whatever it says
     * @param graphWeight weight of the graph beside the expression, at least 0
     * @param patience it ends when so many epochs in a row have not lowered the loss, at least 1
     */
    public record Pretraining(TrainingSchedule schedule, double graphWeight, int patience) {
        public Pretraining {
            Check.notNegative("--pretraining-graph-weight", graphWeight);
            Check.atLeast("--patience", patience, 1);
        }
    }

    /**
     * The second phase, in which the divergence from the target assignment has weight 1.
     *
     * @param zinbWeight of the expression, at least 0
     * @param graphWeight of the graph, at least 0
     * @param resolution of the clusters whose means the centres start from, at least 0
     * @param stopChange it ends when a smaller share of cells than this changes cluster, at least 0
     * @param stopAfter but only after so many epochs, at least 0
     */
    public record Clustering(
            double zinbWeight, double graphWeight, double resolution, double stopChange, int stopAfter) {
        public Clustering {
            Check.notNegative("--clustering-zinb-weight", zinbWeight);
            Check.notNegative("--clustering-graph-weight", graphWeight);
            Check.notNegative("--start-resolution", resolution);
            Check.notNegative("--stop-change", stopChange);
            Check.atLeast("--stop-after", stopAfter, 0);
        }
    }

    /** Every step sees all cells. */
    private static final int ALL = Integer.MAX_VALUE;

    /** The authors' code, but for the evaluation, which there is by draws. */
    public static final ScLegaOptions REFERENCE = new ScLegaOptions(
            new Data(15, 4000, 0.9, 2),
            Network.mirrored(256, 64, 16, 8, 0.1, 0.2),
            new Pretraining(new TrainingSchedule(200, ALL, 1e-3, 40, 0.5, Minibatches.Rest.KEPT), 0.1, 50),
            new Clustering(0.1, 0.01, 1, 1e-3, 20),
            3,
            Evaluation.MEAN);

    /** The second phase. */
    public static final TrainingSchedule SCHEDULE = TrainingSchedule.constant(100, ALL, 1e-3);

    /** @throws UsageException if the bound is not above 0 */
    public ScLegaOptions {
        Check.positive("--clip", clip);
    }

    /** The values under their option names, for records of a run. */
    public Map<String, Object> asMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("kernel_neighbors", data.neighbors());
        map.put("train_cells", data.trainCells());
        map.put("tailor_rate", data.tailorRate());
        map.put("loss_rate", data.lossRate());
        map.put("encoder_sizes", network.hidden1() + "," + network.hidden2());
        map.put("latent", network.latent());
        map.put("heads", network.heads());
        map.put("input_noise", network.noise());
        map.put("dropout", network.dropout());
        map.put("pretraining_epochs", pretraining.schedule().epochs());
        map.put("pretraining_rate", pretraining.schedule().learningRate());
        map.put("lr_decay_every", pretraining.schedule().decayEvery());
        map.put("lr_decay", pretraining.schedule().decayFactor());
        map.put("pretraining_graph_weight", pretraining.graphWeight());
        map.put("patience", pretraining.patience());
        map.put("clustering_zinb_weight", clustering.zinbWeight());
        map.put("clustering_graph_weight", clustering.graphWeight());
        map.put("start_resolution", clustering.resolution());
        map.put("stop_change", clustering.stopChange());
        map.put("stop_after", clustering.stopAfter());
        map.put("clip", clip);
        map.put("evaluation", ChoiceConverter.text(evaluation));
        return map;
    }
}

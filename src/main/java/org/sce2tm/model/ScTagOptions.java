package org.sce2tm.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.sce2tm.cli.ChoiceConverter;
import org.sce2tm.cli.UsageException;

/**
 * Hyper-parameters of {@link ScTag}; {@link #REFERENCE} is what the authors' code does.
 *
 * @param graph of the cells
 * @param network sizes and wiring
 * @param losses weights
 * @param pretraining what comes before clustering
 */
public record ScTagOptions(Graph graph, Network network, Losses losses, Pretraining pretraining) {
    /** How far a graph convolution reaches. */
    public enum Propagation {
        /** {@code [X, ÂX, ÂX, ÂX]}: the layer that the authors used never multiplies a second time. */
        ONE_HOP,
        /** {@code [X, ÂX, Â²X, Â³X]}, as a topology-adaptive convolution is defined and the paper means it. */
        POWERS
    }

    /**
     * Which cells are neighbours.
     *
     * @param components principal components that distances are taken on, at least 1; fewer where the data have fewer
     * @param neighbors nearest cells, the cell itself among them, at least 2; fewer where there are fewer cells
     */
    public record Graph(int components, int neighbors) {
        public Graph {
            Check.atLeast("--graph-components", components, 1);
            Check.atLeast("--graph-neighbors", neighbors, 2);
        }
    }

    /**
     * Sizes and wiring.
     *
     * @param hidden width of the first graph convolution, at least 1
     * @param latent width of the second: the embedding, at least 1
     * @param decoder widths of the layers from the embedding to the expression, each at least 1
     * @param adjacencySize width of the layer before the bilinear form that gives the graph back, at least 1
     * @param propagation how far a convolution reaches
     */
    public record Network(int hidden, int latent, List<Integer> decoder, int adjacencySize, Propagation propagation) {
        public Network {
            decoder = List.copyOf(decoder);
            Check.atLeast("--hidden", hidden, 1);
            Check.atLeast("--latent", latent, 1);
            Check.atLeast("--adjacency-size", adjacencySize, 1);
            if (decoder.isEmpty()) {
                throw new UsageException("--decoder-sizes: give at least one width");
            }
            decoder.forEach(width -> Check.atLeast("--decoder-sizes", width, 1));
        }
    }

    /**
     * Weights of the loss; 0 leaves a term out of the total.
     *
     * @param adjacency of the graph's reconstruction, at least 0
     * @param zinb of the expression's likelihood, at least 0
     * @param kl of the divergence from the target assignment, at least 0; in the second phase only
     * @param refreshEvery epochs for which a target assignment is kept, at least 1
     */
    public record Losses(double adjacency, double zinb, double kl, int refreshEvery) {
        public Losses {
            Check.notNegative("--adjacency-weight", adjacency);
            Check.notNegative("--zinb-weight", zinb);
            Check.notNegative("--cluster-weight", kl);
            Check.atLeast("--refresh-every", refreshEvery, 1);
        }
    }

    /**
     * The first phase.
     *
     * @param epochs at least 1
     * @param rate learning rate, above 0
     */
    public record Pretraining(int epochs, double rate) {
        public Pretraining {
            Check.atLeast("--pretraining-epochs", epochs, 1);
            Check.positive("--pretraining-rate", rate);
        }
    }

    /** The authors' code. */
    public static final ScTagOptions REFERENCE = new ScTagOptions(
            new Graph(50, 15),
            new Network(128, 15, List.of(128, 256, 512), 32, Propagation.ONE_HOP),
            new Losses(0.3, 1, 1.5, 8),
            new Pretraining(1000, 1e-4));

    /** The second phase; every step sees all cells. */
    public static final TrainingSchedule SCHEDULE = TrainingSchedule.constant(300, Integer.MAX_VALUE, 5e-4);

    /** The values under their option names, for records of a run. */
    public Map<String, Object> asMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("graph_components", graph.components());
        map.put("graph_neighbors", graph.neighbors());
        map.put("hidden", network.hidden());
        map.put("latent", network.latent());
        map.put("decoder_sizes", network.decoder().stream().map(String::valueOf).collect(Collectors.joining(",")));
        map.put("adjacency_size", network.adjacencySize());
        map.put("propagation", ChoiceConverter.text(network.propagation()));
        map.put("adjacency_weight", losses.adjacency());
        map.put("zinb_weight", losses.zinb());
        map.put("cluster_weight", losses.kl());
        map.put("refresh_every", losses.refreshEvery());
        map.put("pretraining_epochs", pretraining.epochs());
        map.put("pretraining_rate", pretraining.rate());
        return map;
    }
}

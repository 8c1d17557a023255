package org.sce2tm.train;

import java.util.List;
import java.util.Optional;
import org.sce2tm.cli.ChoiceConverter;
import org.sce2tm.model.ScTagOptions;
import org.sce2tm.model.ScTagOptions.Graph;
import org.sce2tm.model.ScTagOptions.Losses;
import org.sce2tm.model.ScTagOptions.Network;
import org.sce2tm.model.ScTagOptions.Pretraining;
import org.sce2tm.model.ScTagOptions.Propagation;
import picocli.CommandLine.Option;

/** The options of {@code --model sctag}. */
final class ScTagArguments {
    @Option(
            names = "--propagation",
            converter = PropagationConverter.class,
            paramLabel = "one-hop|powers",
            description = "What a graph convolution sees of X: X and three times its neighbours' mean, as the authors'"
                    + " layer gives it (default), or the neighbours' mean taken once, twice and three times, as the"
                    + " paper means it.")
    private Optional<Propagation> propagation = Optional.empty();

    @Option(
            names = "--decoder-sizes",
            split = ",",
            paramLabel = "N",
            description = "Widths of the layers from the embedding to the expression (default: 128,256,512).")
    private List<Integer> decoderSizes = List.of();

    @Option(
            names = "--adjacency-size",
            paramLabel = "N",
            description = "Width of the layer before the bilinear form that gives the graph back (default: 32).")
    private Optional<Integer> adjacencySize = Optional.empty();

    @Option(
            names = "--graph-components",
            paramLabel = "N",
            description = "Principal components of the standardised expression that the graph is built on"
                    + " (default: 50).")
    private Optional<Integer> components = Optional.empty();

    @Option(
            names = "--graph-neighbors",
            paramLabel = "K",
            description = "Neighbours of a cell in the graph, the cell itself among them (default: 15).")
    private Optional<Integer> neighbors = Optional.empty();

    @Option(
            names = "--adjacency-weight",
            paramLabel = "W",
            description = "Weight of the graph's reconstruction error (default: 0.3).")
    private Optional<Double> adjacencyWeight = Optional.empty();

    @Option(
            names = "--zinb-weight",
            paramLabel = "W",
            description = "Weight of the likelihood of the standardised expression (default: 1).")
    private Optional<Double> zinbWeight = Optional.empty();

    @Option(
            names = "--cluster-weight",
            paramLabel = "W",
            description = "Weight of the divergence of cells from their target clusters (default: 1.5).")
    private Optional<Double> clusterWeight = Optional.empty();

    @Option(
            names = "--refresh-every",
            paramLabel = "N",
            description = "Epochs for which target clusters are kept (default: 8).")
    private Optional<Integer> refreshEvery = Optional.empty();

    /** @throws org.sce2tm.cli.UsageException if a value is out of its range */
    ScTagOptions options(NetworkArguments shared, ScheduleArguments schedule) {
        ScTagOptions defaults = ScTagOptions.REFERENCE;
        return new ScTagOptions(
                new Graph(
                        components.orElse(defaults.graph().components()),
                        neighbors.orElse(defaults.graph().neighbors())),
                new Network(
                        shared.hidden(defaults.network().hidden()),
                        shared.latent(defaults.network().latent()),
                        decoderSizes.isEmpty() ? defaults.network().decoder() : decoderSizes,
                        adjacencySize.orElse(defaults.network().adjacencySize()),
                        propagation.orElse(defaults.network().propagation())),
                new Losses(
                        adjacencyWeight.orElse(defaults.losses().adjacency()),
                        zinbWeight.orElse(defaults.losses().zinb()),
                        clusterWeight.orElse(defaults.losses().kl()),
                        refreshEvery.orElse(defaults.losses().refreshEvery())),
                new Pretraining(
                        schedule.pretrainingEpochs(defaults.pretraining().epochs()),
                        schedule.pretrainingRate(defaults.pretraining().rate())));
    }

    /** Reads {@link Propagation}. */
    static final class PropagationConverter extends ChoiceConverter<Propagation> {
        PropagationConverter() {
            super(Propagation.class);
        }
    }
}

package org.sce2tm.train;

import java.util.List;
import org.sce2tm.cli.UsageException;
import org.sce2tm.model.ScLegaOptions;
import org.sce2tm.model.TrainingSchedule;
import picocli.CommandLine.Option;

/** The options of {@code --model sclega}. */
final class ScLegaArguments {
    private static final ScLegaOptions DEFAULTS = ScLegaOptions.REFERENCE;

    @Option(
            names = "--encoder-sizes",
            split = ",",
            paramLabel = "N",
            description = "Widths of the encoder's two layers before the embedding, which the decoder mirrors (default:"
                    + " 256,64).")
    private List<Integer> encoderSizes = List.of();

    @Option(
            names = "--heads",
            paramLabel = "N",
            description = "Heads of the attention, each as wide as what it attends to (default: ${DEFAULT-VALUE}).")
    private int heads = DEFAULTS.network().heads();

    @Option(
            names = "--input-noise",
            paramLabel = "S",
            description = "Deviation, relative to each value, of the noise that training adds before the layers of the"
                    + " encoder (default: ${DEFAULT-VALUE}).")
    private double noise = DEFAULTS.network().noise();

    @Option(
            names = "--kernel-neighbors",
            paramLabel = "K",
            description = "The Gaussian graph's width at a cell is half the distance to the K-th nearest, the cell"
                    + " itself counted (default: ${DEFAULT-VALUE}).")
    private int neighbors = DEFAULTS.data().neighbors();

    @Option(
            names = "--train-cells",
            paramLabel = "N",
            description = "Of more cells than these, so many are learned from, drawn at random; time grows with their"
                    + " square, up to 8192 cells memory too (default: ${DEFAULT-VALUE}).")
    private int trainCells = DEFAULTS.data().trainCells();

    @Option(
            names = "--tailor-rate",
            paramLabel = "F",
            description = "The share of genes, those of the largest sums first, whose counts are explained as they are"
                    + " (default: ${DEFAULT-VALUE}).")
    private double tailorRate = DEFAULTS.data().tailorRate();

    @Option(
            names = "--loss-rate",
            paramLabel = "F",
            description = "What the counts of the other genes are multiplied by (default: ${DEFAULT-VALUE}).")
    private double lossRate = DEFAULTS.data().lossRate();

    @Option(
            names = "--pretraining-graph-weight",
            paramLabel = "W",
            description = "Weight of the graph without clusters, where the expression has 1 (default:"
                    + " ${DEFAULT-VALUE}).")
    private double pretrainingGraphWeight = DEFAULTS.pretraining().graphWeight();

    @Option(
            names = "--patience",
            paramLabel = "N",
            description = "Pretraining ends when more epochs than these in a row have not lowered its loss (default:"
                    + " ${DEFAULT-VALUE}).")
    private int patience = DEFAULTS.pretraining().patience();

    @Option(
            names = "--clustering-zinb-weight",
            paramLabel = "W",
            description = "Weight of the expression with clusters, which have 1 (default: ${DEFAULT-VALUE}).")
    private double zinbWeight = DEFAULTS.clustering().zinbWeight();

    @Option(
            names = "--clustering-graph-weight",
            paramLabel = "W",
            description = "Weight of the graph with clusters (default: ${DEFAULT-VALUE}).")
    private double graphWeight = DEFAULTS.clustering().graphWeight();

    @Option(
            names = "--start-resolution",
            paramLabel = "R",
            description = "Resolution of the communities whose means the centres start from (default:"
                    + " ${DEFAULT-VALUE}).")
    private double resolution = DEFAULTS.clustering().resolution();

    @Option(
            names = "--stop-change",
            paramLabel = "F",
            description = "Training with clusters ends when a smaller share of cells changes cluster in an epoch"
                    + " (default: ${DEFAULT-VALUE}).")
    private double stopChange = DEFAULTS.clustering().stopChange();

    @Option(
            names = "--stop-after",
            paramLabel = "N",
            description = "But not in its first N epochs (default: ${DEFAULT-VALUE}).")
    private int stopAfter = DEFAULTS.clustering().stopAfter();

    /** @throws UsageException if a value is out of its range */
    ScLegaOptions options(NetworkArguments shared, ScheduleArguments schedule) {
        TrainingSchedule first = DEFAULTS.pretraining().schedule();
        return new ScLegaOptions(
                new ScLegaOptions.Data(neighbors, trainCells, tailorRate, lossRate),
                network(shared),
                new ScLegaOptions.Pretraining(
                        schedule.decaying(
                                first,
                                schedule.pretrainingEpochs(first.epochs()),
                                schedule.pretrainingRate(first.learningRate())),
                        pretrainingGraphWeight,
                        patience),
                new ScLegaOptions.Clustering(zinbWeight, graphWeight, resolution, stopChange, stopAfter),
                schedule.clip(DEFAULTS.clip()),
                shared.evaluation(DEFAULTS.evaluation()));
    }

    private ScLegaOptions.Network network(NetworkArguments shared) {
        ScLegaOptions.Network defaults = DEFAULTS.network();
        if (!encoderSizes.isEmpty() && encoderSizes.size() != 2) {
            throw new UsageException("--encoder-sizes: give two whole numbers, such as 256,64");
        }
        return ScLegaOptions.Network.mirrored(
                encoderSizes.isEmpty() ? defaults.hidden1() : encoderSizes.get(0),
                encoderSizes.isEmpty() ? defaults.hidden2() : encoderSizes.get(1),
                shared.latent(defaults.latent()),
                heads,
                noise,
                shared.dropout(defaults.dropout()));
    }
}

package org.sce2tm.train;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.sce2tm.cli.ChoiceConverter;
import org.sce2tm.cli.UsageException;
import org.sce2tm.model.DScIgmOptions;
import org.sce2tm.model.DScIgmOptions.Gradients;
import org.sce2tm.model.PriorFiles;
import picocli.CommandLine.Option;

/** The options of {@code --model d-scigm}. */
final class DScIgmArguments {
    private static final DScIgmOptions DEFAULTS = DScIgmOptions.DEFAULTS;

    /** What joins the units of the encoder. */
    enum Prior {
        NONE,
        GENE_SETS
    }

    @Option(
            names = "--prior",
            converter = PriorConverter.class,
            paramLabel = "WHAT",
            description = "none (default): every unit of the encoder is joined to all below it, as in the scE2TM paper."
                    + " gene-sets: the lowest layer's units are the genes of --gene-sets, the next layer's its sets,"
                    + " each joined to its genes alone.")
    private Prior prior = Prior.NONE;

    @Option(names = "--gene-sets", paramLabel = "FILE.gmt", description = "Gene sets of --prior gene-sets.")
    private Optional<Path> geneSets = Optional.empty();

    @Option(
            names = "--hierarchy",
            split = ",",
            paramLabel = "FILE.gmt",
            description = "Up to four more files, one a layer: sets whose members are names of the sets of the file"
                    + " before. Layers above are joined wholly.")
    private List<Path> hierarchy = List.of();

    @Option(
            names = "--links",
            paramLabel = "FILE.tsv",
            description = "Pairs of genes, tab-separated: a unit is joined to the genes linked to its own as well.")
    private Optional<Path> links = Optional.empty();

    @Option(
            names = "--hidden-sizes",
            split = ",",
            paramLabel = "N",
            description = "Widths of the encoder's six layers, bottom up (default: 9275,1387,1066,447,147,26, those of"
                    + " the authors' prior); where a prior describes a layer, its own width counts.")
    private List<Integer> hiddenSizes = List.of();

    @Option(
            names = "--layer-topics",
            split = ",",
            paramLabel = "K",
            description = "Numbers of topics of the six layers, bottom up (default: --topics in each).")
    private List<Integer> layerTopics = List.of();

    @Option(
            names = "--draws",
            paramLabel = "N",
            description = "Draws that a cell's topics are the mean of (default: 50).")
    private int draws = DEFAULTS.draws();

    @Option(
            names = "--prior-weight",
            paramLabel = "W",
            description = "Weight of the top layer's divergence from Gamma(1, 1) (default: 0).")
    private double priorWeight = DEFAULTS.priorWeight();

    @Option(
            names = "--gradients",
            converter = GradientsConverter.class,
            paramLabel = "HOW",
            description = "accumulated (default): encoder and decoder each step on the gradients of two passes, as the"
                    + " authors' code does. separate: each on those of its own.")
    private Gradients gradients = DEFAULTS.gradients();

    /** @throws UsageException if a value is out of its range or options contradict each other */
    DScIgmOptions options(NetworkArguments shared, ScheduleArguments schedule) {
        if (!layerTopics.isEmpty() && shared.topics().isPresent()) {
            throw new UsageException("--topics and --layer-topics contradict each other: give one of them");
        }
        return new DScIgmOptions(
                layerTopics.isEmpty()
                        ? DScIgmOptions.everywhere(
                                shared.topics(DEFAULTS.topics().get(0)))
                        : layerTopics,
                shared.embeddingSize(DEFAULTS.embeddingSize()),
                hiddenSizes.isEmpty() ? DEFAULTS.hiddenSizes() : hiddenSizes,
                priorFiles(),
                draws,
                priorWeight,
                gradients,
                schedule.clip(DEFAULTS.clip()),
                shared.clustered(DEFAULTS.clustered()),
                shared.evaluation(DEFAULTS.evaluation()));
    }

    private Optional<PriorFiles> priorFiles() {
        if (prior == Prior.NONE) {
            if (!hierarchy.isEmpty() || links.isPresent() || geneSets.isPresent()) {
                throw new UsageException(
                        (links.isPresent() ? "--links" : geneSets.isPresent() ? "--gene-sets" : "--hierarchy")
                                + " is part of a prior: add --prior gene-sets --gene-sets FILE.gmt");
            }
            return Optional.empty();
        }
        Path lowest = geneSets.orElseThrow(
                () -> new UsageException("--prior gene-sets needs --gene-sets FILE.gmt, the sets to build it from"));
        return Optional.of(new PriorFiles(lowest, hierarchy, links));
    }

    /** Reads {@link Prior}. */
    static final class PriorConverter extends ChoiceConverter<Prior> {
        PriorConverter() {
            super(Prior.class);
        }
    }

    /** Reads {@link Gradients}. */
    static final class GradientsConverter extends ChoiceConverter<Gradients> {
        GradientsConverter() {
            super(Gradients.class);
        }
    }
}

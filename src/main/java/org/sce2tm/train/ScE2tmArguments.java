package org.sce2tm.train;

import java.util.Optional;
import org.sce2tm.cli.ChoiceConverter;
import org.sce2tm.cli.UsageException;
import org.sce2tm.model.ScE2tmOptions;
import org.sce2tm.model.ScE2tmOptions.Consistency;
import org.sce2tm.model.ScE2tmOptions.CrossView;
import org.sce2tm.model.ScE2tmOptions.Ecr;
import org.sce2tm.model.ScE2tmOptions.Entropy;
import org.sce2tm.model.ScE2tmOptions.Network;
import org.sce2tm.model.ScE2tmOptions.Plan;
import picocli.CommandLine.Option;

/** The options of {@code --model sce2tm}; what is not given comes from the preset. */
final class ScE2tmArguments {
    /** Which defaults. */
    enum Preset {
        REFERENCE,
        PAPER
    }

    /** A switch. */
    enum Switch {
        ON,
        OFF
    }

    @Option(
            names = "--preset",
            converter = PresetConverter.class,
            paramLabel = "NAME",
            description = "reference: what the authors' code does, which made the published numbers (default). paper:"
                    + " the equations as printed; the same as --distillation-temperature 2 --consistency log-of-sum"
                    + " --entropy cell-sum --ecr-plan constant --decoder-batch-norm off --clustered theta. Its"
                    + " entropy term rewards cells that belong to every topic.")
    private Preset preset = Preset.REFERENCE;

    @Option(
            names = "--tau",
            paramLabel = "T",
            description = "Temperature of the softmax over topics that makes the topic-gene matrix (default: 0.2).")
    private Optional<Double> tau = Optional.empty();

    @Option(
            names = "--decoder-batch-norm",
            converter = SwitchConverter.class,
            paramLabel = "on|off",
            description = "Batch-normalise the decoder's output before the softmax over genes (default: on; paper:"
                    + " off).")
    private Optional<Switch> decoderBatchNorm = Optional.empty();

    @Option(
            names = "--external-as-input",
            description = "Ablation \"w/ EC\": concatenate the external embedding to the encoder's input and use no"
                    + " cross-view loss. The paper names this ablation without defining it: this is our reading.")
    private boolean externalAsInput;

    @Option(
            names = "--cross-view",
            converter = SwitchConverter.class,
            paramLabel = "on|off",
            description = "off: ablation \"w/o CVE\", no cross-view loss enters the total; their values are still"
                    + " recorded (default: on).")
    private Switch crossView = Switch.ON;

    @Option(
            names = "--consistency-weight",
            paramLabel = "W",
            description = "Weight of CON, that a cell's topics agree in both views (default: 1).")
    private Optional<Double> consistencyWeight = Optional.empty();

    @Option(
            names = "--consistency",
            converter = ConsistencyConverter.class,
            paramLabel = "FORM",
            description = "mean-of-logs (default) or log-of-sum (paper).")
    private Optional<Consistency> consistency = Optional.empty();

    @Option(
            names = "--distillation-weight",
            paramLabel = "W",
            description = "Weight of NEI, that topics agree between a cell and its neighbor in the other view"
                    + " (default: 1).")
    private Optional<Double> distillationWeight = Optional.empty();

    @Option(
            names = "--distillation-temperature",
            paramLabel = "T",
            description = "What NEI divides cosine similarities by (default: 0.5; paper: 2).")
    private Optional<Double> distillationTemperature = Optional.empty();

    @Option(
            names = "--entropy-weight",
            paramLabel = "W",
            description = "alpha: REG, an entropy, is subtracted with this weight (default: 5).")
    private Optional<Double> entropyWeight = Optional.empty();

    @Option(
            names = "--entropy",
            converter = EntropyConverter.class,
            paramLabel = "FORM",
            description = "Of what: batch-mean (default), cell-sum (paper) or cell-mean.")
    private Optional<Entropy> entropy = Optional.empty();

    @Option(
            names = "--ecr-weight",
            paramLabel = "W",
            description = "lambda, weight of the embedding clustering regularisation; 0: ablation \"w/o ECR\""
                    + " (default: 100).")
    private Optional<Double> ecrWeight = Optional.empty();

    @Option(
            names = "--ecr-plan",
            converter = PlanConverter.class,
            paramLabel = "HOW",
            description = "differentiated through all Sinkhorn iterations (default) or constant (paper).")
    private Optional<Plan> ecrPlan = Optional.empty();

    @Option(
            names = "--sinkhorn-sharpness",
            paramLabel = "S",
            description = "The transport kernel is exp(-S x squared distance) (default: 20).")
    private Optional<Double> sharpness = Optional.empty();

    @Option(
            names = "--sinkhorn-tolerance",
            paramLabel = "T",
            description = "L1 error of the gene marginal at which Sinkhorn stops (default: 0.005).")
    private Optional<Double> tolerance = Optional.empty();

    @Option(
            names = "--sinkhorn-iterations",
            paramLabel = "N",
            description = "Most Sinkhorn iterations (default: 1000).")
    private Optional<Integer> iterations = Optional.empty();

    /** @throws UsageException if a value is out of its range or options contradict each other */
    ScE2tmOptions options(NetworkArguments shared) {
        ScE2tmOptions defaults = preset == Preset.PAPER ? ScE2tmOptions.PAPER : ScE2tmOptions.REFERENCE;
        Network network = new Network(
                shared.topics(defaults.network().topics()),
                shared.hidden(defaults.network().hidden()),
                shared.embeddingSize(defaults.network().embeddingSize()),
                tau.orElse(defaults.network().tau()),
                decoderBatchNorm
                        .map(Switch.ON::equals)
                        .orElse(defaults.network().decoderBatchNorm()),
                externalAsInput);
        CrossView losses = new CrossView(
                consistencyWeight.orElse(defaults.crossView().consistencyWeight()),
                consistency.orElse(defaults.crossView().consistency()),
                distillationWeight.orElse(defaults.crossView().distillationWeight()),
                distillationTemperature.orElse(defaults.crossView().distillationTemperature()),
                entropyWeight.orElse(defaults.crossView().entropyWeight()),
                entropy.orElse(defaults.crossView().entropy()));
        boolean off = crossView == Switch.OFF || externalAsInput;
        if (off && (consistencyWeight.isPresent() || distillationWeight.isPresent() || entropyWeight.isPresent())) {
            throw new UsageException((externalAsInput ? "--external-as-input" : "--cross-view off")
                    + " leaves every cross-view loss out: give no weight for one");
        }
        Ecr ecr = new Ecr(
                ecrWeight.orElse(defaults.ecr().weight()),
                sharpness.orElse(defaults.ecr().sharpness()),
                tolerance.orElse(defaults.ecr().tolerance()),
                iterations.orElse(defaults.ecr().maxIterations()),
                ecrPlan.orElse(defaults.ecr().plan()));
        return new ScE2tmOptions(network, off ? losses.off() : losses, ecr, shared.clustered(defaults.clustered()));
    }

    /** Reads {@link Preset}. */
    static final class PresetConverter extends ChoiceConverter<Preset> {
        PresetConverter() {
            super(Preset.class);
        }
    }

    /** Reads {@link Switch}. */
    static final class SwitchConverter extends ChoiceConverter<Switch> {
        SwitchConverter() {
            super(Switch.class);
        }
    }

    /** Reads {@link Consistency}. */
    static final class ConsistencyConverter extends ChoiceConverter<Consistency> {
        ConsistencyConverter() {
            super(Consistency.class);
        }
    }

    /** Reads {@link Entropy}. */
    static final class EntropyConverter extends ChoiceConverter<Entropy> {
        EntropyConverter() {
            super(Entropy.class);
        }
    }

    /** Reads {@link Plan}. */
    static final class PlanConverter extends ChoiceConverter<Plan> {
        PlanConverter() {
            super(Plan.class);
        }
    }
}

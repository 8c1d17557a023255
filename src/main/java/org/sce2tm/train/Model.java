package org.sce2tm.train;

import java.util.List;
import java.util.stream.Stream;
import org.sce2tm.cli.ChoiceConverter;

/** What {@code --model} names, with the shared options that it takes beside its own. */
enum Model {
    SCE2TM(Shared.SCHEDULE, "--topics", "--hidden", "--embedding-size", "--clustered"),
    SCVI(Shared.CONSTANT_RATE, "--latent", "--hidden", "--dropout", "--input"),
    SCVI_LD(Shared.CONSTANT_RATE, "--latent", "--hidden", "--dropout", "--input"),
    SCETM(
            Shared.CONSTANT_RATE,
            "--topics",
            "--hidden",
            "--embedding-size",
            "--dropout",
            "--input",
            "--clustered",
            "--clip"),
    SPRUCE(Shared.CONSTANT_RATE, "--topics", "--input", "--evaluation", "--clustered"),
    D_SCIGM(Shared.CONSTANT_RATE, "--topics", "--embedding-size", "--evaluation", "--clustered", "--clip"),
    SCTAG(Shared.TWO_PHASES, "--latent", "--hidden"),
    SCLEGA(Shared.DECAYING_TWO_PHASES, "--latent", "--dropout", "--evaluation", "--input", "--clip"),
    EXTERNAL(List.of()),
    PCA(List.of()),
    RANDOM(List.of(), "--topics"),
    LABELS(List.of());

    @SuppressWarnings("ImmutableEnumChecker") // an unmodifiable list
    private final List<String> shared;

    Model(List<String> schedule, String... network) {
        this.shared = Stream.concat(schedule.stream(), Stream.of(network)).toList();
    }

    /** As the option writes it. */
    String id() {
        return ChoiceConverter.text(this);
    }

    /** The options of {@link ScheduleArguments} and {@link NetworkArguments} that it takes. */
    List<String> shared() {
        return shared;
    }

    /** The options of {@link ScheduleArguments} that methods of a kind take. */
    private static final class Shared {
        static final List<String> CONSTANT_RATE = List.of("--epochs", "--batch-size", "--learning-rate");

        static final List<String> SCHEDULE =
                List.of("--epochs", "--batch-size", "--learning-rate", "--lr-decay-every", "--lr-decay");

        static final List<String> TWO_PHASES =
                List.of("--pretraining-epochs", "--pretraining-rate", "--epochs", "--learning-rate");

        static final List<String> DECAYING_TWO_PHASES = List.of(
                "--pretraining-epochs",
                "--pretraining-rate",
                "--epochs",
                "--learning-rate",
                "--lr-decay-every",
                "--lr-decay");
    }
}

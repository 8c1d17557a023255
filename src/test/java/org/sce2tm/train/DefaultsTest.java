package org.sce2tm.train;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.sce2tm.model.DScIgmOptions;
import org.sce2tm.model.Method;
import org.sce2tm.model.Minibatches.Rest;
import org.sce2tm.model.ScEtmOptions;
import org.sce2tm.model.ScLegaMethod;
import org.sce2tm.model.ScLegaOptions;
import org.sce2tm.model.ScTagOptions;
import org.sce2tm.model.ScViOptions;
import org.sce2tm.model.SpruceOptions;
import org.sce2tm.model.TrainingSchedule;
import org.sce2tm.nn.Adam;
import picocli.CommandLine;

/** What the baselines are trained with when no option is given: what their authors' code has, from papers and repositories named in docs/methods.md. */
@DisplayName("Defaults of the baselines")
class DefaultsTest {
    /** Of a command line that gives no option of the model. */
    private static Method method(Model model) {
        TrainCommand train = new TrainCommand();
        new CommandLine(train)
                .parseArgs("--model", model.id(), "--dataset", "d", "--seed", "1", "--output", "m", "--json", "j");
        return train.method();
    }

    static Stream<Arguments> parameters() {
        return Stream.of(
                // scVI; 10 dimensions are scvi-tools' own, the scE2TM notebook's are 100; epochs by the number of cells
                Arguments.of(Model.SCVI, scVi()),
                // scVI-LD
                Arguments.of(Model.SCVI_LD, scViLd()),
                // scETM; 50 topics are the authors' own, the notebook's are 100
                Arguments.of(
                        Model.SCETM,
                        Map.ofEntries(
                                entry("topics", 50),
                                entry("hidden", 128),
                                entry("embedding_size", 400),
                                entry("dropout", 0.1),
                                entry("input", "auto"),
                                entry("kl_weight", 1e-7),
                                entry("kl_warmup", 1 / 3.0),
                                entry("rate_decay", 6e-5),
                                entry("clip", 50.0),
                                entry("clustered", "mu"),
                                entry("epochs", 12_000),
                                entry("batch_size", 2000),
                                entry("learning_rate", 5e-3),
                                entry("lr_decay_every", 12_000),
                                entry("lr_decay", 1.0))),
                // SPRUCE: layers and topics of the published model, epochs of that of T cells; means where theirs draws
                Arguments.of(
                        Model.SPRUCE,
                        Map.ofEntries(
                                entry("topics", 25),
                                entry("layers", "200,200,100"),
                                entry("input", "auto"),
                                entry("evaluation", "mean"),
                                entry("clustered", "theta"),
                                entry("epochs", 2500),
                                entry("batch_size", 128),
                                entry("learning_rate", 0.01),
                                entry("lr_decay_every", 2500),
                                entry("lr_decay", 1.0))),
                // d-scIGM, the variant without a prior
                Arguments.of(
                        Model.D_SCIGM,
                        Map.ofEntries(
                                entry("topics", 100),
                                entry("layer_topics", "100,100,100,100,100,100"),
                                entry("embedding_size", 200),
                                entry("hidden_sizes", "9275,1387,1066,447,147,26"),
                                entry("prior", "none"),
                                entry("draws", 50),
                                entry("prior_weight", 0.0),
                                entry("gradients", "accumulated"),
                                entry("clip", 100.0),
                                entry("clustered", "layer1"),
                                entry("evaluation", "sample"),
                                entry("epochs", 500),
                                entry("batch_size", 32),
                                entry("learning_rate", 1e-2),
                                entry("lr_decay_every", 500),
                                entry("lr_decay", 1.0))),
                // scTAG
                Arguments.of(
                        Model.SCTAG,
                        Map.ofEntries(
                                entry("graph_components", 50),
                                entry("graph_neighbors", 15),
                                entry("hidden", 128),
                                entry("latent", 15),
                                entry("decoder_sizes", "128,256,512"),
                                entry("adjacency_size", 32),
                                entry("propagation", "one-hop"),
                                entry("adjacency_weight", 0.3),
                                entry("zinb_weight", 1.0),
                                entry("cluster_weight", 1.5),
                                entry("refresh_every", 8),
                                entry("pretraining_epochs", 1000),
                                entry("pretraining_rate", 1e-4),
                                entry("epochs", 300),
                                entry("learning_rate", 5e-4))),
                // scLEGA; means where theirs never leaves training
                Arguments.of(
                        Model.SCLEGA,
                        Map.ofEntries(
                                entry("kernel_neighbors", 15),
                                entry("train_cells", 4000),
                                entry("tailor_rate", 0.9),
                                entry("loss_rate", 2.0),
                                entry("encoder_sizes", "256,64"),
                                entry("latent", 16),
                                entry("heads", 8),
                                entry("input_noise", 0.1),
                                entry("dropout", 0.2),
                                entry("pretraining_epochs", 200),
                                entry("pretraining_rate", 1e-3),
                                entry("lr_decay_every", 40),
                                entry("lr_decay", 0.5),
                                entry("pretraining_graph_weight", 0.1),
                                entry("patience", 50),
                                entry("clustering_zinb_weight", 0.1),
                                entry("clustering_graph_weight", 0.01),
                                entry("start_resolution", 1.0),
                                entry("stop_change", 1e-3),
                                entry("stop_after", 20),
                                entry("clip", 3.0),
                                entry("evaluation", "mean"),
                                entry("input", "auto"),
                                entry("epochs", 100),
                                entry("learning_rate", 1e-3))));
    }

    private static Map<String, Object> scViLd() {
        Map<String, Object> parameters = new LinkedHashMap<>(scVi());
        parameters.put("signs", "together");
        return parameters;
    }

    private static Map<String, Object> scVi() {
        return Map.ofEntries(
                entry("latent", 10),
                entry("hidden", 128),
                entry("dropout", 0.1),
                entry("kl_epochs", 400),
                entry("train_share", 0.9),
                entry("adam_epsilon", 0.01),
                entry("weight_decay", 1e-6),
                entry("input", "auto"),
                entry("epochs", "auto"),
                entry("batch_size", 128),
                entry("learning_rate", 1e-3));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("parameters")
    void areRecordedAsTheSpecificationHasThem(Model model, Map<String, Object> expected) {
        Method method = method(model);
        assertThat(method.id()).isEqualTo(model.id());
        assertThat(method.parameters()).containsExactlyInAnyOrderEntriesOf(expected);
    }

    /** Epochs of scVI up to 20 000 cells, and what becomes of cells that fill no batch. */
    @Test
    void ofSchedulesThatNoRecordHolds() {
        assertThat(ScViOptions.SCHEDULE.epochs()).as("scVI").isEqualTo(400);
        assertThat(ScViOptions.SCHEDULE.rest()).as("scVI, corrections").isEqualTo(Rest.THREE_OR_DROPPED);
        assertThat(ScEtmOptions.SCHEDULE.rest()).as("scETM").isEqualTo(Rest.CARRIED);
        assertThat(SpruceOptions.SCHEDULE.rest()).as("SPRUCE").isEqualTo(Rest.KEPT);
        assertThat(DScIgmOptions.SCHEDULE.rest()).as("d-scIGM").isEqualTo(Rest.DROPPED);
        for (TrainingSchedule rateKept : new TrainingSchedule[] {
            ScViOptions.SCHEDULE, ScTagOptions.SCHEDULE, ((ScLegaMethod) method(Model.SCLEGA)).schedule()
        }) {
            assertThat(rateKept.learningRate(rateKept.epochs()))
                    .as("scVI, scTAG, scLEGA")
                    .isEqualTo(rateKept.learningRate());
        }
    }

    @Test
    void ofTheNetworkOfScLegaThatNoRecordHolds() {
        ScLegaOptions.Network network =
                ((ScLegaMethod) method(Model.SCLEGA)).options().network();
        assertThat(network.decoder1()).as("scLEGA").isEqualTo(64);
        assertThat(network.decoder2()).as("scLEGA").isEqualTo(256);
    }

    /** PyTorch's for all but scTAG, which has Keras's; scVI's epsilon is recorded. */
    @Test
    void ofAdam() {
        assertThat(Adam.Options.withRate(0.1)).isEqualTo(new Adam.Options(0.1, 0.9, 0.999, 1e-8, 0, Adam.Form.PYTORCH));
        assertThat(Adam.Options.ofKeras(0.1))
                .as("scTAG, corrections")
                .isEqualTo(new Adam.Options(0.1, 0.9, 0.999, 1e-7, 0, Adam.Form.KERAS));
    }
}

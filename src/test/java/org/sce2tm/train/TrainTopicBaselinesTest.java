package org.sce2tm.train;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sce2tm.data.AnnData;
import org.sce2tm.data.DenseMatrix;
import org.sce2tm.data.H5adFile;
import org.sce2tm.data.ResultFile;
import org.sce2tm.data.Uns;
import org.sce2tm.embed.EmbedCommand;

@DisplayName("Step train with scETM and SPRUCE")
class TrainTopicBaselinesTest {
    private static final int CELLS = 41;

    @TempDir
    private Path directory;

    private SmallData data;

    @BeforeEach
    void writeData() {
        data = SmallData.write(directory, CELLS);
    }

    /** Batches of 20 out of 41 cells, three epochs, unless asked otherwise. */
    private Outcome train(Path output, String model, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "--dataset",
                data.dataset().toString(),
                "--output",
                output.toString(),
                "--json",
                output.resolveSibling("train.json").toString(),
                "--seed",
                "3",
                "--model",
                model,
                "--topics",
                "5",
                "--epochs",
                "3",
                "--batch-size",
                "20"));
        arguments.addAll(List.of(more));
        return Outcome.of(new TrainCommand(), arguments);
    }

    @Test
    void scEtmWritesEmbeddingTopicsAndBothEmbeddings() {
        Path output = directory.resolve("model.h5ad");
        Outcome outcome = train(output, "scetm", "--hidden", "8", "--embedding-size", "6");
        assertThat(outcome.code()).as(outcome.log()).isZero();
        AnnData model = H5adFile.read(output);
        checkTopics(model);
        assertThat(model.varm().get("gene_embedding").columns()).isEqualTo(6);
        DenseMatrix topics = ((Uns.Table) model.uns().get("topic_embedding")).matrix();
        assertThat(topics.rows()).isEqualTo(5);
        // alpha rho, gene by gene
        double product = 0;
        for (int e = 0; e < 6; e++) {
            product += topics.get(2, e) * model.varm().get("gene_embedding").get(7, e);
        }
        assertThat((float) product)
                .isCloseTo(
                        (float) model.varm().get("topic_gene").get(7, 2),
                        org.assertj.core.data.Offset.offset(1e-5f)); // six products in single precision
        JsonNode json = ResultFile.read(directory.resolve("train.json"));
        assertThat(json.get("steps").asInt()).as("full batches of 3 x 41 cells").isEqualTo(6);
        for (String term : List.of("total", "reconstruction", "kl")) {
            assertThat(json.at("/losses/" + term)).as(term).hasSize(3);
        }
        assertThat(json.at("/parameters/clip").asDouble()).isEqualTo(50);
    }

    @Test
    void spruceWritesEmbeddingAndTopics() {
        Path output = directory.resolve("model.h5ad");
        Outcome outcome = train(output, "spruce", "--layers", "9,7");
        assertThat(outcome.code()).as(outcome.log()).isZero();
        AnnData model = H5adFile.read(output);
        checkTopics(model);
        assertThat(model.obsm().get("X_embedding").values())
                .as("theta is clustered")
                .isEqualTo(model.obsm().get("theta").values());
        JsonNode json = ResultFile.read(directory.resolve("train.json"));
        for (String term : List.of("total", "reconstruction", "kl", "kl_topics")) {
            assertThat(json.at("/losses/" + term)).as(term).hasSize(3);
        }
        assertThat(json.at("/parameters/layers").asText()).isEqualTo("9,7");
    }

    private static void checkTopics(AnnData model) {
        DenseMatrix theta = model.obsm().get("theta");
        assertThat(model.obsm().get("X_embedding").columns()).isEqualTo(5);
        for (int cell = 0; cell < CELLS; cell++) {
            assertThat(Arrays.stream(theta.row(cell)).sum()).isBetween(1 - 1e-6, 1 + 1e-6); // five roundings
        }
        DenseMatrix topicGene = model.varm().get("topic_gene");
        assertThat(topicGene.rows()).isEqualTo(SmallData.GENES);
        assertThat(topicGene.columns()).isEqualTo(5);
        assertThat(model.uns()).containsEntry("external_view", new Uns.Text("none"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "scetm --clustered theta --kl-weight 0.5 --kl-warmup 1 --rate-decay 0 --clip 1 --dropout 0",
                "scetm --input log1p",
                "spruce --clustered mu --evaluation sample",
                "spruce --input log1p",
            })
    void takesEveryOption(String options) {
        Path output = directory.resolve("model.h5ad");
        String[] words = options.split(" ", -1);
        Outcome outcome = train(output, words[0], Arrays.copyOfRange(words, 1, words.length));
        assertThat(outcome.code()).as(outcome.log()).isZero();
        AnnData model = H5adFile.read(output);
        boolean theta = options.equals("spruce --input log1p") || options.contains("theta");
        assertThat(Arrays.equals(
                        model.obsm().get("X_embedding").values(),
                        model.obsm().get("theta").values()))
                .isEqualTo(theta);
    }

    @ParameterizedTest
    @ValueSource(strings = {"scetm", "spruce", "spruce --evaluation sample"})
    void givesTheSameBytesForTheSameSeed(String options) throws Exception {
        String[] words = options.split(" ", -1);
        List<byte[]> files = new ArrayList<>();
        for (String run : List.of("a", "b")) {
            Path output = directory.resolve(run + "/model.h5ad");
            Outcome outcome = train(output, words[0], Arrays.copyOfRange(words, 1, words.length));
            assertThat(outcome.code()).as(outcome.log()).isZero();
            files.add(Files.readAllBytes(output));
        }
        assertThat(files.get(1)).isEqualTo(files.get(0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "scetm --dropout 1|--dropout 1.0: give a number from 0, below 1",
                "scetm --kl-warmup 0|--kl-warmup 0.0: give a number above 0",
                "scetm --clip 0|--clip 0.0: give a number above 0",
                "scetm --rate-decay -1|--rate-decay -1.0: give a number from 0",
                "scetm --lr-decay 0.5|--lr-decay has no effect on --model scetm",
                "spruce --layers 20,0|--layers 0: give a whole number from 1",
                "spruce --hidden 20|--hidden has no effect on --model spruce",
            })
    void refusesWhatMakesNoSense(String text) {
        String[] words = text.substring(0, text.indexOf('|')).split(" ", -1);
        Outcome outcome = train(directory.resolve("model.h5ad"), words[0], Arrays.copyOfRange(words, 1, words.length));
        assertThat(outcome.code()).isEqualTo(2);
        assertThat(outcome.log()).contains(text.substring(text.indexOf('|') + 1));
    }

    /** The training cells put through the finished model again. */
    @ParameterizedTest
    @ValueSource(strings = {"scetm", "spruce"})
    void modelsOfTheLogExpressionEmbedNewCells(String name) {
        Path model = directory.resolve("model.h5ad");
        Path embedded = directory.resolve("embedded.h5ad");
        assertThat(train(model, name, "--input", "log1p").code()).isZero();
        Outcome outcome = Outcome.of(
                new EmbedCommand(),
                List.of(
                        "--model", model.toString(),
                        "--input", data.counts().toString(),
                        "--output", embedded.toString(),
                        "--json", directory.resolve("embed.json").toString()));
        assertThat(outcome.code()).as(outcome.log()).isZero();
        assertThat(H5adFile.read(embedded).obsm().get("theta").values())
                .isEqualTo(H5adFile.read(model).obsm().get("theta").values());
    }
}

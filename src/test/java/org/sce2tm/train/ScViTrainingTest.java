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
import picocli.CommandLine;

@DisplayName("Step train with scvi and scvi-ld")
class ScViTrainingTest {
    @TempDir
    private Path directory;

    private SmallData data;

    @BeforeEach
    void writeData() {
        data = SmallData.write(directory, 41);
    }

    private int train(Path output, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "--dataset",
                data.dataset().toString(),
                "--output",
                output.toString(),
                "--json",
                output.resolveSibling("train.json").toString(),
                "--latent",
                "3",
                "--hidden",
                "8",
                "--batch-size",
                "20"));
        arguments.addAll(List.of(more));
        return new CommandLine(new TrainCommand()).execute(arguments.toArray(String[]::new));
    }

    @Test
    void scViGivesAnEmbeddingAndNoTopics() {
        Path output = directory.resolve("model.h5ad");
        assertThat(train(output, "--model", "scvi", "--seed", "1", "--epochs", "4"))
                .isZero();
        AnnData model = H5adFile.read(output);
        assertThat(model.obsm()).containsOnlyKeys("X_embedding");
        assertThat(model.obsm().get("X_embedding").columns()).isEqualTo(3);
        assertThat(model.varm()).isEmpty();
        assertThat(model.varNames()).as("to embed new cells").hasSize(SmallData.GENES);

        JsonNode json = ResultFile.read(directory.resolve("train.json"));
        assertThat(json.at("/parameters/input").asText()).isEqualTo("counts");
        assertThat(json.get("epochs").asInt()).isEqualTo(4);
        assertThat(json.get("steps").asInt())
                .as("37 of 41 cells in batches of 20, four times")
                .isEqualTo(8);
        assertThat(json.at("/losses/kl")).hasSize(4);
        assertThat(json.at("/losses").has("kl_library")).isFalse();
        assertThat(json.at("/parameters").has("signs")).as("it has no topics").isFalse();
    }

    @Test
    void scViLdGivesSignedLoadingsAndTheSoftmaxOfItsEmbedding() {
        Path output = directory.resolve("model.h5ad");
        assertThat(train(output, "--model", "scvi-ld", "--seed", "1", "--epochs", "4"))
                .isZero();
        AnnData model = H5adFile.read(output);
        DenseMatrix loadings = model.varm().get("topic_gene");
        assertThat(loadings.rows()).isEqualTo(SmallData.GENES);
        assertThat(loadings.columns()).isEqualTo(3);
        assertThat(Arrays.stream(loadings.values()).min().orElseThrow()).isNegative();
        double[] z = model.obsm().get("X_embedding").row(5);
        double sum = Arrays.stream(z).map(Math::exp).sum();
        double[] theta = model.obsm().get("theta").row(5);
        for (int k = 0; k < 3; k++) {
            assertThat(theta[k]).isBetween(Math.exp(z[k]) / sum - 1e-6, Math.exp(z[k]) / sum + 1e-6);
        }
        assertThat(ResultFile.read(directory.resolve("train.json")).at("/losses/kl_library"))
                .hasSize(4);
    }

    @Test
    void scViLdMakesTwoTopicsOfADimensionWhereSignsAreSplit() {
        Path together = directory.resolve("a/model.h5ad");
        Path split = directory.resolve("b/model.h5ad");
        assertThat(train(together, "--model", "scvi-ld", "--seed", "1", "--epochs", "4"))
                .isZero();
        assertThat(train(split, "--model", "scvi-ld", "--seed", "1", "--epochs", "4", "--signs", "split"))
                .isZero();
        AnnData one = H5adFile.read(together);
        AnnData two = H5adFile.read(split);
        assertThat(two.obsm().get("X_embedding").values())
                .isEqualTo(one.obsm().get("X_embedding").values());
        assertThat(two.obsm().get("theta").columns()).isEqualTo(6);
        assertThat(two.varm().get("topic_gene").columns()).isEqualTo(6);
        double[] loadings = one.varm().get("topic_gene").row(7);
        assertThat(two.varm().get("topic_gene").row(7))
                .containsExactly(loadings[0], loadings[1], loadings[2], -loadings[0], -loadings[1], -loadings[2]);
        assertThat(signs(together)).isEqualTo("together");
        assertThat(signs(split)).isEqualTo("split");
    }

    private static String signs(Path model) {
        return ResultFile.read(model.resolveSibling("train.json"))
                .at("/parameters/signs")
                .asText();
    }

    @ParameterizedTest
    @ValueSource(strings = {"scvi", "scvi-ld"})
    void givesTheSameBytesForTheSameSeedAndOthersForAnother(String model) throws Exception {
        Path first = directory.resolve("a/model.h5ad");
        Path second = directory.resolve("b/model.h5ad");
        Path other = directory.resolve("c/model.h5ad");
        assertThat(train(first, "--model", model, "--seed", "1", "--epochs", "3", "--threads", "2"))
                .isZero();
        assertThat(train(second, "--model", model, "--seed", "1", "--epochs", "3", "--threads", "2"))
                .isZero();
        assertThat(train(other, "--model", model, "--seed", "2", "--epochs", "3", "--threads", "2"))
                .isZero();
        assertThat(Files.readAllBytes(second)).isEqualTo(Files.readAllBytes(first));
        assertThat(Files.readAllBytes(other)).isNotEqualTo(Files.readAllBytes(first));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--input log1p", "--dropout 0", "--kl-epochs 0", "--train-share 1", "--backend nd4j"})
    void trainsWithEveryOption(String options) {
        List<String> arguments = new ArrayList<>(List.of("--model", "scvi-ld", "--seed", "1", "--epochs", "2"));
        arguments.addAll(List.of(options.split(" ")));
        assertThat(train(directory.resolve("model.h5ad"), arguments.toArray(String[]::new)))
                .isZero();
    }

    @Test
    void lowersItsLoss() {
        Path output = directory.resolve("model.h5ad");
        assertThat(train(output, "--model", "scvi", "--seed", "1")).isZero();
        JsonNode losses = ResultFile.read(directory.resolve("train.json")).at("/losses/reconstruction");
        assertThat(losses).as("as many epochs as scvi-tools takes").hasSize(400);
        assertThat(losses.get(399).asDouble()).isLessThan(losses.get(0).asDouble());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"--latent 1", "--dropout 1", "--train-share 0", "--kl-epochs -1", "--topics 5", "--signs split"})
    void refusesAValueOutOfItsRangeAndOptionsOfOthers(String options) {
        List<String> arguments = new ArrayList<>(List.of(
                "--dataset", data.dataset().toString(),
                "--output", directory.resolve("model.h5ad").toString(),
                "--json", directory.resolve("train.json").toString(),
                "--model", "scvi",
                "--seed", "1"));
        arguments.addAll(List.of(options.split(" ")));
        assertThat(new CommandLine(new TrainCommand()).execute(arguments.toArray(String[]::new)))
                .isEqualTo(2);
    }
}

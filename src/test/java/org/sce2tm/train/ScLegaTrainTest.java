package org.sce2tm.train;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sce2tm.data.AnnData;
import org.sce2tm.data.Column;
import org.sce2tm.data.DenseMatrix;
import org.sce2tm.data.H5adFile;
import org.sce2tm.data.ResultFile;
import org.sce2tm.data.Uns;

@DisplayName("train --model sclega")
class ScLegaTrainTest {
    @TempDir
    private Path directory;

    private SmallData data;

    @BeforeEach
    void writeData() {
        data = SmallData.write(directory, 60);
    }

    private Path output(String name) {
        return directory.resolve(name).resolve("model.h5ad");
    }

    private String train(Path output, int code, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "--dataset", data.dataset().toString(),
                "--model", "sclega",
                "--seed", "3",
                "--encoder-sizes", "12,8",
                "--latent", "4",
                "--heads", "2",
                "--threads", "2",
                "--output", output.toString(),
                "--json", output.resolveSibling("train.json").toString()));
        arguments.addAll(List.of(more));
        Map.of("--pretraining-epochs", "30", "--epochs", "5").forEach((option, value) -> {
            if (!arguments.contains(option)) {
                arguments.addAll(List.of(option, value));
            }
        });
        Outcome outcome = Outcome.of(new TrainCommand(), arguments);
        assertThat(outcome.code()).as(outcome.log()).isEqualTo(code);
        return outcome.log();
    }

    @Test
    void writesTheEmbeddingAndItsOwnClusters() {
        Path output = output("a");
        train(output, 0);
        AnnData model = H5adFile.read(output);
        assertThat(model.obsm()).containsOnlyKeys("X_embedding");
        DenseMatrix z = model.obsm().get("X_embedding");
        assertThat(z.rows()).isEqualTo(60);
        assertThat(z.columns()).isEqualTo(4);
        z.requireFinite("X_embedding");
        assertThat(model.varm()).isEmpty();
        assertThat(((Column.Numbers) model.obs().get("native_cluster")).values())
                .hasSize(60);
        assertThat(model.uns().get("model")).isEqualTo(new Uns.Text("sclega"));

        JsonNode json = ResultFile.read(output.resolveSibling("train.json"));
        assertThat(json.get("steps").asInt()).isEqualTo(35);
        for (String term : List.of("total", "zinb", "graph", "kl")) {
            assertThat(json.at("/losses/" + term)).as(term).hasSize(35);
        }
        assertThat(json.at("/losses/kl/29").asDouble()).isZero();
        assertThat(json.at("/losses/kl/30").asDouble()).isPositive();
        assertThat(json.at("/losses/zinb/29").asDouble())
                .isLessThan(json.at("/losses/zinb/0").asDouble());
        assertThat(json.get("warnings")).isEmpty();
    }

    @Test
    void givesTheSameBytesForTheSameSeed() throws Exception {
        train(output("a"), 0);
        train(output("b"), 0);
        assertThat(Files.readAllBytes(output("b"))).isEqualTo(Files.readAllBytes(output("a")));
    }

    @Test
    void representsAllCellsWhenItLearnsFromSome() {
        train(output("a"), 0, "--train-cells", "40");
        assertThat(ResultFile.read(output("a").resolveSibling("train.json"))
                        .get("warnings")
                        .toString())
                .contains("learned from 40 of 60 cells", "which training here never sees");
        AnnData model = H5adFile.read(output("a"));
        assertThat(model.obsm().get("X_embedding").rows()).isEqualTo(60);
        assertThat(((Column.Numbers) model.obs().get("native_cluster")).values())
                .hasSize(60);
    }

    @Test
    void representsCellsWithOrWithoutDraws() {
        train(output("a"), 0);
        train(output("b"), 0, "--evaluation", "sample");
        assertThat(Arrays.equals(embedding("a"), embedding("b"))).isFalse();
    }

    private double[] embedding(String name) {
        return H5adFile.read(output(name)).obsm().get("X_embedding").values();
    }

    @Test
    void endsPretrainingWhenItNoLongerImproves() {
        // a rate at which nothing moves: the noise alone decides which epoch is best
        train(output("a"), 0, "--pretraining-rate", "1e-12", "--patience", "2", "--pretraining-epochs", "200");
        JsonNode json = ResultFile.read(output("a").resolveSibling("train.json"));
        assertThat(json.get("steps").asInt()).isLessThan(150);
    }

    @Test
    void endsClusteringWhenNoCellChangesCluster() {
        train(
                output("a"),
                0,
                "--learning-rate",
                "1e-12",
                "--input-noise",
                "0",
                "--dropout",
                "0",
                "--epochs",
                "20",
                "--stop-after",
                "3");
        JsonNode json = ResultFile.read(output("a").resolveSibling("train.json"));
        assertThat(json.get("steps").asInt())
                .as("soon after the first three epochs, long before the 20th")
                .isBetween(30 + 4, 30 + 10);
    }

    @Test
    void refusesOptionsOutOfRange() {
        assertThat(train(output("a"), 2, "--heads", "0")).contains("--heads");
        assertThat(train(output("a"), 2, "--train-cells", "1")).contains("--train-cells 1: give a whole number from 2");
        assertThat(train(output("a"), 2, "--tailor-rate", "1.5")).contains("--tailor-rate 1.5");
    }
}

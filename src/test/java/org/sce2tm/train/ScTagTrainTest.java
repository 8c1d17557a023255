package org.sce2tm.train;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sce2tm.data.AnnData;
import org.sce2tm.data.Column;
import org.sce2tm.data.H5adFile;
import org.sce2tm.data.NumberType;
import org.sce2tm.data.ResultFile;
import org.sce2tm.model.ModelFile;
import picocli.CommandLine;

@DisplayName("Step train with scTAG")
class ScTagTrainTest {
    @TempDir
    private Path directory;

    private SmallData data;

    @BeforeEach
    void writeData() {
        data = SmallData.write(directory, 41);
    }

    private int train(Path output, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "--dataset", data.dataset().toString(),
                "--model", "sctag",
                "--hidden", "12",
                "--latent", "4",
                "--decoder-sizes", "8,10",
                "--adjacency-size", "6",
                "--graph-components", "5",
                "--pretraining-epochs", "30",
                "--pretraining-rate", "0.003",
                "--epochs", "10",
                "--output", output.toString(),
                "--json", output.resolveSibling("train.json").toString()));
        arguments.addAll(List.of(more));
        CommandLine command = new CommandLine(new TrainCommand());
        command.setErr(new PrintWriter(new StringWriter()));
        return command.execute(arguments.toArray(String[]::new));
    }

    @Test
    void writesAnEmbeddingItsOwnClustersAndTheLossOfBothPhases() {
        Path output = directory.resolve("model.h5ad");
        assertThat(train(output, "--types", "2", "--seed", "3")).isZero();
        AnnData model = H5adFile.read(output);
        assertThat(model.obsm()).containsOnlyKeys("X_embedding");
        assertThat(model.obsm().get("X_embedding").columns()).isEqualTo(4);
        assertThat(model.varm()).isEmpty();
        Column.Numbers clusters = (Column.Numbers) model.obs().get("native_cluster");
        assertThat(clusters.type()).isEqualTo(NumberType.INT32);
        // The two types of the data, cell by cell; clusters have no order.
        double first = clusters.values()[0];
        assertThat(clusters.values()).hasSize(41);
        for (int cell = 0; cell < 41; cell++) {
            assertThat(clusters.values()[cell] == first).isEqualTo(cell % 2 == 0);
        }
        int[] read = ModelFile.read(output).trained().nativeClusters().orElseThrow();
        assertThat(Arrays.stream(read).asDoubleStream().toArray()).containsExactly(clusters.values());

        JsonNode json = ResultFile.read(directory.resolve("train.json"));
        for (String term : List.of("epoch", "total", "zinb", "adjacency", "kl")) {
            assertThat(json.at("/losses/" + term)).as(term).hasSize(40);
        }
        assertThat(json.at("/losses/kl/29").asDouble()).isZero();
        assertThat(json.at("/losses/kl/30").asDouble()).isPositive();
        assertThat(json.at("/losses/total/29").asDouble())
                .isLessThan(json.at("/losses/total/0").asDouble());
        assertThat(json.at("/parameters/propagation").asText()).isEqualTo("one-hop");
        assertThat(json.at("/parameters/decoder_sizes").asText()).isEqualTo("8,10");
        assertThat(json.get("warnings").toString()).contains("was told the number of cell types (2)");
    }

    @Test
    void givesTheSameBytesForTheSameSeedAndOthersForAnotherSeedOrPropagation() throws Exception {
        List<byte[]> files = new ArrayList<>();
        for (String[] more : List.of(
                new String[] {"--seed", "3"},
                new String[] {"--seed", "3", "--threads", "3"},
                new String[] {"--seed", "4"},
                new String[] {"--seed", "3", "--propagation", "powers"})) {
            Path output = directory.resolve(files.size() + "/model.h5ad");
            String[] all = Arrays.copyOf(more, more.length + 2);
            all[more.length] = "--types";
            all[more.length + 1] = "2";
            assertThat(train(output, all)).isZero();
            files.add(Files.readAllBytes(output));
        }
        assertThat(files.get(1)).isEqualTo(files.get(0));
        assertThat(files.get(2)).isNotEqualTo(files.get(0));
        assertThat(files.get(3)).isNotEqualTo(files.get(0));
    }

    @Test
    void asksForTheNumberOfTypesAndRefusesAsManyAsCells() {
        Path output = directory.resolve("model.h5ad");
        assertThat(train(output, "--seed", "1")).isEqualTo(2);
        assertThat(train(output, "--seed", "1", "--types", "41")).isEqualTo(4);
        assertThat(train(output, "--seed", "1", "--types", "2", "--batch-size", "20"))
                .as("every step sees all cells")
                .isEqualTo(2);
        assertThat(output).doesNotExist();
    }
}

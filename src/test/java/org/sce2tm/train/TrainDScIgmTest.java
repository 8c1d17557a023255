package org.sce2tm.train;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sce2tm.data.AnnData;
import org.sce2tm.data.DenseMatrix;
import org.sce2tm.data.H5adFile;
import org.sce2tm.data.ResultFile;
import org.sce2tm.data.Uns;
import org.sce2tm.model.CellEncoder;
import org.sce2tm.model.ModelFile;
import org.sce2tm.nn.Backend;
import org.sce2tm.nn.cpu.CpuBackend;

@DisplayName("Step train, d-scIGM")
class TrainDScIgmTest {
    @TempDir
    private Path directory;

    private SmallData data;
    private Path output;

    @BeforeEach
    void writeData() {
        data = SmallData.write(directory, 41);
        output = directory.resolve("model.h5ad");
    }

    /** With five topics in every layer. */
    private Outcome train(Path model, String... more) {
        List<String> arguments = new ArrayList<>(List.of("--topics", "5"));
        arguments.addAll(List.of(more));
        return trainWithoutTopics(model, arguments);
    }

    private Outcome trainWithoutTopics(Path model, List<String> more) {
        List<String> arguments =
                new ArrayList<>(List.of("--dataset", data.dataset().toString(), "--model", "d-scigm"));
        arguments.addAll(List.of("--output", model.toString(), "--seed", "3"));
        arguments.addAll(List.of("--json", model.resolveSibling("train.json").toString()));
        arguments.addAll(List.of("--embedding-size", "6", "--hidden-sizes", "12,10,8,6,5,4", "--draws", "4"));
        arguments.addAll(List.of("--epochs", "3", "--batch-size", "20"));
        arguments.addAll(more);
        return Outcome.of(new TrainCommand(), arguments);
    }

    private Path write(String name, String... lines) {
        try {
            return Files.write(directory.resolve(name), List.of(lines));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Two gene sets that know some genes, one that knows none, and a set of sets. */
    private String[] prior(String... more) {
        Path sets = write(
                "sets.gmt", "even\tx\tGene0\tGene2\tGene4\tnone", "odd\tx\tGene1\tGene3", "foreign\tx\tnone\tneither");
        Path hierarchy = write("hierarchy.gmt", "both\tx\teven\todd\tforeign", "left\tx\teven");
        Path links = write("links.tsv", "# a network", "Gene0\tGene7\t900", "none\tGene1\t800");
        List<String> arguments = new ArrayList<>(List.of("--prior", "gene-sets", "--gene-sets", sets.toString()));
        arguments.addAll(List.of("--hierarchy", hierarchy.toString(), "--links", links.toString()));
        arguments.addAll(List.of(more));
        return arguments.toArray(String[]::new);
    }

    private static int columns(AnnData model, String name) {
        return model.obsm().get(name).columns();
    }

    private static DenseMatrix weight(AnnData model, String name) {
        Uns.Group parameters = (Uns.Group) model.uns().get("parameters");
        Uns.Group weights = (Uns.Group) parameters.children().get("weights");
        return ((Uns.Table) weights.children().get(name)).matrix();
    }

    @Test
    void writesTopicsOfTheFirstLayerAndEveryLossTerm() {
        Outcome outcome = train(output);
        assertThat(outcome.code()).as(outcome.log()).isZero();
        AnnData model = H5adFile.read(output);
        assertThat(columns(model, "X_embedding")).isEqualTo(5);
        DenseMatrix theta = model.obsm().get("theta");
        for (int cell = 0; cell < 41; cell++) {
            // five roundings of single precision
            assertThat(Arrays.stream(theta.row(cell)).sum()).isBetween(1 - 1e-6, 1 + 1e-6);
        }
        assertThat(model.varm().get("topic_gene").rows()).isEqualTo(SmallData.GENES);
        assertThat(model.varm().get("topic_gene").columns()).isEqualTo(5);
        assertThat(model.varm().get("gene_embedding").columns()).isEqualTo(6);
        assertThat(weight(model, "h_encoder.0.weight").rows()).isEqualTo(SmallData.GENES);
        assertThat(weight(model, "h_encoder.0.weight").columns()).isEqualTo(12);

        JsonNode json = ResultFile.read(directory.resolve("train.json"));
        for (String term : List.of("total", "reconstruction", "kl_1", "kl_6")) {
            assertThat(json.at("/losses/" + term)).as(term).hasSize(3);
        }
        assertThat(json.get("steps").asInt())
                .as("2 batches of 20, one cell left out, 3 times")
                .isEqualTo(6);
        assertThat(json.at("/parameters/gradients").asText()).isEqualTo("accumulated");
    }

    @Test
    void equalRunsGiveEqualBytesAndTheOwnCellsComeOutTheSameAgain() throws IOException {
        Path again = directory.resolve("again/model.h5ad");
        assertThat(train(output, prior()).code()).isZero();
        assertThat(train(again, prior()).code()).isZero();
        assertThat(Files.readAllBytes(again)).isEqualTo(Files.readAllBytes(output));

        ModelFile model = ModelFile.read(output);
        try (Backend backend = new CpuBackend(1)) {
            var cells = CellEncoder.of(model, output)
                    .represent(H5adFile.read(data.dataset()).x().orElseThrow(), Optional.empty(), backend);
            assertThat(cells.embedding().values())
                    .isEqualTo(model.trained().cells().embedding().values());
            assertThat(cells.theta().orElseThrow().values())
                    .isEqualTo(model.trained().cells().theta().orElseThrow().values());
        }
    }

    @Test
    void aPriorJoinsGenesSetsAndSetsOfSets() {
        Outcome outcome = train(output, prior());
        assertThat(outcome.code()).as(outcome.log()).isZero();
        AnnData model = H5adFile.read(output);
        // Genes 0 to 4 are in sets; gene 0 is linked to gene 7 as well, gene 1 to none that the data know
        DenseMatrix genes = weight(model, "h_encoder.0.connections");
        assertThat(genes.values()).containsExactly(0, 0, 7, 0, 1, 1, 2, 2, 3, 3, 4, 4);
        assertThat(weight(model, "h_encoder.0.weight").columns()).isEqualTo(6);
        assertThat(weight(model, "h_encoder.0.bias").columns()).isEqualTo(5);
        // the third set knows no gene
        assertThat(weight(model, "h_encoder.1.connections").values()).containsExactly(0, 0, 2, 0, 4, 0, 1, 1, 3, 1);
        assertThat(weight(model, "h_encoder.2.connections").values()).containsExactly(0, 0, 1, 0, 0, 1);
        assertThat(weight(model, "h_encoder.3.weight").rows()).isEqualTo(2);
        assertThat(weight(model, "h_encoder.3.weight").columns()).isEqualTo(6);
        JsonNode json = ResultFile.read(directory.resolve("train.json"));
        assertThat(json.get("inputs")).as("data, sets, hierarchy, links").hasSize(4);
    }

    @Test
    void representsByAllLayersAndByMeans() {
        assertThat(train(output, "--clustered", "all", "--gradients", "separate")
                        .code())
                .isZero();
        assertThat(columns(H5adFile.read(output), "X_embedding")).isEqualTo(30);
        Path means = directory.resolve("means.h5ad");
        assertThat(train(means, "--evaluation", "mean").code()).isZero();
        Path draws = directory.resolve("draws.h5ad");
        assertThat(train(draws, "--evaluation", "sample").code()).isZero();
        assertThat(weight(H5adFile.read(means), "decoder.0.rho").values())
                .isEqualTo(weight(H5adFile.read(draws), "decoder.0.rho").values());
        assertThat(H5adFile.read(means).obsm().get("X_embedding").values())
                .isNotEqualTo(H5adFile.read(draws).obsm().get("X_embedding").values());
    }

    @Test
    void takesOtherTopicsALayer() {
        List<String> topics = List.of("--layer-topics", "7,5,4,4,3,2");
        Outcome outcome = trainWithoutTopics(output, topics);
        assertThat(outcome.code()).as(outcome.log()).isZero();
        AnnData model = H5adFile.read(output);
        assertThat(columns(model, "X_embedding")).isEqualTo(7);
        assertThat(columns(model, "theta")).isEqualTo(7);
        assertThat(model.varm().get("topic_gene").columns()).isEqualTo(7);
        int[] wanted = {7, 5, 4, 4, 3, 2};
        for (int t = 0; t < wanted.length; t++) {
            assertThat(weight(model, "decoder." + t + ".alphas").rows())
                    .as("topics of layer %d", t)
                    .isEqualTo(wanted[t]);
        }
        JsonNode parameters = ResultFile.read(directory.resolve("train.json")).get("parameters");
        assertThat(parameters.get("topics").asInt()).isEqualTo(7);
        assertThat(parameters.get("layer_topics").asText()).isEqualTo("7,5,4,4,3,2");

        Path all = directory.resolve("all.h5ad");
        List<String> side = new ArrayList<>(topics);
        side.addAll(List.of("--clustered", "all"));
        assertThat(trainWithoutTopics(all, side).code()).isZero();
        assertThat(columns(H5adFile.read(all), "X_embedding")).isEqualTo(7 + 5 + 4 + 4 + 3 + 2);
        assertThat(columns(H5adFile.read(all), "theta")).isEqualTo(7);
    }

    @Test
    void theGradientsOfTheTwoPassesGatherOnlyWhereAsked() {
        Path separate = directory.resolve("separate.h5ad");
        assertThat(train(output).code()).isZero();
        assertThat(train(separate, "--gradients", "separate").code()).isZero();
        assertThat(weight(H5adFile.read(separate), "decoder.0.rho").values())
                .isNotEqualTo(weight(H5adFile.read(output), "decoder.0.rho").values());
    }

    @Test
    void saysWhatIsWrongWithAPrior() {
        Outcome none = train(output, "--prior", "gene-sets");
        assertThat(none.code()).isEqualTo(2);
        assertThat(none.log()).contains("--prior gene-sets needs --gene-sets FILE.gmt");
        Outcome idle = train(output, "--links", write("l.tsv", "a\tb").toString());
        assertThat(idle.code()).isEqualTo(2);
        assertThat(idle.log()).contains("--links is part of a prior: add --prior gene-sets");

        String mouse = write("mouse.gmt", "set\tx\tAlb\tTtr").toString();
        Outcome foreign = train(output, "--prior", "gene-sets", "--gene-sets", mouse);
        assertThat(foreign.code()).isEqualTo(4);
        assertThat(foreign.log()).contains("mouse.gmt cannot be a prior", "Gene0, Gene1", "Alb, Ttr");

        String sets = write("s.gmt", "set\tx\tGene1").toString();
        String high = write("h.gmt", "up\tx\tother").toString();
        Outcome unrelated = train(output, "--prior", "gene-sets", "--gene-sets", sets, "--hierarchy", high);
        assertThat(unrelated.code()).isEqualTo(3);
        assertThat(unrelated.log()).contains("h.gmt", "[other]", "none is a set of the layer below", "[set]");

        Outcome links = train(
                output,
                "--prior",
                "gene-sets",
                "--gene-sets",
                sets,
                "--links",
                write("bad.tsv", "Gene1\tGene2", "Gene3").toString());
        assertThat(links.code()).isEqualTo(3);
        assertThat(links.log()).contains("bad.tsv, line 2", "'Gene3' does not name two genes");
        assertThat(output).doesNotExist();
    }

    @Test
    void refusesSizesThatAreNotOneALayer() {
        Outcome twice = train(output, "--layer-topics", "3,3,3,3,3,3");
        assertThat(twice.code()).isEqualTo(2);
        assertThat(twice.log()).contains("--topics and --layer-topics contradict each other");
        List<String> arguments =
                new ArrayList<>(List.of("--dataset", data.dataset().toString(), "--seed", "1"));
        arguments.addAll(List.of("--model", "d-scigm", "--output", output.toString()));
        arguments.addAll(List.of("--json", directory.resolve("t.json").toString(), "--hidden-sizes", "5,4"));
        Outcome few = Outcome.of(new TrainCommand(), arguments);
        assertThat(few.code()).isEqualTo(2);
        assertThat(few.log()).contains("--hidden-sizes gives 2 widths: give 6");
        Outcome mu = train(output, "--clustered", "mu");
        assertThat(mu.code()).isEqualTo(2);
        assertThat(mu.log()).contains("--clustered mu: the model has layer1, all");
    }
}

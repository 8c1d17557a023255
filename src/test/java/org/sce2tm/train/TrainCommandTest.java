package org.sce2tm.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sce2tm.data.AnnData;
import org.sce2tm.data.CsrMatrix;
import org.sce2tm.data.DenseMatrix;
import org.sce2tm.data.H5adFile;
import org.sce2tm.data.NumberType;
import org.sce2tm.data.ResultFile;
import org.sce2tm.data.Uns;
import picocli.CommandLine;

@DisplayName("Step train")
class TrainCommandTest {
    @TempDir
    private Path directory;

    private SmallData data;

    @BeforeEach
    void writeData() {
        data = SmallData.write(directory, 41);
    }

    private Outcome train(Path output, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "--dataset", data.dataset().toString(),
                "--external", data.external().toString(),
                "--neighbors-file", data.neighbors().toString(),
                "--output", output.toString(),
                "--json", output.resolveSibling("train.json").toString()));
        arguments.addAll(List.of(more));
        return Outcome.of(new TrainCommand(), arguments);
    }

    /** 41 cells in batches of 20: a last batch of one cell. */
    private Outcome trainSmall(Path output, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "--model",
                "sce2tm",
                "--seed",
                "3",
                "--topics",
                "5",
                "--hidden",
                "8",
                "--embedding-size",
                "6",
                "--epochs",
                "4",
                "--batch-size",
                "20"));
        arguments.addAll(List.of(more));
        return train(output, arguments.toArray(String[]::new));
    }

    @Test
    void anOptionOfAnotherModelIsRefusedWithWhoseItIs() {
        Path output = directory.resolve("model.h5ad");
        Outcome own = train(output, "--model", "pca", "--seed", "1", "--tau", "0.1");
        assertThat(own.code()).isEqualTo(2);
        assertThat(own.log()).contains("--tau has no effect on --model pca: it is an option of sce2tm");
        Outcome shared = train(output, "--model", "pca", "--seed", "1", "--epochs", "3");
        assertThat(shared.code()).isEqualTo(2);
        assertThat(shared.log()).contains("--epochs has no effect on --model pca: it is an option of sce2tm");
        Outcome types = train(output, "--model", "pca", "--seed", "1", "--types", "3");
        assertThat(types.code()).isEqualTo(2);
        assertThat(types.log()).contains("--types has no effect on --model pca");
        assertThat(output).doesNotExist();
    }

    @Test
    void anOptionGivenTwiceIsRefusedAsItWouldDropTheOthersOfItsGroup() {
        Path output = directory.resolve("model.h5ad");
        Outcome twice = trainSmall(output, "--epochs", "6");
        assertThat(twice.code()).isEqualTo(2);
        assertThat(twice.log()).contains("--epochs is given twice; give it once");
        assertThat(output).doesNotExist();
    }

    @Test
    void writesEmbeddingTopicsAndWhatNewCellsNeed() {
        Path output = directory.resolve("model.h5ad");
        assertThat(trainSmall(output).code()).isZero();
        AnnData model = H5adFile.read(output);
        assertThat(model.obsNames()).hasSize(41);
        assertThat(model.varNames()).hasSize(SmallData.GENES);
        DenseMatrix theta = model.obsm().get("theta");
        assertThat(model.obsm().get("X_embedding").columns()).isEqualTo(5);
        for (int cell = 0; cell < 41; cell++) {
            double sum = 0;
            for (double p : theta.row(cell)) {
                sum += p;
            }
            assertThat(sum).isBetween(1 - 1e-6, 1 + 1e-6); // five roundings of single precision
        }
        DenseMatrix topicGene = model.varm().get("topic_gene");
        assertThat(topicGene.rows()).isEqualTo(SmallData.GENES);
        assertThat(topicGene.columns()).isEqualTo(5);
        assertThat(model.varm().get("gene_embedding").columns()).isEqualTo(6);
        assertThat(((Uns.Table) model.uns().get("topic_embedding")).matrix().rows())
                .isEqualTo(5);
        assertThat(model.uns().get("model")).isEqualTo(new Uns.Text("sce2tm"));
        assertThat(model.uns().get("external_view")).isEqualTo(new Uns.Text("external"));
        assertThat(model.uns()).containsKeys("parameters", "preprocessing");

        JsonNode json = ResultFile.read(directory.resolve("train.json"));
        assertThat(json.at("/losses/epoch")).hasSize(4);
        for (String term : List.of("total", "reconstruction", "kl", "consistency", "ecr", "entropy_phi")) {
            assertThat(json.at("/losses/" + term)).as(term).hasSize(4);
        }
        assertThat(json.get("steps").asInt()).as("20 + 21 cells, four times").isEqualTo(8);
        assertThat(json.get("external_view").asText()).isEqualTo("external");
        assertThat(json.at("/parameters/ecr_weight").asDouble()).isEqualTo(100);
        assertThat(json.get("ms_per_step").asDouble()).isPositive();
    }

    @Test
    void givesTheSameBytesForTheSameSeedAndOthersForAnother() throws Exception {
        Path first = directory.resolve("a/model.h5ad");
        Path second = directory.resolve("b/model.h5ad");
        Path other = directory.resolve("c/model.h5ad");
        assertThat(trainSmall(first).code()).isZero();
        assertThat(trainSmall(second).code()).isZero();
        assertThat(trainSmall(other, "--seed", "4").code()).isEqualTo(2); // an option given twice
        assertThat(train(
                                other,
                                "--model",
                                "sce2tm",
                                "--seed",
                                "4",
                                "--topics",
                                "5",
                                "--hidden",
                                "8",
                                "--embedding-size",
                                "6",
                                "--epochs",
                                "4",
                                "--batch-size",
                                "20")
                        .code())
                .isZero();
        assertThat(Files.readAllBytes(second)).isEqualTo(Files.readAllBytes(first));
        assertThat(H5adFile.read(other).obsm().get("X_embedding").values())
                .isNotEqualTo(H5adFile.read(first).obsm().get("X_embedding").values());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--ecr-weight 0",
                "--cross-view off",
                "--external-as-input",
                "--preset paper",
                "--consistency log-of-sum --entropy cell-mean --ecr-plan constant --decoder-batch-norm off",
                "--clustered theta --distillation-temperature 2 --tau 0.5",
            })
    void trainsEveryAblation(String options) {
        Path output = directory.resolve("model.h5ad");
        Outcome outcome = trainSmall(output, options.split(" "));
        assertThat(outcome.code()).as(outcome.log()).isZero();
        AnnData model = H5adFile.read(output);
        boolean theta = options.contains("theta") || options.contains("paper");
        assertThat(Arrays.equals(
                        model.obsm().get("X_embedding").values(),
                        model.obsm().get("theta").values()))
                .isEqualTo(theta);
        assertThat(outcome.log().contains("belong to every topic"))
                .isEqualTo(options.contains("paper") || options.contains("cell-mean"));
    }

    @Test
    void handsTheExternalEmbeddingOnUnchanged() {
        Path output = directory.resolve("model.h5ad");
        assertThat(train(output, "--model", "external", "--seed", "1").code()).isZero();
        AnnData model = H5adFile.read(output);
        assertThat(model.obsm()).containsOnlyKeys("X_embedding");
        assertThat(model.obsm().get("X_embedding").values())
                .isEqualTo(
                        H5adFile.read(data.external()).obsm().get("X_external").values());
        assertThat(model.varm()).isEmpty();
    }

    @Test
    void warnsWhereTrainingTellsNoCellsApart() {
        Path output = directory.resolve("model.h5ad");
        assertThat(trainSmall(output).log()).doesNotContain("nearly the same");
        // Steps that drive every unit of the encoder to a flat end of tanh.
        String wild = "--model d-scigm --seed 1 --topics 4 --hidden-sizes 8,8,8,8,8,8 --epochs 2 --batch-size 20"
                + " --evaluation mean --learning-rate 0.3";
        Outcome same = train(output, wild.split(" "));
        assertThat(same.log()).doesNotContain("error");
        assertThat(same.code()).isZero();
        assertThat(ResultFile.read(directory.resolve("train.json"))
                        .get("warnings")
                        .get(0)
                        .asText())
                .startsWith("all cells have nearly the same embedding (on average 0.")
                .contains("d-scigm has learned next to nothing");
    }

    @Test
    void givesPrincipalComponentsWithoutExternalView() {
        Path output = directory.resolve("model.h5ad");
        assertThat(train(output, "--model", "pca", "--components", "3", "--seed", "1")
                        .code())
                .isZero();
        AnnData model = H5adFile.read(output);
        assertThat(model.obsm().get("X_embedding").columns()).isEqualTo(3);
        assertThat(model.uns().get("external_view")).isEqualTo(new Uns.Text("none"));
    }

    /** The two types of the data are what Louvain finds; a type's markers are the genes of its parity. */
    @Test
    void clustersOfPrincipalComponentsAreTopics() {
        Path output = directory.resolve("model.h5ad");
        assertThat(train(output, "--model", "pca", "--components", "3", "--topic-resolution", "0.5", "--seed", "1")
                        .code())
                .isZero();
        AnnData model = H5adFile.read(output);
        DenseMatrix theta = model.obsm().get("theta");
        assertThat(theta.columns()).isEqualTo(2);
        int even = theta.get(0, 0) == 1 ? 0 : 1;
        for (int cell = 0; cell < theta.rows(); cell++) {
            assertThat(theta.get(cell, even)).as("cell %d", cell).isEqualTo(1 - cell % 2);
            assertThat(theta.get(cell, 1 - even)).as("cell %d", cell).isEqualTo(cell % 2);
        }
        DenseMatrix markers = model.varm().get("topic_gene");
        for (int gene = 0; gene < markers.rows(); gene++) {
            assertThat(markers.get(gene, even)).as("gene %d", gene).matches(gene % 2 == 0 ? t -> t > 3 : t -> t < -3);
            assertThat(markers.get(gene, 1 - even)).isEqualTo(-markers.get(gene, even));
        }
    }

    @Test
    void withoutTwoClustersPrincipalComponentsHaveNoTopics() {
        Path output = directory.resolve("model.h5ad");
        // So many neighbours that the two types hang together.
        Outcome one = train(
                output, "--model", "pca", "--topic-neighbors", "99", "--topic-resolution", "0.001", "--seed", "1");
        assertThat(one.code()).isZero();
        assertThat(one.log()).contains("all cells are one cluster at resolution 0.001: no topics");
        assertThat(H5adFile.read(output).obsm()).containsOnlyKeys("X_embedding");
        Outcome none = train(output, "--model", "pca", "--topic-resolution", "0", "--seed", "1");
        assertThat(none.code()).isEqualTo(2);
    }

    @Test
    void saysWhereThereAreFewerPrincipalComponentsThanAskedFor() {
        Path output = directory.resolve("model.h5ad");
        assertThat(train(output, "--model", "pca", "--components", "9999", "--seed", "1")
                        .log())
                .contains("components instead of 9999");
        assertThat(H5adFile.read(output).obsm().get("X_embedding").columns()).isLessThan(9999);
    }

    @Test
    void namesTheFileThatTheModelNeeds() {
        int code = new CommandLine(new TrainCommand())
                .execute(
                        "--dataset",
                        data.dataset().toString(),
                        "--model",
                        "sce2tm",
                        "--seed",
                        "1",
                        "--output",
                        directory.resolve("m.h5ad").toString(),
                        "--json",
                        directory.resolve("t.json").toString());
        assertThat(code).isEqualTo(2);
    }

    @Test
    void refusesAViewOfOtherCells() {
        AnnData external = H5adFile.read(data.external());
        List<String> names = new ArrayList<>(external.obsNames());
        names.set(7, "stranger");
        H5adFile.write(
                AnnData.builder(names, List.of())
                        .obsm("X_external", external.obsm().get("X_external"))
                        .build(),
                data.external());
        Outcome outcome = trainSmall(directory.resolve("model.h5ad"));
        assertThat(outcome.code()).isEqualTo(3);
        assertThat(outcome.log())
                .contains("1 of the 41 cells")
                .contains("cell7")
                .doesNotContain("at org.sce2tm");
    }

    @Test
    void matchesTheExternalViewByCellIdWhateverItsOrder() throws Exception {
        Path first = directory.resolve("a/model.h5ad");
        Path second = directory.resolve("b/model.h5ad");
        assertThat(trainSmall(first).code()).isZero();
        reverse(data.external(), "X_external");
        assertThat(trainSmall(second).code()).isZero();
        assertThat(Files.readAllBytes(second)).isEqualTo(Files.readAllBytes(first));
    }

    @Test
    void refusesNeighborListsInAnotherOrderBecauseTheyHoldRowNumbers() {
        reverse(data.neighbors(), "neighbors_expression", "neighbors_external");
        Outcome outcome = trainSmall(directory.resolve("model.h5ad"));
        assertThat(outcome.code()).isEqualTo(3);
        assertThat(outcome.log()).contains("row 1 is cell 'cell40', expected 'cell0'");
    }

    /** The same cells in reverse order. */
    private static void reverse(Path file, String... keys) {
        AnnData content = H5adFile.read(file);
        int n = content.obsNames().size();
        int[] order = IntStream.range(0, n).map(i -> n - 1 - i).toArray();
        AnnData.Builder builder = AnnData.builder(
                IntStream.of(order).mapToObj(content.obsNames()::get).toList(), List.of());
        for (String key : keys) {
            builder.obsm(key, content.obsm().get(key).rows(order));
        }
        content.uns().forEach(builder::uns);
        H5adFile.write(builder.build(), file);
    }

    @Test
    void trainsOnTheOtherBackend() {
        Path output = directory.resolve("model.h5ad");
        Outcome outcome = trainSmall(output, "--backend", "nd4j");
        assertThat(outcome.code()).as(outcome.log()).isZero();
        assertThat(ResultFile.read(directory.resolve("train.json"))
                        .get("backend")
                        .asText())
                .isEqualTo("nd4j");
        Path onCpu = directory.resolve("cpu/model.h5ad");
        assertThat(trainSmall(onCpu).code()).isZero();
        // The same draws; sums in another order in single precision, over 8 steps.
        assertThat(H5adFile.read(output).obsm().get("theta").values())
                .containsExactly(H5adFile.read(onCpu).obsm().get("theta").values(), within(1e-3));
    }

    /** Large enough that kernels, losses and neighbor draws really are shared out among threads. */
    @Test
    void givesTheSameBytesWithSeveralThreads() throws Exception {
        data = SmallData.write(directory, 1100, 1000);
        List<byte[]> files = new ArrayList<>();
        for (String run : List.of("a", "b")) {
            Path output = directory.resolve(run + "/model.h5ad");
            Outcome outcome = train(output, "--model", "sce2tm", "--seed", "3", "--epochs", "2", "--threads", "3");
            assertThat(outcome.code()).as(outcome.log()).isZero();
            assertThat(outcome.log()).contains("3 threads");
            files.add(Files.readAllBytes(output));
        }
        assertThat(files.get(1)).isEqualTo(files.get(0));
    }

    @Test
    void refusesCountsThatNobodyHasPreprocessed() {
        for (Path file : List.of(data.counts(), withValues("scaled.h5ad", count -> 100.5f * count))) {
            Outcome outcome = trainPca(file);
            assertThat(outcome.code()).isEqualTo(3);
            assertThat(outcome.log()).contains(file + ", X").contains("sce2tm preprocess");
        }
    }

    @Test
    void takesLogarithmsAndZerosAndOnesThatSomeoneElseHasMade() {
        for (Path file : List.of(
                withValues("logs.h5ad", count -> (float) Math.log1p(count)),
                withValues("seen.h5ad", count -> Math.min(count, 1)))) {
            Outcome outcome = trainPca(file);
            assertThat(outcome.code()).as(outcome.log()).isZero();
        }
    }

    /** The data set's cells and genes with other values, in a file without a word on how they were made. */
    private Path withValues(String name, UnaryOperator<Float> value) {
        AnnData counts = H5adFile.read(data.counts());
        CsrMatrix x = counts.x().orElseThrow();
        float[] values = new float[x.values().length];
        for (int i = 0; i < values.length; i++) {
            values[i] = value.apply(x.values()[i]);
        }
        Path file = directory.resolve(name);
        H5adFile.write(
                AnnData.builder(counts.obsNames(), counts.varNames())
                        .x(new CsrMatrix(x.rows(), x.columns(), x.rowPointers(), x.columnIndices(), values))
                        .build(),
                file);
        return file;
    }

    private Outcome trainPca(Path dataset) {
        return Outcome.of(
                new TrainCommand(),
                List.of(
                        "--model",
                        "pca",
                        "--dataset",
                        dataset.toString(),
                        "--seed",
                        "1",
                        "--output",
                        directory.resolve("model.h5ad").toString(),
                        "--json",
                        directory.resolve("t.json").toString()));
    }

    @Test
    void refusesAViewWithHoles() {
        AnnData external = H5adFile.read(data.external());
        double[] values = external.obsm().get("X_external").values().clone();
        values[9] = Double.NaN;
        H5adFile.write(
                AnnData.builder(external.obsNames(), List.of())
                        .obsm("X_external", new DenseMatrix(41, 4, values, NumberType.FLOAT32))
                        .build(),
                data.external());
        Outcome outcome = trainSmall(directory.resolve("model.h5ad"));
        assertThat(outcome.code()).isEqualTo(3);
        assertThat(outcome.log()).contains("cell 'cell2', column 2");
    }

    @Test
    void endsWithReasonAndExitCodeFourWhenTheLossLeavesTheFiniteNumbers() {
        Outcome outcome = trainSmall(directory.resolve("model.h5ad"), "--learning-rate", "1e30");
        assertThat(outcome.code()).isEqualTo(4);
        assertThat(outcome.log()).contains("training left the finite numbers at step");
        assertThat(directory.resolve("model.h5ad")).doesNotExist();
    }
}

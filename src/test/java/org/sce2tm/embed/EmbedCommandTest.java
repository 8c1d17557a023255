package org.sce2tm.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sce2tm.data.AnnData;
import org.sce2tm.data.BadDataException;
import org.sce2tm.data.CsrMatrix;
import org.sce2tm.data.DenseMatrix;
import org.sce2tm.data.H5adFile;
import org.sce2tm.data.Normalization;
import org.sce2tm.data.NumberType;
import org.sce2tm.data.ResultFile;
import org.sce2tm.preprocess.PreprocessCommand;
import org.sce2tm.train.SmallData;
import org.sce2tm.train.TrainCommand;
import picocli.CommandLine;

@DisplayName("Step embed")
class EmbedCommandTest {
    @TempDir
    private Path directory;

    private SmallData data;
    private Path model;

    @BeforeEach
    void writeData() {
        data = SmallData.write(directory, 40);
        model = directory.resolve("model.h5ad");
    }

    private void train(String... options) {
        List<String> arguments = new ArrayList<>(List.of(
                "--dataset", data.dataset().toString(),
                "--external", data.external().toString(),
                "--neighbors-file", data.neighbors().toString(),
                "--output", model.toString(),
                "--json", directory.resolve("train.json").toString(),
                "--seed", "1"));
        arguments.addAll(List.of(options));
        assertThat(new CommandLine(new TrainCommand()).execute(arguments.toArray(String[]::new)))
                .isZero();
    }

    private void trainScE2tm(String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "--model", "sce2tm", "--topics", "5", "--hidden", "8", "--embedding-size", "6", "--epochs", "5"));
        arguments.addAll(List.of(more));
        train(arguments.toArray(String[]::new));
    }

    private int embed(Path input, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "--model", model.toString(),
                "--input", input.toString(),
                "--output", directory.resolve("new.h5ad").toString(),
                "--json", directory.resolve("embed.json").toString()));
        arguments.addAll(List.of(more));
        return new CommandLine(new EmbedCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(arguments.toArray(String[]::new));
    }

    private void assertSameAsInTraining() {
        assertSameAsInTraining("X_embedding", "theta");
    }

    private void assertSameAsInTraining(String... keys) {
        AnnData trained = H5adFile.read(model);
        AnnData found = H5adFile.read(directory.resolve("new.h5ad"));
        assertThat(found.obsNames()).isEqualTo(trained.obsNames());
        Set<String> expected = new HashSet<>(trained.obsm().keySet());
        expected.retainAll(Set.of(keys));
        assertThat(found.obsm().keySet()).isEqualTo(expected);
        // The same numbers through the same arithmetic: nothing to forgive.
        expected.forEach(key -> assertThat(found.obsm().get(key).values())
                .as(key)
                .isEqualTo(trained.obsm().get(key).values()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--clustered mu", "--preset paper"})
    void givesTheTrainingCellsTheirTrainingEmbedding(String options) {
        trainScE2tm(options.split(" "));
        assertThat(embed(data.counts())).isZero();
        assertSameAsInTraining();
        assertThat(ResultFile.read(directory.resolve("embed.json"))
                        .get("genes_absent")
                        .asInt())
                .isZero();
    }

    @Test
    void givesTheTrainingCellsTheirPrincipalComponents() {
        train("--model", "pca", "--components", "4");
        assertThat(embed(data.counts())).isZero();
        assertSameAsInTraining("X_embedding"); // its topics are clusters: cells together have them
    }

    @ParameterizedTest
    @ValueSource(strings = {"scvi --input counts", "scvi --input log1p", "scvi-ld", "scvi-ld --signs split"})
    void givesTheTrainingCellsWhatTheirModelOfCountsDid(String options) {
        List<String> arguments = new ArrayList<>(List.of("--latent", "3", "--hidden", "8", "--epochs", "3", "--model"));
        arguments.addAll(List.of(options.split(" ")));
        train(arguments.toArray(String[]::new));
        assertThat(embed(data.counts())).isZero();
        assertSameAsInTraining();
    }

    @Test
    void refusesNewCellsWithoutCountsForAModelOfCounts() {
        train("--model", "scvi", "--latent", "3", "--hidden", "8", "--epochs", "3");
        assertThat(embed(logsAndCounts("counts"), "--matrix", "X")).isEqualTo(3);
        assertThat(directory.resolve("new.h5ad")).doesNotExist();
    }

    @Test
    void takesTheExternalEmbeddingWhereTheModelDoes() {
        trainScE2tm("--external-as-input");
        assertThat(embed(data.counts())).as("without --external").isEqualTo(2);
        assertThat(embed(data.counts(), "--external", data.external().toString()))
                .isZero();
        assertSameAsInTraining();
    }

    @Test
    void refusesAnExternalEmbeddingWithHoles() {
        trainScE2tm("--external-as-input");
        AnnData external = H5adFile.read(data.external());
        DenseMatrix view = external.obsm().get("X_external");
        double[] values = view.values().clone();
        values[5] = Double.NaN;
        Path damaged = directory.resolve("holes.h5ad");
        H5adFile.write(
                AnnData.builder(external.obsNames(), List.of())
                        .obsm("X_external", new DenseMatrix(view.rows(), view.columns(), values, NumberType.FLOAT32))
                        .build(),
                damaged);
        assertThat(embed(data.counts(), "--external", damaged.toString())).isEqualTo(3);
        assertThat(directory.resolve("new.h5ad")).doesNotExist();
    }

    /** A file as people have it: logarithms in X, counts in a layer. */
    private Path logsAndCounts(String layer) {
        AnnData counts = H5adFile.read(data.counts());
        CsrMatrix x = counts.x().orElseThrow();
        Path file = directory.resolve("logs-and-" + layer + ".h5ad");
        H5adFile.write(
                AnnData.builder(counts.obsNames(), counts.varNames())
                        .x(new Normalization(true, OptionalDouble.of(1e4)).apply(x))
                        .layer(layer, x)
                        .build(),
                file);
        return file;
    }

    private void preprocess(Path input, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "--input", input.toString(),
                "--dataset", "small",
                "--output", data.dataset().toString(),
                "--labels-output", directory.resolve("labels.tsv").toString(),
                "--json", directory.resolve("preprocess.json").toString()));
        arguments.addAll(List.of(more));
        assertThat(new CommandLine(new PreprocessCommand())
                        .setCaseInsensitiveEnumValuesAllowed(true) // as Main does
                        .execute(arguments.toArray(String[]::new)))
                .isZero();
    }

    @Test
    void readsTheMatrixThatTheModelWasMadeFrom() {
        Path both = logsAndCounts("counts");
        preprocess(both, "--matrix", "layers/counts");
        trainScE2tm();
        assertThat(embed(both)).isZero();
        assertSameAsInTraining();
        assertThat(ResultFile.read(directory.resolve("embed.json"))
                        .at("/parameters/matrix")
                        .asText())
                .isEqualTo("layers/counts");
    }

    @Test
    void doesNotTakeLogarithmsTwice() {
        Path both = logsAndCounts("counts");
        preprocess(both, "--matrix", "layers/counts");
        trainScE2tm();
        assertThat(embed(both, "--matrix", "X")).isEqualTo(3);
        assertThat(embed(logsAndCounts("umis"))).as("no layers/counts").isEqualTo(3);
        assertThat(directory.resolve("new.h5ad")).doesNotExist();
        assertThat(embed(logsAndCounts("umis"), "--matrix", "layers/umis")).isZero();
        assertSameAsInTraining();
    }

    @Test
    void takesLogarithmsAsTheyAreWhereTheModelDid() {
        Path both = logsAndCounts("counts");
        preprocess(both);
        train("--model", "pca", "--components", "4");
        assertThat(embed(both)).isZero();
        assertSameAsInTraining("X_embedding"); // its topics are clusters: cells together have them
    }

    @Test
    void saysThatAModelWithoutLearningCannotTakeNewCells() {
        train("--model", "external");
        assertThat(embed(data.counts())).isEqualTo(4);
    }

    @Test
    void countsAbsentGenesAsZeroAndSaysHowMany() {
        trainScE2tm();
        AnnData counts = H5adFile.read(data.counts());
        // The genes in reverse, two of them under another name.
        List<String> names = new ArrayList<>(counts.varNames());
        names.set(0, "Unknown0");
        names.set(1, "Unknown1");
        CsrMatrix x = counts.x().orElseThrow();
        int last = names.size() - 1;
        int[] reversed = IntStream.of(x.columnIndices()).map(c -> last - c).toArray();
        float[] values = x.values().clone();
        for (int cell = 0; cell < x.rows(); cell++) {
            reverse(reversed, values, x.rowPointers()[cell], x.rowPointers()[cell + 1]);
        }
        Collections.reverse(names);
        Path input = directory.resolve("other.h5ad");
        H5adFile.write(
                AnnData.builder(counts.obsNames(), names)
                        .x(new CsrMatrix(x.rows(), x.columns(), x.rowPointers(), reversed, values))
                        .build(),
                input);
        assertThat(embed(input)).isZero();
        assertThat(ResultFile.read(directory.resolve("embed.json"))
                        .get("genes_absent")
                        .asInt())
                .isEqualTo(2);
        double[] withoutTwo = H5adFile.read(directory.resolve("new.h5ad"))
                .obsm()
                .get("X_embedding")
                .values();

        // The same as the training counts with these two genes at 0.
        float[] zeroed = x.values().clone();
        for (int p = 0; p < zeroed.length; p++) {
            zeroed[p] = x.columnIndices()[p] < 2 ? 0 : zeroed[p];
        }
        H5adFile.write(
                AnnData.builder(counts.obsNames(), counts.varNames())
                        .x(new CsrMatrix(x.rows(), x.columns(), x.rowPointers(), x.columnIndices(), zeroed))
                        .build(),
                input);
        assertThat(embed(input)).isZero();
        assertThat(H5adFile.read(directory.resolve("new.h5ad"))
                        .obsm()
                        .get("X_embedding")
                        .values())
                .containsExactly(withoutTwo, within(1e-6)); // sums in another order
    }

    private static void reverse(int[] indices, float[] values, int from, int to) {
        for (int a = from, b = to - 1; a < b; a++, b--) {
            int index = indices[a];
            indices[a] = indices[b];
            indices[b] = index;
            float value = values[a];
            values[a] = values[b];
            values[b] = value;
        }
    }

    @Test
    void refusesGenesOfAnotherNamingWithExamplesOfBoth() {
        CsrMatrix x = new CsrMatrix(1, 2, new int[] {0, 1}, new int[] {0}, new float[] {1});
        assertThatThrownBy(() -> GeneAlignment.of(
                        x, List.of("ENSG00000000003", "ENSG00000000005"), List.of("TSPAN6", "TNMD"), "new.h5ad"))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("new.h5ad")
                .hasMessageContaining("ENSG00000000003")
                .hasMessageContaining("TSPAN6");
    }
}

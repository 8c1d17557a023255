package org.sce2tm.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

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
import org.sce2tm.data.AnnData;
import org.sce2tm.data.CsrMatrix;
import org.sce2tm.data.DenseMatrix;
import org.sce2tm.data.H5adFile;
import org.sce2tm.data.ResultFile;
import org.sce2tm.stats.TTest;

@DisplayName("The controls, which bound every method")
class ControlsTest {
    /** 41 cells: the first is alone in its type, the last has no label, the rest alternate as their expression does. */
    private static final int CELLS = 41;

    @TempDir
    private Path directory;

    private SmallData data;
    private Path labels;
    private Path output;

    @BeforeEach
    void writeData() throws Exception {
        data = SmallData.write(directory, CELLS);
        output = directory.resolve("model.h5ad");
        labels = directory.resolve("labels.tsv");
        StringBuilder text = new StringBuilder("cell\tlabel\n");
        for (int cell = 0; cell < CELLS; cell++) {
            text.append("cell" + cell + "\t" + label(cell) + "\n");
        }
        Files.writeString(labels, text);
    }

    private static String label(int cell) {
        return cell == 0 ? "alone" : cell == CELLS - 1 ? "" : cell % 2 == 0 ? "even" : "odd";
    }

    private Outcome train(String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "--dataset", data.dataset().toString(),
                "--output", output.toString(),
                "--json", directory.resolve("train.json").toString()));
        arguments.addAll(List.of(more));
        return Outcome.of(new TrainCommand(), arguments);
    }

    @Test
    void labelsAreOneTopicEachAndAnUnlabelledCellBelongsToAllAlike() {
        assertThat(train("--model", "labels", "--seed", "1", "--labels", labels.toString())
                        .code())
                .isZero();
        AnnData model = H5adFile.read(output);
        DenseMatrix theta = model.obsm().get("theta");
        assertThat(theta.row(0)).containsExactly(1, 0, 0);
        assertThat(theta.row(2)).containsExactly(0, 1, 0);
        assertThat(theta.row(3)).containsExactly(0, 0, 1);
        float third = 1 / 3f;
        assertThat(theta.row(CELLS - 1)).containsExactly(third, third, third);
        assertThat(model.obsm().get("X_embedding").values()).isEqualTo(theta.values());
        JsonNode json = ResultFile.read(directory.resolve("train.json"));
        assertThat(json.get("knows")).extracting(JsonNode::asText).containsExactly("labels");
    }

    @Test
    void theirGenesAreRankedByWelchsTAgainstAllOtherLabelledCells() {
        assertThat(train("--model", "labels", "--seed", "1", "--labels", labels.toString())
                        .code())
                .isZero();
        AnnData model = H5adFile.read(output);
        DenseMatrix found = model.varm().get("topic_gene");
        CsrMatrix x = H5adFile.read(data.dataset()).x().orElseThrow();
        for (int gene = 0; gene < SmallData.GENES; gene++) {
            List<Double> even = new ArrayList<>();
            List<Double> others = new ArrayList<>();
            for (int cell = 0; cell < CELLS - 1; cell++) {
                (label(cell).equals("even") ? even : others).add(value(x, cell, gene));
            }
            double t = TTest.welch(doubles(even), doubles(others)).t();
            // Single precision, and moments in place of two passes.
            assertThat(found.get(gene, 1)).isCloseTo(t, within(1e-5 * Math.max(1, Math.abs(t))));
            // Student's t of the one cell against the 39 others.
            double[] rest = new double[CELLS - 2];
            double sum = 0;
            for (int i = 0; i < rest.length; i++) {
                rest[i] = value(x, i + 1, gene);
                sum += rest[i] / rest.length;
            }
            double mean = sum;
            double squares =
                    Arrays.stream(rest).map(v -> (v - mean) * (v - mean)).sum();
            double alone =
                    (value(x, 0, gene) - mean) / Math.sqrt(squares / (rest.length - 1) * (1 + 1.0 / rest.length));
            assertThat(found.get(gene, 0)).isCloseTo(alone, within(1e-5 * Math.max(1, Math.abs(alone))));
        }
    }

    private static double value(CsrMatrix x, int cell, int gene) {
        for (int p = x.rowPointers()[cell]; p < x.rowPointers()[cell + 1]; p++) {
            if (x.columnIndices()[p] == gene) {
                return x.values()[p];
            }
        }
        return 0;
    }

    private static double[] doubles(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    @Test
    void noMethodTakesLabelsAndTheControlNeedsThem() {
        Outcome method = train("--model", "pca", "--seed", "1", "--labels", labels.toString());
        assertThat(method.code()).isEqualTo(2);
        assertThat(method.log()).contains("--labels has no effect on --model pca: it is an option of labels");
        Outcome without = train("--model", "labels", "--seed", "1");
        assertThat(without.code()).isEqualTo(2);
        assertThat(without.log()).contains("--model labels needs --labels");
        assertThat(output).doesNotExist();
    }

    @Test
    void withoutLabelsThereIsNothingToProduce() throws Exception {
        Files.writeString(labels, Files.readString(labels).replaceAll("\t(even|odd|alone)\n", "\t\n"));
        Outcome outcome = train("--model", "labels", "--seed", "1", "--labels", labels.toString());
        assertThat(outcome.code()).isEqualTo(4);
        assertThat(outcome.log()).contains("the data set has no labels");
    }

    @Test
    void randomTopicsAreDrawnFromTheSeedAloneAndAreProportionsAndPositiveWeights() throws Exception {
        assertThat(train("--model", "random", "--seed", "1", "--topics", "7").code())
                .isZero();
        byte[] first = Files.readAllBytes(output);
        DenseMatrix theta = H5adFile.read(output).obsm().get("theta");
        DenseMatrix topicGene = H5adFile.read(output).varm().get("topic_gene");
        assertThat(theta.columns()).isEqualTo(7);
        for (int cell = 0; cell < CELLS; cell++) {
            double sum = 0;
            for (double p : theta.row(cell)) {
                sum += p;
            }
            assertThat(sum).isCloseTo(1, within(1e-6)); // seven roundings of single precision
        }
        assertThat(topicGene.rows()).isEqualTo(SmallData.GENES);
        assertThat(Arrays.stream(topicGene.values())).allMatch(value -> value > 0 && value <= 1);
        assertThat(train("--model", "random", "--seed", "1", "--topics", "7").code())
                .isZero();
        assertThat(Files.readAllBytes(output)).isEqualTo(first);
        assertThat(train("--model", "random", "--seed", "2", "--topics", "7").code())
                .isZero();
        assertThat(Files.readAllBytes(output)).isNotEqualTo(first);
    }
}

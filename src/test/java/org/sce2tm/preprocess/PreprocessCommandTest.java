package org.sce2tm.preprocess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sce2tm.cli.ToolCommand;
import org.sce2tm.data.AnnData;
import org.sce2tm.data.H5adFile;
import org.sce2tm.data.LabelsFile;
import org.sce2tm.data.ResultFile;
import org.sce2tm.testing.OracleFile;
import org.sce2tm.testing.SharedFiles;
import picocli.CommandLine;

class PreprocessCommandTest {
    @TempDir
    private Path directory;

    private int run(Object... arguments) {
        List<String> all = new ArrayList<>(List.of(
                "--dataset",
                "d",
                "--output",
                directory.resolve("d.h5ad").toString(),
                "--labels-output",
                directory.resolve("d.labels.tsv").toString(),
                "--json",
                directory.resolve("preprocess.json").toString()));
        for (Object argument : arguments) {
            all.add(argument.toString());
        }
        return new CommandLine(new PreprocessCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(all.toArray(String[]::new));
    }

    private AnnData dataset() {
        return H5adFile.read(directory.resolve("d.h5ad"));
    }

    private JsonNode json() {
        return ResultFile.read(directory.resolve("preprocess.json"));
    }

    private int runAlone(String arguments) {
        return new CommandLine(new PreprocessCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(("--dataset d --input test-data/islets.h5ad --output " + directory.resolve("d.h5ad")
                                + arguments)
                        .split(" ", -1));
    }

    @Test
    void theDataSetAloneIsWrittenWhereNothingElseIsAskedFor() {
        assertThat(runAlone("")).isZero();
        assertThat(directory).isDirectoryContaining("glob:**d.h5ad").isDirectoryNotContaining("glob:**.tsv");
    }

    @Test
    void labelsWithoutAPlaceToGoAreWrongUsage() {
        assertThat(runAlone(" --label-key cell_type")).isEqualTo(ToolCommand.WRONG_USAGE);
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void labelsComeFromTheNamedColumnAndNeverIntoTheDataSet() {
        assertThat(run("--input", "test-data/islets.h5ad", "--label-key", "cell_type"))
                .isZero();
        assertThat(dataset().obs()).containsOnlyKeys("total_counts");
        assertThat(LabelsFile.read(directory.resolve("d.labels.tsv")).labels())
                .isEqualTo(
                        LabelsFile.read(Path.of("test-data/islets.labels.csv")).labels());
        assertThat(json().path("cells").asInt()).isEqualTo(300);
        assertThat(json().path("selected_genes").asInt()).isEqualTo(600);
        assertThat(json().path("labelled_cells").asInt()).isEqualTo(300);
        assertThat(json().path("values").asText()).contains("integer counts");
    }

    @Test
    void withoutALabelNobodyGuesses() {
        assertThat(run("--input", "test-data/islets.h5ad")).isZero();
        assertThat(LabelsFile.read(directory.resolve("d.labels.tsv")).any()).isFalse();
    }

    @Test
    void anUnknownLabelKeyListsTheColumnsThereAre() throws IOException {
        Path status = directory.resolve("status.json");
        assertThat(run("--input", "test-data/islets.h5ad", "--label-key", "celltype", "--status-file", status))
                .isZero();
        assertThat(Files.readString(status))
                .contains("\"exit_code\" : 3")
                .contains("celltype")
                .contains("cell_type");
        assertThat(directory.resolve("d.h5ad")).doesNotExist();
    }

    @Test
    void genesAreSelectedAndEqualRunsGiveEqualBytes() throws IOException {
        assertThat(run("--input", "test-data/blood.csv", "--labels", "test-data/blood.labels.csv", "--hvg", 200))
                .isZero();
        byte[] first = Files.readAllBytes(directory.resolve("d.h5ad"));
        AnnData selected = dataset();
        assertThat(selected.varNames()).hasSize(200);
        assertThat(selected.x().orElseThrow().columns()).isEqualTo(200);
        assertThat(selected.layers().get("counts").columns()).isEqualTo(200);
        assertThat(selected.var()).containsKeys("means", "dispersions", "dispersions_norm");
        assertThat(run("--input", "test-data/blood.csv", "--labels", "test-data/blood.labels.csv", "--hvg", 200))
                .isZero();
        assertThat(Files.readAllBytes(directory.resolve("d.h5ad"))).isEqualTo(first);
    }

    @Test
    void labelsByPositionAreAWarning() throws IOException {
        List<String> numbered = new ArrayList<>(List.of("cell,label"));
        List<String> known = Files.readAllLines(Path.of("test-data/blood.labels.csv"));
        for (int row = 1; row < known.size(); row++) {
            numbered.add(row + "," + known.get(row).split(",", -1)[1]);
        }
        Path labels = Files.write(directory.resolve("numbered.csv"), numbered);
        assertThat(run("--input", "test-data/blood.csv", "--labels", labels)).isZero();
        assertThat(json().path("warnings").toString()).contains("labels: ", "position", "same order of cells");
    }

    @Test
    void aCellWithoutALabelLineIsBadData() throws IOException {
        Path labels = Files.writeString(directory.resolve("l.csv"), "cell,label\nblood_cell_001,a\n");
        assertThat(run("--input", "test-data/blood.csv", "--labels", labels)).isEqualTo(ToolCommand.BAD_DATA);
    }

    @Test
    void pollenBecomesWhatTheReferenceTrainedOn() {
        assertThat(run("--input", SharedFiles.path("data/pollen.h5ad"), "--label-key", "cell_type"))
                .isZero();
        try (OracleFile oracle = OracleFile.open("oracle/model/reference_inputs.h5")) {
            AnnData found = dataset();
            double[] cellSums = oracle.doubles("pollen/cell_sums");
            assertThat(found.varNames()).hasSize(oracle.shape("pollen/hvg_index")[0]);
            float[] values = found.x().orElseThrow().values();
            int[] pointers = found.x().orElseThrow().rowPointers();
            for (int i = 0; i < cellSums.length; i++) {
                double sum = 0;
                for (int p = pointers[i]; p < pointers[i + 1]; p++) {
                    sum += values[p];
                }
                // both add up some 2000 float32 numbers near 5, each rounded to 2.4e-7
                assertThat(sum).isCloseTo(cellSums[i], within(1e-3));
            }
        }
    }

    @Test
    void barcodesOfATenXDirectoryMatchLabelsWithoutTheirSuffix() {
        assertThat(run(
                        "--input",
                        SharedFiles.path("data/pbmc3k_10x"),
                        "--labels",
                        SharedFiles.path("data/pbmc3k_10x/labels.csv")))
                .isZero();
        assertThat(LabelsFile.read(directory.resolve("d.labels.tsv")).labels())
                .first()
                .isEqualTo("Memory CD4 T");
        assertThat(json().path("labels").asText()).contains("without the suffix");
    }
}

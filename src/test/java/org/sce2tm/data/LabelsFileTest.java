package org.sce2tm.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sce2tm.data.LabelsFile.Labels;
import org.sce2tm.testing.SharedFiles;

class LabelsFileTest {
    @TempDir
    private Path directory;

    private Path file(String content) throws IOException {
        return Files.writeString(directory.resolve("labels.csv"), content);
    }

    @Test
    void whatIsWrittenReadsBack() {
        Path file = directory.resolve("labels.tsv");
        LabelsFile.write(file, List.of("c1", "c2"), List.of("T cell, \"naive\"", ""));
        Labels labels = LabelsFile.read(file);
        assertThat(labels.cells()).containsExactly("c1", "c2");
        assertThat(labels.labels()).containsExactly("T cell, \"naive\"", "");
        assertThat(file).content().startsWith("cell\tlabel\nc1\t");
    }

    @Test
    void oneColumnWithoutAHeaderIsLabelsByPosition() throws IOException {
        Labels labels = LabelsFile.read(file("alpha\nbeta\nNA\n"));
        assertThat(labels.labels()).containsExactly("alpha", "beta", "");
        assertThat(CellJoin.areRowNumbers(labels.cells())).isTrue();
    }

    @Test
    void ofSeveralColumnsTheNamedOneIsTakenElseLabelElseTheSecond() throws IOException {
        Path file = file("cell,batch,type\nc1,1,alpha\n");
        assertThat(LabelsFile.read(file, Optional.of("type")).labels()).containsExactly("alpha");
        assertThat(LabelsFile.read(file).column()).isEqualTo("batch");
        assertThatThrownBy(() -> LabelsFile.read(file, Optional.of("kind")))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("'kind'")
                .hasMessageContaining("batch, type");
        assertThat(LabelsFile.read(file("cell,batch,label\nc1,1,alpha\n")).labels())
                .containsExactly("alpha");
    }

    @Test
    void theReferencesOwnLabelsAreRead() {
        Labels wang = LabelsFile.read(SharedFiles.path("data/wang_scgpt/Wang_cell_anno.csv"));
        assertThat(wang.labels()).hasSize(457).first().isEqualTo("alpha");
        assertThat(wang.cells()).first().isEqualTo("1");
        assertThat(LabelsFile.read(SharedFiles.path("data/klein_sample/labels.txt"))
                        .labels())
                .hasSize(1000);
        assertThat(LabelsFile.read(SharedFiles.path("data/pbmc3k_10x/labels.csv"), Optional.of("cell_type"))
                        .labels())
                .first()
                .isEqualTo("Memory CD4 T");
    }
}

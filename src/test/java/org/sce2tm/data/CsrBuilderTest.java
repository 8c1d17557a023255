package org.sce2tm.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsrBuilderTest {
    /** More than one block of the builder (262144 values), and more chunks of the file than are made ahead at once. */
    private static final int ROWS = 3000;

    private static final int COLUMNS = 3000;

    private static CsrMatrix everything() {
        CsrBuilder builder = new CsrBuilder("test", COLUMNS);
        for (int i = 0; i < ROWS; i++) {
            for (int j = 0; j < COLUMNS; j++) {
                builder.add(j, value(i, j));
            }
            builder.endRow();
        }
        return builder.build();
    }

    private static float value(int row, int column) {
        return (row + column) % 5 + 0.5f;
    }

    @Test
    void aMatrixOfManyBlocksIsWhatWasAdded() {
        CsrMatrix matrix = everything();
        assertThat(matrix.stored()).isEqualTo(ROWS * COLUMNS);
        for (int i = 0; i < ROWS; i += 7) {
            for (int j = 0; j < COLUMNS; j += 13) {
                assertThat(matrix.columnIndices()[i * COLUMNS + j]).isEqualTo(j);
                assertThat(matrix.values()[i * COLUMNS + j]).isEqualTo(value(i, j));
            }
        }
    }

    @Test
    void aMatrixWithoutValuesKeepsItsRows() {
        CsrBuilder builder = new CsrBuilder("test", 4);
        builder.endRow();
        builder.endRow();
        CsrMatrix matrix = builder.build();
        assertThat(matrix.rows()).isEqualTo(2);
        assertThat(matrix.rowPointers()).containsExactly(0, 0, 0);
    }

    @Test
    void moreValuesThanAMatrixHoldsAreBadDataWithTheNumbers() {
        int most = 2 * 262_144;
        CsrBuilder builder = new CsrBuilder("cells.h5ad, X", 2, 2);
        for (int i = 0; i < most / 2; i++) {
            builder.add(0, 1);
            builder.add(1, 1);
            builder.endRow();
        }
        assertThatThrownBy(() -> builder.add(0, 1))
                .isInstanceOf(BadDataException.class)
                .hasMessageContainingAll("cells.h5ad, X", "524288 values", "262144 rows", "fewer cells or genes");
    }

    @Test
    void aMatrixOfAsManyValuesAsMayBeIsMade() {
        CsrBuilder builder = new CsrBuilder("test", 262_144, 1);
        for (int j = 0; j < 262_144; j++) {
            builder.add(j, 1);
        }
        builder.endRow();
        assertThat(builder.build().stored()).isEqualTo(262_144);
    }

    @Test
    void chunksThatNobodyAskedForAreABug() {
        ChunkCompressor compressor = ChunkCompressor.of(new float[10], 4, 1);
        compressor.nextChunk(16);
        compressor.nextChunk(16);
        assertThatThrownBy(compressor::requireAll)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("2 of 3 chunks");
        compressor.nextChunk(16);
        assertThatCode(compressor::requireAll).doesNotThrowAnyException();
        assertThatThrownBy(() -> compressor.nextChunk(16)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aChunkOfAnotherLengthIsABug() {
        ChunkCompressor compressor = ChunkCompressor.of(new int[10], 4, 1);
        assertThatThrownBy(() -> compressor.nextChunk(8))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("8 bytes");
    }

    @Test
    void manyChunksAreWrittenAndReadAgain(@TempDir Path directory) {
        CsrMatrix matrix = everything();
        Path file = directory.resolve("many.h5ad");
        H5adFile.write(AnnData.builder(names(ROWS), names(COLUMNS)).x(matrix).build(), file);
        CsrMatrix read = H5adFile.read(file).x().orElseThrow();
        assertThat(read.columnIndices()).isEqualTo(matrix.columnIndices());
        assertThat(read.values()).isEqualTo(matrix.values());
    }

    private static List<String> names(int count) {
        return IntStream.range(0, count).mapToObj(Integer::toString).toList();
    }
}

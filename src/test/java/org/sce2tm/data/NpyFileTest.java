package org.sce2tm.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bytes are built from the format's specification (NEP 1). */
class NpyFileTest {
    @TempDir
    private Path directory;

    private Path file(String description, byte[] data) throws IOException {
        byte[] header = (description + "\n").getBytes(StandardCharsets.ISO_8859_1);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) header.length, 0});
        out.write(header);
        out.write(data);
        return Files.write(directory.resolve("array.npy"), out.toByteArray());
    }

    @Test
    void rowMajorSinglePrecisionIsRead() throws IOException {
        ByteBuffer data = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < 6; i++) {
            data.putFloat(i + 0.5f);
        }
        DenseMatrix matrix =
                NpyFile.read(file("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }", data.array()));
        assertThat(matrix.values()).containsExactly(0.5, 1.5, 2.5, 3.5, 4.5, 5.5);
        assertThat(matrix.rows()).isEqualTo(2);
        assertThat(matrix.type()).isEqualTo(NumberType.FLOAT32);
    }

    @Test
    void columnMajorBigEndianDoublesAreRead() throws IOException {
        ByteBuffer data = ByteBuffer.allocate(48).order(ByteOrder.BIG_ENDIAN);
        for (int i = 0; i < 6; i++) {
            data.putDouble(i);
        }
        DenseMatrix matrix =
                NpyFile.read(file("{'descr': '>f8', 'fortran_order': True, 'shape': (2, 3), }", data.array()));
        assertThat(matrix.values()).containsExactly(0, 2, 4, 1, 3, 5);
    }

    @Test
    void longIntegersAreRead() throws IOException {
        ByteBuffer data = ByteBuffer.allocate(16)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(-7)
                .putLong(8);
        assertThat(NpyFile.read(file("{'descr': '<i8', 'fortran_order': False, 'shape': (2, 1), }", data.array()))
                        .values())
                .containsExactly(-7, 8);
    }

    @Test
    void anythingElseIsRefusedByName() {
        assertThatThrownBy(() ->
                        NpyFile.read(file("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }", new byte[20])))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("2 x 3");
        assertThatThrownBy(() ->
                        NpyFile.read(file("{'descr': '<f4', 'fortran_order': False, 'shape': (6,), }", new byte[24])))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("two-dimensional");
        assertThatThrownBy(() ->
                        NpyFile.read(file("{'descr': '|O', 'fortran_order': False, 'shape': (6, 1), }", new byte[24])))
                .isInstanceOf(BadDataException.class);
        assertThatThrownBy(() -> NpyFile.read(Files.writeString(directory.resolve("x.npy"), "hello, not npy")))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("not an .npy");
    }
}

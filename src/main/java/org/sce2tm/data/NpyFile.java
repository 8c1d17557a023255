package org.sce2tm.data;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** NumPy's .npy (versions 1 to 3): a two-dimensional array of float32, float64, int32 or int64. */
public final class NpyFile {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final Pattern DESCRIPTION = Pattern.compile("'descr':\\s*'([<>|=])([fiu])(\\d)'");
    private static final Pattern ORDER = Pattern.compile("'fortran_order':\\s*(True|False)");
    private static final Pattern SHAPE = Pattern.compile("'shape':\\s*\\((\\d+),\\s*(\\d+),?\\s*\\)");
    private static final int CHUNK = 1 << 16;

    private NpyFile() {}

    /** @throws BadDataException if the file is missing, is no .npy, is cut short, or holds anything else */
    public static DenseMatrix read(Path file) {
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file), CHUNK))) {
            if (!Arrays.equals(in.readNBytes(MAGIC.length), MAGIC)) {
                throw new BadDataException(file.toString(), "is not an .npy file", "Save it with numpy.save");
            }
            int major = in.readUnsignedByte();
            in.readUnsignedByte();
            int length = major == 1
                    ? Short.toUnsignedInt(Short.reverseBytes(in.readShort()))
                    : Integer.reverseBytes(in.readInt());
            return body(file, in, new String(in.readNBytes(length), StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            throw new BadDataException(
                    file.toString(), "cannot be read as .npy (" + e + ")", "Save it again with numpy.save", e);
        }
    }

    private static DenseMatrix body(Path file, DataInputStream in, String header) throws IOException {
        Matcher description = DESCRIPTION.matcher(header);
        Matcher order = ORDER.matcher(header);
        Matcher shape = SHAPE.matcher(header);
        if (!description.find() || !order.find() || !shape.find()) {
            throw new BadDataException(
                    file.toString(),
                    "holds " + header.strip() + ", expected a two-dimensional array of numbers",
                    "Save an array of cells x values as float32 or float64");
        }
        int rows = Integer.parseInt(shape.group(1));
        int columns = Integer.parseInt(shape.group(2));
        int bytes = Integer.parseInt(description.group(3));
        char kind = description.group(2).charAt(0);
        ByteOrder byteOrder = description.group(1).equals(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        if (bytes < 4 || kind == 'u') {
            throw new BadDataException(
                    file.toString(),
                    "holds numbers of type " + kind + bytes + ", expected f4, f8, i4 or i8",
                    "Save it as float32 or float64");
        }
        double[] stored = new double[Math.multiplyExact(rows, columns)];
        for (int done = 0; done < stored.length; ) {
            int count = Math.min(CHUNK, stored.length - done);
            byte[] block = in.readNBytes(count * bytes);
            if (block.length < count * bytes) {
                throw new BadDataException(
                        file.toString(), "ends before its " + rows + " x " + columns + " numbers do", "Copy it again");
            }
            ByteBuffer buffer = ByteBuffer.wrap(block).order(byteOrder);
            for (int i = 0; i < count; i++) {
                stored[done + i] = next(buffer, kind, bytes);
            }
            done += count;
        }
        NumberType type = kind == 'f' ? bytes == 4 ? NumberType.FLOAT32 : NumberType.FLOAT64 : NumberType.FLOAT64;
        boolean columnMajor = order.group(1).equals("True");
        return new DenseMatrix(rows, columns, columnMajor ? transposed(stored, rows, columns) : stored, type);
    }

    private static double next(ByteBuffer buffer, char kind, int bytes) {
        if (kind == 'f') {
            return bytes == 4 ? buffer.getFloat() : buffer.getDouble();
        }
        return bytes == 4 ? buffer.getInt() : buffer.getLong();
    }

    private static double[] transposed(double[] columnMajor, int rows, int columns) {
        double[] rowMajor = new double[columnMajor.length];
        for (int j = 0; j < columns; j++) {
            for (int i = 0; i < rows; i++) {
                rowMajor[i * columns + j] = columnMajor[j * rows + i];
            }
        }
        return rowMajor;
    }
}

package org.sce2tm.data;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.CsvRecordHandler;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;

/** The lines of a comma- or tab-separated text file, gzipped or not. The separator is what the first line holds. */
final class TextInput {
    private static final byte[] GZIP = {0x1f, (byte) 0x8b};
    private static final int BUFFER = 1 << 16;
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    /** A line may be one gene of a million cells; the library's default ends at 16384 fields. */
    private static final int MOST_FIELDS = 1 << 24;

    private static final int MOST_CHARACTERS = 1 << 28;

    private TextInput() {}

    /**
     * One line of the file.
     *
     * @param line its number, from 1
     * @param fields its fields without quotes
     */
    record Line(long line, List<String> fields) {}

    /**
     * Hands every line that is not empty to {@code consumer}, in order.
     *
     * @throws BadDataException if the file is missing, empty or cannot be read
     */
    static void forEachLine(Path file, Consumer<Line> consumer) {
        char separator = separator(file);
        boolean[] any = {false};
        try (CsvReader<CsvRecord> reader = CsvReader.builder()
                .fieldSeparator(separator)
                .skipEmptyLines(true)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .maxBufferSize(MOST_CHARACTERS)
                .build(
                        CsvRecordHandler.builder()
                                .maxFields(MOST_FIELDS)
                                .maxRecordSize(MOST_CHARACTERS)
                                .build(),
                        new InputStreamReader(open(file), StandardCharsets.UTF_8))) {
            for (CsvRecord row : reader) {
                any[0] = true;
                consumer.accept(new Line(row.getStartingLineNumber(), row.getFields()));
            }
        } catch (CsvParseException | UncheckedIOException | IOException e) {
            throw new BadDataException(
                    file.toString(), "cannot be read as text (" + e.getMessage() + ")", "Give a CSV or TSV file", e);
        }
        if (!any[0]) {
            throw new BadDataException(file.toString(), "is empty", "Give a CSV or TSV file");
        }
    }

    /** Tab when the first line holds one, else comma, else semicolon when it holds one and no comma. */
    private static char separator(Path file) {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(open(file), StandardCharsets.UTF_8))) {
            String first = reader.readLine();
            if (first != null && first.indexOf('\t') >= 0) {
                return '\t';
            }
            return first != null && first.indexOf(',') < 0 && first.indexOf(';') >= 0 ? ';' : ',';
        } catch (IOException e) {
            throw new BadDataException(file.toString(), "cannot be read (" + e.getMessage() + ")", "Check the file", e);
        }
    }

    /**
     * The file's bytes, unpacked where it is gzipped, whatever its name, and without a byte order mark.
     *
     * @throws BadDataException if it is missing
     */
    static InputStream open(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new BadDataException(file.toString(), "is not there or is no file", "Check the path");
        }
        BufferedInputStream in = new BufferedInputStream(Files.newInputStream(file), BUFFER);
        try {
            in.mark(GZIP.length);
            boolean zipped = Arrays.equals(in.readNBytes(GZIP.length), GZIP);
            in.reset();
            return withoutByteOrderMark(zipped ? new BufferedInputStream(new GZIPInputStream(in, BUFFER), BUFFER) : in);
        } catch (IOException e) {
            in.close();
            throw e;
        }
    }

    /** Spreadsheets begin UTF-8 files with a byte order mark, which would become part of the first field. */
    private static InputStream withoutByteOrderMark(BufferedInputStream in) throws IOException {
        in.mark(BYTE_ORDER_MARK.length);
        if (!Arrays.equals(in.readNBytes(BYTE_ORDER_MARK.length), BYTE_ORDER_MARK)) {
            in.reset();
        }
        return in;
    }
}

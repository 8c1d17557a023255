package org.sce2tm.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Locale;

/** A Matrix Market file of coordinates (line, column, value; counted from 1), gzipped or not. */
final class MatrixMarketFile {
    private static final String AGAIN = "Copy or download it again";

    private final Path path;
    private final InputStream in;
    private final byte[] buffer = new byte[1 << 16];
    private final StringBuilder token = new StringBuilder();
    private int length;
    private int at;
    private long line = 1;

    private MatrixMarketFile(Path path, InputStream in) {
        this.path = path;
        this.in = in;
    }

    /**
     * @param matrix cells x genes
     * @param cellsByGenes whether the file has it that way, against the habit of 10x
     */
    record Content(CsrMatrix matrix, boolean cellsByGenes) {}

    /** Reads a matrix of so many genes and cells, in whichever orientation its size line fits; 10x's where both do. */
    static Content read(Path path, int genes, int cells) {
        try (InputStream in = TextInput.open(path)) {
            return new MatrixMarketFile(path, in).read(genes, cells);
        } catch (IOException e) {
            throw new BadDataException(path.toString(), "cannot be read to its end (" + e.getMessage() + ")", AGAIN, e);
        }
    }

    private Content read(int genes, int cells) throws IOException {
        String banner = restOfLine().toLowerCase(Locale.ROOT);
        if (!banner.startsWith("%%matrixmarket matrix coordinate ")
                || !banner.strip().endsWith(" general")
                || banner.contains("complex")) {
            throw bad(
                    "begins '" + banner + "', expected '%%MatrixMarket matrix coordinate integer (or real) general'",
                    "Write the matrix in that format");
        }
        boolean pattern = banner.contains("pattern");
        line++;
        while (peek() == '%') {
            restOfLine();
            line++;
        }
        long rows = integer();
        long columns = integer();
        long stored = integer();
        boolean usual = rows == genes && columns == cells;
        if (!usual && !(rows == cells && columns == genes)) {
            throw bad(
                    "says " + rows + " x " + columns + ", expected " + genes + " features x " + cells + " barcodes",
                    "Give the three files of one data set");
        }
        if (stored > Integer.MAX_VALUE - 8) {
            throw bad("says " + stored + " values, more than 2147483639", "Split the data set, or select genes first");
        }
        endOfLine();
        int[] cellOf = new int[(int) stored];
        int[] geneOf = new int[(int) stored];
        float[] values = new float[(int) stored];
        for (int i = 0; i < stored; i++) {
            long row = index(rows, i, stored);
            long column = index(columns, i, stored);
            cellOf[i] = (int) (usual ? column : row) - 1;
            geneOf[i] = (int) (usual ? row : column) - 1;
            values[i] = pattern ? 1 : number();
            endOfLine();
        }
        if (skipBlank() >= 0) {
            throw bad("goes on after the " + stored + " values that its size line says", AGAIN);
        }
        return new Content(CsrAssembly.ofTriplets(cells, genes, cellOf, geneOf, values), !usual);
    }

    private long index(long limit, int done, long stored) throws IOException {
        if (skipBlank() < 0) {
            throw bad("ends after " + done + " values, its size line says " + stored, AGAIN);
        }
        long index = integer();
        if (index < 1 || index > limit) {
            throw bad("holds the index " + index + ", expected 1 to " + limit, AGAIN);
        }
        return index;
    }

    private long integer() throws IOException {
        String text = token();
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw bad("holds '" + text + "', expected a whole number", AGAIN);
        }
    }

    private float number() throws IOException {
        String text = token();
        float value;
        try {
            value = Float.parseFloat(text);
        } catch (NumberFormatException e) {
            throw bad("holds '" + text + "', expected a number", AGAIN);
        }
        if (!Float.isFinite(value)) {
            throw bad("holds '" + text + "', expected a finite number in single precision", "Remove such values");
        }
        return value;
    }

    /** The next word of this line, empty at its end. */
    private String token() throws IOException {
        token.setLength(0);
        int next = peek();
        while (next == ' ' || next == '\t') {
            at++;
            next = peek();
        }
        while (next > ' ') {
            token.append((char) next);
            at++;
            next = peek();
        }
        return token.toString();
    }

    private void endOfLine() throws IOException {
        String rest = restOfLine();
        if (!rest.isBlank()) {
            throw bad("goes on with '" + rest.strip() + "' where the line should end", AGAIN);
        }
        line++;
    }

    private String restOfLine() throws IOException {
        StringBuilder text = new StringBuilder();
        for (int next = peek(); next >= 0 && next != '\n'; next = peek()) {
            text.append((char) next);
            at++;
        }
        at++;
        return text.toString();
    }

    /** The next byte that is not white space, or -1 at the end. */
    private int skipBlank() throws IOException {
        int next = peek();
        while (next >= 0 && next <= ' ') {
            if (next == '\n') {
                line++;
            }
            at++;
            next = peek();
        }
        return next;
    }

    private int peek() throws IOException {
        if (at >= length) {
            length = in.read(buffer);
            at = 0;
            if (length <= 0) {
                length = 0;
                return -1;
            }
        }
        return buffer[at];
    }

    private BadDataException bad(String problem, String remedy) {
        return new BadDataException(path + ", line " + line, problem, remedy);
    }
}

package org.sce2tm.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/** Reads the peers' tables: tab-separated, one header line, gzip where the name says so. */
public final class OracleTable {
    private OracleTable() {}

    /** One line by its column names. */
    public record Row(Map<String, String> cells) {
        public String text(String column) {
            String cell = cells.get(column);
            if (cell == null) {
                throw new AssertionError("no column " + column + " in " + cells.keySet());
            }
            return cell;
        }

        /** The peers spell NaN, inf and -inf. */
        public double number(String column) {
            return switch (text(column).toLowerCase(Locale.ROOT)) {
                case "nan", "" -> Double.NaN;
                case "inf" -> Double.POSITIVE_INFINITY;
                case "-inf" -> Double.NEGATIVE_INFINITY;
                default -> Double.parseDouble(text(column));
            };
        }

        public int integer(String column) {
            return Integer.parseInt(text(column));
        }
    }

    /** All rows of a file by its path below the shared folder; see {@link SharedFiles#path}. */
    public static List<Row> read(String relative) {
        Path path = SharedFiles.path(relative);
        try (InputStream raw = Files.newInputStream(path);
                InputStream in = relative.endsWith(".gz") ? new GZIPInputStream(raw) : raw;
                BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            List<String> header = Arrays.asList(reader.readLine().split("\t", -1));
            List<Row> rows = new ArrayList<>();
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                String[] cells = line.split("\t", -1);
                Map<String, String> row = new LinkedHashMap<>();
                for (int i = 0; i < header.size(); i++) {
                    row.put(header.get(i), cells[i]);
                }
                rows.add(new Row(row));
            }
            return rows;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

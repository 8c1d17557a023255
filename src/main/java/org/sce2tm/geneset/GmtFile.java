package org.sce2tm.geneset;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.sce2tm.data.BadDataException;

/**
 * Reads gene sets in GMT: a line holds name, description and genes, separated by tabs; gzip is recognised by content.
 * Lines with fewer than three fields are skipped; of sets with the same name the last one counts; a gene counts once
 * in a set. GSEApy reads GMT by the same rules.
 *
 * @param sets what the file holds, at least one set
 * @param warnings what was skipped or overwritten, for the user
 */
public record GmtFile(GeneSets sets, List<String> warnings) {
    private static final String EXPECTED =
            "Expected is one set a line: name, description, then genes, separated by tabs";

    public GmtFile {
        warnings = List.copyOf(warnings);
    }

    /** @throws BadDataException if the file cannot be read or holds no gene set */
    public static GmtFile read(Path file) {
        Map<String, List<String>> sets = new LinkedHashMap<>();
        List<Integer> skipped = new ArrayList<>();
        List<String> repeated = new ArrayList<>();
        int lineNumber = 0;
        try (BufferedReader reader = open(file)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lineNumber++;
                String stripped = (lineNumber == 1 && line.startsWith("\uFEFF") ? line.substring(1) : line).strip();
                if (stripped.isEmpty()) {
                    continue;
                }
                String[] fields = stripped.split("\t", -1);
                if (fields.length < 3) {
                    skipped.add(lineNumber);
                    continue;
                }
                List<String> genes = new ArrayList<>(fields.length - 2);
                for (int i = 2; i < fields.length; i++) {
                    String gene = fields[i].strip();
                    if (!gene.isEmpty()) {
                        genes.add(gene);
                    }
                }
                if (sets.put(fields[0], genes) != null) {
                    repeated.add(fields[0]);
                }
            }
        } catch (IOException e) {
            throw new BadDataException(
                    file.toString(),
                    "the gene sets cannot be read (" + e + ")",
                    "Check the path; a .gz file must be whole",
                    e);
        }
        if (sets.isEmpty()) {
            throw new BadDataException(
                    file.toString(),
                    lineNumber == 0 ? "the file is empty" : "no line of " + lineNumber + " holds a gene set",
                    EXPECTED);
        }
        List<String> warnings = new ArrayList<>();
        if (!skipped.isEmpty()) {
            warnings.add(file + ": skipped " + skipped.size()
                    + " lines with fewer than three tab-separated fields, first" + " line " + skipped.get(0));
        }
        if (!repeated.isEmpty()) {
            warnings.add(file + ": " + repeated.size() + " set names are repeated (first '" + repeated.get(0)
                    + "'): the last set of a name counts");
        }
        return new GmtFile(GeneSets.of(sets), warnings);
    }

    private static BufferedReader open(Path file) throws IOException {
        InputStream in = new BufferedInputStream(Files.newInputStream(file));
        try {
            in.mark(2);
            boolean gzip = in.read() == 0x1f && in.read() == 0x8b;
            in.reset();
            return new BufferedReader(
                    new InputStreamReader(gzip ? new GZIPInputStream(in) : in, StandardCharsets.UTF_8));
        } catch (IOException e) {
            in.close();
            throw e;
        }
    }
}

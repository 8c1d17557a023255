package org.sce2tm.data;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The JSON files of the tools: results, status, manifests. Reads and writes trees; NaN never reaches a file. */
public final class ResultFile {
    private static final ObjectMapper MAPPER = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private ResultFile() {}

    /** Writes any tree of maps, lists, records and numbers as JSON, atomically. */
    public static void write(Path file, Object tree) {
        AtomicFile.write(file, temporary -> MAPPER.writeValue(temporary.toFile(), tree));
    }

    /** @throws BadDataException if the file is missing or is not JSON */
    public static JsonNode read(Path file) {
        try {
            return MAPPER.readTree(Files.readAllBytes(file));
        } catch (JacksonException e) {
            throw new BadDataException(
                    file.toString(),
                    "is not JSON (" + e.getOriginalMessage() + ")",
                    "Give a file that a tool wrote",
                    e);
        } catch (IOException e) {
            throw new BadDataException(file.toString(), "cannot be read", "Check the path", e);
        }
    }
}

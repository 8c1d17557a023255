package org.sce2tm.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Writes a file under a temporary name in the same directory and renames it: a killed task leaves no half file. */
public final class AtomicFile {
    private AtomicFile() {}

    /** Fills the file at the path it is given. */
    @FunctionalInterface
    public interface Content {
        void writeTo(Path temporary) throws IOException;
    }

    /**
     * Writes {@code target} as a whole or not at all; its directory is created where it is missing.
     *
     * @throws BadDataException if the file cannot be written
     */
    public static void write(Path target, Content content) {
        Path absolute = target.toAbsolutePath();
        Path temporary = absolute.resolveSibling("." + absolute.getFileName() + ".partial");
        try {
            Files.createDirectories(absolute.getParent());
            content.writeTo(temporary);
            Files.move(temporary, absolute, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException | UncheckedIOException e) {
            throw new BadDataException(
                    target.toString(),
                    "cannot be written (" + e.getMessage() + ")",
                    "Check the directory's permissions and free space",
                    e);
        } finally {
            deleteQuietly(temporary);
        }
    }

    private static void deleteQuietly(Path temporary) {
        try {
            Files.deleteIfExists(temporary);
        } catch (IOException e) {
            // The outcome of the write is already decided; a left-over temporary file never has a final name.
        }
    }
}

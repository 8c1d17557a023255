package org.sce2tm.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Real data and the peers' numbers, which lie beside the checkout ({@code ../shared}, or where the environment variable
 * SCE2TM_SHARED says). A test that needs them says so and skips where they are absent; under CI=true their absence is
 * a failure.
 */
public final class SharedFiles {
    private SharedFiles() {}

    /** A file or directory by its path below the shared folder, e.g. {@code "oracle/model/step_small.h5"}. */
    public static Path path(String relative) {
        Path root = Path.of(Optional.ofNullable(System.getenv("SCE2TM_SHARED")).orElse("../shared"));
        Path file = root.resolve(relative);
        boolean present = Files.exists(file);
        if (!present && "true".equals(System.getenv("CI"))) {
            throw new AssertionError(file.toAbsolutePath() + " is missing, and CI must have it");
        }
        assumeTrue(present, () -> "SKIPPED: needs " + file.toAbsolutePath());
        return file;
    }
}

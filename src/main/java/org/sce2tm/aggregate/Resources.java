package org.sce2tm.aggregate;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Files that travel inside the jars. */
final class Resources {
    private static final String ECHARTS = "/META-INF/resources/webjars/echarts/5.3.1/dist/echarts.min.js";

    private Resources() {}

    /** A file of this package. */
    static String text(String name) {
        return read(name);
    }

    /** The chart library (Apache-2.0), with its licence note. */
    static String echarts() {
        return read(ECHARTS);
    }

    private static String read(String path) {
        try (InputStream in = Optional.ofNullable(Resources.class.getResourceAsStream(path))
                .orElseThrow(() -> new IllegalStateException(path + " is missing on the class path"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(path + " cannot be read", e);
        }
    }
}

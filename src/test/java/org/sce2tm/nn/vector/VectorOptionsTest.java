package org.sce2tm.nn.vector;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A method that bin/vector.options names by a name that it no longer has would silently be inlined again. */
final class VectorOptionsTest {
    private static final String NOT_INLINED = "-XX:CompileCommand=dontinline,";

    static Stream<String> methods() throws IOException {
        return Files.readAllLines(Path.of("bin/vector.options")).stream()
                .filter(line -> line.startsWith(NOT_INLINED))
                .map(line -> line.substring(NOT_INLINED.length()));
    }

    @ParameterizedTest
    @MethodSource("methods")
    void namesAMethodThatIsThere(String pattern) throws ClassNotFoundException {
        int colons = pattern.indexOf("::");
        Class<?> named = Class.forName(pattern.substring(0, colons));
        String method = pattern.substring(colons + 2).replace("*", ".*");
        assertThat(Arrays.stream(named.getDeclaredMethods()).map(Method::getName))
                .anyMatch(name -> name.matches(method));
    }
}

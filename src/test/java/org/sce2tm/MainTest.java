package org.sce2tm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sce2tm.cli.Version;
import picocli.CommandLine;

@DisplayName("Every tool of the launcher")
class MainTest {
    static Stream<String> tools() {
        return Main.commandLine().getSubcommands().keySet().stream().filter(name -> !name.equals("help"));
    }

    private record Said(int code, String text) {}

    private static Said run(String... arguments) {
        StringWriter out = new StringWriter();
        int code = Main.commandLine().setOut(new PrintWriter(out, true)).execute(arguments);
        return new Said(code, out.toString());
    }

    @ParameterizedTest
    @MethodSource("tools")
    void saysTheBareVersion(String tool) {
        Said said = run(tool, "--version");
        assertThat(said.code()).isZero();
        assertThat(said.text().strip()).isNotEmpty().isEqualTo(Version.current());
    }

    @ParameterizedTest
    @MethodSource("tools")
    void startsWithoutTheOthers(String tool) {
        assertThat(Main.commandLine(tool, "--help").getSubcommands()).containsOnlyKeys(tool, "help");
        assertThat(Main.commandLine("help", tool).getSubcommands()).containsKey(tool);
    }

    @ParameterizedTest
    @MethodSource("tools")
    void describesEachOfItsOptions(String tool) {
        Said said = run(tool, "--help");
        assertThat(said.code()).isZero();
        CommandLine command = Main.commandLine().getSubcommands().get(tool);
        assertThat(command.getCommandSpec().options()).isNotEmpty().allSatisfy(option -> {
            assertThat(said.text()).contains(option.longestName());
            assertThat(String.join("", option.description()))
                    .as(option.longestName())
                    .isNotBlank();
            assertThat(said.text().replaceAll("\\s+", ""))
                    .contains(withoutVariables(String.join("", option.description())));
        });
    }

    /** The start of a description, up to what picocli fills in; without blanks, because the help wraps lines. */
    private static String withoutVariables(String description) {
        return description.split("[%$]", 2)[0].replaceAll("\\s+", "");
    }
}

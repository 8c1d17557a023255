package org.sce2tm.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sce2tm.Main;
import org.sce2tm.cli.ChoiceConverter;
import org.sce2tm.train.TrainCommand;
import picocli.CommandLine.Model.OptionSpec;

/** A misspelt option in a table of settings is told before any task starts, from a list of the tools' options. */
final class OptionsTest {
    /** What the pipeline itself gives, from the samplesheet or from its graph, and what no table may ask for. */
    private static final Set<String> OWN = Set.of(
            "--cell-topics",
            "--clusters",
            "--dataset",
            "--embedding",
            "--embedding-key",
            "--external",
            "--gene-sets",
            "--help",
            "--hierarchy",
            "--input",
            "--json",
            "--label-key",
            "--labels",
            "--labels-output",
            "--links",
            "--match",
            "--matrix",
            "--model",
            "--neighbors-file",
            "--orientation",
            "--output",
            "--ranking",
            "--stand-in",
            "--status-file",
            "--table",
            "--threads",
            "--topic-genes",
            "--types",
            "--umap",
            "--version");

    @ParameterizedTest
    @ValueSource(strings = {"default", "baselines", "ablation", "sensitivity", "demo"})
    void everyOptionInATableOfTheProjectIsInTheList(String table) throws IOException {
        List<String> known = Files.readAllLines(Path.of("assets/options.csv")).stream()
                .map(line -> line.split(",", 3)[1])
                .toList();
        assertThat(Pattern.compile("--[a-z0-9-]+")
                        .matcher(Files.readString(Path.of("assets/" + table + ".csv")))
                        .results()
                        .map(MatchResult::group))
                .isSubsetOf(known);
    }

    @Test
    void theListHoldsTheOptionsThatTheToolsHave() throws IOException {
        String expected = Stream.of("preprocess", "embed-import", "knn", "train", "cluster", "metric-tc", "ora", "gsea")
                .flatMap(tool -> options(tool).stream()
                        .filter(option -> !OWN.contains(option.longestName())
                                || named(tool, option).equals("train --input"))
                        // The seed of a model is the run's; the permutations' is an option like any other.
                        .filter(option -> !named(tool, option).equals("train --seed"))
                        .sorted(Comparator.comparing(OptionSpec::longestName))
                        .map(option -> String.join(",", tool, option.longestName(), value(option), models(tool, option))
                                + "\n"))
                .reduce("tool,option,value,models\n", String::concat);
        assertThat(Files.readString(Path.of("assets/options.csv"))).isEqualTo(expected);
    }

    private static List<OptionSpec> options(String tool) {
        return Main.commandLine().getSubcommands().get(tool).getCommandSpec().options();
    }

    private static String named(String tool, OptionSpec option) {
        return tool + " " + option.longestName();
    }

    /** What an option takes: none, integer, number, integers, numbers, text, or one of the words between bars. */
    private static String value(OptionSpec option) {
        if (option.arity().max() == 0) {
            return "none";
        }
        Class<?> type = option.auxiliaryTypes()[0];
        String several = option.splitRegex().isEmpty() ? "" : "s";
        if (Set.of(int.class, Integer.class, long.class).contains(type)) {
            return "integer" + several;
        }
        if (Set.of(double.class, Double.class).contains(type)) {
            return "number" + several;
        }
        if (type.isEnum()) {
            return Stream.of(type.getEnumConstants())
                    .map(Enum.class::cast)
                    .map(word -> option.converters().length > 0
                            ? ChoiceConverter.text(word)
                            : word.name().toLowerCase(Locale.ROOT))
                    .collect(Collectors.joining("|"));
        }
        return "text";
    }

    /** The models that an option has an effect on, with blanks between; empty for all of them. */
    private static String models(String tool, OptionSpec option) {
        if (!tool.equals("train")) {
            return "";
        }
        List<String> all = TrainCommand.owners(options(tool).stream()
                .filter(o -> o.longestName().equals("--seed"))
                .findFirst()
                .orElseThrow());
        List<String> owners = TrainCommand.owners(option);
        return owners.equals(all) ? "" : String.join(" ", owners);
    }
}

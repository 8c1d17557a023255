package org.sce2tm.gsea;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.sce2tm.cli.ChoiceConverter;
import org.sce2tm.cli.UsageException;
import picocli.CommandLine.Option;

/** The options of the method and of its parameters. */
final class MethodArguments {
    /** The methods by name. */
    enum Name {
        PERMUTATION,
        MULTILEVEL
    }

    static final class NameConverter extends ChoiceConverter<Name> {
        NameConverter() {
            super(Name.class);
        }
    }

    static final class ScoreTypeConverter extends ChoiceConverter<ScoreType> {
        ScoreTypeConverter() {
            super(ScoreType.class);
        }
    }

    @Option(
            names = "--method",
            paramLabel = "permutation|multilevel",
            converter = NameConverter.class,
            description = "How p-values are found: permutation (GSEApy's numbers) or multilevel (after fgseaMultilevel:"
                    + " p-values far below 1 / permutations, with their error) (default: permutation).")
    private Name method = Name.PERMUTATION;

    @Option(
            names = "--permutations",
            paramLabel = "N",
            description = "permutation: permutations of the genes (default: " + Method.Permutation.DEFAULT_PERMUTATIONS
                    + ").")
    private Optional<Integer> permutations = Optional.empty();

    @Option(
            names = "--score-type",
            paramLabel = "std|pos|neg",
            converter = ScoreTypeConverter.class,
            description =
                    "multilevel: the score is the end of the running sum farther from 0 (std), the highest point"
                            + " (pos: for rankings without negative scores, such as topics) or the lowest (neg) (default: std).")
    private Optional<ScoreType> scoreType = Optional.empty();

    @Option(
            names = "--simple-permutations",
            paramLabel = "N",
            description = "multilevel: random sets of the first stage (default: "
                    + Method.Multilevel.DEFAULT_SIMPLE_PERMUTATIONS + ").")
    private Optional<Integer> simplePermutations = Optional.empty();

    @Option(
            names = "--sample-size",
            paramLabel = "N",
            description = "multilevel: random sets a level, raised by one if even; more give smaller errors (default: "
                    + Method.Multilevel.DEFAULT_SAMPLE_SIZE + ").")
    private Optional<Integer> sampleSize = Optional.empty();

    @Option(
            names = "--eps",
            paramLabel = "P",
            description = "multilevel: smaller p-values are given as this; 0 sets no limit (default: "
                    + Method.Multilevel.DEFAULT_EPS + ").")
    private Optional<Double> eps = Optional.empty();

    /**
     * The method with its parameters.
     *
     * @throws UsageException if an option belongs to the other method or is out of range
     */
    Method method() {
        Map<String, Optional<?>> others = new LinkedHashMap<>();
        if (method == Name.PERMUTATION) {
            others.put("--score-type", scoreType);
            others.put("--simple-permutations", simplePermutations);
            others.put("--sample-size", sampleSize);
            others.put("--eps", eps);
        } else {
            others.put("--permutations", permutations);
        }
        List<String> misplaced = others.entrySet().stream()
                .filter(entry -> entry.getValue().isPresent())
                .map(Map.Entry::getKey)
                .toList();
        if (!misplaced.isEmpty()) {
            throw new UsageException(String.join(", ", misplaced) + " says nothing to --method "
                    + method.name().toLowerCase(Locale.ROOT)
                    + (method == Name.PERMUTATION ? ": add --method multilevel" : ", which has --simple-permutations"));
        }
        return method == Name.PERMUTATION
                ? new Method.Permutation(permutations.orElse(Method.Permutation.DEFAULT_PERMUTATIONS))
                : new Method.Multilevel(
                        simplePermutations.orElse(Method.Multilevel.DEFAULT_SIMPLE_PERMUTATIONS),
                        sampleSize.orElse(Method.Multilevel.DEFAULT_SAMPLE_SIZE),
                        eps.orElse(Method.Multilevel.DEFAULT_EPS),
                        scoreType.orElse(ScoreType.STD));
    }
}

package org.sce2tm.aggregate;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.sce2tm.data.BadDataException;

/**
 * One run that was asked for.
 *
 * @param seed as written in the table; it is a name here, nothing draws from it
 * @param tools whose results it consists of; empty where the table does not say
 * @param topics whether the model has topics; a model of which the table does not say may still have none
 * @param control which bound the model is, if it is no method
 * @param arguments what the setting gives to the tools, by column of the table of settings; to be shown
 */
record ExpectedRun(
        String dataset,
        String setting,
        String model,
        String seed,
        Set<String> tools,
        boolean topics,
        Control control,
        Map<String, String> arguments) {
    private static final String ARGUMENTS = "_args";

    /** What bounds the methods' scores without being a method. */
    enum Control {
        NONE,
        WORST,
        BEST;

        /** The name in files; empty for a method. */
        String id() {
            return this == NONE ? "" : name().toLowerCase(Locale.ROOT);
        }

        static Control of(String name, String where) {
            return switch (name) {
                case "" -> NONE;
                case "worst" -> WORST;
                case "best" -> BEST;
                default ->
                    throw new BadDataException(
                            where, "has the control '" + name + "'", "Give worst, best, or nothing for a method");
            };
        }
    }

    ExpectedRun {
        tools = Set.copyOf(tools);
    }

    /** A method's run of which nothing more is said. */
    ExpectedRun(String dataset, String setting, String model, String seed) {
        this(dataset, setting, model, seed, Set.of(), true, Control.NONE, Map.of());
    }

    /**
     * Reads the expected grid, one row per run, table after table in file order: {@code dataset,setting,model,seed} and,
     * where the pipeline knows, {@code tools} (with blanks between them), {@code topics} (no: the model has none),
     * {@code control} and the setting's arguments, in columns that end with {@code _args}.
     *
     * @throws BadDataException if a column is missing, a data set or setting has no name, or a run appears twice
     */
    static List<ExpectedRun> read(List<Path> tables) {
        List<ExpectedRun> runs = new ArrayList<>();
        Set<List<String>> seen = new HashSet<>();
        tables.forEach(table -> read(table, runs, seen));
        return runs;
    }

    private static void read(Path file, List<ExpectedRun> runs, Set<List<String>> seen) {
        int before = runs.size();
        for (RowFile.Row row : RowFile.read(file, List.of("dataset", "setting", "model", "seed"))) {
            ExpectedRun run = new ExpectedRun(
                    row.get("dataset"),
                    row.get("setting"),
                    row.get("model"),
                    row.get("seed"),
                    Arrays.stream(row.get("tools").split(" ", -1))
                            .filter(tool -> !tool.isEmpty())
                            .collect(Collectors.toSet()),
                    !row.get("topics").equals("no"),
                    Control.of(row.get("control"), row.where()),
                    row.endingWith(ARGUMENTS));
            if (run.dataset.isEmpty() || run.setting.isEmpty()) {
                throw new BadDataException(
                        row.where(), "data set or setting is empty", "Name both in every row of the expected grid");
            }
            if (!seen.add(List.of(run.dataset, run.setting, run.model, run.seed))) {
                throw new BadDataException(row.where(), "repeats an earlier row", "List every expected run once");
            }
            runs.add(run);
        }
        if (runs.size() == before) {
            throw new BadDataException(file.toString(), "has no row", "List every expected run, one per row");
        }
    }

    @Override
    public String toString() {
        return dataset + " · " + setting + (seed.isEmpty() ? "" : " · seed " + seed);
    }
}

package org.sce2tm.aggregate;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.sce2tm.data.BadDataException;

/**
 * Which file belongs to which run: {@code dataset,setting,model,seed,tool,path}, one row per file. A JSON is the tool's
 * result, whatever it is called, or its status ({@code status.json}, {@code cluster.status.json}); what a table holds
 * is told by its name
 * ({@code clusters.tsv}, {@code umap.tsv}, ...). Files that several runs share (a data set's
 * {@code preprocess.json}) are either repeated per run or leave setting and seed empty. Relative paths start at the
 * manifest's directory.
 */
final class Manifest {
    private static final String STATUS = "status.json";

    private record Key(String dataset, String setting, String seed, String tool, String name) {}

    private final Map<Key, Path> files;

    private Manifest(Map<Key, Path> files) {
        this.files = files;
    }

    /**
     * Reads tables, each with paths of its own.
     *
     * @throws BadDataException if a column is missing, a row has no path or no known tool, a table that it names is not
     *     there (a JSON that is not is a hole), or two rows name different files for the same
     */
    static Manifest read(List<Path> tables) {
        Map<Key, Path> files = new LinkedHashMap<>();
        tables.forEach(table -> read(table, files));
        return new Manifest(files);
    }

    private static void read(Path table, Map<Key, Path> files) {
        Path directory = table.toAbsolutePath().getParent();
        for (RowFile.Row row : RowFile.read(table, List.of("dataset", "setting", "model", "seed", "tool", "path"))) {
            if (row.get("path").isEmpty() || row.get("tool").isEmpty()) {
                throw new BadDataException(row.where(), "has no tool or no path", "Give both in every row");
            }
            Path path = directory.resolve(row.get("path")).normalize();
            String tool = row.get("tool").toLowerCase(Locale.ROOT).replace('_', '-');
            if (!Run.CHAIN.contains(tool) && !Run.TOPIC_TOOLS.contains(tool)) {
                throw new BadDataException(
                        row.where(),
                        "has the tool '" + row.get("tool") + "'",
                        "Give one of " + String.join(", ", Run.CHAIN) + ", " + String.join(", ", Run.TOPIC_TOOLS));
            }
            String name = path.getFileName().toString();
            if (!name.endsWith(".json") && !Files.exists(path)) {
                throw new BadDataException(
                        row.where(), "names " + path + ", which is not there", "Correct the path or leave the row out");
            }
            String standsFor = name.equals(STATUS) || name.endsWith("." + STATUS)
                    ? STATUS
                    : name.endsWith(".json") ? tool + ".json" : name;
            Key key = new Key(row.get("dataset"), row.get("setting"), row.get("seed"), tool, standsFor);
            Path other = files.put(key, path);
            if (other != null && !other.equals(path)) {
                throw new BadDataException(
                        row.where(), "is a second " + key.name() + " of its run, beside " + other, "Keep one of them");
            }
        }
    }

    /** The file of a run, or else the one its setting or its data set shares. */
    Optional<Path> find(ExpectedRun run, String tool, String name) {
        return Optional.ofNullable(files.get(new Key(run.dataset(), run.setting(), run.seed(), tool, name)))
                .or(() -> Optional.ofNullable(files.get(new Key(run.dataset(), run.setting(), "", tool, name))))
                .or(() -> Optional.ofNullable(files.get(new Key(run.dataset(), "", "", tool, name))));
    }

    /** Whether any run of a data set left a file of one of these tools. */
    boolean anyOf(String dataset, List<String> tools) {
        return files.keySet().stream().anyMatch(key -> key.dataset.equals(dataset) && tools.contains(key.tool));
    }

    /** Runs that left files although nobody expects them. */
    List<String> strangers(List<ExpectedRun> expected) {
        Predicate<Key> known = key -> expected.stream()
                .anyMatch(run -> key.dataset.equals(run.dataset())
                        && (key.setting.isEmpty() || key.setting.equals(run.setting()))
                        && (key.seed.isEmpty() || key.seed.equals(run.seed())));
        Set<String> strangers = files.keySet().stream()
                .filter(known.negate())
                .map(key -> new ExpectedRun(key.dataset, key.setting, "", key.seed).toString())
                .collect(Collectors.toCollection(TreeSet::new));
        return new ArrayList<>(strangers);
    }
}

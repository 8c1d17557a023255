package org.sce2tm.simulate;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.apache.commons.rng.sampling.PermutationSampler;
import org.sce2tm.data.AnnData;
import org.sce2tm.data.AtomicFile;
import org.sce2tm.data.Column;
import org.sce2tm.data.CsrMatrix;
import org.sce2tm.data.DenseMatrix;
import org.sce2tm.data.H5adFile;
import org.sce2tm.data.ResultFile;
import org.sce2tm.data.TsvWriter;
import org.sce2tm.simulate.Simulation.Drawn;
import org.sce2tm.simulate.Simulation.Genes;
import org.sce2tm.simulate.Simulation.Program;
import org.sce2tm.stats.RandomStreams;

/** The files of a simulated data set, all named after it. */
final class SimulatedFiles {
    private final String name;
    private final Path directory;
    private final SimulateOptions options;
    private final Drawn drawn;
    private final List<String> cells;
    private final List<String> genes;
    private final List<String> labels;

    SimulatedFiles(String name, Path directory, SimulateOptions options, Drawn drawn) {
        this.name = name;
        this.directory = directory;
        this.options = options;
        this.drawn = drawn;
        this.cells = numbered(name + "_cell", options.cells());
        this.genes = numbered("GENE", options.genes());
        this.labels =
                IntStream.of(drawn.types()).mapToObj(SimulatedFiles::typeName).toList();
    }

    /** Writes all files and returns their paths. */
    List<Path> write(CountFormat format) {
        List<Path> written = new ArrayList<>();
        written.add(format == CountFormat.H5AD ? writeH5ad() : writeCsv());
        written.add(writeEmbedding());
        written.add(writeLabels());
        written.add(writeGeneSets());
        written.add(writeTruth());
        return written;
    }

    private Path writeH5ad() {
        Path file = file(".h5ad");
        List<String> types = IntStream.range(0, options.types())
                .mapToObj(SimulatedFiles::typeName)
                .toList();
        H5adFile.write(
                AnnData.builder(cells, genes)
                        .x(drawn.counts())
                        .obs("cell_type", new Column.Categories(drawn.types(), types))
                        .build(),
                file);
        return file;
    }

    private Path writeCsv() {
        List<String> header = new ArrayList<>(List.of("cell"));
        header.addAll(genes);
        CsrMatrix counts = drawn.counts();
        return table(".csv", header, cells.size(), i -> {
            int[] row = new int[counts.columns()];
            for (int p = counts.rowPointers()[i]; p < counts.rowPointers()[i + 1]; p++) {
                row[counts.columnIndices()[p]] = (int) counts.values()[p];
            }
            List<Object> fields = new ArrayList<>(List.of(cells.get(i)));
            IntStream.of(row).boxed().forEach(fields::add);
            return fields;
        });
    }

    /** The rows stand in another order than the cells do, so that matching by id is put to the test. */
    private Path writeEmbedding() {
        DenseMatrix embedding = drawn.embedding();
        List<String> header = new ArrayList<>(List.of("cell"));
        IntStream.rangeClosed(1, embedding.columns()).forEach(j -> header.add("dim_" + j));
        int[] order = PermutationSampler.natural(cells.size());
        PermutationSampler.shuffle(new RandomStreams(options.seed()).stream("embedding-order"), order);
        return table(".embedding.csv", header, order.length, i -> {
            List<Object> fields = new ArrayList<>(List.of(cells.get(order[i])));
            for (double value : embedding.row(order[i])) {
                fields.add(String.format(Locale.ROOT, "%.6f", value));
            }
            return fields;
        });
    }

    private Path writeLabels() {
        return table(".labels.csv", List.of("cell", "label"), cells.size(), i -> List.of(cells.get(i), labels.get(i)));
    }

    private Path table(String suffix, List<String> header, int rows, IntFunction<List<?>> row) {
        Path file = file(suffix);
        TsvWriter.write(file, header, IntStream.range(0, rows).mapToObj(row).toList());
        return file;
    }

    private Path writeGeneSets() {
        List<String> lines = new ArrayList<>();
        for (Program program : drawn.programs()) {
            lines.add(line(program.set(), "planted in " + String.join(" and ", typeNames(program))));
        }
        drawn.decoys().forEach(decoy -> lines.add(line(decoy, "decoy")));
        Path file = file(".gmt");
        AtomicFile.write(file, temporary -> Files.write(temporary, lines));
        return file;
    }

    private String line(Genes set, String description) {
        return set.name() + "\t" + description + "\t" + String.join("\t", geneNames(set));
    }

    private Path writeTruth() {
        Map<String, Object> truth = new LinkedHashMap<>();
        truth.put("options", options);
        Map<String, Integer> sizes = new TreeMap<>();
        labels.forEach(label -> sizes.merge(label, 1, Integer::sum));
        truth.put("types", sizes);
        truth.put(
                "programs",
                drawn.programs().stream()
                        .map(program -> Map.of(
                                "name", program.set().name(),
                                "types", typeNames(program),
                                "genes", geneNames(program.set())))
                        .map(TreeMap::new)
                        .toList());
        truth.put("decoys", drawn.decoys().stream().map(Genes::name).toList());
        truth.put("misplaced", drawn.misplaced().stream().map(cells::get).toList());
        Path file = file(".truth.json");
        ResultFile.write(file, truth);
        return file;
    }

    private Path file(String suffix) {
        return directory.resolve(name + suffix);
    }

    private List<String> geneNames(Genes set) {
        return set.genes().stream().map(genes::get).toList();
    }

    private static List<String> typeNames(Program program) {
        return program.types().stream().map(SimulatedFiles::typeName).toList();
    }

    private static String typeName(int type) {
        return "type_" + (type + 1);
    }

    private static List<String> numbered(String prefix, int count) {
        int digits = Integer.toString(count).length();
        return IntStream.rangeClosed(1, count)
                .mapToObj(i -> String.format(Locale.ROOT, "%s_%0" + digits + "d", prefix, i))
                .toList();
    }
}

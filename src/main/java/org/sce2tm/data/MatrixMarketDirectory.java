package org.sce2tm.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A directory as 10x Genomics' Cell Ranger writes it, of any version, gzipped or not: {@code matrix.mtx} (genes x cells,
 * or cells x genes where its size says so), {@code barcodes.tsv}, and {@code features.tsv} or {@code genes.tsv}. Archives
 * put a prefix before these names ({@code GSM1_matrix.mtx.gz}); it is found, and must be the same for the three files.
 * Genes go by their symbols (second column); {@code var/gene_ids} keeps the ids.
 */
public final class MatrixMarketDirectory {
    private MatrixMarketDirectory() {}

    /** Whether a path is a directory with a matrix in it, or such a matrix file. */
    static boolean isMatrixMarket(Path path) {
        return Files.isDirectory(path) ? !matrices(path).isEmpty() : isMatrixName(path);
    }

    /**
     * Reads a directory, or one {@code .mtx} file with its neighbours.
     *
     * @throws BadDataException if a file is missing, damaged, or does not fit the others
     */
    public static Expression read(Path path) {
        Path matrix = Files.isDirectory(path) ? onlyMatrix(path) : path;
        Path directory = matrix.toAbsolutePath().getParent();
        String name = matrix.getFileName().toString();
        String prefix = name.substring(
                0,
                name.toLowerCase(Locale.ROOT).lastIndexOf("matrix.mtx") < 0
                        ? 0
                        : name.toLowerCase(Locale.ROOT).lastIndexOf("matrix.mtx"));
        Path barcodes = neighbour(directory, prefix, List.of("barcodes.tsv"));
        Path features = neighbour(directory, prefix, List.of("features.tsv", "genes.tsv"));

        List<String> cells = new ArrayList<>();
        forEachLine(barcodes, (line, fields) -> cells.add(fields[0]));
        List<String> ids = new ArrayList<>();
        List<String> genes = new ArrayList<>();
        List<String> types = new ArrayList<>();
        forEachLine(features, (line, fields) -> {
            ids.add(fields[0]);
            genes.add(fields.length > 1 ? fields[1] : fields[0]);
            if (fields.length > 2) {
                types.add(fields[2]);
            }
        });
        Map<String, Column> var = new LinkedHashMap<>();
        var.put("gene_ids", new Column.Texts(ids));
        if (types.size() == genes.size()) {
            var.put("feature_types", new Column.Texts(types));
        } else if (!types.isEmpty()) {
            throw new BadDataException(
                    features.toString(),
                    "has " + types.size() + " feature types for " + genes.size() + " features",
                    "Give every line three columns, or two");
        }
        MatrixMarketFile.Content content = MatrixMarketFile.read(matrix, genes.size(), cells.size());
        return FeatureTypes.onlyGenes(new Expression(
                content.matrix(),
                cells,
                genes,
                Map.of(),
                var,
                List.of(),
                "10x directory (" + matrix.getFileName() + ", " + features.getFileName() + ")"
                        + (content.cellsByGenes() ? ", stored as cells x genes" : "")));
    }

    private static boolean isMatrixName(Path path) {
        String name = path.getFileName().toString().toLowerCase(Locale.ROOT);
        return name.endsWith(".mtx") || name.endsWith(".mtx.gz");
    }

    private static List<Path> matrices(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(MatrixMarketDirectory::isMatrixName).sorted().toList();
        } catch (IOException e) {
            throw new BadDataException(directory.toString(), "cannot be listed", "Check its permissions", e);
        }
    }

    private static Path onlyMatrix(Path directory) {
        List<Path> found = matrices(directory);
        if (found.size() > 1) {
            throw new BadDataException(
                    directory.toString(),
                    "holds " + found.size() + " matrices: "
                            + String.join(
                                    ", ",
                                    found.stream()
                                            .map(file -> file.getFileName().toString())
                                            .toList()),
                    "Give the path of the .mtx file that you mean");
        }
        if (found.isEmpty()) {
            throw new BadDataException(
                    directory.toString(),
                    "holds no matrix.mtx or matrix.mtx.gz",
                    "Give a directory with matrix, barcodes and features, or a file");
        }
        return found.get(0);
    }

    private static Path neighbour(Path directory, String prefix, List<String> names) {
        return names.stream()
                .flatMap(name -> Stream.of(name, name + ".gz"))
                .map(name -> directory.resolve(prefix + name))
                .filter(Files::exists)
                .findFirst()
                .orElseThrow(() -> new BadDataException(
                        directory.toString(),
                        "has no " + prefix + String.join(" or " + prefix, names) + " (.gz) beside the matrix",
                        "Put it there"));
    }

    @FunctionalInterface
    private interface TabLine {
        void take(int line, String[] fields);
    }

    /** Tab-separated lines without quotes: gene names may hold a quote. */
    private static void forEachLine(Path file, TabLine consumer) {
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(TextInput.open(file), StandardCharsets.UTF_8))) {
            int number = 0;
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                number++;
                if (!line.isEmpty()) {
                    consumer.take(number, line.split("\t", -1));
                }
            }
        } catch (IOException e) {
            throw new BadDataException(
                    file.toString(), "cannot be read (" + e.getMessage() + ")", "Copy or download it again", e);
        }
    }
}

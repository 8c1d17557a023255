package org.sce2tm.data;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The HDF5 file of 10x Genomics' Cell Ranger: version 3 and later (group {@code matrix}) and before (a group a genome).
 * Genes go by their symbols; {@code var/gene_ids} keeps the ids. Of several feature types only "Gene Expression" is
 * taken. All genomes of a version 3 file are taken (their genes have their genome in {@code var/genome}); of an older
 * file with several, one must be named, because each has its own cells.
 */
public final class TenXFile {
    private static final String MATRIX = "matrix";

    private TenXFile() {}

    /** Whether an HDF5 file has the layout of either version. */
    static boolean isTenX(Hdf5Source source) {
        return source.has(MATRIX + "/barcodes") || !genomes(source).isEmpty();
    }

    /**
     * Reads a file.
     *
     * @param genome the genome of an old file, where it holds several
     * @throws BadDataException if the file is damaged or no 10x file, or the genome is not there or must be chosen
     */
    public static Expression read(Path path, Optional<String> genome) {
        try (Hdf5Source source = Hdf5Source.open(path)) {
            return read(source, genome);
        }
    }

    static Expression read(Hdf5Source source, Optional<String> genome) {
        if (source.has(MATRIX + "/barcodes")) {
            if (genome.isPresent()) {
                throw source.bad(
                        genome.get(), "was asked for, and a 10x file has one matrix", "Leave the matrix option out");
            }
            Map<String, Column> var = new LinkedHashMap<>();
            text(source, var, "gene_ids", MATRIX + "/features/id");
            text(source, var, "feature_types", MATRIX + "/features/feature_type");
            text(source, var, "genome", MATRIX + "/features/genome");
            return read(source, MATRIX, source.texts(MATRIX + "/features/name"), var, "10x HDF5 file (version 3)");
        }
        String chosen = genome(source, genome);
        Map<String, Column> var = new LinkedHashMap<>();
        text(source, var, "gene_ids", chosen + "/genes");
        return read(
                source,
                chosen,
                source.texts(chosen + "/gene_names"),
                var,
                "10x HDF5 file (before version 3), genome " + chosen);
    }

    private static Expression read(
            Hdf5Source source, String group, List<String> genes, Map<String, Column> var, String description) {
        List<String> cells = source.texts(group + "/barcodes");
        long[] shape = source.integers(group + "/shape");
        if (shape.length != 2 || shape[0] != genes.size() || shape[1] != cells.size()) {
            throw source.bad(
                    group + "/shape",
                    "does not fit " + genes.size() + " genes and " + cells.size() + " barcodes",
                    "Download or write the file again");
        }
        var.forEach((name, column) -> {
            if (column.size() != genes.size()) {
                throw source.bad(
                        group + ", " + name,
                        "has " + column.size() + " rows for " + genes.size() + " genes",
                        "Download or write the file again");
            }
        });
        // Genes x cells by columns is cells x genes by rows.
        CsrMatrix matrix = Hdf5Matrix.readSparse(source, group, cells.size(), genes.size(), Hdf5Matrix.Compressed.ROWS);
        return FeatureTypes.onlyGenes(new Expression(matrix, cells, genes, Map.of(), var, List.of(), description));
    }

    private static String genome(Hdf5Source source, Optional<String> asked) {
        List<String> genomes = genomes(source);
        if (asked.isPresent()) {
            return asked.filter(genomes::contains)
                    .orElseThrow(() -> source.bad(
                            asked.get(), "is no genome of this file", "Name one of " + String.join(", ", genomes)));
        }
        if (genomes.size() > 1) {
            throw source.bad(
                    "",
                    "holds " + genomes.size() + " genomes, each with its own cells: " + String.join(", ", genomes),
                    "Name one of them as the matrix (--matrix " + genomes.get(0) + ")");
        }
        if (genomes.isEmpty()) {
            throw source.bad("", "is no 10x file: it has neither 'matrix' nor a genome", "Give another file");
        }
        return genomes.get(0);
    }

    private static List<String> genomes(Hdf5Source source) {
        return source.children("").stream()
                .filter(name -> source.has(name + "/barcodes") && source.has(name + "/indptr"))
                .toList();
    }

    private static void text(Hdf5Source source, Map<String, Column> var, String name, String place) {
        if (source.isDataset(place)) {
            var.put(name, new Column.Texts(source.texts(place)));
        }
    }
}

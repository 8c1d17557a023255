package org.sce2tm.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The HDF5 layout of the deep-clustering literature: {@code X} (cells x genes) and {@code Y} (a label a cell, which
 * becomes the cell column {@code Y}). Names come from {@code cell_names} and {@code gene_names} where they are there;
 * else cells are numbered from 0 and genes are gene_1, gene_2 and so on, with a warning. A file without {@code Y} is
 * taken as cells x genes unless told otherwise.
 */
public final class PlainHdf5File {
    private PlainHdf5File() {}

    static boolean isPlain(Hdf5Source source) {
        return Hdf5Matrix.isMatrix(source, "X") && !source.has("obs") && !source.has("var");
    }

    /** @throws BadDataException if the file is damaged, or has no X, or Y fits neither side of it */
    public static Expression read(Path path, Orientation orientation) {
        try (Hdf5Source source = Hdf5Source.open(path)) {
            return read(source, orientation);
        }
    }

    static Expression read(Hdf5Source source, Orientation orientation) {
        if (!Hdf5Matrix.isMatrix(source, "X")) {
            throw source.bad("X", "is missing", "Store a matrix there, cells x genes");
        }
        int[] shape = Hdf5Matrix.shape(source, "X");
        boolean labelled = source.isDataset("Y");
        long labels = labelled ? source.size("Y") : -1;
        boolean rowsAreCells = switch (orientation) {
            case CELLS -> true;
            case GENES -> false;
            case AUTO -> !labelled || labels == shape[0];
        };
        int cells = rowsAreCells ? shape[0] : shape[1];
        int genes = rowsAreCells ? shape[1] : shape[0];
        if (labelled && labels != cells) {
            throw source.bad(
                    "Y",
                    "has " + labels + " labels for " + cells + " cells (X is " + shape[0] + " x " + shape[1] + ")",
                    "Give a label a cell; if the rows of X are genes, say --orientation genes");
        }
        CsrMatrix stored = Hdf5Matrix.read(source, "X", shape[0], shape[1]);
        List<String> warnings = new ArrayList<>();
        Map<String, Column> obs = new LinkedHashMap<>();
        if (labelled) {
            obs.put("Y", labels(source));
        }
        return new Expression(
                rowsAreCells ? stored : CsrAssembly.transposed(stored),
                names(
                        source,
                        "cell_names",
                        cells,
                        IntStream.range(0, cells).mapToObj(Integer::toString).toList(),
                        warnings),
                names(
                        source,
                        "gene_names",
                        genes,
                        IntStream.rangeClosed(1, genes)
                                .mapToObj(i -> "gene_" + i)
                                .toList(),
                        warnings),
                obs,
                Map.of(),
                warnings,
                "HDF5 file with X (" + (rowsAreCells ? "cells x genes" : "genes x cells") + ", "
                        + reason(orientation, labelled) + ")" + (labelled ? " and labels Y" : ""));
    }

    private static String reason(Orientation orientation, boolean labelled) {
        if (orientation != Orientation.AUTO) {
            return "as asked";
        }
        return labelled ? "by the number of labels" : "the custom of this layout";
    }

    private static Column labels(Hdf5Source source) {
        Object values = source.flat("Y");
        if (values instanceof String[]) {
            return new Column.Texts(source.texts("Y"));
        }
        double[] numbers = source.doubles("Y");
        boolean whole = Arrays.stream(numbers).allMatch(number -> number == (int) number);
        return new Column.Numbers(numbers, whole ? NumberType.INT32 : NumberType.FLOAT64);
    }

    private static List<String> names(
            Hdf5Source source, String place, int count, List<String> substitute, List<String> warnings) {
        if (source.isDataset(place)) {
            List<String> names = source.texts(place);
            if (names.size() != count) {
                throw source.bad(place, "has " + names.size() + " names, expected " + count, "Write the file again");
            }
            return names;
        }
        warnings.add("The file has no " + place + ": they are " + substitute.get(0) + " to "
                + substitute.get(count - 1)
                + (place.equals("gene_names") ? ", so that gene sets cannot be matched" : ", their positions") + ".");
        return substitute;
    }
}

package org.sce2tm.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Expression in any format that people have it in; the format is found by looking into the file. Names that stand more
 * than once are made unique (see {@link UniqueNames}), with a warning.
 */
public final class ExpressionFile {
    private static final String DEFAULT_MATRIX = "X";

    private ExpressionFile() {}

    /**
     * Reads a matrix of expression, cells x genes.
     *
     * @param path an .h5ad file, a 10x .h5 file, a 10x directory (or its .mtx file), a CSV or TSV table, or an HDF5 file
     *     with X and Y
     * @param matrix of an .h5ad file {@code X}, {@code raw} or {@code layers/NAME}; of an old 10x .h5 file with several
     *     genomes the genome; otherwise {@code X}
     * @param orientation what a row is, for text tables and HDF5 files with X; other formats say it themselves
     * @throws BadDataException if the file is missing, damaged, of no known format, or has no such matrix
     */
    public static Expression read(Path path, String matrix, Orientation orientation) {
        Expression read = readAny(path, matrix, orientation);
        List<String> warnings = new ArrayList<>(read.warnings());
        if (read.matrix().rows() == 0 || read.matrix().columns() == 0) {
            throw new BadDataException(
                    path.toString(),
                    "has " + read.matrix().rows() + " cells and "
                            + read.matrix().columns() + " genes",
                    "Give a data set with both");
        }
        List<String> cells = unique(read.obsNames(), "cell ids", warnings);
        List<String> genes = unique(read.varNames(), "gene names", warnings);
        return new Expression(read.matrix(), cells, genes, read.obs(), read.var(), warnings, read.description());
    }

    /** Whether a file is an .h5ad file, the one format where {@code matrix} chooses among several. */
    public static boolean isH5ad(Path path) {
        if (!Hdf5Source.isHdf5(path)) {
            return false;
        }
        try (Hdf5Source source = Hdf5Source.open(path)) {
            return !TenXFile.isTenX(source) && (source.has("obs") || source.has("var"));
        }
    }

    private static List<String> unique(List<String> names, String what, List<String> warnings) {
        UniqueNames.Result result = UniqueNames.of(names);
        Set<String> repeated = result.repeated();
        if (!repeated.isEmpty()) {
            warnings.add(repeated.size() + " " + what + " stand more than once ("
                    + String.join(", ", repeated.stream().limit(5).toList()) + (repeated.size() > 5 ? ", …" : "")
                    + "); the later ones got -1, -2 and so on.");
        }
        return result.names();
    }

    private static Expression readAny(Path path, String matrix, Orientation orientation) {
        if (!Files.exists(path)) {
            throw new BadDataException(path.toString(), "does not exist", "Check the path");
        }
        if (Files.isDirectory(path)) {
            return noOrientation(noMatrix(path, matrix, () -> MatrixMarketDirectory.read(path)), orientation);
        }
        if (Hdf5Source.isHdf5(path)) {
            return readHdf5(path, matrix, orientation);
        }
        byte[] start = start(path);
        String text = new String(start, StandardCharsets.ISO_8859_1);
        if (MatrixMarketDirectory.isMatrixMarket(path) || text.startsWith("%%MatrixMarket")) {
            return noOrientation(noMatrix(path, matrix, () -> MatrixMarketDirectory.read(path)), orientation);
        }
        refuseOthers(path, text);
        if (H5adFile.isNamedHdf5(path)) {
            throw new BadDataException(
                    path.toString(),
                    start.length == 0 ? "is empty" : "is text under the name of an HDF5 file",
                    "Copy or download the file again; if it is a table, name it .csv or .tsv");
        }
        return noMatrix(path, matrix, () -> TextMatrixFile.read(path, orientation));
    }

    private static Expression readHdf5(Path path, String matrix, Orientation orientation) {
        try (Hdf5Source source = Hdf5Source.open(path)) {
            if (TenXFile.isTenX(source)) {
                Optional<String> genome = Optional.of(matrix).filter(name -> !name.equals(DEFAULT_MATRIX));
                return noOrientation(TenXFile.read(source, genome), orientation);
            }
            if (source.has("row_attrs") && source.has("col_attrs")) {
                throw source.bad(
                        "",
                        "is a loom file, which is not read",
                        "Convert it to .h5ad, e.g. in Python: anndata.read_loom(file).write_h5ad(other)");
            }
            if (PlainHdf5File.isPlain(source)) {
                return noMatrix(path, matrix, () -> PlainHdf5File.read(source, orientation));
            }
            if (!source.has("obs") && !source.has("var")) {
                throw source.bad(
                        "",
                        "is HDF5 of no known layout; it holds " + String.join(", ", source.children("")),
                        "Give an .h5ad file, a 10x .h5 file, or HDF5 with X (cells x genes) and Y");
            }
        }
        try (H5adFile file = H5adFile.open(path)) {
            return noOrientation(readH5ad(path, file, matrix), orientation);
        }
    }

    private static Expression readH5ad(Path path, H5adFile file, String matrix) {
        if (matrix.equals("raw")) {
            H5adFile.Raw raw = file.raw();
            return new Expression(
                    raw.matrix(), file.obsNames(), raw.varNames(), file.obs(), raw.var(), List.of(), ".h5ad file, raw");
        }
        CsrMatrix values;
        if (matrix.equals(DEFAULT_MATRIX)) {
            values = file.x();
        } else if (matrix.startsWith("layers/")) {
            values = file.layer(matrix.substring("layers/".length()));
        } else {
            throw new BadDataException(
                    path + ", " + matrix, "is no matrix of an .h5ad file", "Name X, raw or layers/NAME");
        }
        return new Expression(
                values, file.obsNames(), file.varNames(), file.obs(), file.var(), List.of(), ".h5ad file, " + matrix);
    }

    @FunctionalInterface
    private interface Format {
        Expression read();
    }

    private static Expression noMatrix(Path path, String matrix, Format format) {
        if (!matrix.equals(DEFAULT_MATRIX)) {
            throw new BadDataException(
                    path + ", " + matrix,
                    "was asked for, and this format has one matrix",
                    "Leave the matrix option out, or give an .h5ad file");
        }
        return format.read();
    }

    private static Expression noOrientation(Expression read, Orientation asked) {
        if (asked != Orientation.GENES) {
            return read;
        }
        List<String> warnings = new ArrayList<>(read.warnings());
        warnings.add("The orientation that was asked for does not matter: this format says itself what is a cell.");
        return new Expression(
                read.matrix(), read.obsNames(), read.varNames(), read.obs(), read.var(), warnings, read.description());
    }

    private static byte[] start(Path path) {
        try (InputStream in = TextInput.open(path)) {
            return in.readNBytes(64);
        } catch (IOException e) {
            throw new BadDataException(
                    path.toString(), "cannot be read (" + e.getMessage() + ")", "Copy or download it again", e);
        }
    }

    private static void refuseOthers(Path path, String start) {
        Map<String, String> others = Map.of(
                "PK\u0003\u0004", "a zip archive (.xlsx, .npz)",
                "\u0093NUMPY", "a NumPy array",
                "RDX", "an R object",
                "X\n", "an R object",
                "A\n", "an R object",
                "%PDF", "a PDF");
        others.forEach((signature, what) -> {
            if (start.startsWith(signature)) {
                throw new BadDataException(
                        path.toString(),
                        "is " + what + ", which is not read",
                        "Convert it to .h5ad, a 10x directory or CSV");
            }
        });
        if (start.indexOf('\0') >= 0) {
            throw new BadDataException(
                    path.toString(),
                    "is a binary file of no known format",
                    "Give an .h5ad file, a 10x .h5 file or directory, CSV or TSV");
        }
    }
}

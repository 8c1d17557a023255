package org.sce2tm.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * An .h5ad file of any age: legacy tables of records (anndata before 0.7), {@code __categories} (0.7), and the encodings
 * of 0.8 and later. Open, it reads a part when it is asked for, so that a file of many layers costs only what is used.
 *
 * <p>Matrices become single-precision compressed rows, whatever they are in the file (compressed rows or columns, or
 * dense; any integer or floating-point type, booleans): columns ascend, repeated places are added up, values that are
 * not finite are refused. Not read: pairwise matrices (obsp, varp), tables inside obsm and varm, raw/varm, and what uns
 * holds beside numbers, texts and groups of them.
 *
 * <p>Every method that reads throws {@link BadDataException} for a file that is damaged or does not hold what it should.
 */
public final class H5adFile implements AutoCloseable {
    private final Hdf5Source source;
    private final List<String> obsNames;
    private final List<String> varNames;

    private H5adFile(Hdf5Source source) {
        this.source = source;
        this.obsNames = List.copyOf(H5adTable.readNames(source, "obs"));
        this.varNames = source.has("var") ? List.copyOf(H5adTable.readNames(source, "var")) : List.of();
    }

    /**
     * The matrix that a file kept from before genes were selected.
     *
     * @param matrix n x its own number of genes
     * @param varNames its gene names
     * @param var its gene columns
     */
    public record Raw(CsrMatrix matrix, List<String> varNames, Map<String, Column> var) {}

    /** Whether a file's name says that it is HDF5: text under such a name is a mistake, no table. */
    public static boolean isNamedHdf5(Path path) {
        String name = path.getFileName().toString().toLowerCase(Locale.ROOT);
        return name.endsWith(".h5ad") || name.endsWith(".h5") || name.endsWith(".hdf5");
    }

    /** Opens a file and reads its names. */
    public static H5adFile open(Path path) {
        Hdf5Source source = Hdf5Source.open(path);
        try {
            return new H5adFile(source);
        } catch (RuntimeException e) {
            source.close();
            throw e;
        }
    }

    /** Reads a whole file, but for raw. */
    public static AnnData read(Path path) {
        try (H5adFile file = open(path)) {
            AnnData.Builder builder = AnnData.builder(file.obsNames(), file.varNames());
            file.obs().forEach(builder::obs);
            file.var().forEach(builder::var);
            if (file.hasX()) {
                builder.x(file.x());
            }
            file.layerNames().forEach(name -> builder.layer(name, file.layer(name)));
            file.obsmKeys().forEach(key -> builder.obsm(key, file.obsm(key)));
            file.varmKeys().forEach(key -> builder.varm(key, file.varm(key)));
            file.uns().forEach(builder::uns);
            return builder.build();
        }
    }

    /**
     * Writes a file that anndata 0.8 and later open, whole or not at all; equal content gives equal bytes. Sparse
     * matrices are compressed rows, single precision; truth values are bytes 0 and 1 (the library cannot write HDF5's
     * enumerations). Empty lists, tables and groups of uns cannot be written and are left out.
     *
     * @throws IllegalArgumentException if there is no cell, or a matrix without columns in obsm or varm, or a name that is
     *     empty or holds a slash
     * @throws BadDataException if the file cannot be written
     */
    public static void write(AnnData data, Path path) {
        AtomicFile.write(path, temporary -> H5adWriter.write(data, temporary));
    }

    /** Cell ids as they stand in the file: they may repeat. */
    public List<String> obsNames() {
        return obsNames;
    }

    /** Gene names as they stand in the file: they may repeat. Empty where the file has no genes. */
    public List<String> varNames() {
        return varNames;
    }

    /** Cell columns, in the file's order; a nullable boolean column with gaps becomes a categorical. */
    public Map<String, Column> obs() {
        return H5adTable.read(source, "obs").columns();
    }

    /** Gene columns, in the file's order. */
    public Map<String, Column> var() {
        return source.has("var") ? H5adTable.read(source, "var").columns() : Map.of();
    }

    public boolean hasX() {
        return Hdf5Matrix.isMatrix(source, "X");
    }

    public List<String> layerNames() {
        return matrixNames("layers");
    }

    public boolean hasRaw() {
        return Hdf5Matrix.isMatrix(source, "raw/X") || Hdf5Matrix.isMatrix(source, "raw.X");
    }

    /** X, n x V. */
    public CsrMatrix x() {
        if (!hasX()) {
            throw source.bad("X", "is missing", "Name another matrix: " + others());
        }
        return Hdf5Matrix.read(source, "X", obsNames.size(), varNames.size());
    }

    /** A layer, n x V. */
    public CsrMatrix layer(String name) {
        if (!layerNames().contains(name)) {
            throw source.bad("layers/" + name, "is missing", "Name another matrix: " + others());
        }
        return Hdf5Matrix.read(source, "layers/" + name, obsNames.size(), varNames.size());
    }

    /** The raw matrix with its own genes. */
    public Raw raw() {
        if (!hasRaw()) {
            throw source.bad("raw", "is missing", "Name another matrix: " + others());
        }
        boolean legacy = !source.has("raw/X");
        H5adTable var = H5adTable.read(source, legacy ? "raw.var" : "raw/var");
        CsrMatrix matrix = Hdf5Matrix.read(
                source, legacy ? "raw.X" : "raw/X", obsNames.size(), var.names().size());
        return new Raw(matrix, var.names(), var.columns());
    }

    /** Names of the matrices that annotate cells. */
    public List<String> obsmKeys() {
        return matrixNames("obsm");
    }

    /** A matrix that annotates cells, n rows. */
    public DenseMatrix obsm(String key) {
        return annotation("obsm", key, obsNames.size());
    }

    /** Names of the matrices that annotate genes. */
    public List<String> varmKeys() {
        return matrixNames("varm");
    }

    /** A matrix that annotates genes, V rows. */
    public DenseMatrix varm(String key) {
        return annotation("varm", key, varNames.size());
    }

    /** The unstructured part: groups, texts, numbers, and tables of up to two dimensions; the rest is left out. */
    public Map<String, Uns> uns() {
        return H5adUns.children(source, "uns");
    }

    @Override
    public void close() {
        source.close();
    }

    private List<String> matrixNames(String group) {
        if (source.isCompound(group)) {
            return source.compound(group).entrySet().stream()
                    .filter(entry -> entry.getValue() instanceof Object[] rows && !(rows instanceof String[]))
                    .map(Map.Entry::getKey)
                    .toList();
        }
        return source.children(group).stream()
                .filter(name -> Hdf5Matrix.isMatrix(source, group + "/" + name))
                .toList();
    }

    private DenseMatrix annotation(String group, String key, int rows) {
        List<String> keys = matrixNames(group);
        if (!keys.contains(key)) {
            throw source.bad(
                    group + "/" + key,
                    "is missing or no matrix of numbers",
                    keys.isEmpty() ? "The file has no matrix there" : "The file has " + String.join(", ", keys));
        }
        DenseMatrix matrix = source.isCompound(group)
                ? ofRecords(group + ", column " + key, source.compound(group).get(key))
                : Hdf5Matrix.readDenseMatrix(source, group + "/" + key);
        if (matrix.rows() != rows) {
            throw source.bad(
                    group + "/" + key, "has " + matrix.rows() + " rows, expected " + rows, "Write the file again");
        }
        return matrix;
    }

    /** Before anndata 0.7 all matrices of obsm were one table, a vector a record. */
    private DenseMatrix ofRecords(String place, Object column) {
        Object[] records = (Object[]) column;
        int width = records.length == 0 ? 0 : Hdf5Source.length(records[0]);
        double[] values = new double[records.length * width];
        NumberType type = NumberType.INT32;
        for (int row = 0; row < records.length; row++) {
            double[] record = Hdf5Source.doubles(source.where(place), records[row]);
            System.arraycopy(record, 0, values, row * width, width);
            NumberType found = Hdf5Matrix.numberType(records[row], record);
            type = type.compareTo(found) >= 0 ? type : found;
        }
        return new DenseMatrix(records.length, width, values, type);
    }

    /** The matrices of expression that the file has, as options name them: X, raw, layers/NAME. */
    public List<String> expressionNames() {
        List<String> names = new ArrayList<>();
        if (hasX()) {
            names.add("X");
        }
        if (hasRaw()) {
            names.add("raw");
        }
        layerNames().forEach(name -> names.add("layers/" + name));
        return names;
    }

    private String others() {
        List<String> names = expressionNames();
        return names.isEmpty() ? "the file has none" : "the file has " + String.join(", ", names);
    }
}

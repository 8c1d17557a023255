package org.sce2tm.data;

import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import io.jhdf.api.DatasetCreationOptions;
import io.jhdf.api.WritableGroup;
import io.jhdf.api.WritableNode;
import io.jhdf.exceptions.HdfException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Writes .h5ad by the encodings of anndata 0.8. jhdf writes a subset of HDF5, hence: no array of length 0, no group
 * without a child, texts of fixed length, truth values as bytes, no chunk longer than its array. A data set is handed
 * over whole and nothing is copied for it.
 */
final class H5adWriter {
    /** Values per chunk: a chunk is what a reader decompresses at once. */
    private static final int CHUNK = 1 << 17;

    /** Smaller data sets stay as they are: a chunk index would cost more than it saves. */
    private static final int COMPRESS_FROM = 4096;

    /** Fast, and within a few percent of higher levels on shuffled expression values. */
    private static final int LEVEL = 1;

    /** jhdf encodes an array as one array of bytes. */
    private static final int MOST_STORED = (Integer.MAX_VALUE - 8) / Float.BYTES;

    /** HDF5 keeps an attribute in the header, where 64 KiB fit. */
    private static final int ATTRIBUTE_LIMIT = 60_000;

    private H5adWriter() {}

    static void write(AnnData data, Path path) throws IOException {
        // jhdf writes into what is there: the rest of a longer file would stay behind the new one.
        Files.deleteIfExists(path);
        try {
            writeAll(data, path);
        } catch (HdfException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static void writeAll(AnnData data, Path path) {
        if (data.obsNames().isEmpty()) {
            throw new IllegalArgumentException("an .h5ad file needs at least one cell");
        }
        List<ChunkCompressor> compressors = new ArrayList<>();
        try (WritableHdfFile file = HdfFile.write(path)) {
            encode(file, "anndata", "0.1.0");
            table(file, "obs", data.obsNames(), data.obs());
            if (!data.varNames().isEmpty()) {
                table(file, "var", data.varNames(), data.var());
            }
            data.x().ifPresent(matrix -> sparse(file, "X", matrix, compressors));
            if (!data.layers().isEmpty()) {
                WritableGroup layers = dict(file, "layers");
                data.layers().forEach((name, matrix) -> sparse(layers, named(name), matrix, compressors));
            }
            matrices(file, "obsm", data.obsm());
            matrices(file, "varm", data.varm());
            Map<String, Uns> uns = data.uns();
            if (uns.values().stream().anyMatch(H5adWriter::hasContent)) {
                children(dict(file, "uns"), uns);
            }
        }
        compressors.forEach(ChunkCompressor::requireAll);
    }

    private static void table(WritableGroup parent, String name, List<String> names, Map<String, Column> columns) {
        WritableGroup group = parent.putGroup(name);
        encode(group, "dataframe", "0.2.0");
        String index = columns.containsKey("_index") ? "_names" : "_index";
        group.putAttribute("_index", index);
        texts(group, index, names);
        if (columns.isEmpty()) {
            Hdf5Attributes.putEmpty(group, "column-order");
            return;
        }
        String[] order = columns.keySet().toArray(String[]::new);
        int width = Arrays.stream(order).mapToInt(String::length).max().orElse(0) * 4;
        if ((long) width * order.length > ATTRIBUTE_LIMIT) {
            throw new IllegalArgumentException(
                    name + " has " + order.length + " columns, too many for an .h5ad header");
        }
        group.putAttribute("column-order", order);
        columns.forEach((column, values) -> column(group, named(column), values));
    }

    private static void column(WritableGroup group, String name, Column column) {
        if (column instanceof Column.Numbers numbers) {
            numbers(group, name, numbers.values(), numbers.type());
        } else if (column instanceof Column.Texts texts) {
            texts(group, name, texts.values());
        } else if (column instanceof Column.Booleans truth) {
            byte[] bytes = new byte[truth.size()];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) (truth.values()[i] ? 1 : 0);
            }
            array(group, name, bytes, bytes.length).putAttribute(H5adTable.BOOLEAN, (byte) 1);
        } else if (column instanceof Column.Categories categories) {
            categories(group, name, categories);
        }
    }

    private static void categories(WritableGroup parent, String name, Column.Categories column) {
        if (column.categories().isEmpty()) {
            // All are missing; anndata reads that as texts as well.
            texts(
                    parent,
                    name,
                    IntStream.range(0, column.size()).mapToObj(column::text).toList());
            return;
        }
        WritableGroup group = parent.putGroup(name);
        encode(group, "categorical", "0.2.0");
        Hdf5Attributes.putBoolean(group, "ordered", false);
        texts(group, "categories", column.categories());
        int count = column.categories().size();
        if (count <= Byte.MAX_VALUE) {
            byte[] codes = new byte[column.size()];
            for (int i = 0; i < codes.length; i++) {
                codes[i] = (byte) column.codes()[i];
            }
            array(group, "codes", codes, codes.length);
        } else {
            array(group, "codes", column.codes(), column.size());
        }
    }

    private static void sparse(WritableGroup parent, String name, CsrMatrix matrix, List<ChunkCompressor> compressors) {
        WritableGroup group = parent.putGroup(name);
        encode(group, "csr_matrix", "0.1.0");
        group.putAttribute("shape", new long[] {matrix.rows(), matrix.columns()});
        if (matrix.stored() > MOST_STORED) {
            throw new BadDataException(
                    "a matrix of " + matrix.rows() + " cells x " + matrix.columns() + " genes",
                    "stores " + matrix.stored() + " values, and an .h5ad file is written with at most " + MOST_STORED,
                    "Split the data set, or select fewer genes (--hvg)");
        }
        if (matrix.stored() == 0) {
            // No array of length 0 can be written: one stored zero means the same.
            int[] pointers = new int[matrix.rows() + 1];
            Arrays.fill(pointers, 1, pointers.length, 1);
            group.putDataset("data", new float[1]);
            group.putDataset("indices", new int[1]);
            group.putDataset("indptr", pointers);
            return;
        }
        int chunk = Math.min(matrix.stored(), CHUNK);
        if (matrix.stored() < COMPRESS_FROM) {
            group.putDataset("data", matrix.values());
            group.putDataset("indices", matrix.columnIndices());
        } else {
            ChunkCompressor values = ChunkCompressor.of(matrix.values(), chunk, LEVEL);
            ChunkCompressor indices = ChunkCompressor.of(matrix.columnIndices(), chunk, LEVEL);
            compressors.add(values);
            compressors.add(indices);
            group.putDataset("data", matrix.values(), values.options());
            group.putDataset("indices", matrix.columnIndices(), indices.options());
        }
        putCompressed(group, "indptr", matrix.rowPointers(), matrix.rowPointers().length);
    }

    private static void matrices(WritableGroup parent, String name, Map<String, DenseMatrix> matrices) {
        if (!matrices.isEmpty()) {
            WritableGroup group = dict(parent, name);
            matrices.forEach((key, matrix) -> dense(group, named(key), matrix));
        }
    }

    private static void dense(WritableGroup group, String name, DenseMatrix matrix) {
        if (matrix.rows() == 0 || matrix.columns() == 0) {
            throw new IllegalArgumentException(name + " is " + matrix.rows() + " x " + matrix.columns()
                    + ": an .h5ad file cannot hold a matrix without values");
        }
        Object[] rows = new Object[matrix.rows()];
        for (int row = 0; row < rows.length; row++) {
            rows[row] = ofType(matrix.row(row), matrix.type());
        }
        Object typed = switch (matrix.type()) {
            case INT32 -> Arrays.copyOf(rows, rows.length, int[][].class);
            case FLOAT32 -> Arrays.copyOf(rows, rows.length, float[][].class);
            case FLOAT64 -> Arrays.copyOf(rows, rows.length, double[][].class);
        };
        int chunkRows = Math.min(matrix.rows(), Math.max(1, CHUNK / matrix.columns()));
        WritableNode dataset = (long) matrix.rows() * matrix.columns() < COMPRESS_FROM
                ? group.putDataset(name, typed)
                : group.putDataset(name, typed, compressed(chunkRows, matrix.columns()));
        encode(dataset, "array", "0.2.0");
    }

    private static void children(WritableGroup group, Map<String, Uns> children) {
        children.forEach((name, node) -> {
            if (!hasContent(node)) {
                return;
            }
            named(name);
            if (node instanceof Uns.Group nested) {
                children(dict(group, name), nested.children());
            } else if (node instanceof Uns.Text text) {
                encode(group.putDataset(name, text.value()), "string", "0.2.0");
            } else if (node instanceof Uns.Texts texts) {
                texts(group, name, texts.values());
            } else if (node instanceof Uns.Scalar scalar) {
                encode(group.putDataset(name, scalar.value()), "numeric-scalar", "0.2.0");
            } else if (node instanceof Uns.Table table) {
                if (table.matrix().rows() == 1) {
                    numbers(group, name, table.matrix().values(), table.matrix().type());
                } else {
                    dense(group, name, table.matrix());
                }
            }
        });
    }

    /** HDF5 divides paths at slashes: a name with one would become a group. */
    private static String named(String name) {
        if (name.isEmpty() || name.indexOf('/') >= 0) {
            throw new IllegalArgumentException("'" + name + "' is no name for a part of an .h5ad file");
        }
        return name;
    }

    /** Whether a node can be written: jhdf has no arrays of length 0 and loses groups without children. */
    private static boolean hasContent(Uns node) {
        if (node instanceof Uns.Group group) {
            return group.children().values().stream().anyMatch(H5adWriter::hasContent);
        }
        if (node instanceof Uns.Table table) {
            return table.matrix().values().length > 0;
        }
        return !(node instanceof Uns.Texts texts) || !texts.values().isEmpty();
    }

    private static void numbers(WritableGroup group, String name, double[] values, NumberType type) {
        // An integer type has no NaN: a column with gaps is written as doubles.
        boolean gaps = type == NumberType.INT32 && Arrays.stream(values).anyMatch(Double::isNaN);
        array(group, name, ofType(values, gaps ? NumberType.FLOAT64 : type), values.length);
    }

    private static Object ofType(double[] values, NumberType type) {
        return switch (type) {
            case INT32 -> Arrays.stream(values).mapToInt(value -> (int) value).toArray();
            case FLOAT32 -> {
                float[] floats = new float[values.length];
                for (int i = 0; i < floats.length; i++) {
                    floats[i] = (float) values[i];
                }
                yield floats;
            }
            case FLOAT64 -> values;
        };
    }

    private static void texts(WritableGroup group, String name, Collection<String> values) {
        WritableNode dataset = putCompressed(group, name, values.toArray(String[]::new), values.size());
        encode(dataset, "string-array", "0.2.0");
    }

    private static WritableNode array(WritableGroup group, String name, Object array, int length) {
        WritableNode dataset = putCompressed(group, name, array, length);
        encode(dataset, "array", "0.2.0");
        return dataset;
    }

    private static WritableNode putCompressed(WritableGroup group, String name, Object array, int length) {
        return length < COMPRESS_FROM
                ? group.putDataset(name, array)
                : group.putDataset(name, array, compressed(Math.min(length, CHUNK)));
    }

    private static DatasetCreationOptions compressed(int... chunk) {
        return DatasetCreationOptions.builder()
                .chunkDimensions(chunk)
                .shuffle()
                .deflate(LEVEL)
                .build();
    }

    private static WritableGroup dict(WritableGroup parent, String name) {
        WritableGroup group = parent.putGroup(name);
        encode(group, "dict", "0.1.0");
        return group;
    }

    private static void encode(WritableNode node, String type, String version) {
        node.putAttribute("encoding-type", type);
        node.putAttribute("encoding-version", version);
    }
}

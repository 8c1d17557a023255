package org.sce2tm.data;

import io.jhdf.HdfFile;
import io.jhdf.api.Attribute;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import io.jhdf.api.dataset.ChunkedDataset;
import io.jhdf.object.datatype.EnumDataType;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Array;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * An HDF5 file open for reading. Every trouble, be it the library's or the file's, becomes a {@link BadDataException}
 * that names the file and the path in it. Large data sets come in slices, because one read near 2 GiB fails in jhdf and
 * because nobody needs the raw bytes beside the converted ones.
 */
final class Hdf5Source implements AutoCloseable {
    /** Values per slice: 16 to 32 MB of raw data. */
    static final int SLICE = 1 << 22;

    private static final byte[] SIGNATURE = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};

    private final Path path;
    private final HdfFile file;

    private Hdf5Source(Path path, HdfFile file) {
        this.path = path;
        this.file = file;
    }

    /** Takes one slice of a data set of one dimension: {@code values} is an array as jhdf gives it. */
    @FunctionalInterface
    interface Slice {
        void take(long offset, Object values);
    }

    /** Takes some rows of a data set of two dimensions: each row is an array as jhdf gives it. */
    @FunctionalInterface
    interface Rows {
        void take(int firstRow, Object[] rows);
    }

    /** Whether a file starts as HDF5 files do; false for what cannot be read. */
    static boolean isHdf5(Path path) {
        if (!Files.isRegularFile(path)) {
            return false;
        }
        try (InputStream in = Files.newInputStream(path)) {
            return Arrays.equals(in.readNBytes(SIGNATURE.length), SIGNATURE);
        } catch (IOException e) {
            return false;
        }
    }

    static Hdf5Source open(Path path) {
        if (!Files.exists(path)) {
            throw new BadDataException(path.toString(), "does not exist", "Check the path");
        }
        if (!Files.isReadable(path) || Files.isDirectory(path)) {
            throw new BadDataException(
                    path.toString(), "is not a readable file", "Give the path of a file that you may read");
        }
        if (!isHdf5(path)) {
            throw new BadDataException(
                    path.toString(),
                    "is not an HDF5 file (.h5ad, .h5)",
                    "Give a file in that format, or write it again");
        }
        try {
            return new Hdf5Source(path, new HdfFile(path));
        } catch (RuntimeException e) {
            throw damaged(path.toString(), e);
        }
    }

    @Override
    public void close() {
        file.close();
    }

    Path path() {
        return path;
    }

    /** "file, place", for messages. */
    String where(String place) {
        return path + (place.isEmpty() ? "" : ", " + place);
    }

    BadDataException bad(String place, String problem, String remedy) {
        return new BadDataException(where(place), problem, remedy);
    }

    boolean has(String place) {
        return find(place).isPresent();
    }

    boolean isGroup(String place) {
        return find(place).filter(Group.class::isInstance).isPresent();
    }

    boolean isDataset(String place) {
        return find(place).filter(Dataset.class::isInstance).isPresent();
    }

    /** A table of the years before anndata 0.7: one record a row. */
    boolean isCompound(String place) {
        return find(place)
                .filter(node -> node instanceof Dataset dataset && dataset.isCompound())
                .isPresent();
    }

    /** Whether a data set holds numbers or truth values. */
    boolean isNumeric(String place) {
        return reading(place, () -> {
            Class<?> type = dataset(place).getJavaType();
            return type.isPrimitive()
                    || Number.class.isAssignableFrom(type)
                    || dataset(place).getDataType() instanceof EnumDataType;
        });
    }

    /** Names of a group's children; empty where there is no such group. */
    List<String> children(String place) {
        return find(place)
                .filter(Group.class::isInstance)
                .map(node -> reading(
                        place, () -> List.copyOf(((Group) node).getChildren().keySet())))
                .orElse(List.of());
    }

    int[] shape(String place) {
        return reading(place, () -> dataset(place).getDimensions());
    }

    /** Number of values of a data set. */
    long size(String place) {
        return reading(place, () -> dataset(place).getSize());
    }

    Optional<String> textAttribute(String place, String name) {
        return attribute(place, name)
                .map(value -> value instanceof String[] texts && texts.length == 1 ? texts[0] : value)
                .filter(String.class::isInstance)
                .map(String.class::cast);
    }

    /** The attribute's texts; an empty list where it is missing or empty. */
    List<String> textsAttribute(String place, String name) {
        return attribute(place, name)
                .map(Hdf5Source::boxed)
                .map(value -> value instanceof String[] texts ? List.of(texts) : List.<String>of())
                .orElse(List.of());
    }

    Optional<long[]> integersAttribute(String place, String name) {
        return attribute(place, name).map(value -> integers(where(place) + ", attribute " + name, boxed(value)));
    }

    /** Whether there is such an attribute, be it empty. */
    boolean hasAttribute(String place, String name) {
        return find(place)
                .filter(node -> reading(place, () -> node.getAttributes().containsKey(name)))
                .isPresent();
    }

    /** All values of a data set, flat, as an array; a scalar gives one value, an empty data set none. */
    Object flat(String place) {
        return reading(place, () -> {
            Dataset dataset = dataset(place);
            Object values = dataset.isEmpty() || dataset.getSize() == 0 ? null : dataset.getDataFlat();
            return values == null ? new double[0] : boxed(values);
        });
    }

    /** The columns of a compound data set, by name, in the file's order. */
    Map<String, Object> compound(String place) {
        return reading(place, () -> {
            if (dataset(place).getData() instanceof Map<?, ?> columns) {
                Map<String, Object> copy = new LinkedHashMap<>();
                columns.forEach((name, values) -> copy.put((String) name, values));
                return copy;
            }
            throw bad(place, "is not a table of records", "Write the file again");
        });
    }

    double[] doubles(String place) {
        return doubles(where(place), flat(place));
    }

    List<String> texts(String place) {
        return texts(where(place), flat(place));
    }

    /** Whole numbers of a data set; indices and pointers. */
    long[] integers(String place) {
        return integers(where(place), flat(place));
    }

    /** Hands over a data set of one dimension, slice after slice of {@link #SLICE} values or one chunk, if longer. */
    void slices(String place, Slice slice) {
        long size = size(place);
        Dataset dataset = dataset(place);
        int chunk =
                reading(place, () -> dataset instanceof ChunkedDataset chunked ? chunked.getChunkDimensions()[0] : 1);
        // Whole chunks: otherwise each is decompressed for every slice that touches it.
        int step = Math.max(1, SLICE / chunk) * chunk;
        for (long offset = 0; offset < size; offset += step) {
            slice.take(offset, slice(place, offset, (int) Math.min(step, size - offset)));
        }
    }

    /** Some values of a data set of one dimension, as an array. */
    Object slice(String place, long offset, int length) {
        // Only reads of the whole serve data sets that lie in their own header.
        return length == size(place)
                ? flat(place)
                : reading(place, () -> dataset(place).getData(new long[] {offset}, new int[] {length}));
    }

    /** Hands over a data set of two dimensions, some rows at a time. */
    void rows(String place, Rows rows) {
        int[] shape = shape(place);
        if (shape.length != 2) {
            throw bad(place, "has " + shape.length + " dimensions, expected 2", "Store a matrix there");
        }
        if ((long) shape[0] * shape[1] <= SLICE) {
            if (shape[0] > 0 && shape[1] > 0) {
                rows.take(0, (Object[]) reading(place, () -> dataset(place).getData()));
            }
            return;
        }
        Dataset dataset = dataset(place);
        // Whole chunks, where the file has chunks: otherwise each is decompressed for every block that touches it.
        int chunkRows =
                reading(place, () -> dataset instanceof ChunkedDataset chunked ? chunked.getChunkDimensions()[0] : 1);
        int block = Math.max(1, SLICE / shape[1] / chunkRows) * chunkRows;
        for (int first = 0; first < shape[0]; first += block) {
            int from = first;
            int length = Math.min(block, shape[0] - from);
            rows.take(from, (Object[]) reading(
                    place, () -> dataset.getData(new long[] {from, 0}, new int[] {length, shape[1]})));
        }
    }

    /** Numbers of any HDF5 type, booleans as 0 and 1. */
    static double[] doubles(String where, Object array) {
        double[] result = new double[length(array)];
        if (array instanceof double[] values) {
            System.arraycopy(values, 0, result, 0, result.length);
        } else if (array instanceof float[] values) {
            Arrays.setAll(result, i -> values[i]);
        } else if (array instanceof int[] values) {
            Arrays.setAll(result, i -> values[i]);
        } else if (array instanceof long[] values) {
            Arrays.setAll(result, i -> values[i]);
        } else if (array instanceof short[] values) {
            Arrays.setAll(result, i -> values[i]);
        } else if (array instanceof byte[] values) {
            Arrays.setAll(result, i -> values[i]);
        } else if (array instanceof boolean[] values) {
            Arrays.setAll(result, i -> values[i] ? 1 : 0);
        } else if (array instanceof BigInteger[] values) {
            Arrays.setAll(result, i -> values[i].doubleValue());
        } else if (array instanceof String[] values && isBooleans(values)) {
            Arrays.setAll(result, i -> "TRUE".equals(values[i]) ? 1 : 0);
        } else {
            throw notNumbers(where, array);
        }
        return result;
    }

    /** Copies numbers of any HDF5 type, rounded to single precision, to {@code target} from {@code at} on. */
    static void copyFloats(String where, Object array, float[] target, int at) {
        if (array instanceof float[] values) {
            System.arraycopy(values, 0, target, at, values.length);
        } else if (array instanceof int[] values) {
            for (int i = 0; i < values.length; i++) {
                target[at + i] = values[i];
            }
        } else {
            double[] values = doubles(where, array);
            for (int i = 0; i < values.length; i++) {
                target[at + i] = (float) values[i];
            }
        }
    }

    static long[] integers(String where, Object array) {
        long[] result = new long[length(array)];
        if (array instanceof int[] values) {
            Arrays.setAll(result, i -> values[i]);
        } else if (array instanceof long[] values) {
            System.arraycopy(values, 0, result, 0, result.length);
        } else {
            double[] values = doubles(where, array);
            for (int i = 0; i < values.length; i++) {
                result[i] = (long) values[i];
                if (result[i] != values[i]) {
                    throw new BadDataException(
                            where, "holds " + values[i] + " where a whole number is expected", "Write the file again");
                }
            }
        }
        return result;
    }

    static List<String> texts(String where, Object array) {
        if (array instanceof String[] values) {
            return Arrays.stream(values).map(text -> text == null ? "" : text).toList();
        }
        if (length(array) == 0) {
            return List.of();
        }
        if (array instanceof int[] || array instanceof long[]) {
            return Arrays.stream(integers(where, array))
                    .mapToObj(Long::toString)
                    .toList();
        }
        double[] numbers = doubles(where, array);
        Column.Numbers column = new Column.Numbers(numbers, NumberType.FLOAT64);
        return IntStream.range(0, numbers.length).mapToObj(column::text).toList();
    }

    /** h5py stores booleans as an enumeration, which jhdf gives as its names. */
    static boolean isBooleans(String[] values) {
        return values.length > 0 && Arrays.stream(values).allMatch(v -> "TRUE".equals(v) || "FALSE".equals(v));
    }

    static int length(Object array) {
        return Array.getLength(array);
    }

    private static BadDataException notNumbers(String where, Object array) {
        String example = array instanceof Object[] objects && objects.length > 0 ? ", e.g. '" + objects[0] + "'" : "";
        return new BadDataException(
                where,
                "holds " + array.getClass().getComponentType().getSimpleName() + " values" + example
                        + ", expected numbers",
                "Store numbers there");
    }

    /** A scalar as an array of one. */
    private static Object boxed(Object value) {
        if (value instanceof String text) {
            return new String[] {text};
        }
        if (value instanceof Boolean truth) {
            return new boolean[] {truth};
        }
        if (value instanceof BigInteger number) {
            return new BigInteger[] {number};
        }
        if (value instanceof Long number) {
            return new long[] {number};
        }
        return value instanceof Number number ? new double[] {number.doubleValue()} : value;
    }

    private Optional<Object> attribute(String place, String name) {
        return find(place)
                .flatMap(node -> reading(place + ", attribute " + name, () -> {
                    Attribute attribute = node.getAttributes().get(name);
                    return Optional.ofNullable(attribute)
                            .filter(found -> !found.isEmpty())
                            .map(Attribute::getData);
                }));
    }

    private Dataset dataset(String place) {
        Node node = find(place).orElseThrow(() -> bad(place, "is missing", "Write the file again with it"));
        if (node instanceof Dataset dataset) {
            return dataset;
        }
        throw bad(place, "is a group, expected a data set", "Write the file again");
    }

    private Optional<Node> find(String place) {
        Optional<Node> node = Optional.of(file);
        String above = "";
        for (String name : place.split("/", -1)) {
            if (!name.isEmpty()) {
                Optional<Node> group = node.filter(Group.class::isInstance);
                // It is the group that is damaged then, not the child that somebody looks for in it.
                node = reading(above, () -> group.map(parent -> ((Group) parent).getChild(name)));
                above += (above.isEmpty() ? "" : "/") + name;
            }
        }
        return node;
    }

    private <T> T reading(String place, Supplier<T> action) {
        try {
            return action.get();
        } catch (BadDataException e) {
            throw e;
        } catch (RuntimeException e) {
            // jhdf answers damage with its own exceptions as well as with buffer underflows and wrong indices.
            throw damaged(where(place), e);
        }
    }

    private static BadDataException damaged(String where, RuntimeException e) {
        return new BadDataException(
                where,
                "cannot be read as HDF5 (" + e.getMessage() + "); the file may be truncated or damaged",
                "Copy or download it again, or write it again with another compression (gzip)",
                e);
    }
}

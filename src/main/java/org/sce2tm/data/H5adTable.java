package org.sce2tm.data;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A cell or gene table of an .h5ad file of any age.
 *
 * @param names the index: one name a row
 * @param columns the other columns, in the file's order
 */
record H5adTable(List<String> names, Map<String, Column> columns) {
    /** Marks a column of bytes that holds truth values: jhdf cannot write what h5py calls booleans. */
    static final String BOOLEAN = "sce2tm-boolean";

    private static final String REWRITE = "Write the file again";

    /**
     * Reads the table at {@code place}: a group of columns (anndata from 0.7 on, encodings 0.1.0 and 0.2.0) or a table of
     * records with the categories in uns (before).
     */
    static H5adTable read(Hdf5Source source, String place) {
        if (source.isGroup(place)) {
            return ofGroup(source, place);
        }
        if (source.isCompound(place)) {
            return ofRecords(source, place);
        }
        throw source.bad(
                place,
                source.has(place) ? "is not a table" : "is missing, so there are no names",
                "Give a file that anndata wrote");
    }

    /** Names alone, without the cost of the columns. */
    static List<String> readNames(Hdf5Source source, String place) {
        return source.isGroup(place)
                ? indexOf(source, place)
                : read(source, place).names();
    }

    private static H5adTable ofGroup(Hdf5Source source, String place) {
        List<String> names = indexOf(source, place);
        String index = indexName(source, place);
        List<String> order = new ArrayList<>(source.textsAttribute(place, "column-order"));
        if (!source.hasAttribute(place, "column-order")) {
            order.addAll(source.children(place));
        }
        Map<String, Column> columns = new LinkedHashMap<>();
        for (String name : order) {
            String at = place + "/" + name;
            if (name.equals(index) || name.equals("__categories")) {
                continue;
            }
            if (!source.has(at)) {
                throw source.bad(at, "is missing, and column-order names it", REWRITE);
            }
            Column column = column(source, place, name);
            if (column.size() != names.size()) {
                throw source.bad(at, "has " + column.size() + " rows, the index has " + names.size(), REWRITE);
            }
            columns.put(name, column);
        }
        return new H5adTable(names, columns);
    }

    private static String indexName(Hdf5Source source, String place) {
        return source.textAttribute(place, "_index").orElse("_index");
    }

    private static List<String> indexOf(Hdf5Source source, String place) {
        String at = place + "/" + indexName(source, place);
        if (!source.has(at)) {
            throw source.bad(
                    at, "is missing: the attribute '_index' of " + place + " names the column of the names", REWRITE);
        }
        if (source.isGroup(at)) {
            Column column = column(source, place, indexName(source, place));
            List<String> names = new ArrayList<>();
            for (int row = 0; row < column.size(); row++) {
                names.add(column.text(row));
            }
            return names;
        }
        return source.texts(at);
    }

    /** One column of a group; also any array of uns that is encoded like one. */
    private static Column column(Hdf5Source source, String place, String name) {
        String at = place + "/" + name;
        if (source.isGroup(at)) {
            return encoded(source, at);
        }
        String categories = place + "/__categories/" + name;
        if (source.isDataset(categories)) {
            return categories(source, at, source.integers(at), source.texts(categories));
        }
        if (source.hasAttribute(at, BOOLEAN)) {
            return booleans(source.doubles(at));
        }
        return plain(source.where(at), source.flat(at));
    }

    /** An array of uns that is encoded as columns are: a categorical, or values with a mask; empty for other groups. */
    static Optional<Column> encodedColumn(Hdf5Source source, String place) {
        boolean column = source.has(place + "/codes") || source.has(place + "/values");
        return column ? Optional.of(encoded(source, place)) : Optional.empty();
    }

    /** A column that is a group of its own: a categorical or one with a mask. */
    private static Column encoded(Hdf5Source source, String at) {
        if (source.has(at + "/codes") && source.has(at + "/categories")) {
            return categories(source, at, source.integers(at + "/codes"), categoryNames(source, at + "/categories"));
        }
        if (source.has(at + "/values")) {
            Column values = plain(source.where(at + "/values"), source.flat(at + "/values"));
            boolean[] missing = new boolean[values.size()];
            if (source.has(at + "/mask")) {
                double[] mask = source.doubles(at + "/mask");
                if (mask.length != missing.length) {
                    throw source.bad(
                            at + "/mask", "has " + mask.length + " rows, values has " + missing.length, REWRITE);
                }
                for (int i = 0; i < missing.length; i++) {
                    missing[i] = mask[i] != 0;
                }
            }
            return masked(values, missing);
        }
        throw source.bad(
                at,
                "has the encoding '" + source.textAttribute(at, "encoding-type").orElse("none")
                        + "', which no column should have",
                "Remove the column, or convert it to numbers, texts or a categorical");
    }

    /** Category names, which a nullable text array may hold. */
    private static List<String> categoryNames(Hdf5Source source, String at) {
        return source.texts(source.isGroup(at) ? at + "/values" : at);
    }

    private static Column masked(Column values, boolean[] missing) {
        if (values instanceof Column.Numbers numbers) {
            double[] copy = numbers.values().clone();
            boolean any = false;
            for (int i = 0; i < copy.length; i++) {
                if (missing[i]) {
                    copy[i] = Double.NaN;
                    any = true;
                }
            }
            // An integer type cannot say "missing" in a file.
            return new Column.Numbers(copy, any ? NumberType.FLOAT64 : numbers.type());
        }
        if (values instanceof Column.Booleans truth) {
            int[] codes = new int[missing.length];
            boolean any = false;
            for (int i = 0; i < codes.length; i++) {
                codes[i] = missing[i] ? -1 : truth.values()[i] ? 1 : 0;
                any |= missing[i];
            }
            return any ? new Column.Categories(codes, List.of("false", "true")) : truth;
        }
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < missing.length; i++) {
            texts.add(missing[i] ? "" : values.text(i));
        }
        return new Column.Texts(texts);
    }

    private static H5adTable ofRecords(Hdf5Source source, String place) {
        Map<String, Object> records = source.compound(place);
        // pandas called an index without a name "index"; it always came first.
        String index = records.containsKey("index")
                ? "index"
                : Optional.of(records.keySet().iterator())
                        .filter(names -> names.hasNext())
                        .map(names -> names.next())
                        .orElseThrow(() -> source.bad(place, "has no columns, so there are no names", REWRITE));
        List<String> names = Hdf5Source.texts(source.where(place + ", column " + index), records.get(index));
        Map<String, Column> columns = new LinkedHashMap<>();
        records.forEach((name, values) -> {
            if (name.equals(index)) {
                return;
            }
            String where = source.where(place + ", column " + name);
            String categories = "uns/" + name + "_categories";
            boolean coded = source.isDataset(categories) && !(values instanceof String[]);
            columns.put(
                    name,
                    coded
                            ? categories(
                                    source,
                                    place + ", column " + name,
                                    Hdf5Source.integers(where, values),
                                    source.texts(categories))
                            : plain(where, values));
        });
        return new H5adTable(names, columns);
    }

    private static Column categories(Hdf5Source source, String at, long[] codes, List<String> categories) {
        int[] narrow = new int[codes.length];
        for (int i = 0; i < narrow.length; i++) {
            if (codes[i] < -1 || codes[i] >= categories.size()) {
                throw source.bad(
                        at + ", row " + (i + 1),
                        "has the code " + codes[i] + " for " + categories.size() + " categories",
                        REWRITE);
            }
            narrow[i] = (int) codes[i];
        }
        return new Column.Categories(narrow, categories);
    }

    private static Column booleans(double[] values) {
        boolean[] truth = new boolean[values.length];
        for (int i = 0; i < truth.length; i++) {
            truth[i] = values[i] != 0;
        }
        return new Column.Booleans(truth);
    }

    private static Column plain(String where, Object array) {
        if (array instanceof boolean[] || (array instanceof String[] texts && Hdf5Source.isBooleans(texts))) {
            return booleans(Hdf5Source.doubles(where, array));
        }
        if (array instanceof String[]) {
            return new Column.Texts(Hdf5Source.texts(where, array));
        }
        if (array instanceof Object[] && !(array instanceof BigInteger[])) {
            throw new BadDataException(where, "holds several values a row, expected one", "Remove the column");
        }
        double[] numbers = Hdf5Source.doubles(where, array);
        return new Column.Numbers(numbers, Hdf5Matrix.numberType(array, numbers));
    }
}

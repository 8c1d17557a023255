package org.sce2tm.data;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** The unstructured part of an .h5ad file. What has no counterpart in {@link Uns} is left out. */
final class H5adUns {
    private H5adUns() {}

    static Map<String, Uns> children(Hdf5Source source, String place) {
        Map<String, Uns> children = new LinkedHashMap<>();
        for (String name : source.children(place)) {
            node(source, place + "/" + name).ifPresent(node -> children.put(name, node));
        }
        return children;
    }

    private static Optional<Uns> node(Hdf5Source source, String place) {
        if (source.isGroup(place)) {
            return group(source, place);
        }
        if (!source.isDataset(place) || source.isCompound(place)) {
            return Optional.empty();
        }
        int[] shape = source.shape(place);
        if (shape.length == 2 && shape[0] > 0 && shape[1] > 0) {
            return source.isNumeric(place)
                    ? Optional.of(new Uns.Table(Hdf5Matrix.readDenseMatrix(source, place)))
                    : Optional.empty();
        }
        if (shape.length > 1) {
            return Optional.empty();
        }
        Object values = source.flat(place);
        if (values instanceof String[] texts && !Hdf5Source.isBooleans(texts)) {
            List<String> list = Hdf5Source.texts(source.where(place), texts);
            return Optional.of(shape.length == 0 ? new Uns.Text(list.get(0)) : new Uns.Texts(list));
        }
        if (!source.isNumeric(place)) {
            return Optional.empty();
        }
        double[] numbers = Hdf5Source.doubles(source.where(place), values);
        if (shape.length == 0 && numbers.length == 1) {
            return Optional.of(new Uns.Scalar(numbers[0]));
        }
        NumberType type = Hdf5Matrix.numberType(values, numbers);
        return Optional.of(new Uns.Table(new DenseMatrix(1, numbers.length, numbers, type)));
    }

    private static Optional<Uns> group(Hdf5Source source, String place) {
        String encoding = source.textAttribute(place, "encoding-type").orElse("dict");
        if (Hdf5Matrix.isSparse(source, place) || encoding.equals("dataframe")) {
            return Optional.empty();
        }
        if (!encoding.equals("dict")) {
            return H5adTable.encodedColumn(source, place).map(H5adUns::ofColumn);
        }
        return Optional.of(new Uns.Group(children(source, place)));
    }

    private static Uns ofColumn(Column column) {
        if (column instanceof Column.Numbers numbers) {
            double[] values = numbers.values();
            return new Uns.Table(new DenseMatrix(1, values.length, values, numbers.type()));
        }
        if (column instanceof Column.Booleans truth) {
            double[] values = new double[truth.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = truth.values()[i] ? 1 : 0;
            }
            return new Uns.Table(new DenseMatrix(1, values.length, values, NumberType.INT32));
        }
        return new Uns.Texts(
                IntStream.range(0, column.size()).mapToObj(column::text).toList());
    }
}

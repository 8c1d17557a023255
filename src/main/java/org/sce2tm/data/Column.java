package org.sce2tm.data;

import java.util.List;

/** One column of a cell or gene table. */
public sealed interface Column {
    int size();

    /** The value as text; the empty string where it is missing. */
    String text(int row);

    /**
     * Numbers; a missing one is NaN.
     *
     * @param values one a row; not copied
     * @param type the type that a file holds them in
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Numbers(double[] values, NumberType type) implements Column {
        @Override
        public int size() {
            return values.length;
        }

        @Override
        public String text(int row) {
            double value = values[row];
            if (Double.isNaN(value)) {
                return "";
            }
            return value == Math.rint(value) && Math.abs(value) < 1e15
                    ? Long.toString((long) value)
                    : Double.toString(value);
        }
    }

    /**
     * Texts; a missing one is the empty string.
     *
     * @param values one a row
     */
    record Texts(List<String> values) implements Column {
        public Texts {
            values = List.copyOf(values);
        }

        @Override
        public int size() {
            return values.size();
        }

        @Override
        public String text(int row) {
            return values.get(row);
        }
    }

    /**
     * A categorical.
     *
     * @param codes index into the categories, -1 where missing; not copied
     * @param categories in the file's order
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Categories(int[] codes, List<String> categories) implements Column {
        public Categories {
            categories = List.copyOf(categories);
        }

        @Override
        public int size() {
            return codes.length;
        }

        @Override
        public String text(int row) {
            return codes[row] < 0 ? "" : categories.get(codes[row]);
        }
    }

    /**
     * Truth values.
     *
     * @param values one a row; not copied
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Booleans(boolean[] values) implements Column {
        @Override
        public int size() {
            return values.length;
        }

        @Override
        public String text(int row) {
            return Boolean.toString(values[row]);
        }
    }
}

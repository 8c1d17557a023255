package org.sce2tm.nn;

import java.util.Arrays;

/**
 * Rows of a matrix that is held whole in single precision.
 *
 * @param rows number of rows
 * @param columns number of columns
 * @param values row-major; not copied
 */
@SuppressWarnings("ArrayRecordComponent") // numbers handed on, never compared
public record DenseSource(int rows, int columns, float[] values) implements RowSource {
    /** @throws IllegalArgumentException if the array has another size */
    public DenseSource {
        if (values.length != Math.multiplyExact(rows, columns)) {
            throw new IllegalArgumentException(values.length + " numbers for " + rows + " x " + columns);
        }
    }

    @Override
    public void write(int from, Backend backend, Matrix into) {
        backend.write(into, Arrays.copyOfRange(values, from * columns, (from + into.rows()) * columns));
    }
}

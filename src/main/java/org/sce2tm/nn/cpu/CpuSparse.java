package org.sce2tm.nn.cpu;

import java.util.Arrays;
import org.sce2tm.nn.Csr;
import org.sce2tm.nn.CsrRows;
import org.sce2tm.nn.SparseMatrix;

/** A batch: the picked rows copied together. */
final class CpuSparse implements SparseMatrix {
    private final int rows;
    private final int columns;
    final int[] pointers;
    final int[] indices;
    final float[] values;

    CpuSparse(CsrRows batch) {
        Csr matrix = batch.matrix();
        rows = batch.rows();
        columns = batch.columns();
        pointers = new int[rows + 1];
        int stored = Math.toIntExact(batch.stored());
        indices = new int[stored];
        values = new float[stored];
        for (int i = 0; i < rows; i++) {
            int from = matrix.rowPointers()[batch.picked()[i]];
            int count = matrix.rowPointers()[batch.picked()[i] + 1] - from;
            System.arraycopy(matrix.columnIndices(), from, indices, pointers[i], count);
            System.arraycopy(matrix.values(), from, values, pointers[i], count);
            pointers[i + 1] = pointers[i] + count;
        }
    }

    /** The stored values column by column: a CSC form. */
    @SuppressWarnings("ArrayRecordComponent") // internal, never compared
    record ByColumn(int[] starts, int[] ends, int[] rows, float[] values) {}

    private ByColumn byColumn;

    /** The CSC form, made once. */
    ByColumn byColumn() {
        if (byColumn == null) {
            int[] next = new int[columns + 1];
            for (int column : indices) {
                next[column + 1]++;
            }
            for (int j = 0; j < columns; j++) {
                next[j + 1] += next[j];
            }
            int[] starts = Arrays.copyOf(next, columns);
            int[] ends = Arrays.copyOfRange(next, 1, columns + 1);
            int[] rowIndices = new int[indices.length];
            float[] sorted = new float[indices.length];
            for (int i = 0; i < rows; i++) {
                for (int at = pointers[i]; at < pointers[i + 1]; at++) {
                    int to = next[indices[at]]++;
                    rowIndices[to] = i;
                    sorted[to] = values[at];
                }
            }
            byColumn = new ByColumn(starts, ends, rowIndices, sorted);
        }
        return byColumn;
    }

    /** Share of entries stored. */
    double density() {
        return indices.length / ((double) rows * columns);
    }

    static CpuSparse of(SparseMatrix matrix) {
        return (CpuSparse) matrix;
    }

    @Override
    public int rows() {
        return rows;
    }

    @Override
    public int columns() {
        return columns;
    }
}

package org.sce2tm.nn.cpu;

import java.util.Arrays;
import org.sce2tm.nn.Csr;
import org.sce2tm.nn.CsrRows;
import org.sce2tm.nn.SparseMatrix;

/** A batch: the picked rows copied together. */
final class CpuSparse implements SparseMatrix {
    /** Measured break-even of the sparse products against the dense one (512 x 5000 times 5000 x 200, Zen 4). */
    static final double DENSE_FROM = 0.4;

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

    /** Whether a dense product is the faster one: decided by the share of entries stored. */
    boolean isBetterDense() {
        return indices.length >= DENSE_FROM * rows * columns;
    }

    private CpuMatrix dense;

    /** The same numbers with their zeros, made once. */
    CpuMatrix dense() {
        if (dense == null) {
            float[] data = new float[Math.multiplyExact(rows, columns)];
            for (int i = 0; i < rows; i++) {
                for (int at = pointers[i]; at < pointers[i + 1]; at++) {
                    data[i * columns + indices[at]] = values[at];
                }
            }
            dense = new CpuMatrix(rows, columns, data);
        }
        return dense;
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

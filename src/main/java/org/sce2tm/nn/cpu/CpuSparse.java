package org.sce2tm.nn.cpu;

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

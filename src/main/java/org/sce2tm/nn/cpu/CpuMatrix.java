package org.sce2tm.nn.cpu;

import org.sce2tm.nn.Matrix;

/** A matrix in a Java array, row-major. */
@SuppressWarnings("ArrayRecordComponent") // a handle, compared by identity only
record CpuMatrix(int rows, int columns, float[] data) implements Matrix {
    static CpuMatrix of(Matrix matrix) {
        return (CpuMatrix) matrix;
    }

    int size() {
        return rows * columns;
    }
}

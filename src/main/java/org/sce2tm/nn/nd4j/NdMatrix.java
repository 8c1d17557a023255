package org.sce2tm.nn.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.sce2tm.nn.Matrix;
import org.sce2tm.nn.SparseMatrix;

/** A matrix in ND4J's storage, two-dimensional and row-major; a batch of sparse rows is held dense. */
record NdMatrix(INDArray array) implements Matrix, SparseMatrix {
    static INDArray of(Matrix matrix) {
        return ((NdMatrix) matrix).array();
    }

    static INDArray of(SparseMatrix matrix) {
        return ((NdMatrix) matrix).array();
    }

    @Override
    public int rows() {
        return (int) array.size(0);
    }

    @Override
    public int columns() {
        return (int) array.size(1);
    }
}

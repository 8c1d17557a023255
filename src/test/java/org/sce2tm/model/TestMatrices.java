package org.sce2tm.model;

import org.sce2tm.data.CsrMatrix;
import org.sce2tm.data.DenseMatrix;
import org.sce2tm.nn.Csr;

/** Matrices for tests. */
final class TestMatrices {
    private TestMatrices() {}

    static CsrMatrix sparse(DenseMatrix dense) {
        Csr csr = Csr.ofDense(dense.rows(), dense.columns(), dense.toFloats());
        return new CsrMatrix(csr.rows(), csr.columns(), csr.rowPointers(), csr.columnIndices(), csr.values());
    }
}

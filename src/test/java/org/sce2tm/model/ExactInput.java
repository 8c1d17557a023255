package org.sce2tm.model;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import org.sce2tm.nn.Backend;
import org.sce2tm.nn.CsrRows;
import org.sce2tm.nn.Matrix;

/**
 * A backend that is fed expression in double precision, where ours is single: for the peers' numbers to 1e-9 (rounding
 * the input alone moves them by some 1e-9).
 */
final class ExactInput {
    private ExactInput() {}

    /**
     * @param backend holds sparse batches as its dense matrices
     * @param dense what the rows of the only sparse matrix in use are, row-major
     */
    static Backend of(Backend backend, double[] dense) {
        return (Backend) Proxy.newProxyInstance(
                Backend.class.getClassLoader(), new Class<?>[] {Backend.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("sparse")) {
                        CsrRows rows = (CsrRows) arguments[0];
                        double[] picked = new double[rows.rows() * rows.columns()];
                        for (int i = 0; i < rows.rows(); i++) {
                            System.arraycopy(
                                    dense,
                                    rows.picked()[i] * rows.columns(),
                                    picked,
                                    i * rows.columns(),
                                    rows.columns());
                        }
                        Matrix matrix = backend.allocate(rows.rows(), rows.columns());
                        backend.write(matrix, picked);
                        return matrix;
                    }
                    try {
                        return method.invoke(backend, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}

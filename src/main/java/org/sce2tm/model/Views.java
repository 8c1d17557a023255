package org.sce2tm.model;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.sce2tm.data.CsrMatrix;
import org.sce2tm.data.DenseMatrix;
import org.sce2tm.nn.Csr;
import org.sce2tm.nn.Tape;
import org.sce2tm.nn.Tensor;

/** The two views of some cells as the engine takes them. */
final class Views {
    private final Csr expression;
    private final float[] external;
    private final int externalSize;
    /** By their number of rows, filled anew for every batch. */
    private final Map<Integer, float[]> buffers = new HashMap<>();

    private Views(Csr expression, float[] external, int externalSize) {
        this.expression = expression;
        this.external = external;
        this.externalSize = externalSize;
    }

    /** Without an external embedding {@link #external} must not be asked. */
    static Views of(CsrMatrix x, Optional<DenseMatrix> v) {
        return new Views(
                ModelInput.csr(x),
                v.map(DenseMatrix::toFloats).orElseGet(() -> new float[0]),
                v.map(DenseMatrix::columns).orElse(0));
    }

    /** n x V, to pick batches from. */
    Csr expression() {
        return expression;
    }

    /** The external rows of these cells, b x D. */
    Tensor external(Tape tape, int[] cells) {
        float[] rows = buffers.computeIfAbsent(cells.length, count -> new float[count * externalSize]);
        for (int i = 0; i < cells.length; i++) {
            System.arraycopy(external, cells[i] * externalSize, rows, i * externalSize, externalSize);
        }
        return tape.constant(cells.length, externalSize, rows);
    }
}

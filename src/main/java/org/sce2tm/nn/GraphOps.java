package org.sce2tm.nn;

import java.util.stream.IntStream;
import org.sce2tm.nn.Tensor.GradientSlot;

/**
 * Operations on a graph of n nodes whose adjacency is sparse: whatever would be n x n is made and dropped by blocks of
 * rows, on backends that hold sparse rows dense too.
 */
public final class GraphOps {
    /** Entries of a block that a backend may hold dense: 64 MB in single precision. */
    private static final int PRODUCT_ENTRIES = 1 << 24;
    /** Entries of a block that is worked on several times: it shall stay in a cache. */
    private static final int RECONSTRUCTION_ENTRIES = 1 << 18;
    /** Fewer rows would leave a matrix product nothing to reuse. */
    private static final int FEWEST_ROWS = 32;

    private GraphOps() {}

    /**
     * {@code A x}: for each node the weighted sum of its neighbours.
     *
     * @param adjacency n x n constants, not necessarily symmetric
     * @param x n x C
     */
    public static Tensor product(Csr adjacency, Tensor x) {
        return product(adjacency, x, Math.max(1, PRODUCT_ENTRIES / adjacency.columns()));
    }

    static Tensor product(Csr adjacency, Tensor x, int blockRows) {
        if (adjacency.columns() != x.rows()) {
            throw new IllegalArgumentException("product: the graph has " + adjacency.columns() + " nodes, "
                    + x.operation() + " " + x.rows() + " rows");
        }
        Tape tape = x.tape();
        Backend backend = tape.backend();
        int rows = adjacency.rows();
        int columns = x.columns();
        Tensor y = tape.result("graph product", rows, columns, x);
        for (int from = 0; from < rows; from += blockRows) {
            int count = Math.min(blockRows, rows - from);
            Matrix part = tape.scratch(count, columns);
            SparseMatrix block = block(backend, adjacency, from, count);
            backend.multiply(block, x.value(), part);
            backend.release(block);
            backend.copyRows(part, 0, count, y.value(), from, false);
        }
        tape.record(y, () -> {
            GradientSlot dx = x.openGradient();
            for (int from = 0; from < rows; from += blockRows) {
                int count = Math.min(blockRows, rows - from);
                Matrix part = tape.scratch(count, columns);
                backend.copyRows(Ops.gradient(y), from, count, part, 0, false);
                SparseMatrix block = block(backend, adjacency, from, count);
                backend.multiplyTransposed(block, part, dx.matrix(), dx.add() || from > 0);
                backend.release(block);
            }
        });
        return y;
    }

    /**
     * How well a bilinear form of the nodes tells who is whose neighbour: the mean over all n² pairs of
     * {@code (A_ij - sigmoid(h_i W h_jᵀ))²}. The gradient is gathered while the blocks of pairs are at hand, as making
     * them anew would cost more than half of it again.
     *
     * @param adjacency A, n x n
     * @param h n x E
     * @param w E x E
     */
    public static Tensor reconstructionError(Csr adjacency, Tensor h, Tensor w) {
        return reconstructionError(
                adjacency, h, w, Math.max(FEWEST_ROWS, RECONSTRUCTION_ENTRIES / adjacency.columns()));
    }

    static Tensor reconstructionError(Csr adjacency, Tensor h, Tensor w, int blockRows) {
        Tape tape = h.tape();
        Backend backend = tape.backend();
        int n = h.rows();
        int size = h.columns();
        if (adjacency.rows() != n || adjacency.columns() != n || w.rows() != size || w.columns() != size) {
            throw new IllegalArgumentException("reconstruction: a graph of " + adjacency.rows() + " x "
                    + adjacency.columns() + ", nodes " + n + " x " + size + ", form " + w.rows() + " x " + w.columns());
        }
        Tensor loss = tape.result("graph reconstruction", 1, 1, h, w);
        boolean learns = tape.mode() == Mode.TRAINING && loss.needsGradient();
        Matrix left = tape.scratch(n, size); // H W
        backend.gemm(1, h.value(), false, w.value(), false, left, false);
        Matrix dRight = tape.scratch(n, size);
        Matrix dLeft = tape.scratch(n, size);
        double share = 1.0 / ((double) n * n);
        double sum = 0;
        Pairs pairs = new Pairs(tape, Math.min(blockRows, n), n, size);
        for (int from = 0; from < n; from += blockRows) {
            int count = Math.min(blockRows, n - from);
            if (count < pairs.slopes.rows()) {
                pairs = new Pairs(tape, count, n, size);
            }
            backend.copyRows(left, from, count, pairs.rows, 0, false);
            sum += pairs.squaredError(backend, adjacency, from, h.value());
            if (learns) {
                backend.gemm(2 * share, pairs.slopes, true, pairs.rows, false, dRight, from > 0);
                backend.gemm(2 * share, pairs.slopes, false, h.value(), false, pairs.rows, false);
                backend.copyRows(pairs.rows, 0, count, dLeft, from, false);
            }
        }
        backend.write(loss.value(), new double[] {sum * share});
        tape.record(loss, () -> {
            Matrix upstream = Ops.gradient(loss);
            if (h.needsGradient()) {
                backend.gemm(1, dLeft, false, w.value(), true, dRight, true);
                GradientSlot dh = h.openGradient();
                backend.combine(Binary.MULTIPLY, dRight, upstream, dh.matrix(), dh.add());
            }
            if (w.needsGradient()) {
                backend.combine(Binary.MULTIPLY, dLeft, upstream, dLeft, false);
                GradientSlot dw = w.openGradient();
                backend.gemm(1, h.value(), true, dLeft, false, dw.matrix(), dw.add());
            }
        });
        return loss;
    }

    /** All pairs of a block of rows with all nodes. */
    private static final class Pairs {
        private final Tape tape;
        private final Matrix rows;
        private final Matrix dots;
        private final Matrix slopes;
        private final Matrix ones;

        Pairs(Tape tape, int count, int n, int size) {
            this.tape = tape;
            rows = tape.scratch(count, size);
            dots = tape.scratch(count, n);
            slopes = tape.scratch(count, n);
            ones = tape.scratch(count, 1);
            tape.backend().fill(ones, 1);
        }

        double squaredError(Backend backend, Csr adjacency, int from, Matrix nodes) {
            backend.gemm(-1, rows, false, nodes, true, dots, false);
            backend.fill(slopes, 0);
            SparseMatrix block = block(backend, adjacency, from, slopes.rows());
            backend.addScaledRows(1, ones, block, slopes);
            backend.release(block);
            return SigmoidErrors.replace(tape, dots, slopes);
        }
    }

    private static SparseMatrix block(Backend backend, Csr adjacency, int from, int count) {
        return backend.sparse(adjacency.pick(IntStream.range(from, from + count).toArray()));
    }
}

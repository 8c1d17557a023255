package org.sce2tm.nn;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.sce2tm.nn.Tensor.GradientSlot;

/**
 * Operations over all pairs of n rows that hold a block of rows of the n x n numbers at a time: what the backward pass
 * needs of them is computed again, or its gradient on the way forward.
 */
public final class Blocks {
    /** Numbers of a block: few enough to stay in a cache of the second or third level. */
    private static final int NUMBERS = 1 << 19;

    private static final int FEWEST_ROWS = 16;

    private Blocks() {}

    /** Rows of a block where a row has so many columns. */
    static int height(int columns) {
        return Math.max(FEWEST_ROWS, NUMBERS / columns);
    }

    /** What is done for a block of rows. */
    private interface Block {
        void run(int from, int rows);
    }

    private static void forBlocks(int n, int height, Block block) {
        for (int from = 0; from < n; from += height) {
            block.run(from, Math.min(height, n - from));
        }
    }

    /** A matrix for the blocks of one operation in turn; the last block may have fewer rows. */
    private static final class Buffer {
        private final Tape tape;
        private final int columns;
        private final Map<Integer, Matrix> byRows = new HashMap<>();

        Buffer(Tape tape, int columns) {
            this.tape = tape;
            this.columns = columns;
        }

        Matrix of(int rows) {
            return byRows.computeIfAbsent(rows, height -> tape.scratch(height, columns));
        }

        /** A copy of rows. */
        Matrix copy(Matrix of, int from, int rows) {
            Matrix copy = of(rows);
            tape.backend().copyRows(of, from, rows, copy, 0, false);
            return copy;
        }
    }

    /**
     * All rows of a source as one matrix, held until the tape begins again; asked for some at a time, which bounds what the
     * source holds beside it.
     *
     * @return n x C
     */
    public static Tensor constant(Tape tape, RowSource rows) {
        Matrix all = tape.scratch(rows.rows(), rows.columns());
        Buffer block = new Buffer(tape, rows.columns());
        forBlocks(rows.rows(), height(rows.columns()), (from, count) -> {
            rows.write(from, tape.backend(), block.of(count));
            tape.backend().copyRows(block.of(count), 0, count, all, from, false);
        });
        return tape.constant(all);
    }

    /** The matrix product {@code a w}. */
    public static Tensor product(RowSource a, Tensor w) {
        return product(a, w, height(a.columns()));
    }

    static Tensor product(RowSource a, Tensor w, int height) {
        if (a.columns() != w.rows()) {
            throw new IllegalArgumentException(
                    "product: " + a.columns() + " columns, but " + w.operation() + " has " + w.rows() + " rows");
        }
        Tape tape = w.tape();
        Backend backend = tape.backend();
        Tensor y = tape.result("product by blocks", a.rows(), w.columns(), w);
        Buffer block = new Buffer(tape, a.columns());
        Buffer part = new Buffer(tape, w.columns());
        forBlocks(a.rows(), height, (from, rows) -> {
            a.write(from, backend, block.of(rows));
            backend.gemm(1, block.of(rows), false, w.value(), false, part.of(rows), false);
            backend.copyRows(part.of(rows), 0, rows, y.value(), from, false);
        });
        tape.record(y, () -> {
            GradientSlot dw = w.openGradient();
            forBlocks(a.rows(), height, (from, rows) -> {
                a.write(from, backend, block.of(rows));
                Matrix dy = part.copy(Ops.gradient(y), from, rows);
                backend.gemm(1, block.of(rows), true, dy, false, dw.matrix(), dw.add() || from > 0);
            });
        });
        return y;
    }

    /**
     * How far the rows' products are from targets in (0, 1): {@code 1/n² Σ_ij (sigmoid(g_i · g_j) - target_ij)²}.
     *
     * @param g n x E
     * @param target n x n
     * @return 1 x 1
     */
    public static Tensor sigmoidGramError(Tensor g, RowSource target) {
        return sigmoidGramError(g, target, height(g.rows()));
    }

    static Tensor sigmoidGramError(Tensor g, RowSource target, int height) {
        Tape tape = g.tape();
        Backend backend = tape.backend();
        int n = g.rows();
        Tensor loss = tape.result("sigmoid Gram error", 1, 1, g);
        boolean needsGradient = tape.mode() == Mode.TRAINING && g.needsGradient();
        Matrix slope = tape.scratch(n, g.columns()); // d loss / d g
        Buffer left = new Buffer(tape, g.columns());
        Buffer dots = new Buffer(tape, n);
        Buffer slopeOfDot = new Buffer(tape, n);
        Buffer part = new Buffer(tape, g.columns());
        double[] sum = {0};
        forBlocks(n, height, (from, rows) -> {
            Matrix own = left.copy(g.value(), from, rows);
            Matrix ds = slopeOfDot.of(rows);
            backend.gemm(-1, own, false, g.value(), true, dots.of(rows), false);
            target.write(from, backend, ds);
            sum[0] += SigmoidErrors.replace(tape, dots.of(rows), ds);
            if (needsGradient) {
                double share = 2.0 / n / n;
                backend.gemm(share, ds, true, own, false, slope, from > 0); // g as the second factor
                backend.gemm(share, ds, false, g.value(), false, part.of(rows), false); // and as the first
                backend.copyRows(part.of(rows), 0, rows, slope, from, true);
            }
        });
        backend.fill(loss.value(), sum[0] / n / n);
        tape.record(loss, () -> {
            GradientSlot dg = g.openGradient();
            backend.combine(Binary.MULTIPLY, slope, Ops.gradient(loss), dg.matrix(), dg.add());
        });
        return loss;
    }

    /**
     * Attention of every query over all keys (Vaswani et al. 2017) in several heads, side by side: head h is the
     * columns {@code [h e, (h+1) e)} of all, {@code out_h = softmax(q_h k_hᵀ / sqrt(e)) v_h}.
     *
     * @param queries m x heads e
     * @param keys n x heads e
     * @param values n x heads e
     * @return m x heads e
     */
    public static Tensor attention(Tensor queries, Tensor keys, Tensor values, int heads) {
        return attention(queries, keys, values, heads, height(keys.rows()));
    }

    static Tensor attention(Tensor queries, Tensor keys, Tensor values, int heads, int height) {
        return new Attention(queries, keys, values, heads, height).forward();
    }

    private static final class Attention {
        private final Tape tape;
        private final Backend backend;
        private final Tensor queries;
        private final Tensor keys;
        private final Tensor values;
        private final int heads;
        private final int size;
        private final double scale;
        private final int height;
        private final Matrix headQueries;
        private final Matrix headKeys;
        private final Matrix headValues;
        private final Buffer weights;
        private final Buffer blockQueries;
        private final Buffer part;

        Attention(Tensor queries, Tensor keys, Tensor values, int heads, int height) {
            if (queries.columns() % heads != 0
                    || !keys.value().sameShape(values.value())
                    || keys.columns() != queries.columns()) {
                throw new IllegalArgumentException("attention: " + heads + " heads of queries "
                        + queries.rows() + " x " + queries.columns() + ", keys " + keys.rows() + " x " + keys.columns()
                        + ", values " + values.rows() + " x " + values.columns());
            }
            this.tape = queries.tape();
            this.backend = tape.backend();
            this.queries = queries;
            this.keys = keys;
            this.values = values;
            this.heads = heads;
            this.size = queries.columns() / heads;
            this.scale = 1 / Math.sqrt(size);
            this.height = height;
            this.headQueries = tape.scratch(queries.rows(), size);
            this.headKeys = tape.scratch(keys.rows(), size);
            this.headValues = tape.scratch(keys.rows(), size);
            this.weights = new Buffer(tape, keys.rows());
            this.blockQueries = new Buffer(tape, size);
            this.part = new Buffer(tape, size);
        }

        Tensor forward() {
            Tensor out = tape.result("attention", queries.rows(), queries.columns(), queries, keys, values);
            Matrix headOut = tape.scratch(queries.rows(), size);
            for (int head = 0; head < heads; head++) {
                pick(head);
                forBlocks(queries.rows(), height, (from, rows) -> {
                    Matrix p = weights(blockQueries.copy(headQueries, from, rows));
                    backend.gemm(1, p, false, headValues, false, part.of(rows), false);
                    backend.copyRows(part.of(rows), 0, rows, headOut, from, false);
                });
                backend.copyColumns(headOut, 0, size, out.value(), head * size, false);
            }
            tape.record(out, () -> backward(Ops.gradient(out)));
            return out;
        }

        private void pick(int head) {
            backend.copyColumns(queries.value(), head * size, size, headQueries, 0, false);
            backend.copyColumns(keys.value(), head * size, size, headKeys, 0, false);
            backend.copyColumns(values.value(), head * size, size, headValues, 0, false);
        }

        /** What each of a block's queries gives to each key: rows sum to 1. */
        private Matrix weights(Matrix block) {
            Matrix p = weights.of(block.rows());
            backend.gemm(1, block, false, headKeys, true, p, false);
            backend.softmax(Over.COLUMNS, scale, p, p);
            return p;
        }

        private void backward(Matrix dout) {
            Matrix headSlopes = tape.scratch(queries.rows(), size);
            Matrix dq = tape.scratch(queries.rows(), size);
            Matrix dk = tape.scratch(keys.rows(), size);
            Matrix dv = tape.scratch(keys.rows(), size);
            Buffer slopes = new Buffer(tape, size);
            Buffer dWeights = new Buffer(tape, keys.rows());
            Slot toQueries = new Slot(queries);
            Slot toKeys = new Slot(keys);
            Slot toValues = new Slot(values);
            for (int head = 0; head < heads; head++) {
                pick(head);
                backend.copyColumns(dout, head * size, size, headSlopes, 0, false);
                forBlocks(queries.rows(), height, (from, rows) -> {
                    Matrix q = blockQueries.copy(headQueries, from, rows);
                    Matrix p = weights(q);
                    Matrix dy = slopes.copy(headSlopes, from, rows);
                    Matrix ds = dWeights.of(rows);
                    boolean add = from > 0;
                    backend.gemm(1, p, true, dy, false, dv, add);
                    backend.gemm(1, dy, false, headValues, true, ds, false);
                    backend.softmaxBackward(Over.COLUMNS, scale, p, ds, ds, false);
                    backend.gemm(1, ds, true, q, false, dk, add);
                    backend.gemm(1, ds, false, headKeys, false, part.of(rows), false);
                    backend.copyRows(part.of(rows), 0, rows, dq, from, false);
                });
                toQueries.take(dq, head);
                toKeys.take(dk, head);
                toValues.take(dv, head);
            }
        }

        /** Where the gradient of one of the three goes, head by head. */
        private final class Slot {
            private final Optional<GradientSlot> slot;

            Slot(Tensor of) {
                slot = of.needsGradient() ? Optional.of(of.openGradient()) : Optional.empty();
            }

            void take(Matrix gradient, int head) {
                slot.ifPresent(s -> backend.copyColumns(gradient, 0, size, s.matrix(), head * size, s.add()));
            }
        }
    }
}

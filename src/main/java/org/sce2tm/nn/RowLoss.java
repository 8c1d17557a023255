package org.sce2tm.nn;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.sce2tm.nn.Tensor.GradientSlot;

/**
 * A loss that is a sum over rows, each row's share depending on that row and on parameters. It is taken a block of
 * rows at a time, on a tape of its own, so that no more than one block's steps are ever held; what the backward pass
 * needs of the others is computed again. With one block nothing is computed twice.
 */
public final class RowLoss {
    private final Backend backend;
    private final int height;
    private final Block block;
    private final Tape inner;
    private final Map<Integer, Parameter> copies = new HashMap<>();
    private int passes;

    /** The loss of some rows; it is asked for twice, so it may draw no random numbers. */
    @FunctionalInterface
    public interface Block {
        /**
         * Their sum.
         *
         * @param rows some rows, on a tape whose parameters are the caller's to ask for
         * @param from which of all rows the first of them is
         * @return 1 x 1
         */
        Tensor of(Tensor rows, int from);
    }

    /**
     * Serves any number of steps.
     *
     * @param height most rows of a block, at least 1
     */
    public RowLoss(Backend backend, int height, Block block) {
        this.backend = backend;
        this.height = height;
        this.block = block;
        this.inner = new Tape(backend);
    }

    /** The sum over all rows, 1 x 1. */
    public Tensor of(Tensor x) {
        Tape tape = x.tape();
        Tensor loss = new Tensor(tape, tape.scratch(1, 1), Optional.empty(), true, "loss by blocks of rows");
        int last = (x.rows() - 1) / height * height;
        double sum = 0;
        for (int from = 0; from < last; from += height) {
            sum += forward(x, from).scalar();
        }
        Tensor held = forward(x, last);
        backend.fill(loss.value(), sum + held.scalar());
        int pass = passes;
        tape.record(loss, () -> {
            double slope = backend.read(Ops.gradient(loss))[0];
            GradientSlot dx = x.gradientSlot();
            for (int from = last; from >= 0; from -= height) {
                // unless another pass came between, the tape still holds the last block
                Tensor part = from == last && passes == pass ? held : forward(x, from);
                Parameter rows = copy(x, from);
                rows.zeroGradient();
                inner.backward(Ops.scale(slope, part));
                backend.copyRows(rows.gradient().orElseThrow(), 0, rows.rows(), dx.matrix(), from, dx.add());
            }
        });
        return loss;
    }

    private Tensor forward(Tensor x, int from) {
        passes++;
        inner.begin(x.tape().mode());
        Parameter rows = copy(x, from);
        backend.copyRows(x.value(), from, rows.rows(), rows.value(), 0, false);
        return block.of(inner.parameter(rows), from);
    }

    /** Where a block's rows are copied to; the last block may be of another height. */
    private Parameter copy(Tensor x, int from) {
        int rows = Math.min(height, x.rows() - from);
        return copies.computeIfAbsent(
                rows, r -> new Parameter(backend, "rows", r, x.columns(), new float[r * x.columns()]));
    }
}

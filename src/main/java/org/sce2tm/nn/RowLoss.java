package org.sce2tm.nn;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sce2tm.nn.Tensor.GradientSlot;

/**
 * A loss that is a sum over rows, each row's share depending on that row and on parameters. It is taken a block of rows
 * at a time, on a tape of its own, so that what lies between is held of one block only; the backward pass computes it
 * again for all blocks but the last. With one block nothing is computed twice.
 */
public final class RowLoss {
    /** Entries of a block's widest matrix: those of scLEGA's sample, 4000 cells with 2500 genes. */
    private static final int ENTRIES = 10_000_000;

    private final Backend backend;
    private final int most;
    private final Block block;
    private final Tape inner;
    private final Map<Integer, Parameter> copies = new HashMap<>();
    private int passes;

    /**
     * The loss of some rows. It is asked for twice in a step, so that it may draw no random numbers and change nothing
     * (no batch norm in training mode); of tensors it may use the given one and what it makes on that one's tape.
     */
    @FunctionalInterface
    public interface Block {
        /**
         * Their sum.
         *
         * @param rows b x C; the sum depends on it
         * @param from which of all rows the first of them is, from 0
         * @return 1 x 1
         */
        Tensor of(Tensor rows, int from);
    }

    /**
     * Serves any number of passes and steps.
     *
     * @param most most rows of a block
     * @throws IllegalArgumentException if that is less than 1
     */
    public RowLoss(Backend backend, int most, Block block) {
        if (most < 1) {
            throw new IllegalArgumentException("blocks of " + most + " rows");
        }
        this.backend = backend;
        this.most = most;
        this.block = block;
        this.inner = new Tape(backend);
    }

    /** How many rows of so many columns a block may have, at least 1, so that one of its matrices takes 40 MB. */
    public static int rowsOf(int columns) {
        return Math.max(1, ENTRIES / columns);
    }

    /** Some rows in a row. */
    private record Rows(int from, int count) {}

    /**
     * Blocks of equal height, for a tape keeps the matrices of every shape that it has seen; what is left over, fewer rows
     * than there are blocks, comes first, so that the block that is held is a whole one.
     */
    private List<Rows> blocks(int n) {
        int height = n / ((n + most - 1) / most);
        int rest = n % height;
        List<Rows> blocks = new ArrayList<>();
        if (rest > 0) {
            blocks.add(new Rows(0, rest));
        }
        for (int from = rest; from < n; from += height) {
            blocks.add(new Rows(from, height));
        }
        return blocks;
    }

    /**
     * The sum over all rows.
     *
     * @param x n x C, n at least 1, the same C in every pass
     * @return 1 x 1
     */
    public Tensor of(Tensor x) {
        Tape tape = x.tape();
        List<Rows> blocks = blocks(x.rows());
        List<String> strange = new ArrayList<>();
        Tensor part = x;
        double sum = 0;
        for (Rows rows : blocks) {
            part = forward(x, rows);
            sum += part.scalar();
            if (!Double.isFinite(part.scalar())) {
                inner.firstNonFinite().ifPresent(found -> strange.add(found + " of the rows from " + rows.from()));
            }
        }
        String operation = strange.isEmpty() ? "loss by blocks of rows" : strange.get(0);
        Tensor loss = new Tensor(tape, tape.scratch(1, 1), Optional.empty(), true, operation);
        backend.fill(loss.value(), sum);
        Tensor held = part;
        int pass = passes;
        tape.record(loss, () -> backward(x, blocks, backend.read(Ops.gradient(loss))[0], pass, held));
        return loss;
    }

    private Tensor forward(Tensor x, Rows rows) {
        passes++;
        inner.begin(x.tape().mode());
        Parameter copy = copy(x, rows);
        backend.copyRows(x.value(), rows.from(), rows.count(), copy.value(), 0, false);
        return block.of(inner.parameter(copy), rows.from());
    }

    /** From the last block on, which the inner tape still holds unless another pass came between. */
    private void backward(Tensor x, List<Rows> blocks, double slope, int pass, Tensor held) {
        GradientSlot dx = x.gradientSlot();
        for (int i = blocks.size() - 1; i >= 0; i--) {
            Rows rows = blocks.get(i);
            Tensor part = i == blocks.size() - 1 && passes == pass ? held : forward(x, rows);
            Parameter copy = copy(x, rows);
            copy.zeroGradient();
            inner.backward(Ops.scale(slope, part));
            Matrix gradient = copy.gradient()
                    .orElseThrow(() -> new IllegalStateException(part.operation() + " does not depend on the rows"));
            backend.copyRows(gradient, 0, rows.count(), dx.matrix(), rows.from(), dx.add());
        }
    }

    /** Where a block's rows are copied to. */
    private Parameter copy(Tensor x, Rows rows) {
        return copies.computeIfAbsent(
                rows.count(),
                count -> new Parameter(backend, "rows", count, x.columns(), new float[count * x.columns()]));
    }
}

package org.sce2tm.nn;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Records operations as they are done and runs them backwards (reverse-mode differentiation). One tape serves a whole
 * training: {@link #begin} starts a step, forgets the last one and reuses its matrices, so that a step whose shapes
 * have been seen allocates nothing large.
 */
public final class Tape {
    private final Backend backend;
    private final Map<Long, ArrayDeque<Matrix>> free = new HashMap<>();
    private final List<Matrix> used = new ArrayList<>();
    private final List<Node> nodes = new ArrayList<>();
    private final Map<Parameter, Tensor> leaves = new HashMap<>();
    private final Map<String, Matrix> fixed = new HashMap<>();
    private final Map<CsrRows, SparseMatrix> batches = new HashMap<>();
    private Mode mode = Mode.EVALUATION;

    private record Node(Tensor output, Runnable backward) {}

    /** An empty tape in evaluation mode. */
    public Tape(Backend backend) {
        this.backend = backend;
    }

    /** Where the arithmetic is done. */
    public Backend backend() {
        return backend;
    }

    /** What the present step is for. */
    public Mode mode() {
        return mode;
    }

    /** Starts a step: every tensor made before becomes invalid. Gradients of parameters stay. */
    public void begin(Mode next) {
        mode = next;
        nodes.clear();
        leaves.clear();
        batches.values().forEach(backend::release);
        batches.clear();
        for (Matrix matrix : used) {
            free.computeIfAbsent(key(matrix.rows(), matrix.columns()), shape -> new ArrayDeque<>())
                    .push(matrix);
        }
        used.clear();
    }

    /** A constant from row-major host numbers. */
    public Tensor constant(int rows, int columns, float[] values) {
        Matrix matrix = scratch(rows, columns);
        backend.write(matrix, values);
        return new Tensor(this, matrix, Optional.empty(), false, "constant");
    }

    /** A constant from row-major host numbers. */
    public Tensor constant(int rows, int columns, double[] values) {
        Matrix matrix = scratch(rows, columns);
        backend.write(matrix, values);
        return new Tensor(this, matrix, Optional.empty(), false, "constant");
    }

    /** A constant in storage of the backend that lives as long as the step at least. */
    public Tensor constant(Matrix matrix) {
        return new Tensor(this, matrix, Optional.empty(), false, "constant");
    }

    /** A constant that is the same in every step; made when first asked for under its name and shape. */
    public Tensor fixed(String name, int rows, int columns, Supplier<float[]> values) {
        Matrix matrix = fixed.computeIfAbsent(name + " " + rows + " x " + columns, key -> {
            Matrix made = backend.allocate(rows, columns);
            backend.write(made, values.get());
            return made;
        });
        return new Tensor(this, matrix, Optional.empty(), false, name);
    }

    /** A 1 x 1 constant. */
    public Tensor scalar(double value) {
        return constant(1, 1, new double[] {value});
    }

    /** The same numbers with no path for gradients back. */
    public Tensor detached(Tensor tensor) {
        return new Tensor(this, tensor.value(), Optional.empty(), false, "detached " + tensor.operation());
    }

    /** A parameter as a tensor; asking twice within a step gives the same one. */
    public Tensor parameter(Parameter parameter) {
        return leaves.computeIfAbsent(
                parameter, p -> new Tensor(this, p.value(), Optional.of(p), true, "parameter " + p.name()));
    }

    /** The backend's form of a batch, made once per step. For operations. */
    public SparseMatrix sparse(CsrRows rows) {
        return batches.computeIfAbsent(rows, backend::sparse);
    }

    /** A matrix of undefined contents that lives until the next {@link #begin}. For operations. */
    public Matrix scratch(int rows, int columns) {
        ArrayDeque<Matrix> reusable = free.get(key(rows, columns));
        Matrix matrix = reusable == null || reusable.isEmpty() ? backend.allocate(rows, columns) : reusable.pop();
        used.add(matrix);
        return matrix;
    }

    /** The output tensor of an operation, its value still undefined. For operations. */
    public Tensor result(String operation, int rows, int columns, Tensor... inputs) {
        boolean needs = false;
        for (Tensor input : inputs) {
            needs |= input.needsGradient();
        }
        return new Tensor(this, scratch(rows, columns), Optional.empty(), needs, operation);
    }

    /** Registers how an operation's output hands its gradient to its inputs. For operations. */
    public void record(Tensor output, Runnable backward) {
        if (mode == Mode.TRAINING) {
            nodes.add(new Node(output, output.needsGradient() ? backward : () -> {}));
        }
    }

    /**
     * Adds d loss / d p to the gradient of every parameter p that the loss depends on.
     *
     * @param loss 1 x 1
     * @throws IllegalStateException if the tape is not in training mode, or the loss depends on no parameter
     */
    public void backward(Tensor loss) {
        if (mode != Mode.TRAINING || !loss.needsGradient() || loss.rows() != 1 || loss.columns() != 1) {
            throw new IllegalStateException("backward needs a 1 x 1 loss of parameters, recorded in training mode; got "
                    + loss.operation() + ", " + loss.rows() + " x " + loss.columns() + " in " + mode);
        }
        Tensor.GradientSlot slot = loss.openGradient();
        backend.fill(slot.matrix(), 1);
        for (int i = nodes.size() - 1; i >= 0; i--) {
            Node node = nodes.get(i);
            if (node.output().gradient().isPresent()) {
                node.backward().run();
            }
        }
    }

    /**
     * The first operation of this step, in the order of recording, that gave a NaN or an infinity: for the message
     * when a loss is not finite. Reads every tensor, so it is slow.
     */
    public Optional<String> firstNonFinite() {
        for (Node node : nodes) {
            Tensor output = node.output();
            if (!backend.isFinite(output.value())) {
                return Optional.of(output.operation() + " (" + output.rows() + " x " + output.columns() + ")");
            }
        }
        return Optional.empty();
    }

    private static long key(int rows, int columns) {
        return ((long) rows << 32) | columns;
    }
}

package org.sce2tm.nn;

import java.util.Optional;

/**
 * A matrix on a tape, with its gradient once {@link Tape#backward} has run. Valid until the tape begins again; read
 * what you need before.
 */
public final class Tensor {
    private final Tape tape;
    private final Matrix value;
    private final Optional<Parameter> parameter;
    private final boolean needsGradient;
    private final String operation;
    private Optional<Matrix> gradient = Optional.empty();

    Tensor(Tape tape, Matrix value, Optional<Parameter> parameter, boolean needsGradient, String operation) {
        this.tape = tape;
        this.value = value;
        this.parameter = parameter;
        this.needsGradient = needsGradient;
        this.operation = operation;
    }

    /** The tape it was recorded on. */
    public Tape tape() {
        return tape;
    }

    /** Number of rows. */
    public int rows() {
        return value.rows();
    }

    /** Number of columns. */
    public int columns() {
        return value.columns();
    }

    /** The value in the backend's storage; for operations, not for models. */
    public Matrix value() {
        return value;
    }

    /** Whether a gradient can reach it: it is a parameter or computed from one. */
    public boolean needsGradient() {
        return needsGradient;
    }

    /** The operation that made it, for messages. */
    public String operation() {
        return operation;
    }

    /** The numbers, row-major. */
    public double[] toDoubles() {
        return tape.backend().read(value);
    }

    /** The numbers, row-major, in single precision. */
    public float[] toFloats() {
        return tape.backend().readFloats(value);
    }

    /**
     * The single number of a 1 x 1 tensor.
     *
     * @throws IllegalStateException if it has another shape
     */
    public double scalar() {
        if (rows() != 1 || columns() != 1) {
            throw new IllegalStateException(operation + " is " + rows() + " x " + columns() + ", no scalar");
        }
        return toDoubles()[0];
    }

    /** The gradient after the backward pass; empty if none reached it. For operations. */
    public Optional<Matrix> gradient() {
        if (parameter.isPresent()) {
            return parameter.get().gradient();
        }
        return gradient;
    }

    /**
     * The gradient's numbers, row-major.
     *
     * @throws IllegalStateException if no gradient reached it
     */
    public double[] gradientDoubles() {
        return tape.backend()
                .read(gradient().orElseThrow(() -> new IllegalStateException("no gradient reached " + operation)));
    }

    /**
     * For the backward of operations: where this tensor's gradient is to be written.
     *
     * @return the gradient matrix, and whether it already holds a sum to add to
     */
    public GradientSlot openGradient() {
        if (parameter.isPresent()) {
            return parameter.get().openGradient();
        }
        boolean add = gradient.isPresent();
        if (!add) {
            gradient = Optional.of(tape.scratch(rows(), columns()));
        }
        return new GradientSlot(gradient.orElseThrow(), add);
    }

    /** {@link #openGradient}, or where no gradient is needed a place to throw it away. */
    GradientSlot gradientSlot() {
        return needsGradient() ? openGradient() : new GradientSlot(tape.scratch(rows(), columns()), false);
    }

    /**
     * Where a gradient goes.
     *
     * @param matrix the storage
     * @param add whether it holds a sum to add to; otherwise its contents are undefined and are to be replaced
     */
    public record GradientSlot(Matrix matrix, boolean add) {}
}

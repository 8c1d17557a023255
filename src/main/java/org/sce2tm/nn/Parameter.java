package org.sce2tm.nn;

import java.util.Optional;

/**
 * A matrix that training changes, with the gradient gathered since {@link #zeroGradient}. A vector is 1 x C.
 * It has no gradient until a backward pass reaches it, and optimisers skip it then.
 */
public final class Parameter {
    private final String name;
    private final Backend backend;
    private final Matrix value;
    private Optional<Matrix> storage = Optional.empty();
    private boolean reached;

    /**
     * @param name for files and messages, e.g. {@code "encoder.0.weight"}
     * @param values row-major
     */
    public Parameter(Backend backend, String name, int rows, int columns, float[] values) {
        this.name = name;
        this.backend = backend;
        this.value = backend.allocate(rows, columns);
        backend.write(value, values);
    }

    /** Its name. */
    public String name() {
        return name;
    }

    /** Number of rows. */
    public int rows() {
        return value.rows();
    }

    /** Number of columns. */
    public int columns() {
        return value.columns();
    }

    /** The value in the backend's storage. */
    public Matrix value() {
        return value;
    }

    /** The backend it lives on. */
    public Backend backend() {
        return backend;
    }

    /** The gradient, if a backward pass has reached the parameter since {@link #zeroGradient}. */
    public Optional<Matrix> gradient() {
        return reached ? storage : Optional.empty();
    }

    /** Forgets the gradient; PyTorch's {@code zero_grad(set_to_none=True)}. */
    public void zeroGradient() {
        reached = false;
    }

    /** The numbers, row-major. */
    public double[] toDoubles() {
        return backend.read(value);
    }

    /** The numbers, row-major, in single precision. */
    public float[] toFloats() {
        return backend.readFloats(value);
    }

    /** Replaces the numbers. */
    public void set(double[] values) {
        backend.write(value, values);
    }

    /** Replaces the numbers. */
    public void set(float[] values) {
        backend.write(value, values);
    }

    Tensor.GradientSlot openGradient() {
        boolean add = reached;
        reached = true;
        if (storage.isEmpty()) {
            storage = Optional.of(backend.allocate(rows(), columns()));
        }
        return new Tensor.GradientSlot(storage.get(), add);
    }
}

package org.sce2tm.nn;

import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * {@code y = x w + b}. Leave the bias out where a batch norm follows at once: the norm subtracts it again, and in
 * single precision the optimiser would only make it wander.
 */
public final class Linear {
    private final Parameter weight;
    private final Optional<Parameter> bias;

    private Linear(Parameter weight, Optional<Parameter> bias) {
        this.weight = weight;
        this.bias = bias;
    }

    /**
     * PyTorch's default: weight and bias uniform on ±1/sqrt(inputs).
     *
     * @param name the parameters are called {@code name.weight} and {@code name.bias}
     */
    public static Linear create(
            Backend backend, String name, int inputs, int outputs, boolean withBias, RandomGenerator random) {
        double bound = 1 / Math.sqrt(inputs);
        float[] weight = Initializers.uniform(inputs * outputs, -bound, bound, random);
        Parameter w = new Parameter(backend, name + ".weight", inputs, outputs, weight);
        Optional<Parameter> b = withBias
                ? Optional.of(new Parameter(
                        backend, name + ".bias", 1, outputs, Initializers.uniform(outputs, -bound, bound, random)))
                : Optional.empty();
        return new Linear(w, b);
    }

    /**
     * Keras's default: weight by {@link Initializers#glorotUniform}, bias 0.
     *
     * @param name the parameters are called {@code name.weight} and {@code name.bias}
     */
    public static Linear glorot(Backend backend, String name, int inputs, int outputs, RandomGenerator random) {
        float[] weight = Initializers.glorotUniform(inputs, outputs, random);
        return new Linear(
                new Parameter(backend, name + ".weight", inputs, outputs, weight),
                Optional.of(new Parameter(backend, name + ".bias", 1, outputs, new float[outputs])));
    }

    /** The weight, inputs x outputs (the transpose of PyTorch's). */
    public Parameter weight() {
        return weight;
    }

    /** The bias, 1 x outputs, if the layer has one. */
    public Optional<Parameter> bias() {
        return bias;
    }

    /** Weight, then bias if there is one. */
    public List<Parameter> parameters() {
        return bias.map(b -> List.of(weight, b)).orElseGet(() -> List.of(weight));
    }

    /** Replaces the weight by PyTorch's, outputs x inputs row-major. */
    public void setTransposedWeight(double[] outputsByInputs) {
        int inputs = weight.rows();
        int outputs = weight.columns();
        double[] transposed = new double[outputsByInputs.length];
        for (int in = 0; in < inputs; in++) {
            for (int out = 0; out < outputs; out++) {
                transposed[in * outputs + out] = outputsByInputs[out * inputs + in];
            }
        }
        weight.set(transposed);
    }

    /** n x inputs to n x outputs. */
    public Tensor apply(Tensor x) {
        Tape tape = x.tape();
        return withBias(tape, Ops.product(x, tape.parameter(weight)));
    }

    /** n x inputs, sparse, to n x outputs. */
    public Tensor apply(Tape tape, CsrRows x) {
        return withBias(tape, Ops.product(x, tape.parameter(weight)));
    }

    private Tensor withBias(Tape tape, Tensor y) {
        return bias.map(b -> Ops.add(y, tape.parameter(b))).orElse(y);
    }
}

package org.sce2tm.nn;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * {@code y = x w + b} where only some inputs and outputs are joined: the layer of a masked network, holding the weights
 * of its connections alone. (A mask over a dense weight gives the same numbers: weights under the mask take no part, get
 * no gradient and never move.)
 */
public final class JoinedLinear {
    private final Connections connections;
    private final Parameter weight;
    private final Parameter bias;

    private JoinedLinear(Connections connections, Parameter weight, Parameter bias) {
        this.connections = connections;
        this.weight = weight;
        this.bias = bias;
    }

    /**
     * Weight and bias uniform on ±1/sqrt(inputs), all inputs counted, joined or not, as PyTorch starts the dense layer
     * under a mask.
     *
     * @param name the parameters are called {@code name.weight} and {@code name.bias}
     */
    public static JoinedLinear create(Backend backend, String name, Connections connections, RandomGenerator random) {
        double bound = 1 / Math.sqrt(connections.inputs());
        float[] weights = Initializers.uniform(connections.size(), -bound, bound, random);
        float[] biases = Initializers.uniform(connections.outputs(), -bound, bound, random);
        return new JoinedLinear(
                connections,
                new Parameter(backend, name + ".weight", 1, connections.size(), weights),
                new Parameter(backend, name + ".bias", 1, connections.outputs(), biases));
    }

    /** What is joined. */
    public Connections connections() {
        return connections;
    }

    /** Weight (1 x edges), then bias (1 x outputs). */
    public List<Parameter> parameters() {
        return List.of(weight, bias);
    }

    /** n x inputs to n x outputs. */
    public Tensor apply(Tensor x) {
        Tape tape = x.tape();
        return Ops.add(product(x, connections, tape.parameter(weight)), tape.parameter(bias));
    }

    /**
     * {@code x w}, w being 0 but for the connections.
     *
     * @param x n x inputs
     * @param weights 1 x edges
     */
    static Tensor product(Tensor x, Connections connections, Tensor weights) {
        if (x.columns() != connections.inputs() || weights.columns() != connections.size()) {
            throw new IllegalArgumentException("joined product: " + x.columns() + " columns and " + weights.columns()
                    + " weights for " + connections.inputs() + " inputs and " + connections.size() + " edges");
        }
        return x.tape()
                .backend()
                .fused()
                .map(fused -> fusedProduct(fused, x, connections, weights))
                .orElseGet(() -> Ops.product(x, placed(connections, weights)));
    }

    /** The dense weight, inputs x outputs; by way of the host, for backends that have nothing better. */
    private static Tensor placed(Connections connections, Tensor weights) {
        Tape tape = weights.tape();
        Backend backend = tape.backend();
        int outputs = connections.outputs();
        int[] places = new int[connections.size()];
        for (int out = 0; out < outputs; out++) {
            for (int edge = connections.starts()[out]; edge < connections.starts()[out + 1]; edge++) {
                places[edge] = connections.sources()[edge] * outputs + out;
            }
        }
        Tensor dense = tape.result("placed weights", connections.inputs(), outputs, weights);
        double[] values = backend.read(weights.value());
        double[] entries = new double[Math.multiplyExact(connections.inputs(), outputs)];
        for (int edge = 0; edge < places.length; edge++) {
            entries[places[edge]] = values[edge];
        }
        backend.write(dense.value(), entries);
        tape.record(dense, () -> {
            double[] slopes = backend.read(Ops.gradient(dense));
            double[] own = new double[places.length];
            for (int edge = 0; edge < places.length; edge++) {
                own[edge] = slopes[places[edge]];
            }
            Matrix gathered = tape.scratch(1, places.length);
            backend.write(gathered, own);
            Tensor.GradientSlot slot = weights.openGradient();
            backend.scale(1, gathered, slot.matrix(), slot.add());
        });
        return dense;
    }

    private static Tensor fusedProduct(FusedOps fused, Tensor x, Connections connections, Tensor weights) {
        Tape tape = x.tape();
        Tensor y = tape.result("joined product", x.rows(), connections.outputs(), x, weights);
        FusedOps.JoinedProduct product = fused.joinedProduct(tape, x.value(), connections, weights.value(), y.value());
        tape.record(y, () -> {
            product.transpose(Ops.gradient(y));
            if (weights.needsGradient()) {
                Tensor.GradientSlot slot = weights.openGradient();
                product.addToWeights(slot.matrix(), slot.add());
            }
            if (x.needsGradient()) {
                Tensor.GradientSlot slot = x.openGradient();
                product.addToInput(slot.matrix(), slot.add());
            }
        });
        return y;
    }
}

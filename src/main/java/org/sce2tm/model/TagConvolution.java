package org.sce2tm.model;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.sce2tm.data.DenseMatrix;
import org.sce2tm.data.NumberType;
import org.sce2tm.model.ScTagOptions.Propagation;
import org.sce2tm.nn.Backend;
import org.sce2tm.nn.Csr;
import org.sce2tm.nn.GraphOps;
import org.sce2tm.nn.Initializers;
import org.sce2tm.nn.Matrix;
import org.sce2tm.nn.Ops;
import org.sce2tm.nn.Parameter;
import org.sce2tm.nn.Tape;
import org.sce2tm.nn.Tensor;

/**
 * A topology adaptive graph convolution (Du et al. 2017) over the cells of {@link ScTag}: {@code Σ_k Â^k X W_k + b}, k = 0
 * to 3, {@code ÂX} being the mean of X over each cell's neighbours. Of one hop, as the authors' code has it:
 * {@code X W_0 + (ÂX) (W_1 + W_2 + W_3) + b}.
 */
final class TagConvolution {
    private static final int POWERS = 3;

    private final ScTagInput input;
    private final Propagation propagation;
    private final List<Parameter> kernels;
    private final Parameter bias;

    private TagConvolution(ScTagInput input, Propagation propagation, List<Parameter> kernels, Parameter bias) {
        this.input = input;
        this.propagation = propagation;
        this.kernels = kernels;
        this.bias = bias;
    }

    /**
     * With Keras's initial weights: all blocks of the kernel together uniform by Glorot and Bengio, the bias 0.
     *
     * @param weights where the parameters are added
     * @param inputs columns of X
     * @param outputs columns of the W_k
     */
    static TagConvolution create(
            Weights weights,
            Backend backend,
            String name,
            int inputs,
            int outputs,
            ScTagInput input,
            Propagation propagation,
            RandomGenerator random) {
        double bound = Math.sqrt(6.0 / ((POWERS + 1.0) * inputs + outputs));
        List<Parameter> kernels = new ArrayList<>();
        for (int k = 0; k <= POWERS; k++) {
            float[] values = Initializers.uniform(inputs * outputs, -bound, bound, random);
            kernels.add(weights.add(new Parameter(backend, name + ".kernel." + k, inputs, outputs, values)));
        }
        Parameter bias = new Parameter(backend, name + ".bias", 1, outputs, new float[outputs]);
        return new TagConvolution(input, propagation, kernels, weights.add(bias));
    }

    /** {@code Â^k Z}, k = 0, 1 and, for true powers, 2, 3, n x V each: what the convolution of the expression needs. */
    static List<Matrix> propagated(Backend backend, ScTagInput input, Propagation propagation) {
        DenseMatrix power = input.z();
        List<Matrix> powers = new ArrayList<>(List.of(held(backend, power)));
        for (int k = 1; k <= (propagation == Propagation.POWERS ? POWERS : 1); k++) {
            power = neighborMean(input, power);
            powers.add(held(backend, power));
        }
        return powers;
    }

    private static Matrix held(Backend backend, DenseMatrix constant) {
        Matrix matrix = backend.allocate(constant.rows(), constant.columns());
        backend.write(matrix, constant.values());
        return matrix;
    }

    private static DenseMatrix neighborMean(ScTagInput input, DenseMatrix x) {
        Csr graph = input.adjacency();
        int columns = x.columns();
        double[] means = new double[x.values().length];
        for (int i = 0; i < x.rows(); i++) {
            for (int p = graph.rowPointers()[i]; p < graph.rowPointers()[i + 1]; p++) {
                int from = graph.columnIndices()[p] * columns;
                for (int j = 0; j < columns; j++) {
                    means[i * columns + j] += x.values()[from + j] / input.degree();
                }
            }
        }
        return new DenseMatrix(x.rows(), columns, means, NumberType.FLOAT32);
    }

    private Tensor neighborMean(Tensor x) {
        return Ops.scale(1.0 / input.degree(), GraphOps.product(input.adjacency(), x));
    }

    /**
     * Of the expression.
     *
     * @param propagated what {@link #propagated} gives
     * @return n x outputs
     */
    Tensor of(Tape tape, List<Matrix> propagated) {
        List<Tensor> w = kernels.stream().map(tape::parameter).toList();
        Tensor sum = Ops.product(tape.constant(propagated.get(0)), w.get(0));
        if (propagation == Propagation.ONE_HOP) {
            sum = Ops.add(sum, Ops.product(tape.constant(propagated.get(1)), neighborKernel(w)));
        } else {
            for (int k = 1; k <= POWERS; k++) {
                sum = Ops.add(sum, Ops.product(tape.constant(propagated.get(k)), w.get(k)));
            }
        }
        return Ops.add(sum, tape.parameter(bias));
    }

    /**
     * Of a layer, with the graph applied last, where there are fewer columns: {@code X W_0 + Â (X (W_1 + W_2 + W_3))}, and
     * for powers {@code X W_0 + Â (X W_1 + Â (X W_2 + Â (X W_3)))}.
     *
     * @param x n x inputs
     * @return n x outputs
     */
    Tensor of(Tensor x) {
        Tape tape = x.tape();
        List<Tensor> w = kernels.stream().map(tape::parameter).toList();
        Tensor far;
        if (propagation == Propagation.ONE_HOP) {
            far = Ops.product(x, neighborKernel(w));
        } else {
            far = Ops.product(x, w.get(POWERS));
            for (int k = POWERS - 1; k >= 1; k--) {
                far = Ops.add(Ops.product(x, w.get(k)), neighborMean(far));
            }
        }
        Tensor sum = Ops.add(Ops.product(x, w.get(0)), neighborMean(far));
        return Ops.add(sum, tape.parameter(bias));
    }

    private static Tensor neighborKernel(List<Tensor> w) {
        return Ops.add(w.get(1), w.get(2), w.get(3));
    }
}

package org.sce2tm.model;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.sce2tm.data.DenseMatrix;
import org.sce2tm.data.NumberType;
import org.sce2tm.testing.OracleFile;

/**
 * The reference's parameters in our form: weights transposed to inputs x outputs, and without the five biases that a
 * batch norm cancels. Where such biases are constant, the running mean of that norm is smaller by exactly what they
 * add to its input; that is folded in.
 */
final class ReferenceState {
    static final String HEAD = "cross_modal_cluster_head.cluster_head";
    static final List<String> CANCELLED =
            List.of("encoder.0.bias", "encoder.3.bias", "encoder_mu.bias", "encoder_logvar.bias", HEAD + ".0.bias");
    private static final List<String> NORMS = List.of("encoder.1", "mean_bn", "logvar_bn", "decoder_bn", HEAD + ".1");
    private static final List<String> LINEARS = List.of(
            "encoder.0.weight",
            "encoder.3.weight",
            "encoder_mu.weight",
            "encoder_logvar.weight",
            HEAD + ".0.weight",
            HEAD + ".3.weight");

    private ReferenceState() {}

    /** Parameters from one group, running statistics from another (may be the same). */
    static Map<String, DenseMatrix> read(OracleFile file, String parameters, String buffers) {
        Map<String, DenseMatrix> state = new TreeMap<>();
        for (String name : LINEARS) {
            state.put(name, transposed(file, parameters + "/" + name));
        }
        state.put(HEAD + ".3.bias", matrix(file, parameters + "/" + HEAD + ".3.bias"));
        state.put("topic_embeddings", matrix(file, parameters + "/topic_embeddings"));
        state.put("gene_embeddings", matrix(file, parameters + "/gene_embeddings"));
        for (String norm : NORMS) {
            state.put(norm + ".weight", matrix(file, parameters + "/" + norm + ".weight"));
            state.put(norm + ".bias", matrix(file, parameters + "/" + norm + ".bias"));
            state.put(norm + ".running_mean", matrix(file, buffers + "/" + norm + ".running_mean"));
            state.put(norm + ".running_var", matrix(file, buffers + "/" + norm + ".running_var"));
        }
        return state;
    }

    /** What the cancelled biases add to the input of each norm. */
    static Map<String, double[]> shifts(OracleFile file, String parameters) {
        Map<String, double[]> shifts = new TreeMap<>();
        shifts.put("encoder.1", file.doubles(parameters + "/encoder.0.bias"));
        shifts.put(HEAD + ".1", file.doubles(parameters + "/" + HEAD + ".0.bias"));
        shifts.put(
                "mean_bn",
                headShift(file, parameters, "encoder_mu", transposed(file, parameters + "/encoder_mu.weight")));
        shifts.put(
                "logvar_bn",
                headShift(file, parameters, "encoder_logvar", transposed(file, parameters + "/encoder_logvar.weight")));
        return shifts;
    }

    /** {@code W b + c}: encoder.3's bias b as the head's weights W pass it on, and the head's own bias c. */
    static double[] headShift(OracleFile file, String parameters, String head, DenseMatrix weight) {
        double[] shift = file.doubles(parameters + "/" + head + ".bias");
        double[] before = file.doubles(parameters + "/encoder.3.bias");
        for (int k = 0; k < shift.length; k++) {
            for (int h = 0; h < before.length; h++) {
                shift[k] += weight.get(h, k) * before[h];
            }
        }
        return shift;
    }

    /** The state with running means less the shifts. */
    static Map<String, DenseMatrix> folded(OracleFile file, String parameters, String buffers) {
        Map<String, DenseMatrix> state = read(file, parameters, buffers);
        shifts(file, parameters).forEach((norm, shift) -> {
            double[] mean = state.get(norm + ".running_mean").values().clone();
            for (int i = 0; i < mean.length; i++) {
                mean[i] -= shift[i];
            }
            state.put(norm + ".running_mean", new DenseMatrix(1, mean.length, mean, NumberType.FLOAT64));
        });
        return state;
    }

    /** A recorded gradient in our form. */
    static double[] gradient(OracleFile file, String group, String name) {
        return LINEARS.contains(name)
                ? transposed(file, group + "/" + name).values()
                : file.doubles(group + "/" + name);
    }

    /**
     * A whole network of PyTorch's, or its gradients, in our form and under its own names: matrices called weight are
     * those of linear layers and transposed.
     */
    static Map<String, DenseMatrix> ofTorch(OracleFile file, String group) {
        Map<String, DenseMatrix> state = new TreeMap<>();
        for (String name : file.children(group)) {
            String path = group + "/" + name;
            if (!name.endsWith("num_batches_tracked")) {
                boolean linear = name.endsWith(".weight") && file.shape(path).length == 2;
                state.put(name, linear ? transposed(file, path) : matrix(file, path));
            }
        }
        return state;
    }

    static DenseMatrix matrix(OracleFile file, String path) {
        int[] shape = file.shape(path);
        int rows = shape.length == 2 ? shape[0] : 1;
        return new DenseMatrix(rows, shape[shape.length - 1], file.doubles(path), NumberType.FLOAT64);
    }

    static DenseMatrix transposed(OracleFile file, String path) {
        return matrix(file, path).transposed();
    }
}

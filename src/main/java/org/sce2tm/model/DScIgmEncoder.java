package org.sce2tm.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.sce2tm.data.DenseMatrix;
import org.sce2tm.data.NumberType;
import org.sce2tm.nn.Backend;
import org.sce2tm.nn.Connections;
import org.sce2tm.nn.CsrRows;
import org.sce2tm.nn.JoinedLinear;
import org.sce2tm.nn.Linear;
import org.sce2tm.nn.Ops;
import org.sce2tm.nn.Parameter;
import org.sce2tm.nn.Tape;
import org.sce2tm.nn.Tensor;
import org.sce2tm.nn.Weibull;

/**
 * The encoder of {@link DScIgm}: h_t = tanh(h_(t-1) W_t + b_t), n x H_t, bottom up, and the posteriors' kappa_t and
 * lambda_t, n x K_t, of i_t, which is h_t beside what the layer above says of theta_t. Layers that a prior describes are
 * joined as it says, the others wholly.
 */
final class DScIgmEncoder {
    private static final int LAYERS = DScIgmOptions.LAYERS;
    private static final double LEAST = 1e-30;
    private static final double MOST_SHAPE = 10;

    private final Weights weights = new Weights();
    private final List<Optional<Connections>> connections;
    private final List<Layer> trunk = new ArrayList<>();
    private final List<Linear> shapes = new ArrayList<>();
    private final List<Linear> scales = new ArrayList<>();

    /** One layer of the encoder before its tanh. */
    private interface Layer {
        Tensor apply(Tensor x);

        default Tensor apply(Tape tape, CsrRows x) {
            return apply(Ops.dense(tape, x));
        }

        static Layer of(Linear linear) {
            return new Layer() {
                @Override
                public Tensor apply(Tensor x) {
                    return linear.apply(x);
                }

                @Override
                public Tensor apply(Tape tape, CsrRows x) {
                    return linear.apply(tape, x);
                }
            };
        }
    }

    /** Linear layers uniform on ±1/sqrt(inputs); the arguments are those of {@link DScIgm}. */
    DScIgmEncoder(Backend backend, DScIgmOptions options, int genes, List<Connections> joined, RandomGenerator random) {
        connections = IntStream.range(0, LAYERS)
                .mapToObj(t -> t < joined.size() ? Optional.of(joined.get(t)) : Optional.<Connections>empty())
                .toList();
        int[] widths = new int[LAYERS];
        for (int t = 0; t < LAYERS; t++) {
            int below = t == 0 ? genes : widths[t - 1];
            int ownWidth = options.hiddenSizes().get(t);
            widths[t] = connections.get(t).map(Connections::outputs).orElse(ownWidth);
            String name = "h_encoder." + t;
            trunk.add(connections
                    .get(t)
                    .<Layer>map(edges -> weights.add(JoinedLinear.create(backend, name, edges, random))::apply)
                    .orElseGet(
                            () -> Layer.of(weights.add(Linear.create(backend, name, below, ownWidth, true, random)))));
        }
        for (int t = 0; t < LAYERS; t++) {
            int topics = options.topics().get(t);
            int inputs = t == LAYERS - 1 ? widths[t] : widths[t] + topics;
            shapes.add(weights.add(Linear.create(backend, "shape_encoder." + t, inputs, topics, true, random)));
            scales.add(weights.add(Linear.create(backend, "scale_encoder." + t, inputs, topics, true, random)));
        }
    }

    List<Parameter> parameters() {
        return weights.parameters();
    }

    /** h of every layer, bottom up. */
    List<Tensor> hidden(Tape tape, CsrRows x) {
        List<Tensor> h = new ArrayList<>();
        for (int t = 0; t < LAYERS; t++) {
            h.add(Ops.tanh(t == 0 ? trunk.get(0).apply(tape, x) : trunk.get(t).apply(h.get(t - 1))));
        }
        return h;
    }

    /**
     * Of theta_t.
     *
     * @param input i_t: n x H_t and, but for the layer on top, K_t columns more
     */
    Weibull posterior(int t, Tensor input) {
        Tensor shape = Ops.clamp(Ops.softplus(shapes.get(t).apply(input)), LEAST, MOST_SHAPE);
        Tensor mean = Ops.clamp(Ops.softplus(scales.get(t).apply(input)), LEAST, Double.POSITIVE_INFINITY);
        return Weibull.ofMean(shape, mean);
    }

    /** Every parameter, and the edges of layers that are not wholly joined (edges x 2: input, output), by name. */
    Map<String, DenseMatrix> values() {
        Map<String, DenseMatrix> values = new LinkedHashMap<>(weights.values());
        for (int t = 0; t < LAYERS; t++) {
            String name = connectionsName(t);
            connections.get(t).ifPresent(edges -> values.put(name, table(edges)));
        }
        return values;
    }

    /** Replaces the parameters. */
    void set(Map<String, DenseMatrix> values) {
        weights.set(values);
    }

    /** The layers' widths in what {@link #values()} gave. */
    static List<Integer> widths(Map<String, DenseMatrix> values) {
        return IntStream.range(0, LAYERS)
                .mapToObj(t ->
                        Weights.required(values, "h_encoder." + t + ".bias").columns())
                .toList();
    }

    /**
     * What joined the layers, bottom up.
     *
     * @param genes V
     */
    static List<Connections> connections(Map<String, DenseMatrix> values, int genes) {
        List<Integer> widths = widths(values);
        List<Connections> joined = new ArrayList<>();
        for (int t = 0; t < LAYERS; t++) {
            int below = t == 0 ? genes : widths.get(t - 1);
            int width = widths.get(t);
            Optional.ofNullable(values.get(connectionsName(t)))
                    .ifPresent(edges -> joined.add(connections(below, width, edges)));
        }
        return joined;
    }

    private static String connectionsName(int t) {
        return "h_encoder." + t + ".connections";
    }

    private static DenseMatrix table(Connections edges) {
        double[] table = new double[2 * edges.size()];
        for (int out = 0; out < edges.outputs(); out++) {
            for (int edge = edges.starts()[out]; edge < edges.starts()[out + 1]; edge++) {
                table[2 * edge] = edges.sources()[edge];
                table[2 * edge + 1] = out;
            }
        }
        return new DenseMatrix(edges.size(), 2, table, NumberType.INT32);
    }

    private static Connections connections(int inputs, int outputs, DenseMatrix table) {
        int[][] sources = new int[outputs][];
        int at = 0;
        for (int out = 0; out < outputs; out++) {
            int from = at;
            while (at < table.rows() && table.get(at, 1) == out) {
                at++;
            }
            sources[out] = IntStream.range(from, at)
                    .map(edge -> (int) table.get(edge, 0))
                    .toArray();
        }
        return new Connections(inputs, Arrays.asList(sources));
    }
}

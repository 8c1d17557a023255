package org.sce2tm.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.sce2tm.data.CsrMatrix;
import org.sce2tm.data.DenseMatrix;
import org.sce2tm.data.NumberType;
import org.sce2tm.model.DScIgmOptions.Clustered;
import org.sce2tm.nn.Backend;
import org.sce2tm.nn.Connections;
import org.sce2tm.nn.Csr;
import org.sce2tm.nn.CsrRows;
import org.sce2tm.nn.Initializers;
import org.sce2tm.nn.JoinedLinear;
import org.sce2tm.nn.Linear;
import org.sce2tm.nn.Mode;
import org.sce2tm.nn.Ops;
import org.sce2tm.nn.Over;
import org.sce2tm.nn.Parameter;
import org.sce2tm.nn.Poisson;
import org.sce2tm.nn.Tape;
import org.sce2tm.nn.Tensor;
import org.sce2tm.nn.Weibull;
import org.sce2tm.stats.RandomStreams;

/**
 * d-scIGM: topics in six layers, each explaining the one below it (a gamma belief network), with Weibull posteriors and
 * an encoder whose units may be genes and gene sets. Layer t = 0 stands over the genes.
 *
 * <pre>
 * h_t = tanh(h_(t-1) W_t + b_t),  h_(-1) = x                              n x H_t
 * i_t = [h_t, theta_(t+1) Phi_(t+1)'],  i_5 = h_5
 * kappa_t = clamp(softplus(i_t A_t), 1e-30, 10)                            n x K_t
 * lambda_t = max(softplus(i_t B_t), 1e-30) / Gamma(1 + kappa_t)            n x K_t
 * theta_t = mean of D draws of lambda_t E^kappa_t                          n x K_t
 * Phi_t = softmax over the rows of rho_t alpha_t',  rho_(t+1) = alpha_t    V x K_0, then K_(t-1) x K_t
 * loss = 1/n [ Poisson(x; theta_0 Phi_0') + sum_t KL(Weibull_(t-1) || Gamma(theta_t Phi_t', 1))
 *              + w KL(Weibull_5 || Gamma(1, 1)) ]
 * </pre>
 *
 * <p>No gradient flows from Phi_t into rho_t for t above 0. Parameters carry the names of the authors' code.
 */
public final class DScIgm {
    private static final int LAYERS = DScIgmOptions.LAYERS;
    private static final double LEAST = 1e-30;
    private static final double MOST_SHAPE = 10;

    /** Cells represented at once: bounds the memory that large data take. */
    private static final int CHUNK = 128;

    private final DScIgmOptions options;
    private final Backend backend;
    private final Weights encoder = new Weights();
    private final Weights decoder = new Weights();
    private final List<Optional<Connections>> connections;
    private final List<Layer> trunk = new ArrayList<>();
    private final List<Linear> shapes = new ArrayList<>();
    private final List<Linear> scales = new ArrayList<>();
    private final Parameter geneEmbeddings;
    private final List<Parameter> topicEmbeddings = new ArrayList<>();

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

    /**
     * What inference gives of a layer.
     *
     * @param posterior of theta, n x K
     * @param theta n x K
     * @param below what theta says of the layer below, {@code theta Phi'}: n x V, for t above 0 n x K of that layer
     */
    record Level(Weibull posterior, Tensor theta, Tensor below) {}

    /**
     * A network with the reference's initial weights: linear layers uniform on ±1/sqrt(inputs), embeddings normal with
     * deviation 0.05.
     *
     * @param genes V
     * @param joined what joins the encoder's layers, bottom up; the layers above are wholly joined
     */
    public DScIgm(Backend backend, DScIgmOptions options, int genes, List<Connections> joined, RandomGenerator random) {
        this.backend = backend;
        this.options = options;
        this.connections = IntStream.range(0, LAYERS)
                .mapToObj(t -> t < joined.size() ? Optional.of(joined.get(t)) : Optional.<Connections>empty())
                .toList();
        List<Integer> topics = options.topics();
        int[] widths = new int[LAYERS];
        for (int t = 0; t < LAYERS; t++) {
            int below = t == 0 ? genes : widths[t - 1];
            int ownWidth = options.hiddenSizes().get(t);
            widths[t] = connections.get(t).map(Connections::outputs).orElse(ownWidth);
            String name = "h_encoder." + t;
            trunk.add(connections
                    .get(t)
                    .<Layer>map(edges -> encoder.add(JoinedLinear.create(backend, name, edges, random))::apply)
                    .orElseGet(
                            () -> Layer.of(encoder.add(Linear.create(backend, name, below, ownWidth, true, random)))));
        }
        for (int t = 0; t < LAYERS; t++) {
            int own = topics.get(t);
            int inputs = t == LAYERS - 1 ? widths[t] : widths[t] + own;
            shapes.add(encoder.add(Linear.create(backend, "shape_encoder." + t, inputs, own, true, random)));
            scales.add(encoder.add(Linear.create(backend, "scale_encoder." + t, inputs, own, true, random)));
        }
        geneEmbeddings = decoder.add(embeddings("decoder.0.rho", genes, random));
        for (int t = 0; t < LAYERS; t++) {
            topicEmbeddings.add(decoder.add(embeddings("decoder." + t + ".alphas", topics.get(t), random)));
        }
    }

    private Parameter embeddings(String name, int rows, RandomGenerator random) {
        float[] values = Initializers.normal(rows * options.embeddingSize(), random);
        for (int i = 0; i < values.length; i++) {
            values[i] *= 0.05f;
        }
        return new Parameter(backend, name, rows, options.embeddingSize(), values);
    }

    /**
     * A trained network, to represent cells.
     *
     * @param recorded the options it was trained with, as files hold them
     */
    static DScIgm load(Backend backend, Map<String, DenseMatrix> values, Map<String, String> recorded) {
        List<Integer> widths = new ArrayList<>();
        List<Connections> joined = new ArrayList<>();
        DenseMatrix genes = required(values, "decoder.0.rho");
        for (int t = 0; t < LAYERS; t++) {
            int below = t == 0 ? genes.rows() : widths.get(t - 1);
            int width = required(values, "h_encoder." + t + ".bias").columns();
            widths.add(width);
            Optional.ofNullable(values.get(connectionsName(t)))
                    .ifPresent(edges -> joined.add(connections(below, width, edges)));
        }
        DScIgmOptions options = new DScIgmOptions(
                IntStream.range(0, LAYERS)
                        .mapToObj(t ->
                                required(values, "decoder." + t + ".alphas").rows())
                        .toList(),
                genes.columns(),
                widths,
                Optional.empty(),
                Integer.parseInt(recorded.get("draws")),
                0,
                DScIgmOptions.DEFAULTS.gradients(),
                DScIgmOptions.DEFAULTS.clip(),
                Clustered.valueOf(recorded.get("clustered").toUpperCase(Locale.ROOT)),
                Evaluation.valueOf(recorded.get("evaluation").toUpperCase(Locale.ROOT)));
        DScIgm model = new DScIgm(
                backend, options, genes.rows(), joined, new RandomStreams(0).stream("replaced at once")::nextLong);
        model.setWeights(values);
        return model;
    }

    private static DenseMatrix required(Map<String, DenseMatrix> values, String name) {
        return Optional.ofNullable(values.get(name))
                .orElseThrow(() -> new IllegalArgumentException("no weight '" + name + "'"));
    }

    /** Every parameter, and the edges of layers that are not wholly joined (edges x 2: input, output), by name. */
    Map<String, DenseMatrix> weights() {
        Map<String, DenseMatrix> values = new LinkedHashMap<>(encoder.values());
        values.putAll(decoder.values());
        for (int t = 0; t < LAYERS; t++) {
            String name = connectionsName(t);
            connections.get(t).ifPresent(edges -> values.put(name, table(edges)));
        }
        return values;
    }

    /** Replaces the parameters. */
    void setWeights(Map<String, DenseMatrix> values) {
        encoder.set(values);
        decoder.set(values);
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

    /** What the first pass of a step changes. */
    List<Parameter> encoderParameters() {
        return encoder.parameters();
    }

    /** What the second pass of a step changes. */
    List<Parameter> decoderParameters() {
        return decoder.parameters();
    }

    /** Its loss over these data, as the epoch loop takes it; the passes of a step differ in their draws. */
    MinibatchModel over(CsrMatrix expression, Uniforms uniforms) {
        Poisson poisson = Poisson.of(ModelInput.csr(expression));
        List<Parameter> parameters = new ArrayList<>(encoder.parameters());
        parameters.addAll(decoder.parameters());
        return new MinibatchModel() {
            @Override
            public List<Parameter> parameters() {
                return parameters;
            }

            @Override
            public BatchLoss loss(Tape tape, Batch batch) {
                return DScIgm.this.loss(tape, poisson, poisson.x().pick(batch.cells()), uniforms);
            }
        };
    }

    private BatchLoss loss(Tape tape, Poisson poisson, CsrRows x, Uniforms uniforms) {
        List<Level> levels = infer(tape, x, posterior -> draw(posterior, uniforms));
        Map<String, Double> terms = new LinkedHashMap<>();
        terms.put("total", Double.NaN); // its place; the value comes last
        Tensor total =
                Ops.mean(Over.ALL, poisson.negativeLogLikelihood(levels.get(0).below(), x));
        terms.put("reconstruction", total.scalar());
        for (int t = 0; t < LAYERS - 1; t++) {
            Tensor kl = divergence(levels.get(t), levels.get(t + 1).below());
            terms.put("kl_" + (t + 1), kl.scalar());
            total = Ops.add(total, kl);
        }
        int topics = options.topics().get(LAYERS - 1);
        Tensor ones = tape.fixed("ones", x.rows(), topics, () -> {
            float[] values = new float[x.rows() * topics];
            Arrays.fill(values, 1);
            return values;
        });
        Tensor prior = divergence(levels.get(LAYERS - 1), ones);
        terms.put("kl_" + LAYERS, prior.scalar());
        if (options.priorWeight() > 0) {
            total = Ops.add(total, Ops.scale(options.priorWeight(), prior));
        }
        terms.put("total", total.scalar());
        return new BatchLoss(total, terms);
    }

    /** Of a layer's posterior from Gamma(shape, 1), a cell's. */
    private static Tensor divergence(Level level, Tensor shape) {
        Tensor kl = Ops.sum(Over.ALL, level.posterior().divergenceFromGamma(shape, 1));
        return Ops.scale(1.0 / shape.rows(), kl);
    }

    private Tensor draw(Weibull posterior, Uniforms uniforms) {
        Tensor mean = posterior.mean();
        return posterior.meanOfDraws(uniforms.next(options.draws() * mean.rows() * mean.columns()));
    }

    /**
     * Bottom up through the encoder, then top down through the layers of topics.
     *
     * @param theta from a layer's posterior; asked from the top down
     * @return the layers, bottom up
     */
    List<Level> infer(Tape tape, CsrRows x, Function<Weibull, Tensor> theta) {
        List<Tensor> h = new ArrayList<>();
        for (int t = 0; t < LAYERS; t++) {
            h.add(Ops.tanh(t == 0 ? trunk.get(0).apply(tape, x) : trunk.get(t).apply(h.get(t - 1))));
        }
        Level[] levels = new Level[LAYERS];
        for (int t = LAYERS - 1; t >= 0; t--) {
            Tensor input = t == LAYERS - 1 ? h.get(t) : Ops.concatenateColumns(h.get(t), levels[t + 1].below());
            Tensor shape = Ops.clamp(Ops.softplus(shapes.get(t).apply(input)), LEAST, MOST_SHAPE);
            Tensor mean = Ops.clamp(Ops.softplus(scales.get(t).apply(input)), LEAST, Double.POSITIVE_INFINITY);
            Weibull posterior = Weibull.ofMean(shape, mean);
            Tensor drawn = theta.apply(posterior);
            levels[t] = new Level(posterior, drawn, Ops.product(drawn, topics(tape, t)));
        }
        return List.of(levels);
    }

    /** Phi_t', K x V for t = 0 and K x K above: rows sum to 1. */
    private Tensor topics(Tape tape, int t) {
        Tensor alpha = tape.parameter(topicEmbeddings.get(t));
        Tensor rho =
                t == 0 ? tape.parameter(geneEmbeddings) : tape.detached(tape.parameter(topicEmbeddings.get(t - 1)));
        return Ops.softmax(Ops.product(alpha, false, rho, true));
    }

    /**
     * Cells in evaluation mode: theta of the first layer or of all, as the options say; the proportions are the first
     * layer's theta divided by its sum.
     *
     * @param x n x V
     * @param uniforms of the draws; not asked where the options take means
     */
    Representation represent(CsrMatrix x, Uniforms uniforms) {
        int layers = options.clustered() == Clustered.ALL ? LAYERS : 1;
        int width = options.topics().stream().limit(layers).mapToInt(k -> k).sum();
        int topics = options.topics().get(0);
        DenseMatrix embedding = DenseMatrix.zeros(x.rows(), width, NumberType.FLOAT32);
        DenseMatrix proportions = DenseMatrix.zeros(x.rows(), topics, NumberType.FLOAT32);
        Csr cells = ModelInput.csr(x);
        Tape tape = new Tape(backend);
        for (int from = 0; from < x.rows(); from += CHUNK) {
            int[] picked =
                    IntStream.range(from, Math.min(x.rows(), from + CHUNK)).toArray();
            tape.begin(Mode.EVALUATION);
            List<Level> levels = infer(
                    tape,
                    cells.pick(picked),
                    posterior ->
                            options.evaluation() == Evaluation.MEAN ? posterior.mean() : draw(posterior, uniforms));
            int column = 0;
            for (Level level : levels.subList(0, layers)) {
                place(level.theta(), embedding, from, column);
                column += level.theta().columns();
            }
            Tensor theta = levels.get(0).theta();
            place(Ops.divide(theta, Ops.sum(Over.COLUMNS, theta)), proportions, from, 0);
        }
        return new Representation(embedding, Optional.of(proportions));
    }

    private static void place(Tensor block, DenseMatrix into, int row, int column) {
        double[] values = block.toDoubles();
        for (int i = 0; i < block.rows(); i++) {
            System.arraycopy(
                    values, i * block.columns(), into.values(), (row + i) * into.columns() + column, block.columns());
        }
    }

    /** Gene by topic, {@code rho_0 alpha_0'}: V x K, logits of Phi_0. */
    DenseMatrix topicGene() {
        Tape tape = new Tape(backend);
        tape.begin(Mode.EVALUATION);
        Tensor logits =
                Ops.product(tape.parameter(geneEmbeddings), false, tape.parameter(topicEmbeddings.get(0)), true);
        return new DenseMatrix(logits.rows(), logits.columns(), logits.toDoubles(), NumberType.FLOAT32);
    }
}

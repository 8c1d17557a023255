package org.sce2tm.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.sce2tm.data.CsrMatrix;
import org.sce2tm.data.DenseMatrix;
import org.sce2tm.nn.Backend;
import org.sce2tm.nn.Connections;
import org.sce2tm.nn.Csr;
import org.sce2tm.nn.CsrRows;
import org.sce2tm.nn.Initializers;
import org.sce2tm.nn.Mode;
import org.sce2tm.nn.Ops;
import org.sce2tm.nn.Over;
import org.sce2tm.nn.Parameter;
import org.sce2tm.nn.Poisson;
import org.sce2tm.nn.Tape;
import org.sce2tm.nn.Tensor;
import org.sce2tm.nn.Weibull;

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
final class DScIgm {
    private static final int LAYERS = DScIgmOptions.LAYERS;

    /** Cells represented at once: bounds the memory that large data take. */
    private static final int CHUNK = 128;

    private final DScIgmOptions options;
    private final Backend backend;
    private final DScIgmEncoder encoder;
    private final Weights decoder = new Weights();
    private final Parameter geneEmbeddings;
    private final List<Parameter> topicEmbeddings = new ArrayList<>();

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
    DScIgm(Backend backend, DScIgmOptions options, int genes, List<Connections> joined, RandomGenerator random) {
        this.backend = backend;
        this.options = options;
        encoder = new DScIgmEncoder(backend, options, genes, joined, random);
        geneEmbeddings = decoder.add(embeddings("decoder.0.rho", genes, random));
        for (int t = 0; t < LAYERS; t++) {
            topicEmbeddings.add(decoder.add(
                    embeddings("decoder." + t + ".alphas", options.topics().get(t), random)));
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
        DenseMatrix genes = Weights.required(values, "decoder.0.rho");
        List<Integer> topics = IntStream.range(0, LAYERS)
                .map(t -> Weights.required(values, "decoder." + t + ".alphas").rows())
                .boxed()
                .toList();
        DScIgmOptions options = DScIgmOptions.recorded(topics, genes.columns(), DScIgmEncoder.widths(values), recorded);
        DScIgm model = new DScIgm(
                backend,
                options,
                genes.rows(),
                DScIgmEncoder.connections(values, genes.rows()),
                Weights.toBeReplaced());
        model.setWeights(values);
        return model;
    }

    /** Every parameter, and the edges of layers that are not wholly joined (edges x 2: input, output), by name. */
    Map<String, DenseMatrix> weights() {
        Map<String, DenseMatrix> values = new LinkedHashMap<>(encoder.values());
        values.putAll(decoder.values());
        return values;
    }

    /** Replaces the parameters. */
    void setWeights(Map<String, DenseMatrix> values) {
        encoder.set(values);
        decoder.set(values);
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
        List<Parameter> parameters = Stream.concat(encoder.parameters().stream(), decoder.parameters().stream())
                .toList();
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
        List<Tensor> h = encoder.hidden(tape, x);
        Level[] levels = new Level[LAYERS];
        for (int t = LAYERS - 1; t >= 0; t--) {
            Tensor input = t == LAYERS - 1 ? h.get(t) : Ops.concatenateColumns(h.get(t), levels[t + 1].below());
            Weibull posterior = encoder.posterior(t, input);
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
        int layers = options.clustered() == DScIgmOptions.Clustered.ALL ? LAYERS : 1;
        boolean means = options.evaluation() == Evaluation.MEAN;
        Csr cells = ModelInput.csr(x);
        List<DenseMatrix> represented = ModelOutput.ofCells(backend, x.rows(), CHUNK, (tape, picked) -> {
            List<Level> levels = infer(tape, cells.pick(picked), q -> means ? q.mean() : draw(q, uniforms));
            List<Tensor> thetas = levels.stream().map(Level::theta).toList();
            Tensor embedding = thetas.stream()
                    .limit(layers)
                    .reduce(Ops::concatenateColumns)
                    .orElseThrow();
            Tensor theta = thetas.get(0);
            return List.of(embedding, Ops.divide(theta, Ops.sum(Over.COLUMNS, theta)));
        });
        return new Representation(represented.get(0), Optional.of(represented.get(1)));
    }

    /** Gene by topic, {@code rho_0 alpha_0'}: V x K, logits of Phi_0. */
    DenseMatrix topicGene() {
        Tape tape = new Tape(backend);
        tape.begin(Mode.EVALUATION);
        return ModelOutput.matrix(
                Ops.product(tape.parameter(geneEmbeddings), false, tape.parameter(topicEmbeddings.get(0)), true));
    }
}

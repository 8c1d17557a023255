package org.sce2tm.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.sce2tm.data.CsrMatrix;
import org.sce2tm.data.DenseMatrix;
import org.sce2tm.data.NumberType;
import org.sce2tm.model.GaussianEncoder.Posterior;
import org.sce2tm.model.ScViOptions.Form;
import org.sce2tm.model.ScViOptions.Signs;
import org.sce2tm.nn.Backend;
import org.sce2tm.nn.BatchNorm;
import org.sce2tm.nn.Csr;
import org.sce2tm.nn.CsrRows;
import org.sce2tm.nn.Initializers;
import org.sce2tm.nn.Likelihoods;
import org.sce2tm.nn.Linear;
import org.sce2tm.nn.Ops;
import org.sce2tm.nn.Over;
import org.sce2tm.nn.Parameter;
import org.sce2tm.nn.Tape;
import org.sce2tm.nn.Tensor;

/**
 * scVI (Lopez et al. 2018, Nature Methods 15:1053) and scVI-LD, its linearly decoded form (Svensson et al. 2020,
 * Bioinformatics 36:3418), as scvi-tools 0.14 has them, for one batch of cells. With x the counts:
 *
 * <pre>
 * encoder   q(z) = N(m, v) from ln(1 + x); see {@link GaussianEncoder}
 * scVI      h = ReLU(BN(Linear(z)));  shares = softmax over genes of Linear(h);  logits = Linear(h);  l = ln sum x
 *           p(x) = zero-inflated negative binomial of mean e^l shares, dispersion e^r_v, logits
 * scVI-LD   shares = softmax over genes of BN(z W);  l from an encoder of its own
 *           p(x) = negative binomial of mean e^l shares, dispersion e^r_v
 * loss      mean over cells of -ln p(x) + w KL(q(z) || N(0, 1)) [+ KL(q(l) || N(mean, variance of ln sum x))]
 * </pre>
 *
 * The weight w rises over the epochs from 0.001. Parameters carry the names of scvi-tools.
 */
final class ScVi {
    private static final String HIDDEN = "decoder.px_decoder.fc_layers.Layer_0.";
    private static final String LOADINGS = "decoder.factor_regressor.fc_layers.Layer_0.";
    private static final double NORM_EPSILON = 1e-3;

    /** Cells represented at once: bounds the memory that large data take. */
    private static final int CHUNK = 1024;

    private final Backend backend;
    private final ScViOptions options;
    private final Weights weights = new Weights();
    private final GaussianEncoder encoder;
    private final Decoder decoder;
    private final Parameter logDispersion;

    /** From z to the counts. */
    private sealed interface Decoder {
        /** scVI's. */
        record Hidden(Linear first, BatchNorm norm, Linear shares, Linear logits) implements Decoder {}

        /** scVI-LD's. */
        record Loadings(Linear factors, BatchNorm norm, GaussianEncoder library) implements Decoder {}
    }

    /**
     * A network with the initial weights of scvi-tools: linear layers uniform on ±1/sqrt(inputs), log dispersions
     * standard normal.
     *
     * @param genes V
     * @param initial draws the weights
     * @param kept draws what dropout keeps
     */
    ScVi(Backend backend, Form form, ScViOptions options, int genes, RandomGenerator initial, RandomGenerator kept) {
        this.backend = backend;
        this.options = options;
        ScViOptions.Network network = options.network();
        int latent = network.latent();
        int hidden = network.hidden();
        encoder = new GaussianEncoder(weights, backend, "z_encoder", genes, latent, network, initial, kept);
        decoder = switch (form) {
            case SCVI ->
                new Decoder.Hidden(
                        weights.add(Linear.create(backend, HIDDEN + 0, latent, hidden, true, initial)),
                        weights.add(norm(backend, HIDDEN + 1, hidden)),
                        weights.add(Linear.create(backend, "decoder.px_scale_decoder.0", hidden, genes, true, initial)),
                        weights.add(
                                Linear.create(backend, "decoder.px_dropout_decoder", hidden, genes, true, initial)));
            case SCVI_LD ->
                new Decoder.Loadings(
                        weights.add(Linear.create(backend, LOADINGS + 0, latent, genes, false, initial)),
                        weights.add(norm(backend, LOADINGS + 1, genes)),
                        new GaussianEncoder(weights, backend, "l_encoder", genes, 1, network, initial, kept));
        };
        logDispersion = weights.add(new Parameter(backend, "px_r", 1, genes, Initializers.normal(genes, initial)));
    }

    /** scvi-tools' batch norm. */
    static BatchNorm norm(Backend backend, String name, int columns) {
        return new BatchNorm(backend, name, columns, NORM_EPSILON, 0.01);
    }

    /** A trained network, to represent cells. */
    static ScVi load(Backend backend, Form form, Signs signs, Map<String, DenseMatrix> values) {
        DenseMatrix heads = Weights.required(values, "z_encoder.mean_encoder.weight");
        DenseMatrix dispersions = Weights.required(values, "px_r");
        ScViOptions options = new ScViOptions(
                new ScViOptions.Network(heads.columns(), heads.rows(), 0),
                ScViOptions.DEFAULTS.learning(),
                ModelInput.AUTO,
                signs);
        RandomGenerator unused = Weights.toBeReplaced();
        ScVi model = new ScVi(backend, form, options, dispersions.columns(), unused, unused);
        model.setWeights(values);
        return model;
    }

    /** Every parameter and running statistic, by name. */
    Map<String, DenseMatrix> weights() {
        return weights.values();
    }

    /** Replaces what {@link #weights()} gives. */
    void setWeights(Map<String, DenseMatrix> values) {
        weights.set(values);
    }

    /**
     * Its loss over these cells, as the epoch loop takes it.
     *
     * @param x n x V; the prior of library sizes is taken over all cells, trained or held out
     */
    MinibatchModel over(Csr x, Noise noise) {
        return over(x, LibraryPrior.of(x), noise);
    }

    /** The same with a given prior of library sizes. */
    MinibatchModel over(Csr x, LibraryPrior prior, Noise noise) {
        Csr logs = log(x);
        return new MinibatchModel() {
            @Override
            public List<Parameter> parameters() {
                return weights.parameters();
            }

            @Override
            public BatchLoss loss(Tape tape, Batch batch) {
                double klWeight = options.learning().klWeight(batch.finishedEpochs());
                CsrRows counts = x.pick(batch.cells());
                return ScVi.this.loss(tape, counts, logs.pick(batch.cells()), prior, klWeight, noise);
            }
        };
    }

    private static Csr log(Csr x) {
        return x.map((row, value) -> Math.log1p(value));
    }

    private BatchLoss loss(Tape tape, CsrRows x, CsrRows logs, LibraryPrior prior, double klWeight, Noise noise) {
        Posterior q = encoder.encode(tape, logs);
        Tensor z = q.sample(noise);
        Tensor dispersion = Ops.exp(tape.parameter(logDispersion));
        Tensor likelihood;
        Optional<Tensor> klLibrary = Optional.empty();
        if (decoder instanceof Decoder.Loadings linear) {
            Posterior library = linear.library().encode(tape, logs);
            Tensor shares = Ops.softmax(linear.norm().apply(linear.factors().apply(z)));
            Tensor mean = Ops.multiply(shares, Ops.exp(library.sample(noise)));
            likelihood = Likelihoods.negativeBinomial(x, mean, dispersion);
            klLibrary = Optional.of(library.divergence(prior.mean(), prior.variance()));
        } else {
            Decoder.Hidden hidden = (Decoder.Hidden) decoder;
            Tensor h = Ops.relu(hidden.norm().apply(hidden.first().apply(z)));
            Tensor mean = Ops.multiply(Ops.softmax(hidden.shares().apply(h)), Ops.rowSums(tape, x));
            likelihood = Likelihoods.zeroInflated(
                    x, mean, dispersion, hidden.logits().apply(h));
        }
        Tensor reconstruction = Ops.scale(-1, Ops.mean(Over.ALL, likelihood));
        Tensor kl = q.divergence(0, 1);
        Tensor bound = Ops.add(reconstruction, Ops.scale(klWeight, kl));
        Tensor total = klLibrary.map(term -> Ops.add(bound, term)).orElse(bound);
        Map<String, Double> terms = new LinkedHashMap<>();
        terms.put("total", total.scalar());
        terms.put("reconstruction", reconstruction.scalar());
        terms.put("kl", kl.scalar());
        klLibrary.ifPresent(term -> terms.put("kl_library", term.scalar()));
        return new BatchLoss(total, terms);
    }

    /**
     * Cells in evaluation mode: the posterior means m of z, n x L; for scVI-LD also theta, n x K: softmax(m), K = L, or
     * of split signs softmax(max(m, 0), max(-m, 0)), K = 2 L.
     *
     * @param x n x V, of the kind that it was trained on
     */
    Representation represent(CsrMatrix x) {
        return represent(ModelInput.csr(x));
    }

    /** The same. */
    Representation represent(Csr x) {
        Csr logs = log(x);
        boolean topics = decoder instanceof Decoder.Loadings;
        List<DenseMatrix> cells = ModelOutput.ofCells(backend, x.rows(), CHUNK, (tape, picked) -> {
            Tensor mean = encoder.encode(tape, logs.pick(picked)).mean();
            return topics ? List.of(mean, theta(mean)) : List.of(mean);
        });
        return new Representation(cells.get(0), topics ? Optional.of(cells.get(1)) : Optional.empty());
    }

    /** K: topic k is dimension k; of split signs its positive end, and topic L + k its negative one. */
    private int topics() {
        return options.network().latent() * (options.signs() == Signs.SPLIT ? 2 : 1);
    }

    private Tensor theta(Tensor mean) {
        return Ops.softmax(
                options.signs() == Signs.SPLIT ? Ops.relu(Ops.concatenateColumns(mean, Ops.scale(-1, mean))) : mean);
    }

    /**
     * The loadings G of scVI-LD, {@code gamma / sqrt(running variance + 0.001) W}: V x L, signed; of split signs
     * {@code (G, -G)}, V x 2 L. Absent for scVI, whose latent dimensions are no topics.
     */
    Optional<DenseMatrix> loadings() {
        if (!(decoder instanceof Decoder.Loadings linear)) {
            return Optional.empty();
        }
        double[] gamma = linear.norm().weight().toDoubles();
        double[] variance = linear.norm().runningVariance();
        double[] factors = linear.factors().weight().toDoubles();
        int latent = options.network().latent();
        DenseMatrix loadings = DenseMatrix.zeros(gamma.length, topics(), NumberType.FLOAT32);
        for (int gene = 0; gene < gamma.length; gene++) {
            double scale = gamma[gene] / Math.sqrt(variance[gene] + NORM_EPSILON);
            for (int l = 0; l < latent; l++) {
                double loading = scale * factors[l * gamma.length + gene];
                loadings.set(gene, l, loading);
                if (options.signs() == Signs.SPLIT) {
                    loadings.set(gene, latent + l, -loading);
                }
            }
        }
        return Optional.of(loadings);
    }
}

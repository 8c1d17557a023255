package org.sce2tm.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.sce2tm.data.CsrMatrix;
import org.sce2tm.data.DenseMatrix;
import org.sce2tm.nn.Backend;
import org.sce2tm.nn.Csr;
import org.sce2tm.nn.CsrRows;
import org.sce2tm.nn.DirichletMultinomial;
import org.sce2tm.nn.Initializers;
import org.sce2tm.nn.Linear;
import org.sce2tm.nn.Losses;
import org.sce2tm.nn.Ops;
import org.sce2tm.nn.Over;
import org.sce2tm.nn.Parameter;
import org.sce2tm.nn.Tape;
import org.sce2tm.nn.Tensor;

/**
 * The cell-topic part of SPRUCE (Subedi and Park 2023, iScience 26:107025): an embedded topic model with a
 * Dirichlet-multinomial likelihood and a distribution over topics' genes.
 *
 * <pre>
 * encoder   y = ln(1 + x) divided by its sum over genes,  h = ReLU(Linear( .. ReLU(Linear(y)))), the last of width K
 *           mean = Linear(h),  ln s² = Linear(h) held within [-4, 4]
 * sample    z = mean + s eps,  theta = softmax(z)
 * topics    beta = m + e^(l/2) eps + b, one draw for all cells of a batch;  m, l: K x V, b: 1 x V, l held within [-5, 5]
 * decoder   a = exp(theta beta), the exponent held within [-10, 10]
 * loss      mean over cells of [KL(N(mean, s²) || N(0, 1)) - ln DirichletMultinomial(x; a)]
 *           + sum over topics of KL(N(m, e^l) || N(0, 1)) / n, l as it is
 * </pre>
 *
 * Parameters carry the names of the authors' code, whose batch norms are made and never used: there are none here.
 */
final class Spruce {
    private static final double LARGEST_LOG_VARIANCE = 4;
    private static final double LARGEST_TOPIC_LOG_VARIANCE = 5;
    private static final double LARGEST_LOG_CONCENTRATION = 10;
    private static final double INITIAL_DEVIATION = 0.1;

    private final Backend backend;
    private final SpruceOptions options;
    private final Weights weights = new Weights();
    private final List<Linear> layers = new ArrayList<>();
    private final Linear meanHead;
    private final Linear logVarianceHead;
    private final Parameter topicMean;
    private final Parameter topicLogVariance;
    private final Parameter geneBias;

    /** The posterior of z: b x K each. */
    private record Posterior(Tensor mean, Tensor logVariance) {
        Tensor draw(Noise noise) {
            return Ops.reparameterise(mean, logVariance, noise.normals(mean.tape(), mean.rows(), mean.columns()));
        }
    }

    /** Cells as the encoder and as the likelihood take them, n x V each. */
    record Input(Csr shares, Csr counts) {
        static Input of(Csr counts) {
            return new Input(counts.map((row, x) -> Math.log1p(x)).rowShares(), counts);
        }
    }

    /**
     * A network with the authors' initial weights: linear layers uniform on ±1/sqrt(inputs), m and b normal with
     * deviation 0.1, l 0.
     *
     * @param genes V
     */
    Spruce(Backend backend, SpruceOptions options, int genes, RandomGenerator random) {
        this.backend = backend;
        this.options = options;
        int topics = options.topics();
        List<Integer> widths = new ArrayList<>(options.layers());
        widths.add(topics);
        int inputs = genes;
        for (int i = 0; i < widths.size(); i++) {
            String name = "encoder.fc.layers." + 2 * i; // the odd ones are the ReLUs
            layers.add(weights.add(Linear.create(backend, name, inputs, widths.get(i), true, random)));
            inputs = widths.get(i);
        }
        meanHead = weights.add(Linear.create(backend, "encoder.z_mean", topics, topics, true, random));
        logVarianceHead = weights.add(Linear.create(backend, "encoder.z_lnvar", topics, topics, true, random));
        topicMean = weights.add(
                new Parameter(backend, "decoder.beta_mean", topics, genes, initial(topics * genes, random)));
        topicLogVariance =
                weights.add(new Parameter(backend, "decoder.beta_lnvar", topics, genes, new float[topics * genes]));
        geneBias = weights.add(new Parameter(backend, "decoder.beta_bias", 1, genes, initial(genes, random)));
    }

    private static float[] initial(int count, RandomGenerator random) {
        float[] values = Initializers.normal(count, random);
        for (int i = 0; i < count; i++) {
            values[i] *= (float) INITIAL_DEVIATION;
        }
        return values;
    }

    /** A trained network, to represent cells by their means. */
    static Spruce load(Backend backend, Map<String, DenseMatrix> values, Clustered clustered) {
        DenseMatrix topics = Weights.required(values, "decoder.beta_mean");
        List<Integer> widths = new ArrayList<>();
        for (int i = 0; values.containsKey("encoder.fc.layers." + 2 * (i + 1) + ".weight"); i++) {
            widths.add(Weights.required(values, "encoder.fc.layers." + 2 * i + ".weight")
                    .columns());
        }
        SpruceOptions options = new SpruceOptions(topics.rows(), widths, ModelInput.COUNTS, Evaluation.MEAN, clustered);
        RandomGenerator unused = Weights.toBeReplaced();
        Spruce model = new Spruce(backend, options, topics.columns(), unused);
        model.setWeights(values);
        return model;
    }

    /** Every parameter, by name. */
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
     * @param x n x V, from 0
     */
    MinibatchModel over(CsrMatrix x, Noise noise) {
        return over(Input.of(ModelInput.csr(x)), noise);
    }

    /** The same of cells in the engine's form. */
    MinibatchModel over(Input cells, Noise noise) {
        return new MinibatchModel() {
            @Override
            public List<Parameter> parameters() {
                return weights.parameters();
            }

            @Override
            public BatchLoss loss(Tape tape, Batch batch) {
                return Spruce.this.loss(tape, cells, batch, noise);
            }
        };
    }

    private BatchLoss loss(Tape tape, Input cells, Batch batch, Noise noise) {
        Posterior q = encode(tape, cells.shares().pick(batch.cells()));
        Tensor theta = Ops.softmax(q.draw(noise));
        Tensor logConcentration =
                Ops.clamp(Ops.product(theta, beta(tape, noise)), -LARGEST_LOG_CONCENTRATION, LARGEST_LOG_CONCENTRATION);
        CsrRows x = cells.counts().pick(batch.cells());
        Tensor logLikelihood = DirichletMultinomial.logLikelihood(Ops.exp(logConcentration), x);

        Tensor reconstruction = Ops.scale(-1, Ops.mean(Over.ALL, logLikelihood));
        Tensor kl = Losses.klToNormal(q.mean(), q.logVariance(), 1);
        // the loss takes the mean over topics, the evidence the sum, and a share of it per cell
        double share = (double) options.topics() / cells.counts().rows();
        Tensor topicKl =
                Ops.scale(share, Losses.klToNormal(tape.parameter(topicMean), tape.parameter(topicLogVariance), 1));
        Tensor total = Ops.add(reconstruction, kl, topicKl);
        Map<String, Double> terms = new LinkedHashMap<>();
        terms.put("total", total.scalar());
        terms.put("reconstruction", reconstruction.scalar());
        terms.put("kl", kl.scalar());
        terms.put("kl_topics", topicKl.scalar());
        return new BatchLoss(total, terms);
    }

    private Posterior encode(Tape tape, CsrRows shares) {
        Tensor h = Ops.relu(layers.get(0).apply(tape, shares));
        for (Linear layer : layers.subList(1, layers.size())) {
            h = Ops.relu(layer.apply(h));
        }
        Tensor logVariance = Ops.clamp(logVarianceHead.apply(h), -LARGEST_LOG_VARIANCE, LARGEST_LOG_VARIANCE);
        return new Posterior(meanHead.apply(h), logVariance);
    }

    /** One draw of all topics, K x V. */
    private Tensor beta(Tape tape, Noise noise) {
        Tensor logVariance =
                Ops.clamp(tape.parameter(topicLogVariance), -LARGEST_TOPIC_LOG_VARIANCE, LARGEST_TOPIC_LOG_VARIANCE);
        Tensor eps = noise.normals(tape, topicMean.rows(), topicMean.columns());
        Tensor draw = Ops.reparameterise(tape.parameter(topicMean), logVariance, eps);
        return Ops.add(draw, tape.parameter(geneBias));
    }

    /**
     * Cells after training: z or theta, as the options say, and theta = softmax(z), where z is its mean or a draw.
     *
     * @param x n x V, of the kind that it was trained on
     * @param noise where draws come from
     */
    Representation represent(CsrMatrix x, Noise noise) {
        return represent(Input.of(ModelInput.csr(x)), noise);
    }

    /** The same of cells in the engine's form. */
    Representation represent(Input cells, Noise noise) {
        return TopicRepresentation.of(backend, cells.counts().rows(), options.clustered(), (tape, picked) -> {
            Posterior q = encode(tape, cells.shares().pick(picked));
            return options.evaluation() == Evaluation.MEAN ? q.mean() : q.draw(noise);
        });
    }

    /** The means m of the topics, without bias and unnormalised, transposed as {@code varm} holds them: V x K. */
    DenseMatrix topicGene() {
        return weights().get(topicMean.name()).transposed();
    }
}

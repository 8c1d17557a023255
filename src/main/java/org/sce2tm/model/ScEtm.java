package org.sce2tm.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.sce2tm.data.CsrMatrix;
import org.sce2tm.data.DenseMatrix;
import org.sce2tm.nn.Backend;
import org.sce2tm.nn.BatchNorm;
import org.sce2tm.nn.Csr;
import org.sce2tm.nn.CsrRows;
import org.sce2tm.nn.Dropout;
import org.sce2tm.nn.Initializers;
import org.sce2tm.nn.Linear;
import org.sce2tm.nn.Losses;
import org.sce2tm.nn.Mode;
import org.sce2tm.nn.Ops;
import org.sce2tm.nn.Parameter;
import org.sce2tm.nn.Tape;
import org.sce2tm.nn.Tensor;

/**
 * scETM (Zhao et al. 2021, Nature Communications 12:5261): an embedded topic model. With x a cell's input divided by its
 * sum (a cell without any stays 0 and takes no part in the reconstruction):
 *
 * <pre>
 * encoder   h = dropout(BN(ReLU(Linear(x)))),  mu = Linear(h),  log s = Linear(h) held within [-10, 10]
 * sample    delta = mu + s eps,  theta = softmax(delta)
 * decoder   p = softmax over genes of theta alpha rho;  alpha K x E, rho E x V
 * loss      mean over cells of -sum_v x_v ln p_v  +  w KL(N(mu, s²) || N(0, 1))
 * </pre>
 *
 * The weight w rises from 0 in a straight line over the first epochs, which are counted in steps: step / (n / batch).
 * Parameters carry the names of the authors' code.
 */
final class ScEtm {
    private static final String RHO = "rho_trainable_emb.trainable";
    private static final double LARGEST_LOG_DEVIATION = 10;

    private final Backend backend;
    private final ScEtmOptions options;
    private final Weights weights = new Weights();
    private final Linear first;
    private final BatchNorm norm;
    private final Dropout dropout;
    private final Linear muHead;
    private final Linear logDeviationHead;
    private final Parameter alpha;
    private final Parameter rho;

    /** The posterior of delta: b x K each. */
    private record Posterior(Tensor mu, Tensor logDeviation) {}

    /**
     * A network with the authors' initial weights: linear layers uniform on ±1/sqrt(inputs), embeddings normal.
     *
     * @param genes V
     * @param initial draws the weights
     * @param kept draws what dropout keeps
     */
    ScEtm(Backend backend, ScEtmOptions options, int genes, RandomGenerator initial, RandomGenerator kept) {
        this.backend = backend;
        this.options = options;
        int topics = options.network().topics();
        int hidden = options.network().hidden();
        int size = options.network().embeddingSize();
        first = weights.add(Linear.create(backend, "q_delta.0", genes, hidden, true, initial));
        norm = weights.add(new BatchNorm(backend, "q_delta.2", hidden));
        dropout = new Dropout(options.network().dropout(), kept);
        muHead = weights.add(Linear.create(backend, "mu_q_delta", hidden, topics, true, initial));
        logDeviationHead = weights.add(Linear.create(backend, "logsigma_q_delta", hidden, topics, true, initial));
        alpha = weights.add(new Parameter(backend, "alpha", topics, size, Initializers.normal(topics * size, initial)));
        rho = weights.add(new Parameter(backend, RHO, size, genes, Initializers.normal(size * genes, initial)));
    }

    /** A trained network, to represent cells. */
    static ScEtm load(Backend backend, Map<String, DenseMatrix> values, Clustered clustered) {
        DenseMatrix topics = Weights.required(values, "alpha");
        ScEtmOptions defaults = ScEtmOptions.DEFAULTS;
        ScEtmOptions options = new ScEtmOptions(
                new ScEtmOptions.Network(
                        topics.rows(),
                        Weights.required(values, "q_delta.0.weight").columns(),
                        topics.columns(),
                        0),
                defaults.input(),
                defaults.klWeight(),
                defaults.klWarmup(),
                defaults.rateDecay(),
                defaults.clip(),
                clustered);
        RandomGenerator unused = Weights.toBeReplaced();
        ScEtm model = new ScEtm(backend, options, Weights.required(values, RHO).columns(), unused, unused);
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
     * @param shares n x V, every row divided by its sum
     * @param schedule how many epochs of which batches there will be
     */
    MinibatchModel over(Csr shares, TrainingSchedule schedule, Noise noise) {
        double stepsPerEpoch = Math.max((double) shares.rows() / schedule.batchSize(), 1);
        double rising = options.klWarmup() * schedule.epochs() * stepsPerEpoch;
        return new MinibatchModel() {
            @Override
            public List<Parameter> parameters() {
                return weights.parameters();
            }

            @Override
            public BatchLoss loss(Tape tape, Batch batch) {
                double weight = options.klWeight() * Math.min(1, batch.finishedSteps() / rising);
                return ScEtm.this.loss(tape, shares.pick(batch.cells()), weight, noise);
            }
        };
    }

    private BatchLoss loss(Tape tape, CsrRows x, double klWeight, Noise noise) {
        Posterior q = encode(tape, x);
        Tensor eps = noise.normals(tape, q.mu().rows(), q.mu().columns());
        Tensor delta = Ops.add(q.mu(), Ops.multiply(Ops.exp(q.logDeviation()), eps));
        Tensor beta = Ops.product(tape.parameter(alpha), tape.parameter(rho));
        Tensor reconstruction = Losses.weightedCrossEntropy(Ops.product(Ops.softmax(delta), beta), x);
        Tensor kl = Losses.klToNormal(q.mu(), Ops.scale(2, q.logDeviation()), 1);
        Tensor total = Ops.add(reconstruction, Ops.scale(klWeight, kl));
        Map<String, Double> terms = new LinkedHashMap<>();
        terms.put("total", total.scalar());
        terms.put("reconstruction", reconstruction.scalar());
        terms.put("kl", kl.scalar());
        return new BatchLoss(total, terms);
    }

    private Posterior encode(Tape tape, CsrRows x) {
        Tensor h = dropout.apply(norm.apply(Ops.relu(first.apply(tape, x))));
        Tensor logDeviation = Ops.clamp(logDeviationHead.apply(h), -LARGEST_LOG_DEVIATION, LARGEST_LOG_DEVIATION);
        return new Posterior(muHead.apply(h), logDeviation);
    }

    /**
     * Cells in evaluation mode: delta = mu or theta, as the options say, and theta = softmax(mu).
     *
     * @param x n x V, of the kind that it was trained on
     */
    Representation represent(CsrMatrix x) {
        return represent(ModelInput.csr(x).rowShares());
    }

    /** The same of rows already divided by their sums. */
    Representation represent(Csr shares) {
        return TopicRepresentation.of(
                backend,
                shares.rows(),
                options.clustered(),
                (tape, cells) -> encode(tape, shares.pick(cells)).mu());
    }

    /** {@code alpha rho}, unnormalised, transposed as {@code varm} holds it: V x K. */
    DenseMatrix topicGene() {
        Tape tape = new Tape(backend);
        tape.begin(Mode.EVALUATION);
        Tensor beta = Ops.product(tape.parameter(rho), true, tape.parameter(alpha), true);
        return ModelOutput.matrix(beta);
    }

    /** rho, transposed: V x E. */
    DenseMatrix geneEmbedding() {
        return weights().get(RHO).transposed();
    }
}

package org.sce2tm.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.sce2tm.data.CsrMatrix;
import org.sce2tm.data.DenseMatrix;
import org.sce2tm.model.ScE2tmOptions.Plan;
import org.sce2tm.nn.Backend;
import org.sce2tm.nn.BatchNorm;
import org.sce2tm.nn.CsrRows;
import org.sce2tm.nn.Initializers;
import org.sce2tm.nn.Linear;
import org.sce2tm.nn.Losses;
import org.sce2tm.nn.Mode;
import org.sce2tm.nn.Ops;
import org.sce2tm.nn.Over;
import org.sce2tm.nn.Parameter;
import org.sce2tm.nn.Sinkhorn;
import org.sce2tm.nn.Tape;
import org.sce2tm.nn.Tensor;

/**
 * scE2TM (arXiv 2507.08355): an embedded topic model whose topics are distilled across two views of a cell, its
 * expression x and an external embedding v.
 *
 * <pre>
 * encoder      h = Linear(tanh(BN(Linear(x)))),  mu = BN(Linear(h)),  log s² = BN(Linear(h))
 * sample       z = mu + s eps,  theta = softmax(z)
 * topics       beta = softmax over topics of -||t_k - g_v||² / tau,  K x V
 * decoder      p = softmax over genes of BN(theta beta)
 * other view   phi = softmax(Linear(tanh(BN(Linear(v)))))
 * loss         RE + KL + CON(theta, phi) + D(phi, theta^N) + D(theta, phi^N) - 5 REG + 100 ECR
 * </pre>
 *
 * A linear layer that a batch norm follows has no bias, for the norm takes it out again ({@code encoder.3} included:
 * its bias would only shift both heads). Parameters carry the names of the authors' checkpoint.
 */
public final class ScE2tm {
    private static final String HEAD = "cross_modal_cluster_head.cluster_head";

    private final Backend backend;
    private final ScE2tmOptions options;
    private final Weights weights = new Weights();
    private final ScE2tmEncoder encoder;
    private final Optional<BatchNorm> decoderNorm;
    private final Parameter topicEmbeddings;
    private final Parameter geneEmbeddings;
    private final Optional<ExternalHead> externalHead;
    private final Sinkhorn sinkhorn;

    /** From v to phi. */
    private record ExternalHead(Linear first, BatchNorm norm, Linear second) {
        /** From the first layer's output. */
        Tensor phi(Tensor hidden) {
            return Ops.softmax(second.apply(Ops.tanh(norm.apply(hidden))));
        }
    }

    /**
     * A network with the reference's initial weights: linear layers uniform on ±1/sqrt(inputs); embeddings normal with
     * deviation 0.02, each row then scaled to length 1.
     *
     * @param genes V
     * @param externalSize D, columns of the external embedding
     */
    public ScE2tm(Backend backend, ScE2tmOptions options, int genes, int externalSize, RandomGenerator random) {
        this.backend = backend;
        this.options = options;
        ScE2tmOptions.Network network = options.network();
        int topics = network.topics();
        encoder = new ScE2tmEncoder(weights, backend, network, genes, externalSize, random);
        decoderNorm = network.decoderBatchNorm()
                ? Optional.of(weights.add(new BatchNorm(backend, "decoder_bn", genes)))
                : Optional.empty();
        topicEmbeddings = weights.add(embeddings("topic_embeddings", topics, random));
        geneEmbeddings = weights.add(embeddings("gene_embeddings", genes, random));
        externalHead = network.externalAsInput()
                ? Optional.empty()
                : Optional.of(new ExternalHead(
                        weights.add(Linear.create(backend, HEAD + ".0", externalSize, externalSize, false, random)),
                        weights.add(new BatchNorm(backend, HEAD + ".1", externalSize)),
                        weights.add(Linear.create(backend, HEAD + ".3", externalSize, topics, true, random))));
        sinkhorn = new Sinkhorn(
                options.ecr().sharpness(),
                options.ecr().tolerance(),
                1e-16,
                options.ecr().maxIterations(),
                50);
    }

    /** A trained network, to represent cells. */
    public static ScE2tm load(Backend backend, Map<String, DenseMatrix> values, Clustered clustered) {
        Optional<DenseMatrix> joined = Optional.ofNullable(values.get("encoder.0.external.weight"));
        Optional<DenseMatrix> head = Optional.ofNullable(values.get(HEAD + ".0.weight"));
        DenseMatrix topics = Weights.required(values, "topic_embeddings");
        ScE2tmOptions.Network sizes = new ScE2tmOptions.Network(
                topics.rows(),
                Weights.required(values, "encoder.3.weight").rows(),
                topics.columns(),
                1,
                values.containsKey("decoder_bn.weight"),
                joined.isPresent());
        ScE2tmOptions options = new ScE2tmOptions(
                sizes, ScE2tmOptions.REFERENCE.crossView().off(), ScE2tmOptions.REFERENCE.ecr(), clustered);
        int externalSize = joined.or(() -> head).map(DenseMatrix::rows).orElse(1);
        ScE2tm model = new ScE2tm(
                backend,
                options,
                Weights.required(values, "gene_embeddings").rows(),
                externalSize,
                Weights.toBeReplaced());
        model.setWeights(values);
        return model;
    }

    private Parameter embeddings(String name, int rows, RandomGenerator random) {
        int columns = options.network().embeddingSize();
        float[] values = Initializers.truncatedNormal(rows * columns, 0.02, 2, random);
        Initializers.normaliseRows(values, columns);
        return new Parameter(backend, name, rows, columns, values);
    }

    /** Every parameter and running statistic, by name. */
    public Map<String, DenseMatrix> weights() {
        return weights.values();
    }

    /** Replaces what {@link #weights()} gives. */
    void setWeights(Map<String, DenseMatrix> values) {
        weights.set(values);
    }

    /** Its loss over these data, as the epoch loop takes it. */
    public MinibatchModel over(TrainingData data, Noise noise) {
        Views views = Views.of(data.expression(), data.external());
        return new MinibatchModel() {
            @Override
            public List<Parameter> parameters() {
                return weights.parameters();
            }

            @Override
            public BatchLoss loss(Tape tape, Batch batch) {
                return ScE2tm.this.loss(tape, views, batch, noise);
            }
        };
    }

    private BatchLoss loss(Tape tape, Views views, Batch batch, Noise noise) {
        Map<String, Double> terms = new LinkedHashMap<>();
        terms.put("total", Double.NaN); // its place; the value comes last
        CsrRows x = views.expression().pick(batch.cells());
        Tensor hidden = encoder.firstLayer(tape, x, views, batch.cells());
        ScE2tmEncoder.Encoding anchor = encoder.encode(hidden);
        Tensor theta = anchor.theta(noise);
        Tensor costs = Ops.squaredDistances(tape.parameter(topicEmbeddings), tape.parameter(geneEmbeddings));
        Tensor beta = beta(costs);
        Tensor reconstruction = decoderNorm
                .map(norm -> Losses.weightedCrossEntropy(theta, beta, norm, x))
                .orElseGet(() -> Losses.weightedCrossEntropy(Ops.product(theta, beta), x));
        // Laplace approximation of a Dirichlet(1, ..., 1) prior over K topics.
        double priorVariance = 1 - 1.0 / options.network().topics();
        Tensor kl = Losses.klToNormal(anchor.mu().output(), anchor.logVariance().output(), priorVariance);
        terms.put("reconstruction", reconstruction.scalar());
        terms.put("kl", kl.scalar());

        Tensor total = Ops.add(reconstruction, kl);
        if (options.network().externalAsInput()) {
            encoder.track(anchor);
        } else {
            total = addCrossView(total, terms, hidden, anchor, views, batch, noise);
        }
        total = addEcr(total, terms, costs);
        terms.put("total", total.scalar());
        return new BatchLoss(total, terms);
    }

    /**
     * CON, NEI and REG. All passes are made even where every weight is 0 ("w/o CVE"), as in the reference, whose
     * running statistics, and with them the embedding, come from the neighbors' passes too.
     */
    private Tensor addCrossView(
            Tensor loss,
            Map<String, Double> terms,
            Tensor hidden,
            ScE2tmEncoder.Encoding anchor,
            Views views,
            Batch batch,
            Noise noise) {
        Tape tape = loss.tape();
        ExternalHead head = externalHead.orElseThrow();
        // The first layers see a cell once, however often it is an anchor or a neighbor; norms see every one of them.
        ScE2tmEncoder.Encoding neighbor = encoder.encode(SharedRows.of(batch.cells(), batch.expressionNeighbors())
                .pick(
                        hidden,
                        cells -> encoder.firstLayer(tape, views.expression().pick(cells), views, cells)));
        // The reference encodes the anchors a second time: same batch statistics, other noise. So the pass is shared
        // and the running statistics take it twice, in the reference's order.
        encoder.track(anchor);
        encoder.track(neighbor);
        encoder.track(anchor);
        Tensor thetaNeighbor = neighbor.theta(noise);
        Tensor theta = anchor.theta(noise);
        Tensor hiddenExternal = head.first().apply(views.external(tape, batch.cells()));
        Tensor phi = head.phi(hiddenExternal);
        Tensor phiNeighbor = head.phi(SharedRows.of(batch.cells(), batch.externalNeighbors())
                .pick(hiddenExternal, cells -> head.first().apply(views.external(tape, cells))));
        return new CrossViewLoss(options.crossView())
                .addTo(loss, terms, new CrossViewLoss.Assignments(theta, phi, thetaNeighbor, phiNeighbor));
    }

    /** ECR; its term is recorded with its weight. Without weight there is nothing to compute. */
    private Tensor addEcr(Tensor loss, Map<String, Double> terms, Tensor costs) {
        double weight = options.ecr().weight();
        if (weight == 0) {
            terms.put("ecr", 0.0);
            return loss;
        }
        Sinkhorn.Transport transport = sinkhorn.cost(costs, options.ecr().plan() == Plan.DIFFERENTIATED);
        terms.put("ecr", weight * transport.cost().scalar());
        terms.put("sinkhorn_iterations", (double) transport.iterations());
        return Ops.add(loss, Ops.scale(weight, transport.cost()));
    }

    private Tensor beta(Tensor costs) {
        return Ops.softmax(Over.ROWS, -1 / options.network().tau(), costs);
    }

    /**
     * Cells in evaluation mode: mu or theta, as the options say, and theta = softmax(mu).
     *
     * @param x n x V
     * @param v n x D; read only if it is part of the encoder's input
     */
    public Representation represent(CsrMatrix x, Optional<DenseMatrix> v) {
        Views views = Views.of(x, v);
        return TopicRepresentation.of(
                backend,
                x.rows(),
                options.clustered(),
                (tape, cells) -> encoder.encode(
                                encoder.firstLayer(tape, views.expression().pick(cells), views, cells))
                        .mu()
                        .output());
    }

    /** Topics over genes, transposed as {@code varm} holds them: V x K, every row (gene) sums to 1. */
    public DenseMatrix topicGene() {
        Tape tape = new Tape(backend);
        tape.begin(Mode.EVALUATION);
        Tensor costs = Ops.squaredDistances(tape.parameter(geneEmbeddings), tape.parameter(topicEmbeddings));
        Tensor beta = Ops.softmax(Over.COLUMNS, -1 / options.network().tau(), costs);
        return ModelOutput.matrix(beta);
    }
}

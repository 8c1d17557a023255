package org.sce2tm.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.sce2tm.data.DenseMatrix;
import org.sce2tm.model.ScTagOptions.Network;
import org.sce2tm.model.ScTagOptions.Propagation;
import org.sce2tm.nn.Backend;
import org.sce2tm.nn.GraphOps;
import org.sce2tm.nn.Initializers;
import org.sce2tm.nn.Likelihoods;
import org.sce2tm.nn.Linear;
import org.sce2tm.nn.Matrix;
import org.sce2tm.nn.Mode;
import org.sce2tm.nn.Ops;
import org.sce2tm.nn.Over;
import org.sce2tm.nn.Parameter;
import org.sce2tm.nn.RowLoss;
import org.sce2tm.nn.SoftAssignment;
import org.sce2tm.nn.Tape;
import org.sce2tm.nn.Tensor;

/**
 * scTAG (Yu et al. 2022, "ZINB-based graph embedding autoencoder for single-cell RNA-seq interpretations"): two graph
 * convolutions embed the cells of a neighbour graph, one decoder gives the graph back, another the parameters of a
 * zero-inflated negative binomial of the standardised expression; a second phase pulls cells towards cluster centres.
 * With Z the expression, n x V, A the graph of the nearest cells, n x n, and TAG as in {@link TagConvolution}:
 *
 * <pre>
 * encoder   z = TAG(ReLU(TAG(Z)))                                           n x 15
 * graph     h = Linear(z);  L_A = mean over all pairs of (A - sigmoid(h W hᵀ))²
 * decoder   d = ReLU(Linear( .. ReLU(Linear(z))));  pi = sigmoid(Linear(d))
 *           mean = e^Linear(d) in [1e-5, 1e6],  dispersion = softplus(Linear(d)) in [1e-4, 1e4]
 *           L_Z = -1/(nV) sum ln ZINB(Z | mean, dispersion, pi)
 * first     0.3 L_A + L_Z
 * second    0.3 L_A + L_Z + 1.5 L_C;  L_C = KL(q || p), q_ik ~ 1 / (1 + |z_i - c_k|²), p_ik ~ q_ik² / sum_i q_ik
 * </pre>
 *
 * A network belongs to its cells: the convolutions run over their graph.
 */
final class ScTag {
    private static final double LEAST_MEAN = 1e-5;
    private static final double MOST_MEAN = 1e6;
    private static final double LEAST_DISPERSION = 1e-4;
    private static final double MOST_DISPERSION = 1e4;

    private final Backend backend;
    private final ScTagOptions options;
    private final ScTagInput input;
    private final Weights weights = new Weights();
    private final TagConvolution first;
    private final TagConvolution second;
    private final Linear adjacencyLayer;
    private final Parameter bilinear;
    private final List<Linear> decoder = new ArrayList<>();
    private final RowLoss expression;
    private final Linear pi;
    private final Linear dispersion;
    private final Linear mean;
    /** Constants of the first convolution. */
    private final List<Matrix> propagated;

    /**
     * A network with Keras's initial weights: kernels uniform by Glorot and Bengio, biases 0.
     *
     * @param decoded cells that the expression's decoder takes at a time, which bounds what is held of cells x genes
     */
    ScTag(Backend backend, ScTagOptions options, ScTagInput input, int decoded, RandomGenerator random) {
        this.backend = backend;
        this.options = options;
        this.input = input;
        Network network = options.network();
        int genes = input.z().columns();
        first = convolution("tag1", genes, network.hidden(), random);
        second = convolution("tag2", network.hidden(), network.latent(), random);
        adjacencyLayer = layer("adjacency_layer", network.latent(), network.adjacencySize(), random);
        bilinear = weights.add(new Parameter(
                backend,
                "adjacency_form",
                network.adjacencySize(),
                network.adjacencySize(),
                Initializers.glorotUniform(network.adjacencySize(), network.adjacencySize(), random)));
        int width = network.latent();
        for (int next : network.decoder()) {
            decoder.add(layer("decoder." + decoder.size(), width, next, random));
            width = next;
        }
        pi = layer("pi", width, genes, random);
        dispersion = layer("dispersion", width, genes, random);
        mean = layer("mean", width, genes, random);
        propagated = TagConvolution.propagated(backend, input, network.propagation());
        expression = new RowLoss(backend, decoded, this::zinb);
    }

    private TagConvolution convolution(String name, int inputs, int outputs, RandomGenerator random) {
        Propagation propagation = options.network().propagation();
        return TagConvolution.create(weights, backend, name, inputs, outputs, input, propagation, random);
    }

    private Linear layer(String name, int inputs, int outputs, RandomGenerator random) {
        return weights.add(Linear.glorot(backend, name, inputs, outputs, random));
    }

    /** The embedding, n x latent. */
    private Tensor encode(Tape tape) {
        return second.of(Ops.relu(first.of(tape, propagated)));
    }

    /**
     * L_Z, the share that some cells have in it.
     *
     * @param z of these cells, m x latent
     * @param from the first of them
     */
    private Tensor zinb(Tensor z, int from) {
        Tape tape = z.tape();
        Tensor hidden = z;
        for (Linear layer : decoder) {
            hidden = Ops.relu(layer.apply(hidden));
        }
        Tensor inflation = Ops.sigmoid(pi.apply(hidden));
        Tensor inverse = Ops.clamp(Ops.softplus(dispersion.apply(hidden)), LEAST_DISPERSION, MOST_DISPERSION);
        // Clamped before the exponential, which so cannot overflow.
        Tensor expected = Ops.exp(Ops.clamp(mean.apply(hidden), Math.log(LEAST_MEAN), Math.log(MOST_MEAN)));
        Matrix target = tape.scratch(z.rows(), input.z().columns());
        backend.copyRows(propagated.get(0), from, z.rows(), target, 0, false);
        Tensor likelihood =
                Likelihoods.zeroInflated(Likelihoods.Family.SCTAG, tape.constant(target), expected, inverse, inflation);
        return Ops.scale(-1.0 / input.z().columns() / input.z().rows(), Ops.sum(Over.ALL, likelihood));
    }

    /** The loss of all cells, with or without an assignment to clusters. */
    private BatchLoss loss(Tensor z, Optional<Tensor> divergence) {
        Tape tape = z.tape();
        Tensor adjacency =
                GraphOps.reconstructionError(input.adjacency(), adjacencyLayer.apply(z), tape.parameter(bilinear));
        Tensor zinb = expression.of(z);
        ScTagOptions.Losses weight = options.losses();
        Tensor total = Ops.add(Ops.scale(weight.adjacency(), adjacency), Ops.scale(weight.zinb(), zinb));
        if (divergence.isPresent()) {
            total = Ops.add(total, Ops.scale(weight.kl(), divergence.get()));
        }
        Map<String, Double> terms = new LinkedHashMap<>();
        terms.put("total", total.scalar());
        terms.put("zinb", zinb.scalar());
        terms.put("adjacency", adjacency.scalar());
        terms.put("kl", divergence.map(Tensor::scalar).orElse(0.0));
        return new BatchLoss(total, terms);
    }

    /** The first phase: graph and expression alone. */
    MinibatchModel pretraining() {
        return new MinibatchModel() {
            @Override
            public List<Parameter> parameters() {
                return weights.parameters();
            }

            @Override
            public BatchLoss loss(Tape tape, Batch batch) {
                return ScTag.this.loss(encode(tape), Optional.empty());
            }
        };
    }

    /**
     * The second phase.
     *
     * @param centres K x latent; they stay where they are
     */
    Clustering clustering(DenseMatrix centres) {
        return new Clustering(centres);
    }

    /**
     * Cells are drawn to the centres by the divergence of their Student t assignment q from a target p that is made of
     * q every few epochs.
     */
    final class Clustering implements MinibatchModel {
        private final Matrix centres;
        private double[] q = {};
        private double[] p = {};

        private Clustering(DenseMatrix centres) {
            this.centres = backend.allocate(centres.rows(), centres.columns());
            backend.write(this.centres, centres.values());
        }

        @Override
        public List<Parameter> parameters() {
            return weights.parameters();
        }

        @Override
        public BatchLoss loss(Tape tape, Batch batch) {
            Tensor z = encode(tape);
            Tensor assignment = SoftAssignment.studentT(z, tape.constant(centres));
            if (batch.finishedEpochs() % options.losses().refreshEvery() == 0) {
                q = assignment.toDoubles();
                p = SoftAssignment.target(q, centres.rows());
            }
            Tensor target = tape.constant(z.rows(), centres.rows(), p);
            return ScTag.this.loss(z, Optional.of(SoftAssignment.divergence(assignment, target)));
        }

        /** q when p was last made of it, n x K, row-major. */
        double[] refreshedAssignment() {
            return q;
        }

        /** p, n x K, row-major. */
        double[] target() {
            return p;
        }

        /** The most probable cluster of each cell when the target was last made, as the authors' code reports it. */
        int[] labels() {
            return SoftAssignment.labels(q, centres.rows());
        }
    }

    /** The embedding of the cells, n x latent. */
    DenseMatrix embedding(Tape tape) {
        tape.begin(Mode.EVALUATION);
        Tensor z = encode(tape);
        return ModelOutput.matrix(z);
    }

    /** All weights by name; the blocks of a convolution's kernel are {@code tag1.kernel.0}, ... */
    Map<String, DenseMatrix> weights() {
        return weights.values();
    }

    void setWeights(Map<String, DenseMatrix> values) {
        weights.set(values);
    }
}

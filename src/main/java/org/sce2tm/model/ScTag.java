package org.sce2tm.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.sce2tm.data.DenseMatrix;
import org.sce2tm.data.NumberType;
import org.sce2tm.model.ScTagOptions.Network;
import org.sce2tm.model.ScTagOptions.Propagation;
import org.sce2tm.nn.Backend;
import org.sce2tm.nn.Csr;
import org.sce2tm.nn.GraphOps;
import org.sce2tm.nn.Initializers;
import org.sce2tm.nn.Likelihoods;
import org.sce2tm.nn.Linear;
import org.sce2tm.nn.Matrix;
import org.sce2tm.nn.Mode;
import org.sce2tm.nn.Ops;
import org.sce2tm.nn.Over;
import org.sce2tm.nn.Parameter;
import org.sce2tm.nn.SoftAssignment;
import org.sce2tm.nn.Tape;
import org.sce2tm.nn.Tensor;

/**
 * scTAG (Yu et al. 2022, "ZINB-based graph embedding autoencoder for single-cell RNA-seq interpretations"): two graph
 * convolutions embed the cells of a neighbour graph, one decoder gives the graph back, another the parameters of a
 * zero-inflated negative binomial of the standardised expression; a second phase pulls cells towards cluster centres.
 * A network belongs to its cells: the convolutions run over their graph.
 */
public final class ScTag {
    private static final int POWERS = 3;
    private static final double LEAST_MEAN = 1e-5;
    private static final double MOST_MEAN = 1e6;
    private static final double LEAST_DISPERSION = 1e-4;
    private static final double MOST_DISPERSION = 1e4;

    private final Backend backend;
    private final ScTagOptions options;
    private final ScTagInput input;
    private final Weights weights = new Weights();
    private final Convolution first;
    private final Convolution second;
    private final Linear adjacencyLayer;
    private final Parameter bilinear;
    private final List<Linear> decoder = new ArrayList<>();
    private final Linear pi;
    private final Linear dispersion;
    private final Linear mean;
    /** {@code Â^k Z}, k = 0, 1 and, for true powers, 2, 3: constants of the first convolution. */
    private final List<Matrix> propagated = new ArrayList<>();

    /** The blocks of a convolution's kernel, one for each k from 0, and its bias. */
    private record Convolution(List<Parameter> kernels, Parameter bias) {}

    /** A network with Keras's initial weights: kernels uniform by Glorot and Bengio, biases 0. */
    public ScTag(Backend backend, ScTagOptions options, ScTagInput input, RandomGenerator random) {
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

        DenseMatrix power = input.z();
        propagated.add(held(power));
        for (int k = 1; k <= (network.propagation() == Propagation.POWERS ? POWERS : 1); k++) {
            power = neighborMean(power);
            propagated.add(held(power));
        }
    }

    /** Glorot's bound of a kernel is that of all its blocks together. */
    private Convolution convolution(String name, int inputs, int outputs, RandomGenerator random) {
        double bound = Math.sqrt(6.0 / ((POWERS + 1.0) * inputs + outputs));
        List<Parameter> kernels = new ArrayList<>();
        for (int k = 0; k <= POWERS; k++) {
            kernels.add(weights.add(new Parameter(
                    backend,
                    name + ".kernel." + k,
                    inputs,
                    outputs,
                    Initializers.uniform(inputs * outputs, -bound, bound, random))));
        }
        Parameter bias = new Parameter(backend, name + ".bias", 1, outputs, new float[outputs]);
        return new Convolution(kernels, weights.add(bias));
    }

    private Linear layer(String name, int inputs, int outputs, RandomGenerator random) {
        return weights.add(Linear.glorot(backend, name, inputs, outputs, random));
    }

    private Matrix held(DenseMatrix constant) {
        Matrix matrix = backend.allocate(constant.rows(), constant.columns());
        backend.write(matrix, constant.values());
        return matrix;
    }

    /** {@code ÂX}. */
    private DenseMatrix neighborMean(DenseMatrix x) {
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

    /** The embedding, n x latent. */
    private Tensor encode(Tape tape) {
        return secondConvolution(Ops.relu(firstConvolution(tape)));
    }

    /** {@code Σ_k (Â^k Z) W_k + b}; one hop: {@code Z W_0 + (ÂZ) (W_1 + W_2 + W_3) + b}. */
    private Tensor firstConvolution(Tape tape) {
        List<Tensor> kernels = first.kernels().stream().map(tape::parameter).toList();
        Tensor sum = Ops.product(tape.constant(propagated.get(0)), kernels.get(0));
        if (options.network().propagation() == Propagation.ONE_HOP) {
            sum = Ops.add(sum, Ops.product(tape.constant(propagated.get(1)), neighborKernel(kernels)));
        } else {
            for (int k = 1; k <= POWERS; k++) {
                sum = Ops.add(sum, Ops.product(tape.constant(propagated.get(k)), kernels.get(k)));
            }
        }
        return Ops.add(sum, tape.parameter(first.bias()));
    }

    /**
     * The same of h, with the graph applied last, where there are fewer columns: {@code h W_0 + Â (h (W_1 + W_2 + W_3))},
     * and for powers {@code h W_0 + Â (h W_1 + Â (h W_2 + Â (h W_3)))}.
     */
    private Tensor secondConvolution(Tensor h) {
        Tape tape = h.tape();
        List<Tensor> kernels = second.kernels().stream().map(tape::parameter).toList();
        Tensor far;
        if (options.network().propagation() == Propagation.ONE_HOP) {
            far = Ops.product(h, neighborKernel(kernels));
        } else {
            far = Ops.product(h, kernels.get(POWERS));
            for (int k = POWERS - 1; k >= 1; k--) {
                far = Ops.add(Ops.product(h, kernels.get(k)), neighborMean(far));
            }
        }
        Tensor sum = Ops.add(Ops.product(h, kernels.get(0)), neighborMean(far));
        return Ops.add(sum, tape.parameter(second.bias()));
    }

    private static Tensor neighborKernel(List<Tensor> kernels) {
        return Ops.add(kernels.get(1), kernels.get(2), kernels.get(3));
    }

    /** {@code Âx}: the mean of x over each cell's neighbours. */
    private Tensor neighborMean(Tensor x) {
        return Ops.scale(1.0 / input.degree(), GraphOps.product(input.adjacency(), x));
    }

    /** The loss of all cells, with or without an assignment to clusters. */
    private BatchLoss loss(Tensor z, Optional<Tensor> divergence) {
        Tape tape = z.tape();
        Tensor adjacency =
                GraphOps.reconstructionError(input.adjacency(), adjacencyLayer.apply(z), tape.parameter(bilinear));
        Tensor hidden = z;
        for (Linear layer : decoder) {
            hidden = Ops.relu(layer.apply(hidden));
        }
        Tensor inflation = Ops.sigmoid(pi.apply(hidden));
        Tensor inverse = Ops.clamp(Ops.softplus(dispersion.apply(hidden)), LEAST_DISPERSION, MOST_DISPERSION);
        // Clamped before the exponential, which so cannot overflow.
        Tensor expected = Ops.exp(Ops.clamp(mean.apply(hidden), Math.log(LEAST_MEAN), Math.log(MOST_MEAN)));
        Tensor likelihood = Likelihoods.zeroInflated(
                Likelihoods.Family.SCTAG, tape.constant(propagated.get(0)), expected, inverse, inflation);
        Tensor zinb = Ops.scale(-1.0 / input.z().columns(), Ops.mean(Over.ALL, likelihood));

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
    public MinibatchModel pretraining() {
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
    public Clustering clustering(DenseMatrix centres) {
        return new Clustering(centres);
    }

    /**
     * Cells are drawn to the centres by the divergence of their Student t assignment q from a target p that is made of
     * q every few epochs.
     */
    public final class Clustering implements MinibatchModel {
        private final Matrix centres;
        private double[] q = {};
        private double[] p = {};

        private Clustering(DenseMatrix centres) {
            this.centres = held(centres);
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
        public int[] labels() {
            return SoftAssignment.labels(q, centres.rows());
        }
    }

    /** The embedding of the cells, n x latent. */
    public DenseMatrix embedding(Tape tape) {
        tape.begin(Mode.EVALUATION);
        Tensor z = encode(tape);
        return new DenseMatrix(z.rows(), z.columns(), z.toDoubles(), NumberType.FLOAT32);
    }

    /** All weights by name; the blocks of a convolution's kernel are {@code tag1.kernel.0}, ... */
    Map<String, DenseMatrix> weights() {
        return weights.values();
    }

    void setWeights(Map<String, DenseMatrix> values) {
        weights.set(values);
    }
}

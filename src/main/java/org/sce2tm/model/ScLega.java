package org.sce2tm.model;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.sce2tm.data.DenseMatrix;
import org.sce2tm.model.ScLegaOptions.Network;
import org.sce2tm.nn.Backend;
import org.sce2tm.nn.BatchNorm;
import org.sce2tm.nn.Blocks;
import org.sce2tm.nn.CsrRows;
import org.sce2tm.nn.Dropout;
import org.sce2tm.nn.Initializers;
import org.sce2tm.nn.Likelihoods;
import org.sce2tm.nn.Linear;
import org.sce2tm.nn.Mode;
import org.sce2tm.nn.Ops;
import org.sce2tm.nn.Over;
import org.sce2tm.nn.Parameter;
import org.sce2tm.nn.RowSource;
import org.sce2tm.nn.SoftAssignment;
import org.sce2tm.nn.Tape;
import org.sce2tm.nn.Tensor;

/**
 * scLEGA (Liu et al. 2024): a denoising autoencoder of counts whose layers attend to all cells, asked by a graph
 * convolution. With A the Gaussian graph's connectivities, x the standardised log expression and ~ for added noise:
 *
 * <pre>
 * graph     g1 = tanh(A h1 W1),  g2 = tanh(A g1 W2)
 * encoder   h1 = BN(ReLU(Linear(x~))),  h2 = BN(ReLU(Linear(h1~))),  h2' = h2 + attend(g1 to h2)
 *           z' = Linear(h2'~),  z = z' + attend(g2 to z')
 * decoder   d = ReLU(Linear(ReLU(Linear(z)))),  pi = sigmoid(Linear(d))
 *           mean = e^Linear(d) in [1e-5, 1e4],  dispersion = softplus(Linear(d)) in [1e-4, 1e3]
 * first     ZINB(counts | s mean, dispersion, pi) + 0.1 mean (sigmoid(g2 g2ᵀ) - cosine distances)²
 * second    KL(p || q) + 0.1 ZINB + 0.01 graph,  q_ik ~ (1 + |z_i - c_k|²)⁻²,  p_ik ~ q_ik² / sum_i q_ik
 * </pre>
 *
 * The losses are in {@link ScLegaTraining}. That the graph's reconstruction is held against distances, not similarities, is the authors' code. Parameters carry
 * its names.
 */
final class ScLega {
    private static final double LEAST_MEAN = 1e-5;
    private static final double MOST_MEAN = 1e4;
    private static final double LEAST_DISPERSION = 1e-4;
    private static final double MOST_DISPERSION = 1e3;

    private final Backend backend;
    private final ScLegaOptions options;
    private final Weights weights = new Weights();
    private final Linear encoder1;
    private final BatchNorm norm1;
    private final Linear encoder2;
    private final BatchNorm norm2;
    private final Linear toLatent;
    private final Parameter graph1;
    private final Parameter graph2;
    private final Attention attention1;
    private final Attention attention2;
    private final Linear decoder1;
    private final Linear decoder2;
    private final Linear toInflation;
    private final Linear toDispersion;
    private final Linear toMean;

    /** Projections of what is asked and of who asks, and the heads' way back to one width. */
    private record Attention(Linear keys, Linear queries, Linear values, Linear unify, int heads) {
        Tensor of(Tensor asked, Tensor asking, ScLegaDraws draws) {
            Tensor projected = draws.dropout().apply(queries.apply(asking));
            return unify.apply(Blocks.attention(projected, keys.apply(asked), values.apply(asked), heads));
        }
    }

    /**
     * What the encoder makes of the cells.
     *
     * @param z the embedding, n x latent
     * @param graph g2, n x latent
     */
    record Encoding(Tensor z, Tensor graph) {}

    /**
     * A network with the authors' initial weights: linear layers as PyTorch's default, the graph's by Glorot and Bengio.
     *
     * @param genes V
     */
    ScLega(Backend backend, ScLegaOptions options, int genes, RandomGenerator random) {
        this.backend = backend;
        this.options = options;
        Network n = options.network();
        encoder1 = layer("enc_1", genes, n.hidden1(), random);
        norm1 = weights.add(new BatchNorm(backend, "BN_1", n.hidden1()));
        encoder2 = layer("enc_2", n.hidden1(), n.hidden2(), random);
        norm2 = weights.add(new BatchNorm(backend, "BN_2", n.hidden2()));
        toLatent = layer("z_layer", n.hidden2(), n.latent(), random);
        graph1 = convolution("gnn_1", n.hidden1(), n.hidden2(), random);
        graph2 = convolution("gnn_2", n.hidden2(), n.latent(), random);
        attention1 = attention("attn1", n.hidden2(), random);
        attention2 = attention("attn2", n.latent(), random);
        decoder1 = layer("dec_1", n.latent(), n.decoder1(), random);
        decoder2 = layer("dec_2", n.decoder1(), n.decoder2(), random);
        toInflation = layer("calcu_pi", n.decoder2(), genes, random);
        toDispersion = layer("calcu_disp", n.decoder2(), genes, random);
        toMean = layer("calcu_mean", n.decoder2(), genes, random);
    }

    private Linear layer(String name, int inputs, int outputs, RandomGenerator random) {
        return weights.add(Linear.create(backend, name, inputs, outputs, true, random));
    }

    private Parameter convolution(String name, int inputs, int outputs, RandomGenerator random) {
        float[] values = Initializers.glorotUniform(inputs, outputs, random);
        return weights.add(new Parameter(backend, name + ".weight", inputs, outputs, values));
    }

    private Attention attention(String name, int width, RandomGenerator random) {
        int heads = options.network().heads();
        return new Attention(
                weights.add(Linear.create(backend, name + ".tokeys", width, heads * width, false, random)),
                weights.add(Linear.create(backend, name + ".toqueries", width, heads * width, false, random)),
                weights.add(Linear.create(backend, name + ".tovalues", width, heads * width, false, random)),
                layer(name + ".unifyheads", heads * width, width, random),
                heads);
    }

    /** Every parameter and running statistic, by name. */
    Map<String, DenseMatrix> weights() {
        return weights.values();
    }

    /** Replaces what {@link #weights()} gives. */
    void setWeights(Map<String, DenseMatrix> values) {
        weights.set(values);
    }

    /** All parameters but the centres. */
    List<Parameter> parameters() {
        return weights.parameters();
    }

    /** All cells, their noisy expression held for the way back. */
    Encoding encode(Tape tape, ScLegaInput input, ScLegaDraws draws) {
        Tensor layer1 = encoder1.apply(Blocks.constant(tape, draws.noisy(input.z(), tape)));
        return encode(layer1, input.connectivities(), draws);
    }

    private Encoding encode(Tensor layer1, RowSource connectivities, ScLegaDraws draws) {
        Tape tape = layer1.tape();
        Tensor h1 = norm1.apply(Ops.relu(layer1));
        Tensor g1 = Ops.tanh(Blocks.product(connectivities, Ops.product(h1, tape.parameter(graph1))));
        Tensor g2 = Ops.tanh(Blocks.product(connectivities, Ops.product(g1, tape.parameter(graph2))));
        Tensor h2 = norm2.apply(Ops.relu(encoder2.apply(draws.noisy(h1))));
        Tensor attended = Ops.add(h2, attention1.of(h2, g1, draws));
        Tensor z = toLatent.apply(draws.noisy(attended));
        return new Encoding(Ops.add(z, attention2.of(z, g2, draws)), g2);
    }

    /**
     * {@code -1/(nV) Σ ln ZINB}, the share that some cells have in it.
     *
     * @param z of these cells, m x latent
     * @param from the first of them
     */
    Tensor zinb(ScLegaInput input, Tensor z, int from) {
        Tape tape = z.tape();
        int end = from + z.rows();
        CsrRows target = input.target().pick(IntStream.range(from, end).toArray());
        Tensor d = Ops.relu(decoder2.apply(Ops.relu(decoder1.apply(z))));
        Tensor inflation = Ops.sigmoid(toInflation.apply(d));
        Tensor dispersion = Ops.clamp(Ops.softplus(toDispersion.apply(d)), LEAST_DISPERSION, MOST_DISPERSION);
        // clamped before the exponential, which so cannot overflow
        Tensor mean = Ops.exp(Ops.clamp(toMean.apply(d), Math.log(LEAST_MEAN), Math.log(MOST_MEAN)));
        Tensor sizes = tape.constant(z.rows(), 1, Arrays.copyOfRange(input.sizeFactors(), from, end));
        Tensor likelihood = Likelihoods.zeroInflated(
                Likelihoods.Family.SCLEGA, target, Ops.multiply(mean, sizes), dispersion, inflation);
        return Ops.scale(-1.0 / target.columns() / input.cells(), Ops.sum(Over.ALL, likelihood));
    }

    /** q: by a Student t kernel, squared, which is what the authors' order of operations gives; n x K. */
    static Tensor assignment(Tensor z, Tensor centres) {
        return shares(Ops.square(SoftAssignment.studentT(z, centres)));
    }

    /** p, n x K. */
    static Tensor sharpened(Tensor q) {
        return shares(Ops.divide(Ops.square(q), Ops.sum(Over.ROWS, q)));
    }

    private static Tensor shares(Tensor x) {
        return Ops.divide(x, Ops.sum(Over.COLUMNS, x));
    }

    /** The likeliest cluster of each cell. */
    static int[] labels(Tensor p) {
        return SoftAssignment.labels(p.toDoubles(), p.columns());
    }

    /**
     * The network over some cells, to be trained on all of them at once.
     *
     * @param decoded cells that the decoder takes at a time, which bounds what is held of cells x genes
     * @param dropout gives which entries of the queries are kept
     */
    ScLegaTraining over(ScLegaInput input, int decoded, Noise noise, RandomGenerator dropout) {
        return new ScLegaTraining(backend, this, options, input, decoded, draws(noise, dropout));
    }

    private ScLegaDraws draws(Noise noise, RandomGenerator dropout) {
        Network network = options.network();
        return new ScLegaDraws(noise, new Dropout(network.dropout(), dropout), network.noise());
    }

    /**
     * Cells after training.
     *
     * @param z n x latent
     * @param p n x K
     */
    @SuppressWarnings("ArrayRecordComponent") // read once, never compared
    record Represented(DenseMatrix z, DenseMatrix p, int[] labels) {}

    /**
     * Any number of cells in one pass, as the options say.
     *
     * @param centres K x latent
     */
    Represented represent(ScLegaInput input, DenseMatrix centres, Noise noise, RandomGenerator dropout) {
        ScLegaDraws draws = draws(noise, dropout);
        Tape tape = new Tape(backend);
        tape.begin(options.evaluation() == Evaluation.SAMPLE ? Mode.TRAINING : Mode.EVALUATION);
        Tensor layer1 = Ops.add(
                Blocks.product(draws.noisy(input.z(), tape), tape.parameter(encoder1.weight())),
                tape.parameter(encoder1.bias().orElseThrow()));
        Tensor z = encode(layer1, input.connectivities(), draws).z();
        Tensor p = sharpened(assignment(z, tape.constant(centres.rows(), centres.columns(), centres.values())));
        return new Represented(ModelOutput.matrix(z), ModelOutput.matrix(p), labels(p));
    }
}

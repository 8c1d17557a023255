package org.sce2tm.model;

import java.util.random.RandomGenerator;
import org.sce2tm.nn.Backend;
import org.sce2tm.nn.BatchNorm;
import org.sce2tm.nn.CsrRows;
import org.sce2tm.nn.Dropout;
import org.sce2tm.nn.Linear;
import org.sce2tm.nn.Losses;
import org.sce2tm.nn.Ops;
import org.sce2tm.nn.Tape;
import org.sce2tm.nn.Tensor;

/**
 * scVI's encoder: {@code h = dropout(ReLU(BN(Linear(x))))}, the posterior N(Linear(h), e^Linear(h) + 0.0001). The first
 * layer keeps the bias that the batch norm cancels: weight decay makes the peers' move a little, and the running mean
 * follows late; Adam's epsilon of 0.01 keeps rounding noise from becoming steps.
 */
final class GaussianEncoder {
    private static final double LEAST_VARIANCE = 1e-4;

    private final Linear first;
    private final BatchNorm norm;
    private final Dropout dropout;
    private final Linear meanHead;
    private final Linear varianceHead;

    /**
     * Diagonal normal distributions, one per cell.
     *
     * @param mean b x L
     * @param variance b x L
     */
    record Posterior(Tensor mean, Tensor variance) {
        /** One draw per cell: b x L. */
        Tensor sample(Noise noise) {
            Tensor eps = noise.normals(mean.tape(), mean.rows(), mean.columns());
            return Ops.add(mean, Ops.multiply(Ops.sqrt(variance), eps));
        }

        /** The divergence from N(priorMean, priorVariance), the mean over cells: 1 x 1. */
        Tensor divergence(double priorMean, double priorVariance) {
            return Losses.klToNormal(Ops.affine(1, mean, -priorMean), Ops.log(variance), priorVariance);
        }
    }

    /**
     * @param weights where its layers are added
     * @param name what their names begin with
     * @param genes V
     * @param outputs L
     * @param initial draws the weights
     * @param kept draws what dropout keeps
     */
    GaussianEncoder(
            Weights weights,
            Backend backend,
            String name,
            int genes,
            int outputs,
            ScViOptions.Network network,
            RandomGenerator initial,
            RandomGenerator kept) {
        int hidden = network.hidden();
        String layer = name + ".encoder.fc_layers.Layer_0.";
        first = weights.add(Linear.create(backend, layer + 0, genes, hidden, true, initial));
        norm = weights.add(ScVi.norm(backend, layer + 1, hidden));
        dropout = new Dropout(network.dropout(), kept);
        meanHead = weights.add(Linear.create(backend, name + ".mean_encoder", hidden, outputs, true, initial));
        varianceHead = weights.add(Linear.create(backend, name + ".var_encoder", hidden, outputs, true, initial));
    }

    /** @param x b x V */
    Posterior encode(Tape tape, CsrRows x) {
        Tensor h = dropout.apply(Ops.relu(norm.apply(first.apply(tape, x))));
        return new Posterior(meanHead.apply(h), Ops.affine(1, Ops.exp(varianceHead.apply(h)), LEAST_VARIANCE));
    }
}

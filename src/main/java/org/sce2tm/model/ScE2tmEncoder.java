package org.sce2tm.model;

import java.util.Optional;
import java.util.random.RandomGenerator;
import org.sce2tm.nn.Backend;
import org.sce2tm.nn.BatchNorm;
import org.sce2tm.nn.CsrRows;
import org.sce2tm.nn.Initializers;
import org.sce2tm.nn.Linear;
import org.sce2tm.nn.Ops;
import org.sce2tm.nn.Tape;
import org.sce2tm.nn.Tensor;

/** The encoder of {@link ScE2tm}, from the expression to mu and log s²; see its equations. */
final class ScE2tmEncoder {
    private final Linear first;
    private final Optional<Linear> firstExternal;
    private final BatchNorm firstNorm;
    private final Linear second;
    private final Linear muHead;
    private final BatchNorm muNorm;
    private final Linear logVarianceHead;
    private final BatchNorm logVarianceNorm;

    /** One pass, b x H and twice b x K. */
    record Encoding(BatchNorm.Pass first, BatchNorm.Pass mu, BatchNorm.Pass logVariance) {
        /** A draw of the topic proportions, b x K. */
        Tensor theta(Noise noise) {
            Tensor mean = mu.output();
            Tensor eps = noise.normals(mean.tape(), mean.rows(), mean.columns());
            return Ops.softmax(Ops.reparameterise(mean, logVariance.output(), eps));
        }
    }

    /**
     * Linear layers uniform on ±1/sqrt(inputs).
     *
     * @param weights where the parameters are added
     * @param genes V
     * @param externalSize D
     */
    ScE2tmEncoder(
            Weights weights,
            Backend backend,
            ScE2tmOptions.Network network,
            int genes,
            int externalSize,
            RandomGenerator random) {
        int topics = network.topics();
        int hidden = network.hidden();
        first = weights.add(Linear.create(backend, "encoder.0", genes, hidden, false, random));
        firstExternal = network.externalAsInput()
                ? Optional.of(
                        weights.add(Linear.create(backend, "encoder.0.external", externalSize, hidden, false, random)))
                : Optional.empty();
        firstExternal.ifPresent(part -> {
            // One layer over V + D concatenated inputs; it stands in two parts because one of them is sparse.
            double bound = 1 / Math.sqrt(genes + externalSize);
            first.weight().set(Initializers.uniform(genes * hidden, -bound, bound, random));
            part.weight().set(Initializers.uniform(externalSize * hidden, -bound, bound, random));
        });
        firstNorm = weights.add(new BatchNorm(backend, "encoder.1", hidden));
        second = weights.add(Linear.create(backend, "encoder.3", hidden, hidden, false, random));
        muHead = weights.add(Linear.create(backend, "encoder_mu", hidden, topics, false, random));
        muNorm = weights.add(new BatchNorm(backend, "mean_bn", topics));
        logVarianceHead = weights.add(Linear.create(backend, "encoder_logvar", hidden, topics, false, random));
        logVarianceNorm = weights.add(new BatchNorm(backend, "logvar_bn", topics));
    }

    /**
     * The first layer's output, b x H.
     *
     * @param x the cells' expression
     * @param views whose external one counts too where it is part of the input
     */
    Tensor firstLayer(Tape tape, CsrRows x, Views views, int[] cells) {
        Tensor expression = first.apply(tape, x);
        return firstExternal
                .map(layer -> Ops.add(expression, layer.apply(views.external(tape, cells))))
                .orElse(expression);
    }

    /** The rest, from the first layer's output. */
    Encoding encode(Tensor hidden) {
        BatchNorm.Pass firstPass = firstNorm.pass(hidden);
        Tensor h = second.apply(Ops.tanh(firstPass.output()));
        return new Encoding(firstPass, muNorm.pass(muHead.apply(h)), logVarianceNorm.pass(logVarianceHead.apply(h)));
    }

    /** Takes a pass into the running statistics. */
    void track(Encoding encoding) {
        firstNorm.track(encoding.first());
        muNorm.track(encoding.mu());
        logVarianceNorm.track(encoding.logVariance());
    }
}

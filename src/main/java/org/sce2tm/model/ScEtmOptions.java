package org.sce2tm.model;

import java.util.LinkedHashMap;
import java.util.Map;
import org.sce2tm.cli.ChoiceConverter;

/**
 * Hyper-parameters of {@link ScEtm}.
 *
 * @param network sizes
 * @param input what it is fed
 * @param klWeight the largest weight of the divergence, at least 0
 * @param klWarmup the share of the epochs in which the weight rises to that, in (0, 1]
 * @param rateDecay the learning rate is multiplied by {@code e^-rateDecay} after every step, at least 0
 * @param clip bound of the norm of all gradients together, above 0
 * @param clustered delta (mu) or theta
 */
public record ScEtmOptions(
        Network network,
        ModelInput input,
        double klWeight,
        double klWarmup,
        double rateDecay,
        double clip,
        Clustered clustered) {
    /**
     * Sizes.
     *
     * @param topics K, at least 2
     * @param hidden H, width of the encoder, at least 1
     * @param embeddingSize E, of topic and gene embeddings, at least 1
     * @param dropout share of the encoder's hidden values set to 0 in training, in [0, 1)
     */
    public record Network(int topics, int hidden, int embeddingSize, double dropout) {
        public Network {
            Check.atLeast("--topics", topics, 2);
            Check.atLeast("--hidden", hidden, 1);
            Check.atLeast("--embedding-size", embeddingSize, 1);
            Check.dropout("--dropout", dropout);
        }
    }

    /** The authors' own; the scE2TM paper's notebook takes 100 topics and the log expression. */
    public static final ScEtmOptions DEFAULTS =
            new ScEtmOptions(new Network(50, 128, 400, 0.1), ModelInput.AUTO, 1e-7, 1.0 / 3, 6e-5, 50, Clustered.MU);

    /** The notebook's 12 000 epochs (the authors want 6000 steps at least), in full batches. */
    public static final TrainingSchedule SCHEDULE =
            TrainingSchedule.constant(12_000, 2000, 5e-3).withRest(Minibatches.Rest.CARRIED);

    /** @throws org.sce2tm.cli.UsageException if a value is out of its range */
    public ScEtmOptions {
        Check.notNegative("--kl-weight", klWeight);
        Check.fraction("--kl-warmup", klWarmup);
        Check.notNegative("--rate-decay", rateDecay);
        Check.positive("--clip", clip);
    }

    /** The values under their option names, for records of a run. */
    public Map<String, Object> asMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("topics", network.topics());
        map.put("hidden", network.hidden());
        map.put("embedding_size", network.embeddingSize());
        map.put("dropout", network.dropout());
        map.put("input", ChoiceConverter.text(input));
        map.put("kl_weight", klWeight);
        map.put("kl_warmup", klWarmup);
        map.put("rate_decay", rateDecay);
        map.put("clip", clip);
        map.put("clustered", ChoiceConverter.text(clustered));
        return map;
    }
}

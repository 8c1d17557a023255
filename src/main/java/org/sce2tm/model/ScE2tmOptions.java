package org.sce2tm.model;

import java.util.LinkedHashMap;
import java.util.Map;
import org.sce2tm.cli.ChoiceConverter;
import org.sce2tm.cli.UsageException;

/**
 * Hyper-parameters of {@link ScE2tm}. {@link #REFERENCE} is what the authors' code does, which made the published
 * numbers; {@link #PAPER} follows the equations as printed wherever the two differ in training.
 *
 * @param network sizes and wiring
 * @param crossView the cross-view losses (CVE)
 * @param ecr the embedding clustering regularisation
 * @param clustered which cell representation is handed on for clustering: the batch-normalised mean before the softmax,
 *     as the reference, or softmax(mu), as the paper says
 */
public record ScE2tmOptions(Network network, CrossView crossView, Ecr ecr, Clustered clustered) {
    /**
     * Sizes and wiring.
     *
     * @param topics K, at least 2
     * @param hidden H, width of the encoder's two layers, at least 1
     * @param embeddingSize E, of topic and gene embeddings, at least 1
     * @param tau temperature of the softmax over topics that makes beta, above 0
     * @param decoderBatchNorm whether theta x beta is batch-normalised before the softmax over genes; the paper prints
     *     none
     * @param externalAsInput the ablation "w/ EC": the external embedding is concatenated to the encoder's input and
     *     no cross-view loss is used. The paper names this ablation without defining it: this is our reading
     */
    public record Network(
            int topics, int hidden, int embeddingSize, double tau, boolean decoderBatchNorm, boolean externalAsInput) {
        public Network {
            Check.atLeast("--topics", topics, 2);
            Check.atLeast("--hidden", hidden, 1);
            Check.atLeast("--embedding-size", embeddingSize, 1);
            Check.positive("--tau", tau);
        }
    }

    /** How agreement of a cell's two topic distributions enters the loss. */
    public enum Consistency {
        /** mean_i -log(theta_i . phi_i), as the reference. */
        MEAN_OF_LOGS,
        /** -log(sum_i theta_i . phi_i), as printed. */
        LOG_OF_SUM
    }

    /** Whose entropy is rewarded. */
    public enum Entropy {
        /** Of the batch's mean distribution, as the reference: keeps topics from dying. */
        BATCH_MEAN,
        /** Of every cell, summed, as printed: rewards cells that belong to every topic. */
        CELL_SUM,
        /** Of every cell, averaged. */
        CELL_MEAN
    }

    /** Whether the transport plan of ECR is differentiated. */
    public enum Plan {
        /** Through all Sinkhorn iterations, as the reference. */
        DIFFERENTIATED,
        /** Held constant, as the printed argmin suggests. */
        CONSTANT
    }

    /**
     * Weights and forms of the cross-view losses; a weight of 0 leaves the term out.
     *
     * @param consistencyWeight of CON, at least 0
     * @param consistency its form
     * @param distillationWeight of NEI, at least 0
     * @param distillationTemperature what cosine similarities are divided by, above 0
     * @param entropyWeight alpha: REG is subtracted with this weight, at least 0
     * @param entropy its form
     */
    public record CrossView(
            double consistencyWeight,
            Consistency consistency,
            double distillationWeight,
            double distillationTemperature,
            double entropyWeight,
            Entropy entropy) {
        public CrossView {
            Check.notNegative("--consistency-weight", consistencyWeight);
            Check.notNegative("--distillation-weight", distillationWeight);
            Check.positive("--distillation-temperature", distillationTemperature);
            Check.notNegative("--entropy-weight", entropyWeight);
        }

        /** The same with no term in the loss: the ablation "w/o CVE". */
        public CrossView off() {
            return new CrossView(0, consistency, 0, distillationTemperature, 0, entropy);
        }
    }

    /**
     * Embedding clustering regularisation: entropic optimal transport between topic and gene embeddings.
     *
     * @param weight lambda, at least 0; 0 is the ablation "w/o ECR"
     * @param sharpness the kernel is exp(-sharpness x cost), above 0
     * @param tolerance L1 error of the gene marginal at which the iterations stop, above 0
     * @param maxIterations at least 1
     * @param plan whether gradients flow through the plan
     */
    public record Ecr(double weight, double sharpness, double tolerance, int maxIterations, Plan plan) {
        public Ecr {
            Check.notNegative("--ecr-weight", weight);
            Check.positive("--sinkhorn-sharpness", sharpness);
            Check.positive("--sinkhorn-tolerance", tolerance);
            Check.atLeast("--sinkhorn-iterations", maxIterations, 1);
        }
    }

    /** The authors' code. */
    public static final ScE2tmOptions REFERENCE = new ScE2tmOptions(
            new Network(100, 200, 200, 0.2, true, false),
            new CrossView(1, Consistency.MEAN_OF_LOGS, 1, 0.5, 5, Entropy.BATCH_MEAN),
            new Ecr(100, 20, 0.005, 1000, Plan.DIFFERENTIATED),
            Clustered.MU);

    /** The printed equations. */
    public static final ScE2tmOptions PAPER = new ScE2tmOptions(
            new Network(100, 200, 200, 0.2, false, false),
            new CrossView(1, Consistency.LOG_OF_SUM, 1, 2, 5, Entropy.CELL_SUM),
            new Ecr(100, 20, 0.005, 1000, Plan.CONSTANT),
            Clustered.THETA);

    /** RMSprop for 500 epochs; the paper leaves it to an unpublished note, so both presets share it. */
    public static final TrainingSchedule SCHEDULE =
            new TrainingSchedule(500, 512, 1e-3, 125, 0.5, Minibatches.Rest.KEPT);

    /** @throws UsageException if the parts contradict each other */
    public ScE2tmOptions {
        if (network.externalAsInput()
                && (crossView.consistencyWeight() > 0
                        || crossView.distillationWeight() > 0
                        || crossView.entropyWeight() > 0)) {
            throw new UsageException("--external-as-input replaces the cross-view losses: add --cross-view off");
        }
    }

    /** Whether the loss rewards cells that belong to every topic, which defeats clustering. */
    public boolean rewardsUniformCells() {
        return crossView.entropyWeight() > 0 && crossView.entropy() != Entropy.BATCH_MEAN;
    }

    /** The values under their option names, for records of a run. */
    public Map<String, Object> asMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("topics", network.topics());
        map.put("hidden", network.hidden());
        map.put("embedding_size", network.embeddingSize());
        map.put("tau", network.tau());
        map.put("decoder_batch_norm", network.decoderBatchNorm() ? "on" : "off");
        map.put("external_as_input", network.externalAsInput() ? "yes" : "no");
        map.put("consistency_weight", crossView.consistencyWeight());
        map.put("consistency", ChoiceConverter.text(crossView.consistency()));
        map.put("distillation_weight", crossView.distillationWeight());
        map.put("distillation_temperature", crossView.distillationTemperature());
        map.put("entropy_weight", crossView.entropyWeight());
        map.put("entropy", ChoiceConverter.text(crossView.entropy()));
        map.put("ecr_weight", ecr.weight());
        map.put("ecr_plan", ChoiceConverter.text(ecr.plan()));
        map.put("sinkhorn_sharpness", ecr.sharpness());
        map.put("sinkhorn_tolerance", ecr.tolerance());
        map.put("sinkhorn_iterations", ecr.maxIterations());
        map.put("clustered", ChoiceConverter.text(clustered));
        return map;
    }
}

package org.sce2tm.model;

import java.util.LinkedHashMap;
import java.util.Map;
import org.sce2tm.cli.ChoiceConverter;
import org.sce2tm.nn.Adam;

/**
 * Hyper-parameters of {@link ScVi}; {@link #DEFAULTS} are those of scvi-tools 0.14.
 *
 * @param network sizes
 * @param learning how the loss is made small
 * @param input what the likelihood sees; the encoder sees ln(1 + input)
 * @param signs what the topics of scVI-LD are; scVI has none
 */
public record ScViOptions(Network network, Learning learning, ModelInput input, Signs signs) {
    /** Which of the two models. */
    public enum Form {
        /** A hidden layer in the decoder, zero-inflated counts, the library size as observed. */
        SCVI,
        /** A linear decoder, whose loadings say what each latent dimension does to each gene; a latent library size. */
        SCVI_LD;

        /** As {@code --model} writes it. */
        String id() {
            return ChoiceConverter.text(this);
        }
    }

    /** What becomes of the two signs of a latent dimension, whose loadings are signed as well. Training is the same. */
    public enum Signs {
        /** A dimension is one topic. */
        TOGETHER,
        /** A dimension is two topics, one for each end: what it raises there is what it lowers at the other. */
        SPLIT
    }

    /**
     * Sizes.
     *
     * @param latent L, at least 2
     * @param hidden width of the one hidden layer of every encoder and decoder, at least 1
     * @param dropout share of the encoders' hidden values set to 0 in training, in [0, 1)
     */
    public record Network(int latent, int hidden, double dropout) {
        public Network {
            Check.atLeast("--latent", latent, 2);
            Check.atLeast("--hidden", hidden, 1);
            Check.dropout("--dropout", dropout);
        }
    }

    /**
     * How the loss is made small.
     *
     * @param klEpochs epochs over which the weight of the divergence rises to 1; 0 gives it weight 1 from the start
     * @param trainShare share of the cells that are learned from, in (0, 1]
     * @param adamEpsilon added to the root of the mean square, above 0
     * @param weightDecay this times a parameter is added to its gradient, at least 0
     */
    public record Learning(int klEpochs, double trainShare, double adamEpsilon, double weightDecay) {
        public Learning {
            Check.atLeast("--kl-epochs", klEpochs, 0);
            Check.fraction("--train-share", trainShare);
            Check.positive("--adam-epsilon", adamEpsilon);
            Check.notNegative("--weight-decay", weightDecay);
        }

        /** The weight of the divergence after so many epochs: never below 0.001. */
        double klWeight(int finishedEpochs) {
            return klEpochs == 0 ? 1 : Math.max(Math.min(1, (double) finishedEpochs / klEpochs), 1e-3);
        }

        /** Adam's options at a learning rate. */
        Adam.Options adam(double rate) {
            return new Adam.Options(rate, 0.9, 0.999, adamEpsilon, weightDecay, Adam.Form.PYTORCH);
        }
    }

    /** Those of scvi-tools. */
    public static final ScViOptions DEFAULTS = new ScViOptions(
            new Network(10, 128, 0.1), new Learning(400, 0.9, 0.01, 1e-6), ModelInput.AUTO, Signs.TOGETHER);

    /** Up to 20 000 cells; see {@link #epochs}. */
    public static final TrainingSchedule SCHEDULE =
            TrainingSchedule.constant(400, 128, 1e-3).withRest(Minibatches.Rest.THREE_OR_DROPPED);

    /** How many epochs scvi-tools takes for so many cells: 400, and fewer above 20 000 cells. */
    static int epochs(int cells) {
        return (int) Math.max(1, Math.min(Math.rint(20000.0 / cells * 400), 400));
    }

    /** The values that this model has, under their option names, for records of a run. */
    public Map<String, Object> asMap(Form form) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("latent", network.latent());
        map.put("hidden", network.hidden());
        map.put("dropout", network.dropout());
        map.put("kl_epochs", learning.klEpochs());
        map.put("train_share", learning.trainShare());
        map.put("adam_epsilon", learning.adamEpsilon());
        map.put("weight_decay", learning.weightDecay());
        map.put("input", ChoiceConverter.text(input));
        if (form == Form.SCVI_LD) {
            map.put("signs", ChoiceConverter.text(signs));
        }
        return map;
    }
}

package org.sce2tm.model;

import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.sce2tm.data.DenseMatrix;

/**
 * The control that must score worst: topics drawn at random, whatever the data. A method that does no better has found
 * nothing. (Diversity is the exception: random topics share few genes.)
 *
 * @param topics K
 */
public record RandomControl(int topics) implements Method {
    /** As many as scE2TM has by default: purity grows with the number of topics. */
    public static final int TOPICS = 100;

    /** @throws org.sce2tm.cli.UsageException if fewer than 2 */
    public RandomControl {
        Check.atLeast("--topics", topics, 2);
    }

    @Override
    public String id() {
        return "random";
    }

    @Override
    public Map<String, Object> parameters() {
        return Map.of("topics", topics);
    }

    /** Embedding: standard normals; theta: their softmax; topic_gene: uniform in (0, 1]. */
    @Override
    public Trained train(TrainingData data, TrainingRun run) {
        RandomGenerator normals = run.random(TrainingRun.Stream.NOISE);
        float[] embedding = new float[data.cells() * topics];
        for (int i = 0; i < embedding.length; i++) {
            embedding[i] = (float) normals.nextGaussian();
        }
        RandomGenerator uniforms = run.random(TrainingRun.Stream.INITIAL_WEIGHTS);
        float[] topicGene = new float[data.genes() * topics];
        for (int i = 0; i < topicGene.length; i++) {
            topicGene[i] = 1 - uniforms.nextFloat();
        }
        DenseMatrix cells = DenseMatrix.ofFloats(data.cells(), topics, embedding);
        return new Trained(
                new Representation(cells, Optional.of(softmax(cells))),
                Map.of("topic_gene", DenseMatrix.ofFloats(data.genes(), topics, topicGene)),
                Map.of(),
                Map.of(),
                Optional.empty());
    }

    private static DenseMatrix softmax(DenseMatrix x) {
        float[] theta = new float[x.rows() * x.columns()];
        for (int row = 0; row < x.rows(); row++) {
            double sum = 0;
            for (int k = 0; k < x.columns(); k++) {
                sum += Math.exp(x.get(row, k));
            }
            for (int k = 0; k < x.columns(); k++) {
                theta[row * x.columns() + k] = (float) (Math.exp(x.get(row, k)) / sum);
            }
        }
        return DenseMatrix.ofFloats(x.rows(), x.columns(), theta);
    }
}

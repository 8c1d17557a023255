package org.sce2tm.nn;

import java.util.random.RandomGenerator;

/** In training, sets each entry to 0 with the given probability and divides the others by 1 - probability. */
public final class Dropout {
    private final double probability;
    private final RandomGenerator random;
    /** Filled anew in every pass. */
    private float[] mask = {};

    /** @throws IllegalArgumentException unless {@code 0 <= probability < 1} */
    public Dropout(double probability, RandomGenerator random) {
        if (!(probability >= 0 && probability < 1)) {
            throw new IllegalArgumentException("dropout probability must be in [0, 1), is " + probability);
        }
        this.probability = probability;
        this.random = random;
    }

    /** The entries kept, scaled up; x itself in evaluation, or if the probability is 0 (nothing is drawn then). */
    public Tensor apply(Tensor x) {
        if (probability == 0 || x.tape().mode() == Mode.EVALUATION) {
            return x;
        }
        if (mask.length != x.rows() * x.columns()) {
            mask = new float[x.rows() * x.columns()];
        }
        for (int i = 0; i < mask.length; i++) {
            mask[i] = random.nextFloat() < probability ? 0 : 1;
        }
        Tensor kept = Ops.multiply(x, x.tape().constant(x.rows(), x.columns(), mask));
        return Ops.scale(1 / (1 - probability), kept);
    }
}

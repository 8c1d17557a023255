package org.sce2tm.nn;

/** Squared errors of probabilities, for operations that make them by blocks. */
final class SigmoidErrors {
    private SigmoidErrors() {}

    /**
     * {@code Σ (p - t)²} with {@code p = sigmoid(s) = 1 / (1 + e^-s)}; every target becomes half the slope by its s,
     * {@code (p - t) p (1 - p)}.
     *
     * @param negatives -s, n x C; undefined afterwards
     * @param targets t, n x C
     */
    static double replace(Tape tape, Matrix negatives, Matrix targets) {
        return tape.backend()
                .fused()
                .map(fused -> fused.sigmoidErrors(negatives, targets))
                .orElseGet(() -> composed(tape, negatives, targets));
    }

    private static double composed(Tape tape, Matrix negatives, Matrix targets) {
        Backend backend = tape.backend();
        Matrix errors = tape.scratch(targets.rows(), targets.columns());
        backend.map(Unary.EXP, negatives, negatives);
        backend.map(Unary.affine(1, 1), negatives, negatives);
        backend.map(Unary.RECIPROCAL, negatives, negatives);
        Matrix p = negatives;
        backend.combine(Binary.SUBTRACT, p, targets, errors, false);
        double sum = backend.squaredNorm(errors);
        backend.combine(Binary.MULTIPLY, errors, p, targets, false);
        backend.combine(Binary.MULTIPLY, targets, p, errors, false);
        backend.combine(Binary.SUBTRACT, targets, errors, targets, false);
        return sum;
    }
}

package org.sce2tm.nn;

/** Loss terms as operations: each gives a 1 x 1 tensor. Logarithms are natural. */
public final class Losses {
    private Losses() {}

    /**
     * The cross-entropy of the sparse weights x against the softmax of every row, averaged over the rows:
     * {@code -1/n Σ_i Σ_v x_iv ln softmax(logits_i)_v}. The reconstruction loss of a multinomial decoder.
     *
     * @param logits n x V
     * @param x n x V
     */
    public static Tensor weightedCrossEntropy(Tensor logits, CsrRows x) {
        return logits.tape()
                .backend()
                .fused()
                .map(fused -> fusedCrossEntropy(fused, logits, x))
                .orElseGet(() -> composedCrossEntropy(logits, x));
    }

    private static Tensor fusedCrossEntropy(FusedOps fused, Tensor logits, CsrRows x) {
        Tape tape = logits.tape();
        Tensor loss = tape.result("cross-entropy", 1, 1, logits);
        FusedOps.Slopes slopes = fused.crossEntropy(logits.value(), tape.sparse(x), loss.value());
        tape.record(loss, () -> {
            Tensor.GradientSlot dLogits = logits.openGradient();
            slopes.backward(Ops.gradient(loss), dLogits.matrix(), dLogits.add());
        });
        return loss;
    }

    private static Tensor composedCrossEntropy(Tensor logits, CsrRows x) {
        Tensor sums = Ops.rowSums(logits.tape(), x);
        Tensor perRow = Ops.subtract(Ops.multiply(Ops.logSumExp(logits), sums), Ops.rowDots(x, logits));
        return Ops.mean(Over.ALL, perRow);
    }

    /**
     * {@link #weightedCrossEntropy(Tensor, CsrRows)} of a decoder's logits, the batch-normalised product of theta and
     * beta; in one go where the backend can.
     *
     * @param theta n x K
     * @param beta K x V
     * @param norm over the V columns; its running statistics are tracked
     * @param x n x V
     */
    public static Tensor weightedCrossEntropy(Tensor theta, Tensor beta, BatchNorm norm, CsrRows x) {
        Tape tape = theta.tape();
        if (tape.mode() == Mode.EVALUATION) {
            return weightedCrossEntropy(norm.apply(Ops.product(theta, beta)), x);
        }
        BatchNorm.Pass pass = weightedCrossEntropy(
                theta, beta, tape.parameter(norm.weight()), tape.parameter(norm.bias()), norm.epsilon(), x);
        norm.track(pass);
        return pass.output();
    }

    /** The same without tracking; the pass's output is the loss. */
    static BatchNorm.Pass weightedCrossEntropy(
            Tensor theta, Tensor beta, Tensor scale, Tensor shift, double epsilon, CsrRows x) {
        if (theta.columns() != beta.rows() || theta.rows() != x.rows() || beta.columns() != x.columns()) {
            throw new IllegalArgumentException("cross-entropy: " + theta.operation() + " is " + theta.rows() + " x "
                    + theta.columns() + ", " + beta.operation() + " " + beta.rows() + " x " + beta.columns() + ", x "
                    + x.rows() + " x " + x.columns());
        }
        return theta.tape()
                .backend()
                .fused()
                .map(fused -> fusedCrossEntropy(fused, theta, beta, scale, shift, epsilon, x))
                .orElseGet(() -> composedCrossEntropy(theta, beta, scale, shift, epsilon, x));
    }

    private static BatchNorm.Pass fusedCrossEntropy(
            FusedOps fused, Tensor theta, Tensor beta, Tensor scale, Tensor shift, double epsilon, CsrRows x) {
        BatchNorm.checkRows(theta);
        Tape tape = theta.tape();
        int genes = beta.columns();
        Matrix mean = tape.scratch(1, genes);
        Matrix variance = tape.scratch(1, genes);
        Tensor loss = tape.result("cross-entropy of the normalised product", 1, 1, theta, beta, scale, shift);
        FusedOps.DecoderSlopes slopes = fused.decoderCrossEntropy(
                tape,
                theta.value(),
                beta.value(),
                scale.value(),
                shift.value(),
                epsilon,
                tape.sparse(x),
                mean,
                variance,
                loss.value());
        tape.record(loss, () -> {
            Matrix dScale = tape.scratch(1, genes);
            Matrix dShift = tape.scratch(1, genes);
            slopes.backward(Ops.gradient(loss), theta.gradientSlot(), beta.gradientSlot(), dScale, dShift);
            BatchNorm.addTo(scale, dScale);
            BatchNorm.addTo(shift, dShift);
        });
        return new BatchNorm.Pass(loss, theta.rows(), mean, variance);
    }

    private static BatchNorm.Pass composedCrossEntropy(
            Tensor theta, Tensor beta, Tensor scale, Tensor shift, double epsilon, CsrRows x) {
        BatchNorm.Pass pass = BatchNorm.normalise(Ops.product(theta, beta), scale, shift, epsilon);
        return new BatchNorm.Pass(weightedCrossEntropy(pass.output(), x), pass.rows(), pass.mean(), pass.variance());
    }

    /**
     * The divergence of the diagonal Gaussian N(mean, e^logVariance) from N(0, priorVariance), averaged over the rows:
     * {@code 1/n Σ_i ½ [Σ_k (σ²/s + μ²/s + ln s - ln σ²) - K]}.
     *
     * @param mean n x K
     * @param logVariance n x K
     */
    public static Tensor klToNormal(Tensor mean, Tensor logVariance, double priorVariance) {
        int topics = mean.columns();
        Tensor variance = Ops.scale(1 / priorVariance, Ops.exp(logVariance));
        Tensor square = Ops.scale(1 / priorVariance, Ops.square(mean));
        Tensor logRatio = Ops.affine(-1, logVariance, Math.log(priorVariance));
        Tensor sum = Ops.sum(Over.ALL, Ops.add(variance, square, logRatio));
        return Ops.affine(0.5 / mean.rows(), sum, -0.5 * topics);
    }

    /**
     * How far two assignments of the same rows disagree: {@code 1/n Σ_i -ln(a_i · b_i)}, the logarithm floored at -100.
     *
     * @param a n x K
     * @param b n x K
     */
    public static Tensor consistency(Tensor a, Tensor b) {
        return Ops.scale(-1, Ops.mean(Over.ALL, Ops.map(Unary.log(-100), Ops.rowDots(a, b))));
    }

    /**
     * The same with the logarithm outside the sum, as the scE2TM paper prints it: {@code -ln Σ_i a_i · b_i}.
     *
     * @param a n x K
     * @param b n x K
     */
    public static Tensor consistencyOfSum(Tensor a, Tensor b) {
        return Ops.scale(-1, Ops.map(Unary.log(-100), Ops.sum(Over.ALL, Ops.multiply(a, b))));
    }

    /**
     * Contrast between columns over the batch: the 2K columns of [a b] are scaled to length 1 (lengths below 1e-12
     * count as that), S is their cosine divided by the temperature, and the loss is the mean over the 2K columns c of
     * {@code -ln( e^{S(c, partner)} / Σ_{c' != c} e^{S(c, c')} )}, the partner being the same column of the other
     * matrix.
     *
     * @param a n x K
     * @param b n x K
     */
    public static Tensor columnContrast(Tensor a, Tensor b, double temperature) {
        Tape tape = a.tape();
        int topics = a.columns();
        int both = 2 * topics;
        Tensor columns = Ops.concatenateColumns(a, b);
        Tensor lengths = Ops.clamp(Ops.sqrt(Ops.sum(Over.ROWS, Ops.square(columns))), 1e-12, Double.POSITIVE_INFINITY);
        Tensor unit = Ops.divide(columns, lengths);
        Tensor similarity = Ops.scale(1 / temperature, Ops.product(unit, true, unit, false));
        Tensor self = tape.fixed("not itself", both, both, () -> {
            float[] entries = new float[both * both];
            for (int c = 0; c < both; c++) {
                entries[c * both + c] = -1e9f; // e^(-1e9) is 0: a column is not compared with itself
            }
            return entries;
        });
        Tensor partner = tape.fixed("partner", both, both, () -> {
            float[] entries = new float[both * both];
            for (int c = 0; c < both; c++) {
                entries[c * both + (c + topics) % both] = 1;
            }
            return entries;
        });
        Tensor others = Ops.logSumExp(Ops.add(similarity, self));
        Tensor positive = Ops.rowDots(similarity, partner);
        return Ops.mean(Over.ALL, Ops.subtract(others, positive));
    }

    /**
     * The entropy of the mean row, {@code -Σ_k p_k ln p_k} with p the column means, floored at 1e-9: large when all
     * topics are used.
     *
     * @param assignments n x K, rows sum to 1
     */
    public static Tensor meanEntropy(Tensor assignments) {
        return entropySum(Ops.mean(Over.ROWS, assignments));
    }

    /**
     * The sum of all rows' entropies, {@code -Σ_i Σ_k a_ik ln a_ik}, entries floored at 1e-9 (the scE2TM paper's
     * printed regulariser).
     *
     * @param assignments n x K, rows sum to 1
     */
    public static Tensor entropySum(Tensor assignments) {
        Tensor p = Ops.clamp(assignments, 1e-9, Double.POSITIVE_INFINITY);
        return Ops.scale(-1, Ops.sum(Over.ALL, Ops.multiply(p, Ops.log(p))));
    }
}

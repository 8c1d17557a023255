package org.sce2tm.nn;

import java.util.Optional;
import org.sce2tm.nn.FusedOps.Observed;

/**
 * Log-likelihoods of counts, summed over the genes of each row: n x 1, so that callers weight and average as they like
 * (the mean over all entries is the mean over rows divided by V). Backends with {@link FusedOps} do them in one pass;
 * the composed forms are the equations. Means, dispersions and inflations may be tensors of parameters; the
 * observations are constants.
 */
public final class Likelihoods {
    private Likelihoods() {}

    /** How zeros are inflated. */
    public enum Inflation {
        /** Not at all. */
        NONE,
        /** By the logits of a dropout's probability. */
        LOGITS,
        /** By a dropout's probability. */
        PROBABILITY
    }

    /**
     * Which distribution, and the peers' small numbers in it.
     *
     * @param inflation how zeros are inflated
     * @param epsilon added within logarithms and denominators
     * @param gammaEpsilon added to the dispersion within ln Γ
     * @param zeroBelow an observation below counts as zero
     */
    public record Family(Inflation inflation, double epsilon, double gammaEpsilon, double zeroBelow) {
        /** scVI's negative binomial. */
        public static final Family SCVI_NEGATIVE_BINOMIAL = new Family(Inflation.NONE, 1e-8, 0, 1e-8);
        /** scVI's zero-inflated one; an observation of exactly 1e-8 is neither zero nor more, and adds nothing. */
        public static final Family SCVI_ZERO_INFLATED = new Family(Inflation.LOGITS, 1e-8, 0, 1e-8);
        /** scTAG's, of z-scores: whatever is not above the mean counts as zero. */
        public static final Family SCTAG = new Family(Inflation.PROBABILITY, 1e-10, 1e-10, 1e-8);
        /** scLEGA's: only 0 counts as zero. */
        public static final Family SCLEGA = new Family(Inflation.PROBABILITY, 1e-6, 1e-6, Float.MIN_NORMAL);
    }

    /**
     * scVI's negative binomial: with t the dispersion, m the mean, e = 1e-8,
     * {@code t (ln(t+e) - ln(t+m+e)) + x (ln(m+e) - ln(t+m+e)) + ln Γ(x+t) - ln Γ(t) - ln Γ(x+1)}.
     *
     * @param x n x V, not negative
     * @param mean n x V, positive
     * @param dispersion inverse dispersion, positive, n x V or 1 x V: the variance is m + m²/t
     */
    public static Tensor negativeBinomial(CsrRows x, Tensor mean, Tensor dispersion) {
        return sparse(Family.SCVI_NEGATIVE_BINOMIAL, x, mean, dispersion, Optional.empty());
    }

    /**
     * scVI's zero-inflated negative binomial: with p the logits and r = t (ln(t+e) - ln(t+m+e)), a zero has
     * {@code softplus(r - p) - softplus(-p)}, anything else the negative binomial and {@code -p - softplus(-p)}.
     *
     * @param x n x V, not negative
     * @param mean n x V, positive
     * @param dispersion inverse dispersion, positive, n x V or 1 x V
     * @param logits n x V, of the probability that a value was dropped
     */
    public static Tensor zeroInflated(CsrRows x, Tensor mean, Tensor dispersion, Tensor logits) {
        return sparse(Family.SCVI_ZERO_INFLATED, x, mean, dispersion, Optional.of(logits));
    }

    /**
     * The zero-inflated negative binomial of DCA (Eraslan 2019) and its heirs: with p the dropout's probability and e
     * the family's epsilon, a zero has {@code ln(p + (1-p) (t/(t+m+e))^t + e)}, anything else {@code ln(1-p+e)} and
     * {@code ln Γ(y+t+e) - ln Γ(t+e) - ln Γ(y+1) - (t+y) ln(1 + m/(t+e)) - y (ln(t+e) - ln(m+e))}.
     *
     * @param family {@link Family#SCTAG} or {@link Family#SCLEGA}
     * @param y n x V
     * @param mean n x V, positive
     * @param dispersion inverse dispersion, positive, n x V or 1 x V
     * @param probability n x V, from 0 to 1
     */
    public static Tensor zeroInflated(Family family, CsrRows y, Tensor mean, Tensor dispersion, Tensor probability) {
        return sparse(family, y, mean, dispersion, Optional.of(probability));
    }

    /** The same of a dense constant, whose entries may be negative: they count as zero. */
    public static Tensor zeroInflated(Family family, Tensor y, Tensor mean, Tensor dispersion, Tensor probability) {
        return dense(family, y, mean, dispersion, Optional.of(probability));
    }

    /** Any family's, of a dense constant. */
    static Tensor dense(Family family, Tensor y, Tensor mean, Tensor dispersion, Optional<Tensor> inflation) {
        return mean.tape()
                .backend()
                .fused()
                .map(fused -> fused(fused, family, new Observed.Dense(y.value()), mean, dispersion, inflation))
                .orElseGet(() -> composed(family, y, mean, dispersion, inflation));
    }

    private static Tensor sparse(Family family, CsrRows x, Tensor mean, Tensor dispersion, Optional<Tensor> inflation) {
        Tape tape = mean.tape();
        return tape.backend()
                .fused()
                .map(fused -> fused(fused, family, new Observed.Sparse(tape.sparse(x)), mean, dispersion, inflation))
                .orElseGet(() -> composed(family, Ops.dense(tape, x), mean, dispersion, inflation));
    }

    private static Tensor fused(
            FusedOps fused, Family family, Observed x, Tensor mean, Tensor dispersion, Optional<Tensor> inflation) {
        Tape tape = mean.tape();
        Tensor perRow = inflation
                .map(p -> tape.result("zero-inflated likelihood", mean.rows(), 1, mean, dispersion, p))
                .orElseGet(() -> tape.result("negative binomial likelihood", mean.rows(), 1, mean, dispersion));
        FusedOps.RowLikelihood rows = fused.likelihood(
                tape, family, x, mean.value(), dispersion.value(), inflation.map(Tensor::value), perRow.value());
        tape.record(
                perRow,
                () -> rows.backward(
                        Ops.gradient(perRow),
                        mean.gradientSlot(),
                        dispersion.gradientSlot(),
                        inflation.map(Tensor::gradientSlot)));
        return perRow;
    }

    private static Tensor composed(
            Family family, Tensor x, Tensor mean, Tensor dispersion, Optional<Tensor> inflation) {
        Tensor entries = switch (family.inflation()) {
            case NONE -> negativeBinomial(family, x, mean, dispersion);
            case LOGITS -> byLogits(family, x, mean, dispersion, inflation.orElseThrow());
            case PROBABILITY -> byProbability(family, x, mean, dispersion, inflation.orElseThrow());
        };
        return Ops.sum(Over.COLUMNS, entries);
    }

    private static Tensor negativeBinomial(Family family, Tensor x, Tensor mean, Tensor dispersion) {
        double e = family.epsilon();
        Tensor logSum = Ops.log(Ops.affine(1, Ops.add(mean, dispersion), e));
        Tensor allZero = zeroTerm(logSum, dispersion, e);
        return Ops.add(allZero, countTerm(x, mean, logSum, e), gammaTerm(x, dispersion, family.gammaEpsilon()));
    }

    /** {@code t (ln(t+e) - ln(t+m+e))}. */
    private static Tensor zeroTerm(Tensor logSum, Tensor dispersion, double e) {
        Tensor logRatio = Ops.subtract(logSum, Ops.log(Ops.affine(1, dispersion, e)));
        return Ops.scale(-1, Ops.multiply(logRatio, dispersion));
    }

    /** {@code x (ln(m+e) - ln(t+m+e))}. */
    private static Tensor countTerm(Tensor x, Tensor mean, Tensor logSum, double e) {
        return Ops.multiply(Ops.subtract(Ops.log(Ops.affine(1, mean, e)), logSum), x);
    }

    /** {@code ln Γ(x+t+g) - ln Γ(t+g) - ln Γ(x+1)}. */
    private static Tensor gammaTerm(Tensor x, Tensor dispersion, double g) {
        Tensor t = Ops.affine(1, dispersion, g);
        Tensor rising = Ops.subtract(Ops.lgamma(Ops.add(x, t)), Ops.lgamma(t));
        return Ops.subtract(rising, Ops.lgamma(Ops.affine(1, x, 1)));
    }

    private static Tensor byLogits(Family family, Tensor x, Tensor mean, Tensor dispersion, Tensor logits) {
        double e = family.epsilon();
        Tensor logSum = Ops.log(Ops.affine(1, Ops.add(mean, dispersion), e));
        Tensor shifted = Ops.subtract(zeroTerm(logSum, dispersion, e), logits);
        Tensor counts =
                Ops.add(shifted, countTerm(x, mean, logSum, e), gammaTerm(x, dispersion, family.gammaEpsilon()));
        Tensor zero = below(x, family.zeroBelow());
        Tensor more = Ops.map(Unary.above(family.zeroBelow()), x);
        Tensor either = Ops.add(Ops.multiply(Ops.softplus(shifted), zero), Ops.multiply(counts, more));
        return Ops.subtract(either, Ops.multiply(Ops.softplus(Ops.scale(-1, logits)), Ops.add(zero, more)));
    }

    private static Tensor byProbability(Family family, Tensor y, Tensor mean, Tensor dispersion, Tensor probability) {
        double e = family.epsilon();
        Tensor ratio = Ops.log(Ops.affine(1, Ops.add(mean, dispersion), e));
        Tensor power = Ops.exp(Ops.scale(-1, Ops.multiply(Ops.subtract(ratio, Ops.log(dispersion)), dispersion)));
        Tensor kept = Ops.affine(-1, probability, 1);
        Tensor zeros = Ops.log(Ops.affine(1, Ops.add(probability, Ops.multiply(kept, power)), e));

        Tensor x = Ops.clamp(y, 0, Double.POSITIVE_INFINITY); // the gamma function has poles below
        Tensor t = Ops.affine(1, dispersion, e);
        Tensor spread = Ops.log(Ops.affine(1, Ops.divide(mean, t), 1));
        Tensor odds = Ops.subtract(Ops.log(Ops.affine(1, mean, e)), Ops.log(t));
        Tensor counts = Ops.add(
                Ops.subtract(Ops.multiply(odds, x), Ops.multiply(spread, Ops.add(x, dispersion))),
                gammaTerm(x, dispersion, family.gammaEpsilon()),
                Ops.log(Ops.affine(1, kept, e)));

        Tensor zero = below(y, family.zeroBelow());
        return Ops.add(Ops.multiply(zeros, zero), Ops.multiply(counts, Ops.affine(-1, zero, 1)));
    }

    /** 1 where x is below the bound, otherwise 0. */
    private static Tensor below(Tensor x, double bound) {
        return Ops.map(Unary.above(-bound), Ops.scale(-1, x));
    }
}

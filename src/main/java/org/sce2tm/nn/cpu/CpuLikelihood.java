package org.sce2tm.nn.cpu;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.commons.numbers.gamma.LogGamma;
import org.sce2tm.nn.FusedOps;
import org.sce2tm.nn.Likelihoods;
import org.sce2tm.nn.Matrix;
import org.sce2tm.nn.Mode;
import org.sce2tm.nn.Tape;
import org.sce2tm.nn.Tensor.GradientSlot;

/**
 * The likelihoods of counts row by row: every entry's value and partial derivatives in one pass, in double within an
 * entry. Gamma functions are only met where a count is.
 */
final class CpuLikelihood implements FusedOps.RowLikelihood {
    /** {@code ln x!} of small whole numbers, which most counts are. */
    private static final double[] LOG_FACTORIALS =
            IntStream.range(0, 1024).mapToDouble(x -> LogGamma.value(x + 1.0)).toArray();

    private final Kernels kernels;
    private final Workers workers;
    private final Likelihoods.Family family;
    private final float zeroBelow;
    private final FusedOps.Observed x;
    private final float[] means;
    private final float[] dispersions;
    private final float[] inflations;
    private final boolean perGene;
    private final double[] logDispersions;
    private final int rows;
    private final int columns;
    private final boolean trains;
    private final float[] meanSlopes;
    private final float[] dispersionSlopes;
    private final float[] inflationSlopes;

    CpuLikelihood(
            Kernels kernels,
            Workers workers,
            Tape tape,
            Likelihoods.Family family,
            FusedOps.Observed x,
            Matrix mean,
            Matrix dispersion,
            Optional<Matrix> inflation,
            Matrix perRow) {
        this.kernels = kernels;
        this.workers = workers;
        this.family = family;
        this.zeroBelow = (float) family.zeroBelow();
        this.x = x;
        this.means = CpuMatrix.of(mean).data();
        this.dispersions = CpuMatrix.of(dispersion).data();
        this.inflations = inflation.map(m -> CpuMatrix.of(m).data()).orElse(new float[0]);
        this.rows = mean.rows();
        this.columns = mean.columns();
        this.perGene = dispersion.rows() == 1 && rows > 1;
        this.logDispersions = perGene ? new double[columns] : new double[0];
        this.trains = tape.mode() == Mode.TRAINING;
        this.meanSlopes = slopes(tape, trains);
        this.dispersionSlopes = slopes(tape, trains);
        this.inflationSlopes = slopes(tape, trains && inflation.isPresent());
        for (int j = 0; j < logDispersions.length; j++) {
            logDispersions[j] = Math.log(dispersions[j] + family.epsilon());
        }
        float[] sums = CpuMatrix.of(perRow).data();
        workers.split(rows, 1, (from, to) -> forward(from, to, sums));
    }

    private float[] slopes(Tape tape, boolean needed) {
        return needed ? CpuMatrix.of(tape.scratch(rows, columns)).data() : new float[0];
    }

    private void forward(int from, int to, float[] sums) {
        Entry entry = switch (family.inflation()) {
            case NONE -> new NegativeBinomial();
            case LOGITS -> new ByLogits();
            case PROBABILITY -> new ByProbability();
        };
        if (x instanceof FusedOps.Observed.Dense dense) {
            float[] data = CpuMatrix.of(dense.rows()).data();
            for (int i = from; i < to; i++) {
                sums[i] = (float) row(entry, i, data, i * columns);
            }
        } else if (x instanceof FusedOps.Observed.Sparse sparse) {
            CpuSparse counts = CpuSparse.of(sparse.rows());
            float[] row = new float[columns];
            for (int i = from; i < to; i++) {
                Arrays.fill(row, 0);
                for (int at = counts.starts()[i]; at < counts.ends()[i]; at++) {
                    row[counts.indices[at]] = counts.values[at];
                }
                sums[i] = (float) row(entry, i, row, 0);
            }
        }
    }

    private double row(Entry entry, int i, float[] counts, int countsFrom) {
        double sum = 0;
        for (int j = 0; j < columns; j++) {
            int at = i * columns + j;
            double dispersion = dispersions[perGene ? j : at];
            double log = perGene ? logDispersions[j] : Math.log(dispersion + family.epsilon());
            entry.at(counts[countsFrom + j], means[at], dispersion, log, inflations.length == 0 ? 0 : inflations[at]);
            sum += entry.value;
            if (trains) {
                meanSlopes[at] = (float) entry.dMean;
                dispersionSlopes[at] = (float) entry.dDispersion;
                if (inflationSlopes.length > 0) {
                    inflationSlopes[at] = (float) entry.dInflation;
                }
            }
        }
        return sum;
    }

    /** {@code ln Γ(x + 1)}. */
    private static double logFactorial(double x) {
        int whole = (int) x;
        return whole == x && whole < LOG_FACTORIALS.length ? LOG_FACTORIALS[whole] : LogGamma.value(x + 1);
    }

    @Override
    public void backward(
            Matrix upstream, GradientSlot dMean, GradientSlot dDispersion, Optional<GradientSlot> dInflation) {
        float[] weights = CpuMatrix.of(upstream).data();
        spread(weights, meanSlopes, dMean);
        dInflation.ifPresent(slot -> spread(weights, inflationSlopes, slot));
        if (!perGene) {
            spread(weights, dispersionSlopes, dDispersion);
            return;
        }
        float[] out = CpuMatrix.of(dDispersion.matrix()).data();
        workers.split(columns, 64, (from, to) -> {
            for (int i = 0; i < rows; i++) {
                boolean add = i > 0 || dDispersion.add();
                kernels.scale(weights[i], dispersionSlopes, i * columns + from, out, from, to - from, add);
            }
        });
    }

    private void spread(float[] weights, float[] slopes, GradientSlot slot) {
        float[] out = CpuMatrix.of(slot.matrix()).data();
        workers.split(rows, 1, (from, to) -> {
            for (int i = from; i < to; i++) {
                kernels.scale(weights[i], slopes, i * columns, out, i * columns, columns, slot.add());
            }
        });
    }

    /** One entry's log-likelihood and its partial derivatives: x observed, m mean, t dispersion, log = ln(t+e). */
    private abstract class Entry {
        final GammaRatio rising = new GammaRatio();
        final double e = family.epsilon();
        double value;
        double dMean;
        double dDispersion;
        double dInflation;

        abstract void at(double x, double m, double t, double log, double p);
    }

    /** {@code t ln((t+e)/(t+m+e)) + x ln((m+e)/(t+m+e)) + ln Γ(x+t) - ln Γ(t) - ln Γ(x+1)}. */
    private final class NegativeBinomial extends Entry {
        @Override
        void at(double x, double m, double t, double log, double p) {
            double total = 1 / (t + m + e);
            double logSum = Math.log(t + m + e);
            double ratio = log - logSum;
            value = t * ratio;
            dMean = -t * total;
            dDispersion = ratio + t / (t + e) - t * total;
            if (x > 0) {
                rising.set(t + family.gammaEpsilon(), x);
                value += x * (Math.log(m + e) - logSum) + rising.log() - logFactorial(x);
                dMean += x * (1 / (m + e) - total);
                dDispersion += rising.slope() - x * total;
            }
        }
    }

    /** For a zero softplus(r - p) - softplus(-p), r being the negative binomial's logarithm at 0. */
    private final class ByLogits extends Entry {
        private final NegativeBinomial counts = new NegativeBinomial();

        @Override
        void at(double x, double m, double t, double log, double p) {
            double dropped = 1 / (1 + Math.exp(-p));
            double kept = 1 / (1 + Math.exp(p));
            if (x > zeroBelow) {
                counts.at(x, m, t, log, 0);
                value = counts.value - softplus(p);
                dMean = counts.dMean;
                dDispersion = counts.dDispersion;
                dInflation = -dropped;
            } else if (x < zeroBelow) {
                counts.at(0, m, t, log, 0);
                double weight = 1 / (1 + Math.exp(p - counts.value)); // of the negative binomial's zeros among zeros
                value = softplus(counts.value - p) - softplus(-p);
                dMean = weight * counts.dMean;
                dDispersion = weight * counts.dDispersion;
                dInflation = kept - weight;
            } else {
                value = 0;
                dMean = 0;
                dDispersion = 0;
                dInflation = 0;
            }
        }

        private static double softplus(double a) {
            return Math.max(a, 0) + Math.log1p(Math.exp(-Math.abs(a)));
        }
    }

    /** DCA's. */
    private final class ByProbability extends Entry {
        @Override
        void at(double y, double m, double t, double log, double p) {
            double total = 1 / (t + m + e);
            if (y < zeroBelow) {
                double ratio = Math.log(t * total);
                double power = Math.exp(t * ratio);
                double whole = 1 / (p + (1 - p) * power + e);
                double weight = (1 - p) * power * whole;
                value = -Math.log(whole);
                dMean = -weight * t * total;
                dDispersion = weight * (ratio + 1 - t * total);
                dInflation = (1 - power) * whole;
                return;
            }
            rising.set(t + family.gammaEpsilon(), y);
            double spread = Math.log1p(m / (t + e));
            value = rising.log()
                    - logFactorial(y)
                    - (t + y) * spread
                    + y * (Math.log(m + e) - log)
                    + Math.log(1 - p + e);
            dMean = y / (m + e) - (t + y) * total;
            dDispersion = rising.slope() - spread + (t + y) * m * total / (t + e) - y / (t + e);
            dInflation = -1 / (1 - p + e);
        }
    }
}

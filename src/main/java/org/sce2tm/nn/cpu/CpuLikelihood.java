package org.sce2tm.nn.cpu;

import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.commons.numbers.gamma.LogGamma;
import org.sce2tm.nn.FusedOps;
import org.sce2tm.nn.Likelihoods;
import org.sce2tm.nn.Matrix;
import org.sce2tm.nn.Tape;
import org.sce2tm.nn.Tensor.GradientSlot;

/**
 * The likelihoods of counts row by row: every entry's value and partial derivatives in one pass. First all entries are
 * taken for zeros, by kernels; then those that are none are done again, in double, gamma functions and all.
 */
final class CpuLikelihood implements FusedOps.RowLikelihood {
    /** {@code ln x!} of small whole numbers, which most counts are. */
    private static final double[] LOG_FACTORIALS =
            IntStream.range(0, 1024).mapToDouble(x -> LogGamma.value(x + 1.0)).toArray();

    private final Kernels kernels;
    private final Workers workers;
    private final Likelihoods.Family family;
    private final float zeroBelow;
    private final ZeroTerms zeros;
    private final boolean perGene;
    private final int rows;
    private final int columns;

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
        this.rows = mean.rows();
        this.columns = mean.columns();
        this.perGene = dispersion.rows() == 1 && rows > 1;
        float[] none = {};
        this.zeros = new ZeroTerms(
                family.inflation(),
                (float) family.epsilon(),
                CpuMatrix.of(mean).data(),
                CpuMatrix.of(dispersion).data(),
                inflation.map(m -> CpuMatrix.of(m).data()).orElse(none),
                slopes(tape),
                slopes(tape),
                inflation.map(m -> slopes(tape)).orElse(none));
        float[] sums = CpuMatrix.of(perRow).data();
        workers.split(rows, 1, (from, to) -> forward(x, from, to, sums));
    }

    private float[] slopes(Tape tape) {
        return CpuMatrix.of(tape.scratch(rows, columns)).data();
    }

    private void forward(FusedOps.Observed x, int from, int to, float[] sums) {
        float[] values = new float[columns];
        Count count = new Count();
        for (int i = from; i < to; i++) {
            int at = i * columns;
            kernels.zeroTerms(zeros, at, perGene ? 0 : at, values, 0, columns);
            if (x instanceof FusedOps.Observed.Dense dense) {
                float[] data = CpuMatrix.of(dense.rows()).data();
                for (int j = 0; j < columns; j++) {
                    count.replace(i, j, data[at + j], values);
                }
            } else if (x instanceof FusedOps.Observed.Sparse sparse) {
                CpuSparse counts = CpuSparse.of(sparse.rows());
                for (int stored = counts.starts()[i]; stored < counts.ends()[i]; stored++) {
                    count.replace(i, counts.indices[stored], counts.values[stored], values);
                }
            }
            sums[i] = (float) kernels.sum(values, 0, columns);
        }
    }

    @Override
    public void backward(
            Matrix upstream, GradientSlot dMean, GradientSlot dDispersion, Optional<GradientSlot> dInflation) {
        float[] weights = CpuMatrix.of(upstream).data();
        spread(weights, zeros.meanSlopes(), dMean);
        dInflation.ifPresent(slot -> spread(weights, zeros.inflationSlopes(), slot));
        if (!perGene) {
            spread(weights, zeros.dispersionSlopes(), dDispersion);
            return;
        }
        float[] slopes = zeros.dispersionSlopes();
        float[] out = CpuMatrix.of(dDispersion.matrix()).data();
        workers.split(columns, 64, (from, to) -> {
            for (int i = 0; i < rows; i++) {
                boolean add = i > 0 || dDispersion.add();
                kernels.scale(weights[i], slopes, i * columns + from, out, from, to - from, add);
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

    /** {@code ln Γ(x + 1)}. */
    private static double logFactorial(double x) {
        int whole = (int) x;
        return whole == x && whole < LOG_FACTORIALS.length ? LOG_FACTORIALS[whole] : LogGamma.value(x + 1);
    }

    /** Terms and slopes of entries that are no zeros. */
    private final class Count {
        private final GammaRatio ratio = new GammaRatio();
        private final double e = family.epsilon();

        /** Puts an observation's term and slopes in the place of those of a zero, unless it is one. */
        void replace(int row, int column, float x, float[] values) {
            if (x < zeroBelow) {
                return;
            }
            int at = row * columns + column;
            double m = zeros.means()[at];
            double t = zeros.dispersions()[perGene ? column : at];
            switch (family.inflation()) {
                case NONE -> values[column] = (float) count(at, x, m, t);
                case LOGITS -> values[column] = (float) byLogits(at, x, m, t);
                case PROBABILITY -> values[column] = (float) byProbability(at, x, m, t);
            }
        }

        private double count(int at, double x, double m, double t) {
            ratio.set(t + family.gammaEpsilon(), x);
            double total = 1 / (t + m + e);
            double logSum = Math.log(t + m + e);
            double zero = Math.log(t + e) - logSum;
            zeros.meanSlopes()[at] = (float) (x / (m + e) - (t + x) * total);
            zeros.dispersionSlopes()[at] = (float) (zero + t / (t + e) + ratio.slope() - (t + x) * total);
            return t * zero + x * (Math.log(m + e) - logSum) + ratio.log() - logFactorial(x);
        }

        private double byLogits(int at, float x, double m, double t) {
            if (x == zeroBelow) { // neither a zero nor more: scVI's masks leave it out
                zeros.meanSlopes()[at] = 0;
                zeros.dispersionSlopes()[at] = 0;
                zeros.inflationSlopes()[at] = 0;
                return 0;
            }
            double p = zeros.inflations()[at];
            zeros.inflationSlopes()[at] = (float) (-1 / (1 + Math.exp(-p)));
            return count(at, x, m, t) - ZeroTerms.softplus(p);
        }

        private double byProbability(int at, double y, double m, double t) {
            ratio.set(t + family.gammaEpsilon(), y);
            double p = zeros.inflations()[at];
            double total = 1 / (t + m + e);
            double spread = Math.log1p(m / (t + e));
            zeros.meanSlopes()[at] = (float) (y / (m + e) - (t + y) * total);
            zeros.dispersionSlopes()[at] =
                    (float) (ratio.slope() - spread + (t + y) * m * total / (t + e) - y / (t + e));
            zeros.inflationSlopes()[at] = (float) (-1 / (1 - p + e));
            return ratio.log()
                    - logFactorial(y)
                    - (t + y) * spread
                    + y * (Math.log(m + e) - Math.log(t + e))
                    + Math.log(1 - p + e);
        }
    }
}

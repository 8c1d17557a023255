package org.sce2tm.nn.cpu;

import org.sce2tm.nn.FusedOps;
import org.sce2tm.nn.Matrix;
import org.sce2tm.nn.Mode;
import org.sce2tm.nn.Tape;

/**
 * The Dirichlet-multinomial log-likelihood, in double and at stored counts only: a gene without a count adds nothing
 * but its share of the row's total.
 */
final class CpuDirichletMultinomial implements FusedOps.Slopes {
    private final Kernels kernels;
    private final Workers workers;
    private final CpuSparse x;
    private final float[] a;
    private final int rows;
    private final int columns;
    /** Per row, what every gene's slope has: the slope of the total. */
    private final double[] ofTotal;
    /** Per row, one after another from the row's beginning, what the stored counts' genes have beside it. */
    private final float[] ofStored;

    CpuDirichletMultinomial(
            Kernels kernels, Workers workers, Tape tape, Matrix concentration, CpuSparse x, CpuMatrix logLikelihood) {
        this.kernels = kernels;
        this.workers = workers;
        this.x = x;
        this.a = CpuMatrix.of(concentration).data();
        this.rows = concentration.rows();
        this.columns = concentration.columns();
        this.ofTotal = new double[rows];
        this.ofStored = tape.mode() == Mode.TRAINING
                ? CpuMatrix.of(tape.scratch(rows, columns)).data()
                : new float[0];
        float[] logs = logLikelihood.data();
        workers.split(rows, 1, (from, to) -> {
            GammaRatio ratio = new GammaRatio();
            for (int i = from; i < to; i++) {
                logs[i] = (float) row(i, ratio);
            }
        });
    }

    private double row(int i, GammaRatio ratio) {
        double count = 0;
        double log = 0;
        int row = i * columns;
        for (int at = x.starts()[i]; at < x.ends()[i]; at++) {
            double value = x.values[at];
            ratio.set(a[row + x.indices[at]], value);
            count += value;
            log += ratio.log();
            if (ofStored.length > 0) {
                ofStored[row + at - x.starts()[i]] = (float) ratio.slope();
            }
        }
        ratio.set(kernels.sum(a, row, columns), count);
        ofTotal[i] = -ratio.slope();
        return log - ratio.log();
    }

    /** {@code upstream_i (ψ(A_i) - ψ(A_i + N_i) + ψ(x_iv + a_iv) - ψ(a_iv))}. */
    @Override
    public void backward(Matrix upstream, Matrix dConcentration, boolean add) {
        float[] up = CpuMatrix.of(upstream).data();
        float[] slopes = CpuMatrix.of(dConcentration).data();
        workers.split(rows, 1, (from, to) -> {
            for (int i = from; i < to; i++) {
                int row = i * columns;
                float share = (float) (up[i] * ofTotal[i]);
                for (int j = row; j < row + columns; j++) {
                    slopes[j] = add ? slopes[j] + share : share;
                }
                for (int at = x.starts()[i]; at < x.ends()[i]; at++) {
                    slopes[row + x.indices[at]] += up[i] * ofStored[row + at - x.starts()[i]];
                }
            }
        });
    }
}

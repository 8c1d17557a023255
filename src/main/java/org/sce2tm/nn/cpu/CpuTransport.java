package org.sce2tm.nn.cpu;

import java.util.ArrayList;
import java.util.List;
import org.sce2tm.nn.FusedOps;
import org.sce2tm.nn.Matrix;
import org.sce2tm.nn.Sinkhorn;
import org.sce2tm.nn.Tape;
import org.sce2tm.nn.Unary;

/**
 * {@link Sinkhorn} with one pass over the kernel per iteration, forwards and backwards: while a stretch of columns is
 * in the cache, both its scalings and its share of the other side's products are formed.
 */
final class CpuTransport implements FusedOps.Transport {
    /** Iterations whose scalings share one pair of matrices. */
    private static final int CHUNK = 64;

    private final CpuBackend backend;
    private final Kernels kernels;
    private final Tape tape;
    private final Sinkhorn settings;
    private final float[] m;
    private final float[] kernel;
    private final int rows;
    private final int columns;
    /**
     * Row 2i of {@code right} is v of iteration i, row 2i + 1 of {@code left} is u before it; the reverse puts the
     * gradients of the two denominators into the other rows, so that leftᵀ right is what flows to the kernel.
     */
    private final List<Chunk> chunks = new ArrayList<>();

    private final float[] lastU;
    private final int iterations;
    private final boolean converged;

    @SuppressWarnings("ArrayRecordComponent") // internal, never compared
    private record Chunk(float[] left, float[] right) {}

    CpuTransport(CpuBackend backend, Kernels kernels, Tape tape, Sinkhorn settings, CpuMatrix costs) {
        this.backend = backend;
        this.kernels = kernels;
        this.tape = tape;
        this.settings = settings;
        this.m = costs.data();
        this.rows = costs.rows();
        this.columns = costs.columns();
        Matrix exponents = tape.scratch(rows, columns);
        backend.scale(-settings.sharpness(), costs, exponents, false);
        backend.map(Unary.EXP, exponents, exponents);
        this.kernel = CpuMatrix.of(exponents).data();

        float[] u = new float[rows];
        java.util.Arrays.fill(u, (float) (1.0 / rows));
        double[] sums = new double[rows];
        float[] again = new float[columns];
        boolean met = false;
        int done = 0;
        while (done < settings.maxIterations() && !met) {
            if (done % CHUNK == 0) {
                chunks.add(new Chunk(
                        CpuMatrix.of(tape.scratch(2 * CHUNK, rows)).data(),
                        CpuMatrix.of(tape.scratch(2 * CHUNK, columns)).data()));
            }
            Chunk chunk = chunks.get(done / CHUNK);
            int at = done % CHUNK;
            int uFrom = (2 * at + 1) * rows;
            int vFrom = 2 * at * columns;
            System.arraycopy(u, 0, chunk.left(), uFrom, rows);
            scale(chunk.left(), uFrom, chunk.right(), vFrom, sums);
            for (int k = 0; k < rows; k++) {
                u[k] = (float) (1.0 / rows / (sums[k] + settings.epsilon()));
            }
            done++;
            if (done % settings.checkEvery() == 1 || settings.checkEvery() == 1) {
                scale(u, 0, again, 0, sums);
                met = marginalError(chunk.right(), vFrom, again) <= settings.tolerance();
            }
        }
        this.lastU = u;
        this.iterations = done;
        this.converged = met;
    }

    private void scale(float[] u, int uFrom, float[] v, int vFrom, double[] sums) {
        kernels.scalingPass(
                kernel, rows, columns, u, uFrom, (float) (1.0 / columns), (float) settings.epsilon(), v, vFrom, sums);
    }

    /** {@code Σ_j |v_j (kernelᵀ u)_j - 1/V|}, the product being read off the next v, {@code 1/V / (kernelᵀ u + ε)}. */
    private double marginalError(float[] v, int vFrom, float[] next) {
        double error = 0;
        double share = 1.0 / columns;
        for (int j = 0; j < columns; j++) {
            double reached = share / next[j] - settings.epsilon();
            error += Math.abs(v[vFrom + j] * reached - share);
        }
        return error;
    }

    double cost() {
        Chunk last = chunks.get(chunks.size() - 1);
        int vFrom = 2 * ((iterations - 1) % CHUNK) * columns;
        float[] unused = new float[columns];
        double cost = 0;
        for (int k = 0; k < rows; k++) {
            cost += lastU[k] * kernels.planRow(kernel, m, k * columns, 0, last.right(), vFrom, unused, columns);
        }
        return cost;
    }

    @Override
    public int iterations() {
        return iterations;
    }

    @Override
    public boolean converged() {
        return converged;
    }

    @Override
    public void backward(Matrix upstream, boolean throughPlan, Matrix dm, boolean add) {
        float factor = CpuMatrix.of(upstream).data()[0];
        float[] result = CpuMatrix.of(dm).data();
        float[] lastV = chunks.get(chunks.size() - 1).right();
        int vFrom = 2 * ((iterations - 1) % CHUNK) * columns;
        if (!throughPlan) {
            float[] none = new float[rows * columns];
            for (int k = 0; k < rows; k++) {
                kernels.planSlope(
                        factor, 0, kernel, m, none, k * columns, lastU[k], lastV, vFrom, result, columns, add);
            }
            return;
        }
        float[] rest = CpuMatrix.of(kernelSlope(lastV, vFrom)).data();
        float sharpness = (float) settings.sharpness();
        for (int k = 0; k < rows; k++) {
            kernels.planSlope(
                    factor, sharpness, kernel, m, rest, k * columns, lastU[k], lastV, vFrom, result, columns, add);
        }
    }

    /** What flows to the kernel through the scalings; see {@code Sinkhorn.kernelGradient}. */
    private Matrix kernelSlope(float[] lastV, int lastVFrom) {
        double[] du = new double[rows];
        float[] extra = new float[columns];
        for (int k = 0; k < rows; k++) {
            du[k] = kernels.planRow(kernel, m, k * columns, lastU[k], lastV, lastVFrom, extra, columns);
        }
        float[] u = lastU;
        int uFrom = 0;
        float[] none = new float[columns];
        for (int i = iterations - 1; i >= 0; i--) {
            Chunk chunk = chunks.get(i / CHUNK);
            int at = i % CHUNK;
            int dsFrom = 2 * at * rows;
            for (int k = 0; k < rows; k++) { // ds = -du u² / a
                double scaling = u[uFrom + k];
                chunk.left()[dsFrom + k] = (float) (-du[k] * scaling * scaling * rows);
            }
            kernels.slopePass(
                    kernel,
                    rows,
                    columns,
                    chunk.left(),
                    dsFrom,
                    i == iterations - 1 ? extra : none,
                    chunk.right(),
                    2 * at * columns,
                    -columns,
                    chunk.right(),
                    (2 * at + 1) * columns,
                    du);
            u = chunk.left();
            uFrom = (2 * at + 1) * rows;
        }
        Matrix slope = tape.scratch(rows, columns);
        for (int c = 0; c < chunks.size(); c++) {
            int used = 2 * Math.min(CHUNK, iterations - c * CHUNK);
            backend.gemm(
                    1,
                    new CpuMatrix(used, rows, chunks.get(c).left()),
                    true,
                    new CpuMatrix(used, columns, chunks.get(c).right()),
                    false,
                    slope,
                    c > 0);
        }
        return slope;
    }
}

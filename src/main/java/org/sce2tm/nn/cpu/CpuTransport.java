package org.sce2tm.nn.cpu;

import java.util.ArrayList;
import java.util.Arrays;
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
    private final Workers workers;
    private final float[] m;
    private final float[] kernel;
    /** The kernel as the passes take it. */
    private final float[] panels;

    private final int rows;
    private final int columns;
    /**
     * Row 2i of {@code right} is v of iteration i, row 2i + 1 of {@code left} is u before it; the reverse puts the
     * gradients of the two denominators into the other rows, so that leftᵀ right is what flows to the kernel.
     */
    private final List<Chunk> chunks = new ArrayList<>();

    /** Part p of the columns is {@code [bounds[p], bounds[p + 1])}, its share of a product {@code partSums[p]}. */
    private final int[] bounds;

    private final double[][] partSums;
    private final float[] lastU;
    private final float[] lastV;
    private final int lastVFrom;
    /** Row by row {@code Σ_v kernel m lastV}, column by column {@code Σ_k lastU kernel m}. */
    private final double[] rowCosts;

    private final float[] columnCosts;
    private final int iterations;
    private final boolean converged;

    @SuppressWarnings("ArrayRecordComponent") // internal, never compared
    private record Chunk(float[] left, float[] right) {}

    CpuTransport(CpuBackend backend, Kernels kernels, Workers workers, Tape tape, Sinkhorn settings, CpuMatrix costs) {
        this.backend = backend;
        this.kernels = kernels;
        this.workers = workers;
        this.tape = tape;
        this.settings = settings;
        this.m = costs.data();
        this.rows = costs.rows();
        this.columns = costs.columns();
        Matrix exponents = tape.scratch(rows, columns);
        backend.scale(-settings.sharpness(), costs, exponents, false);
        backend.map(Unary.EXP, exponents, exponents);
        this.kernel = CpuMatrix.of(exponents).data();
        this.panels = CpuMatrix.of(tape.scratch(rows, columns)).data();
        int blocks = (columns + Kernels.PANEL - 1) / Kernels.PANEL;
        int parts = Math.min(workers.threads(), blocks);
        this.bounds = new int[parts + 1];
        for (int p = 0; p <= parts; p++) {
            bounds[p] = Math.min(columns, (int) ((long) blocks * p / parts) * Kernels.PANEL);
        }
        this.partSums = new double[parts][rows];
        inParts(this::fillPanels);

        float[] u = new float[rows];
        Arrays.fill(u, (float) (1.0 / rows));
        double[] sums = new double[rows];
        float[] again = CpuMatrix.of(tape.scratch(1, columns)).data();
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
            scale(chunk.left(), uFrom, chunk.right(), vFrom, done % 2 == 1, sums);
            for (int k = 0; k < rows; k++) {
                u[k] = (float) (1.0 / rows / (sums[k] + settings.epsilon()));
            }
            done++;
            if (done % settings.checkEvery() == 1 || settings.checkEvery() == 1) {
                scale(u, 0, again, 0, done % 2 == 1, sums);
                met = marginalError(chunk.right(), vFrom, again) <= settings.tolerance();
            }
        }
        this.lastU = u;
        this.lastV = chunks.get(chunks.size() - 1).right();
        this.lastVFrom = 2 * ((done - 1) % CHUNK) * columns;
        this.iterations = done;
        this.converged = met;
        this.rowCosts = new double[rows];
        this.columnCosts = CpuMatrix.of(tape.scratch(1, columns)).data();
        Arrays.fill(columnCosts, 0);
        for (int k = 0; k < rows; k++) {
            rowCosts[k] = kernels.planRow(kernel, m, k * columns, lastU[k], lastV, lastVFrom, columnCosts, columns);
        }
    }

    private interface Part {
        void run(int from, int to, double[] sums);
    }

    /** Runs every part of the columns; what they leave in their sums is theirs alone. */
    private void inParts(Part part) {
        workers.each(partSums.length, p -> part.run(bounds[p], bounds[p + 1], partSums[p]));
    }

    private void gather(double[] sums) {
        for (int k = 0; k < rows; k++) {
            double sum = 0;
            for (double[] part : partSums) {
                sum += part[k];
            }
            sums[k] = sum;
        }
    }

    private void fillPanels(int from, int to, double[] unused) {
        for (int column = from; column < to; column += Kernels.PANEL) {
            int width = Math.min(Kernels.PANEL, to - column);
            for (int k = 0; k < rows; k++) {
                System.arraycopy(kernel, k * columns + column, panels, column * rows + k * width, width);
            }
        }
    }

    private void scale(float[] u, int uFrom, float[] v, int vFrom, boolean backwards, double[] sums) {
        inParts((from, to, part) -> kernels.scalingPass(
                panels,
                rows,
                from,
                to,
                backwards,
                u,
                uFrom,
                (float) (1.0 / columns),
                (float) settings.epsilon(),
                v,
                vFrom,
                part));
        gather(sums);
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
        double cost = 0;
        for (int k = 0; k < rows; k++) {
            cost += lastU[k] * rowCosts[k];
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
        float sharpness = throughPlan ? (float) settings.sharpness() : 0;
        float[] rest = throughPlan ? CpuMatrix.of(kernelSlope()).data() : kernel; // times a sharpness of 0
        workers.split(rows, 4, (first, last) -> {
            for (int k = first; k < last; k++) {
                kernels.planSlope(
                        factor,
                        sharpness,
                        kernel,
                        m,
                        rest,
                        k * columns,
                        lastU[k],
                        lastV,
                        lastVFrom,
                        result,
                        columns,
                        add);
            }
        });
    }

    /** What flows to the kernel through the scalings; see {@code Sinkhorn.kernelGradient}. */
    private Matrix kernelSlope() {
        double[] du = rowCosts.clone();
        float[] u = lastU;
        int uFrom = 0;
        float[] none = CpuMatrix.of(tape.scratch(1, columns)).data();
        Arrays.fill(none, 0);
        for (int i = iterations - 1; i >= 0; i--) {
            Chunk chunk = chunks.get(i / CHUNK);
            int at = i % CHUNK;
            int dsFrom = 2 * at * rows;
            for (int k = 0; k < rows; k++) { // ds = -du u² / a
                double scaling = u[uFrom + k];
                chunk.left()[dsFrom + k] = (float) (-du[k] * scaling * scaling * rows);
            }
            float[] extra = i == iterations - 1 ? columnCosts : none;
            boolean backwards = i % 2 == 1;
            inParts((from, to, sums) -> kernels.slopePass(
                    panels,
                    rows,
                    from,
                    to,
                    backwards,
                    chunk.left(),
                    dsFrom,
                    extra,
                    chunk.right(),
                    2 * at * columns,
                    -columns,
                    chunk.right(),
                    (2 * at + 1) * columns,
                    sums));
            gather(du);
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

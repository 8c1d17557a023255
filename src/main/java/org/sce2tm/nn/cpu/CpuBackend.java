package org.sce2tm.nn.cpu;

import static org.bytedeco.openblas.global.openblas.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas.CblasTrans;
import static org.bytedeco.openblas.global.openblas.blas_set_num_threads;
import static org.bytedeco.openblas.global.openblas.cblas_sgemm;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Optional;
import org.sce2tm.nn.Adam;
import org.sce2tm.nn.Backend;
import org.sce2tm.nn.Binary;
import org.sce2tm.nn.CsrRows;
import org.sce2tm.nn.FusedOps;
import org.sce2tm.nn.Matrix;
import org.sce2tm.nn.Over;
import org.sce2tm.nn.SparseMatrix;
import org.sce2tm.nn.Unary;

/** The default backend, in single precision; see the package's description. */
public final class CpuBackend implements Backend {
    /** Entries below which a range is not worth splitting over threads. */
    private static final int GRAIN = 16384;
    /** Multiplications below which a matrix product is not worth splitting over threads. */
    private static final long PRODUCT_GRAIN = 500_000;
    /** Floats that stay in a second-level cache beside others. */
    private static final int RESIDENT = 75_000;

    private final Workers workers;
    private final Kernels kernels;
    private final ArrayDeque<CpuSparse.Storage> released = new ArrayDeque<>();

    /**
     * The fastest kernels this JVM has.
     *
     * @param threads how many Java threads compute, the caller among them; at least 1
     */
    public CpuBackend(int threads) {
        this(threads, Kernels.fastest());
    }

    /**
     * With given kernels.
     *
     * @param threads at least 1
     */
    public CpuBackend(int threads, Kernels kernels) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be at least 1, is " + threads);
        }
        this.workers = new Workers(threads);
        this.kernels = kernels;
        if (!kernels.multipliesMatrices()) {
            blas_set_num_threads(1);
        }
    }

    @Override
    public Optional<FusedOps> fused() {
        return Optional.of(new CpuFused(this, kernels, workers));
    }

    @Override
    public String description() {
        return "cpu, " + workers.threads() + (workers.threads() == 1 ? " thread, " : " threads, ")
                + kernels.description();
    }

    @Override
    public double roundoff() {
        return 0x1p-24;
    }

    @Override
    public void close() {
        workers.close();
    }

    // ---- storage ----

    @Override
    public Matrix allocate(int rows, int columns) {
        return new CpuMatrix(rows, columns, new float[Math.multiplyExact(rows, columns)]);
    }

    @Override
    public Matrix view(Matrix matrix, int rows, int columns) {
        CpuMatrix m = CpuMatrix.of(matrix);
        if (rows * columns != m.size()) {
            throw new IllegalArgumentException("a view must have the same size");
        }
        return new CpuMatrix(rows, columns, m.data());
    }

    @Override
    public void write(Matrix matrix, double[] values) {
        float[] data = sized(matrix, values.length);
        for (int i = 0; i < data.length; i++) {
            data[i] = (float) values[i];
        }
    }

    @Override
    public void write(Matrix matrix, float[] values) {
        System.arraycopy(values, 0, sized(matrix, values.length), 0, values.length);
    }

    private static float[] sized(Matrix matrix, int length) {
        if (CpuMatrix.of(matrix).size() != length) {
            throw new IllegalArgumentException(
                    length + " numbers for a " + matrix.rows() + " x " + matrix.columns() + " matrix");
        }
        return CpuMatrix.of(matrix).data();
    }

    @Override
    public double[] read(Matrix matrix) {
        float[] data = CpuMatrix.of(matrix).data();
        double[] values = new double[data.length];
        for (int i = 0; i < data.length; i++) {
            values[i] = data[i];
        }
        return values;
    }

    @Override
    public float[] readFloats(Matrix matrix) {
        return CpuMatrix.of(matrix).data().clone();
    }

    @Override
    public void fill(Matrix matrix, double value) {
        Arrays.fill(CpuMatrix.of(matrix).data(), (float) value);
    }

    @Override
    public boolean isFinite(Matrix matrix) {
        for (float value : CpuMatrix.of(matrix).data()) {
            if (!Float.isFinite(value)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public SparseMatrix sparse(CsrRows rows) {
        CpuSparse.Storage storage = released.isEmpty() ? new CpuSparse.Storage() : released.pop();
        return new CpuSparse(rows, workers, storage);
    }

    @Override
    public void release(SparseMatrix matrix) {
        released.push(CpuSparse.of(matrix).storage());
    }

    // ---- products ----

    @Override
    public void gemm(
            double scale, Matrix a, boolean transposeA, Matrix b, boolean transposeB, Matrix out, boolean add) {
        int inner = transposeA ? a.rows() : a.columns();
        if (kernels.multipliesMatrices()) {
            splitProduct(scale, a, transposeA, b, transposeB, out, inner, add);
            return;
        }
        cblas_sgemm(
                CblasRowMajor,
                transposeA ? CblasTrans : CblasNoTrans,
                transposeB ? CblasTrans : CblasNoTrans,
                out.rows(),
                out.columns(),
                inner,
                (float) scale,
                CpuMatrix.of(a).data(),
                a.columns(),
                CpuMatrix.of(b).data(),
                b.columns(),
                add ? 1f : 0f,
                CpuMatrix.of(out).data(),
                out.columns());
    }

    private void splitProduct(
            double scale,
            Matrix a,
            boolean transposeA,
            Matrix b,
            boolean transposeB,
            Matrix out,
            int inner,
            boolean add) {
        float[] left = CpuMatrix.of(a).data();
        float[] right = CpuMatrix.of(b).data();
        float[] result = CpuMatrix.of(out).data();
        int aRow = transposeA ? 1 : a.columns();
        int aColumn = transposeA ? a.columns() : 1;
        int bRow = transposeB ? 1 : b.columns();
        int bColumn = transposeB ? b.columns() : 1;
        int rows = out.rows();
        int columns = out.columns();
        float factor = (float) scale;
        int enough = (int) Math.min(Integer.MAX_VALUE / 2, 1 + PRODUCT_GRAIN / Math.max(1L, inner));
        if (columns >= rows) {
            int grain = roundUp(Math.max(1, enough / rows), 48);
            workers.split(
                    columns,
                    grain,
                    (from, to) -> kernels.product(
                            factor, left, aRow, aColumn, right, bRow, bColumn, result, columns, inner, 0, rows, from,
                            to, add));
        } else {
            int grain = roundUp(Math.max(1, enough / columns), 24);
            workers.split(
                    rows,
                    grain,
                    (from, to) -> kernels.product(
                            factor, left, aRow, aColumn, right, bRow, bColumn, result, columns, inner, from, to, 0,
                            columns, add));
        }
    }

    private static int roundUp(int n, int multiple) {
        return (n + multiple - 1) / multiple * multiple;
    }

    @Override
    public void multiply(SparseMatrix x, Matrix w, Matrix out) {
        CpuSparse s = CpuSparse.of(x);
        if (s.isBetterDense()) {
            gemm(1, s.dense(), false, w, false, out, false);
            return;
        }
        float[] weights = CpuMatrix.of(w).data();
        float[] result = CpuMatrix.of(out).data();
        int width = w.columns();
        int genes = Math.max(1, RESIDENT / Math.min(width, kernels.slice()));
        int[] starts = s.firsts();
        int[] ends = s.lasts();
        System.arraycopy(s.starts(), 0, ends, 0, s.rows());
        // as many rows of w at a time as stay in the second-level cache, of which a slice is read at a time
        for (int block = 0; block < s.columns(); block += genes) {
            int limit = block + genes;
            System.arraycopy(ends, 0, starts, 0, s.rows());
            for (int i = 0; i < s.rows(); i++) {
                int at = Arrays.binarySearch(s.indices, starts[i], s.ends()[i], limit);
                ends[i] = at >= 0 ? at : -at - 1;
            }
            boolean add = block > 0;
            workers.split(
                    s.rows(),
                    8,
                    (from, to) -> kernels.gatherRows(
                            starts, ends, s.indices, s.values, from, to, weights, width, result, add));
        }
    }

    @Override
    public void multiplyTransposed(SparseMatrix x, Matrix y, Matrix out, boolean add) {
        if (CpuSparse.of(x).isBetterDense()) {
            gemm(1, CpuSparse.of(x).dense(), true, y, false, out, add);
            return;
        }
        CpuSparse.ByColumn s = CpuSparse.of(x).byColumn();
        float[] right = CpuMatrix.of(y).data();
        float[] result = CpuMatrix.of(out).data();
        int width = y.columns();
        workers.split(
                x.columns(),
                64,
                (from, to) -> kernels.gatherRows(
                        s.starts(), s.ends(), s.rows(), s.values(), from, to, right, width, result, add));
    }

    @Override
    public void rowDots(SparseMatrix x, Matrix y, Matrix out) {
        CpuSparse s = CpuSparse.of(x);
        float[] right = CpuMatrix.of(y).data();
        float[] result = CpuMatrix.of(out).data();
        for (int i = 0; i < s.rows(); i++) {
            double sum = 0;
            for (int at = s.starts()[i]; at < s.ends()[i]; at++) {
                sum += (double) s.values[at] * right[i * s.columns() + s.indices[at]];
            }
            result[i] = (float) sum;
        }
    }

    @Override
    public void addScaledRows(double scale, Matrix weight, SparseMatrix x, Matrix out) {
        CpuSparse s = CpuSparse.of(x);
        float[] weights = CpuMatrix.of(weight).data();
        float[] result = CpuMatrix.of(out).data();
        for (int i = 0; i < s.rows(); i++) {
            float factor = (float) scale * weights[i];
            for (int at = s.starts()[i]; at < s.ends()[i]; at++) {
                result[i * s.columns() + s.indices[at]] += factor * s.values[at];
            }
        }
    }

    @Override
    public void rowSums(SparseMatrix x, Matrix out) {
        CpuSparse s = CpuSparse.of(x);
        float[] result = CpuMatrix.of(out).data();
        for (int i = 0; i < s.rows(); i++) {
            result[i] = (float) kernels.sum(s.values, s.starts()[i], s.ends()[i] - s.starts()[i]);
        }
    }

    @Override
    public void densify(SparseMatrix x, Matrix out) {
        CpuSparse.of(x).densify(CpuMatrix.of(out).data());
    }

    // ---- entry by entry ----

    @Override
    public void map(Unary f, Matrix x, Matrix out) {
        float[] from = CpuMatrix.of(x).data();
        float[] to = CpuMatrix.of(out).data();
        workers.split(from.length, GRAIN, (start, end) -> kernels.map(f, from, to, start, end));
    }

    @Override
    public void mapBackward(Unary f, Matrix x, Matrix y, Matrix dy, Matrix dx, boolean add) {
        float[] xs = CpuMatrix.of(x).data();
        float[] ys = CpuMatrix.of(y).data();
        float[] dys = CpuMatrix.of(dy).data();
        float[] dxs = CpuMatrix.of(dx).data();
        workers.split(xs.length, GRAIN, (from, to) -> kernels.mapBackward(f, xs, ys, dys, dxs, from, to, add));
    }

    @Override
    public void combine(Binary f, Matrix a, Matrix b, Matrix out, boolean add) {
        float[] left = CpuMatrix.of(a).data();
        float[] right = CpuMatrix.of(b).data();
        float[] result = CpuMatrix.of(out).data();
        int columns = a.columns();
        if (a.sameShape(b)) {
            workers.split(
                    left.length,
                    GRAIN,
                    (from, to) -> kernels.combine(f, left, from, right, from, result, from, to - from, add));
        } else if (b.rows() == 1 && b.columns() == 1) {
            workers.split(
                    left.length,
                    GRAIN,
                    (from, to) -> kernels.combine(f, left, from, right[0], result, from, to - from, add));
        } else if (b.rows() == 1) {
            forRows(a, i -> kernels.combine(f, left, i * columns, right, 0, result, i * columns, columns, add));
        } else {
            forRows(a, i -> kernels.combine(f, left, i * columns, right[i], result, i * columns, columns, add));
        }
    }

    @Override
    public void scale(double scale, Matrix x, Matrix out, boolean add) {
        float[] from = CpuMatrix.of(x).data();
        float[] result = CpuMatrix.of(out).data();
        int columns = out.columns();
        float factor = (float) scale;
        if (x.sameShape(out)) {
            workers.split(
                    from.length,
                    GRAIN,
                    (start, end) -> kernels.scale(factor, from, start, result, start, end - start, add));
        } else if (x.rows() == 1 && x.columns() > 1) {
            forRows(out, i -> kernels.scale(factor, from, 0, result, i * columns, columns, add));
        } else {
            boolean perRow = x.rows() > 1;
            forRows(out, i -> {
                float value = factor * from[perRow ? i : 0];
                if (add) {
                    kernels.combine(Binary.ADD, result, i * columns, value, result, i * columns, columns, false);
                } else {
                    Arrays.fill(result, i * columns, (i + 1) * columns, value);
                }
            });
        }
    }

    private interface Row {
        void run(int row);
    }

    private void forRows(Matrix shape, Row row) {
        int grain = Math.max(1, GRAIN / shape.columns());
        workers.split(shape.rows(), grain, (from, to) -> {
            for (int i = from; i < to; i++) {
                row.run(i);
            }
        });
    }

    private interface Columns {
        void run(int from, int to);
    }

    private void forColumns(Matrix shape, Columns columns) {
        int grain = Math.max(64, GRAIN / shape.rows());
        workers.split(shape.columns(), grain, columns::run);
    }

    @Override
    public void copyColumns(Matrix from, int fromColumn, int count, Matrix to, int toColumn, boolean add) {
        float[] source = CpuMatrix.of(from).data();
        float[] target = CpuMatrix.of(to).data();
        for (int i = 0; i < from.rows(); i++) {
            int at = i * from.columns() + fromColumn;
            int into = i * to.columns() + toColumn;
            if (add) {
                kernels.scale(1, source, at, target, into, count, true);
            } else {
                System.arraycopy(source, at, target, into, count);
            }
        }
    }

    @Override
    public void copyRows(Matrix from, int fromRow, int count, Matrix to, int toRow, boolean add) {
        int columns = from.columns();
        float[] source = CpuMatrix.of(from).data();
        float[] target = CpuMatrix.of(to).data();
        if (add) {
            kernels.scale(1, source, fromRow * columns, target, toRow * columns, count * columns, true);
        } else {
            System.arraycopy(source, fromRow * columns, target, toRow * columns, count * columns);
        }
    }

    @Override
    public void pickRows(Matrix from, int[] rows, Matrix to) {
        for (int i = 0; i < rows.length; i++) {
            copyRows(from, rows[i], 1, to, i, false);
        }
    }

    @Override
    public void addToPickedRows(Matrix from, int[] rows, Matrix to) {
        for (int i = 0; i < rows.length; i++) {
            copyRows(from, i, 1, to, rows[i], true);
        }
    }

    // ---- reductions ----

    @Override
    public double squaredNorm(Matrix x) {
        float[] data = CpuMatrix.of(x).data();
        int columns = x.columns();
        double sum = 0;
        for (int i = 0; i < x.rows(); i++) {
            sum += kernels.dot(data, i * columns, data, i * columns, columns);
        }
        return sum;
    }

    @Override
    public void sum(Over over, double scale, Matrix x, Matrix out, boolean add) {
        float[] data = CpuMatrix.of(x).data();
        float[] result = CpuMatrix.of(out).data();
        int columns = x.columns();
        switch (over) {
            case COLUMNS ->
                forRows(x, i -> {
                    float sum = (float) (scale * kernels.sum(data, i * columns, columns));
                    result[i] = add ? result[i] + sum : sum;
                });
            case ROWS -> {
                float[] sums = add ? new float[columns] : result;
                forColumns(x, (from, to) -> {
                    kernels.columnSums(data, x.rows(), columns, from, to, sums);
                    kernels.scale((float) scale, sums, from, result, from, to - from, add);
                });
            }
            case ALL -> {
                double total = 0;
                for (int i = 0; i < x.rows(); i++) {
                    total += kernels.sum(data, i * columns, columns);
                }
                result[0] = (float) (scale * total + (add ? result[0] : 0));
            }
        }
    }

    @Override
    public void logSumExp(Matrix x, Matrix out) {
        float[] data = CpuMatrix.of(x).data();
        float[] result = CpuMatrix.of(out).data();
        int columns = x.columns();
        int grain = Math.max(1, GRAIN / columns);
        workers.split(x.rows(), grain, (from, to) -> {
            float[] powers = new float[columns];
            for (int i = from; i < to; i++) {
                float max = kernels.max(data, i * columns, columns);
                double sum = kernels.exp(1, max, data, i * columns, powers, 0, columns);
                result[i] = (float) (max + Math.log(sum));
            }
        });
    }

    @Override
    public void softmax(Over over, double scale, Matrix x, Matrix out) {
        float[] data = CpuMatrix.of(x).data();
        float[] result = CpuMatrix.of(out).data();
        int rows = x.rows();
        int columns = x.columns();
        float factor = (float) scale;
        if (over == Over.COLUMNS) {
            forRows(x, i -> {
                int at = i * columns;
                kernels.scale(factor, data, at, result, at, columns, false);
                float max = kernels.max(result, at, columns);
                double sum = kernels.exp(1, max, result, at, result, at, columns);
                kernels.scale((float) (1 / sum), result, at, result, at, columns, false);
            });
            return;
        }
        forColumns(x, (from, to) -> {
            int n = to - from;
            float[] max = new float[n];
            Arrays.fill(max, Float.NEGATIVE_INFINITY);
            for (int i = 0; i < rows; i++) {
                for (int j = 0; j < n; j++) {
                    max[j] = Math.max(max[j], factor * data[i * columns + from + j]);
                }
            }
            float[] sums = new float[n];
            float[] shifted = new float[n];
            for (int i = 0; i < rows; i++) {
                int at = i * columns + from;
                kernels.scale(factor, data, at, shifted, 0, n, false);
                kernels.combine(Binary.SUBTRACT, shifted, 0, max, 0, shifted, 0, n, false);
                kernels.exp(1, 0, shifted, 0, result, at, n);
                kernels.scale(1, result, at, sums, 0, n, true);
            }
            for (int i = 0; i < rows; i++) {
                int at = i * columns + from;
                kernels.combine(Binary.DIVIDE, result, at, sums, 0, result, at, n, false);
            }
        });
    }

    @Override
    public void softmaxBackward(Over over, double scale, Matrix y, Matrix dy, Matrix dx, boolean add) {
        float[] ys = CpuMatrix.of(y).data();
        float[] dys = CpuMatrix.of(dy).data();
        float[] dxs = CpuMatrix.of(dx).data();
        int rows = y.rows();
        int columns = y.columns();
        float factor = (float) scale;
        if (over == Over.COLUMNS) {
            workers.split(rows, Math.max(1, GRAIN / columns), (from, to) -> {
                float[] row = new float[columns];
                for (int i = from; i < to; i++) {
                    int at = i * columns;
                    float dot = (float) kernels.dot(ys, at, dys, at, columns);
                    kernels.combine(Binary.SUBTRACT, dys, at, dot, row, 0, columns, false);
                    kernels.combine(Binary.MULTIPLY, row, 0, ys, at, row, 0, columns, false);
                    kernels.scale(factor, row, 0, dxs, at, columns, add);
                }
            });
            return;
        }
        float[] dots = new float[columns];
        forColumns(y, (from, to) -> {
            int n = to - from;
            kernels.columnDots(ys, dys, rows, columns, from, to, dots);
            float[] row = new float[n];
            for (int i = 0; i < rows; i++) {
                int at = i * columns + from;
                kernels.combine(Binary.SUBTRACT, dys, at, dots, from, row, 0, n, false);
                kernels.combine(Binary.MULTIPLY, row, 0, ys, at, row, 0, n, false);
                kernels.scale(factor, row, 0, dxs, at, n, add);
            }
        });
    }

    // ---- batch norm ----

    @Override
    public void moments(Matrix x, Matrix mean, Matrix variance) {
        float[] data = CpuMatrix.of(x).data();
        float[] means = CpuMatrix.of(mean).data();
        float[] variances = CpuMatrix.of(variance).data();
        int rows = x.rows();
        int columns = x.columns();
        float share = 1f / rows;
        forColumns(x, (from, to) -> {
            kernels.columnSums(data, rows, columns, from, to, means);
            kernels.scale(share, means, from, means, from, to - from, false);
            kernels.columnSquares(data, rows, columns, from, to, means, variances);
            kernels.scale(share, variances, from, variances, from, to - from, false);
        });
    }

    @Override
    public void normalise(
            Matrix x, Matrix mean, Matrix variance, double epsilon, Matrix gamma, Matrix beta, Matrix out) {
        float[] scale = scales(variance, epsilon, gamma);
        float[] data = CpuMatrix.of(x).data();
        float[] result = CpuMatrix.of(out).data();
        float[] means = CpuMatrix.of(mean).data();
        float[] shifts = CpuMatrix.of(beta).data();
        int columns = x.columns();
        forRows(x, i -> kernels.normalise(data, i * columns, means, scale, shifts, result, i * columns, columns));
    }

    /** {@code gamma / sqrt(variance + epsilon)}. */
    private static float[] scales(Matrix variance, double epsilon, Matrix gamma) {
        float[] scale = new float[gamma.columns()];
        for (int j = 0; j < scale.length; j++) {
            scale[j] = (float) (CpuMatrix.of(gamma).data()[j]
                    / Math.sqrt(CpuMatrix.of(variance).data()[j] + epsilon));
        }
        return scale;
    }

    @Override
    public void normaliseBackward(
            Matrix x,
            Matrix mean,
            Matrix variance,
            double epsilon,
            Matrix gamma,
            Matrix dy,
            Matrix dx,
            boolean add,
            Matrix dgamma,
            Matrix dbeta) {
        float[] xs = CpuMatrix.of(x).data();
        float[] dys = CpuMatrix.of(dy).data();
        float[] dxs = CpuMatrix.of(dx).data();
        float[] means = CpuMatrix.of(mean).data();
        float[] dgammas = CpuMatrix.of(dgamma).data();
        float[] dbetas = CpuMatrix.of(dbeta).data();
        int rows = x.rows();
        int columns = x.columns();
        forColumns(x, (from, to) -> {
            kernels.columnSums(dys, rows, columns, from, to, dbetas);
            kernels.columnCentredDots(xs, means, dys, rows, columns, from, to, dgammas);
        });
        float[] a = new float[columns];
        float[] b = new float[columns];
        float[] c = new float[columns];
        for (int j = 0; j < columns; j++) {
            double inverse = 1 / Math.sqrt(CpuMatrix.of(variance).data()[j] + epsilon);
            double scale = CpuMatrix.of(gamma).data()[j] * inverse;
            a[j] = (float) scale;
            b[j] = (float) (-scale * inverse * inverse * dgammas[j] / rows);
            c[j] = (float) (-scale * dbetas[j] / rows);
            dgammas[j] = (float) (dgammas[j] * inverse);
        }
        forRows(x, i -> kernels.normaliseBackward(dys, xs, i * columns, means, a, b, c, dxs, columns, add));
    }

    // ---- optimisers ----

    @Override
    public void rmsProp(Matrix parameter, Matrix gradient, Matrix square, double rate, double alpha, double epsilon) {
        float[] p = CpuMatrix.of(parameter).data();
        float[] g = CpuMatrix.of(gradient).data();
        float[] s = CpuMatrix.of(square).data();
        workers.split(
                p.length,
                GRAIN,
                (from, to) -> kernels.rmsProp(
                        p, g, s, from, to, (float) rate, (float) alpha, (float) (1 - alpha), (float) epsilon));
    }

    @Override
    public void adam(Matrix parameter, Matrix gradient, Matrix first, Matrix second, long step, Adam.Options options) {
        float[] p = CpuMatrix.of(parameter).data();
        float[] g = CpuMatrix.of(gradient).data();
        float[] m = CpuMatrix.of(first).data();
        float[] v = CpuMatrix.of(second).data();
        float decay = (float) options.weightDecay();
        float beta1 = (float) options.beta1();
        float beta2 = (float) options.beta2();
        float rest1 = (float) (1 - options.beta1());
        float rest2 = (float) (1 - options.beta2());
        float epsilon = (float) options.epsilon();
        float rate = (float) (options.rate() / (1 - Math.pow(options.beta1(), (double) step)));
        float root = (float) Math.sqrt(1 - Math.pow(options.beta2(), (double) step));
        workers.split(p.length, GRAIN, (from, to) -> {
            for (int i = from; i < to; i++) {
                float slope = g[i] + decay * p[i];
                m[i] = beta1 * m[i] + rest1 * slope;
                v[i] = beta2 * v[i] + rest2 * slope * slope;
                p[i] -= rate * m[i] / ((float) Math.sqrt(v[i]) / root + epsilon);
            }
        });
    }
}

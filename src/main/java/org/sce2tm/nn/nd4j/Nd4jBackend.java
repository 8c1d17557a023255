package org.sce2tm.nn.nd4j;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.custom.Digamma;
import org.nd4j.linalg.api.ops.custom.Lgamma;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.sce2tm.nn.Adam;
import org.sce2tm.nn.Backend;
import org.sce2tm.nn.Binary;
import org.sce2tm.nn.Csr;
import org.sce2tm.nn.CsrRows;
import org.sce2tm.nn.Matrix;
import org.sce2tm.nn.Over;
import org.sce2tm.nn.SparseMatrix;
import org.sce2tm.nn.Unary;

/**
 * The portable backend: ND4J operations only, on whatever device ND4J runs. In double precision it is the one that
 * finite differences and the peers' 1e-9 are held against. Sparse batches are held dense.
 */
public final class Nd4jBackend implements Backend {
    private final DataType type;

    /** Precision of the arithmetic. */
    public enum Precision {
        /** 32 bits. */
        SINGLE,
        /** 64 bits. */
        DOUBLE
    }

    /** @throws UnsupportedOperationException if ND4J found a GPU that it cannot run on */
    public Nd4jBackend(Precision precision) {
        this.type = precision == Precision.DOUBLE ? DataType.DOUBLE : DataType.FLOAT;
        CudaCapability.check();
    }

    @Override
    public String description() {
        return "nd4j " + Nd4j.getBackend().getClass().getSimpleName() + ", "
                + (type == DataType.DOUBLE ? "double" : "single") + " precision";
    }

    @Override
    public double roundoff() {
        return type == DataType.DOUBLE ? 0x1p-53 : 0x1p-24;
    }

    @Override
    public void close() {
        // arrays are freed by ND4J when their handles are collected
    }

    // ---- storage ----

    @Override
    public Matrix allocate(int rows, int columns) {
        return new NdMatrix(Nd4j.createUninitialized(type, new long[] {rows, columns}, 'c'));
    }

    @Override
    public Matrix view(Matrix matrix, int rows, int columns) {
        return new NdMatrix(NdMatrix.of(matrix).reshape('c', new long[] {rows, columns}));
    }

    @Override
    public void write(Matrix matrix, double[] values) {
        store(Nd4j.createFromArray(values).reshape('c', new long[] {matrix.rows(), matrix.columns()}), matrix, false);
    }

    @Override
    public void write(Matrix matrix, float[] values) {
        store(Nd4j.createFromArray(values).reshape('c', new long[] {matrix.rows(), matrix.columns()}), matrix, false);
    }

    @Override
    public double[] read(Matrix matrix) {
        return NdMatrix.of(matrix)
                .reshape('c', new long[] {(long) matrix.rows() * matrix.columns()})
                .toDoubleVector();
    }

    @Override
    public float[] readFloats(Matrix matrix) {
        return NdMatrix.of(matrix)
                .reshape('c', new long[] {(long) matrix.rows() * matrix.columns()})
                .toFloatVector();
    }

    @Override
    public void fill(Matrix matrix, double value) {
        NdMatrix.of(matrix).assign(value);
    }

    @Override
    public boolean isFinite(Matrix matrix) {
        for (double value : read(matrix)) {
            if (!Double.isFinite(value)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public SparseMatrix sparse(CsrRows rows) {
        Csr csr = rows.matrix();
        double[] dense = new double[Math.multiplyExact(rows.rows(), rows.columns())];
        for (int i = 0; i < rows.rows(); i++) {
            int row = rows.picked()[i];
            for (int at = csr.rowPointers()[row]; at < csr.rowPointers()[row + 1]; at++) {
                dense[i * rows.columns() + csr.columnIndices()[at]] =
                        csr.exact().value(row, at);
            }
        }
        NdMatrix matrix = (NdMatrix) allocate(rows.rows(), rows.columns());
        write(matrix, dense);
        return matrix;
    }

    @Override
    public void release(SparseMatrix matrix) {
        NdMatrix.of(matrix).close(); // at once: the garbage collector does not see how much lies off the heap
    }

    /** Puts a fresh array of out's shape, or one broadcast to it, into out. */
    private static void store(INDArray result, Matrix out, boolean add) {
        if (add) {
            NdMatrix.of(out).addi(result);
        } else {
            NdMatrix.of(out).assign(result);
        }
        if (result.closeable()) {
            result.close();
        }
    }

    // ---- products ----

    @Override
    public void gemm(
            double scale, Matrix a, boolean transposeA, Matrix b, boolean transposeB, Matrix out, boolean add) {
        gemm(scale, NdMatrix.of(a), transposeA, NdMatrix.of(b), transposeB, out, add);
    }

    /** As (op(b)ᵀ op(a)ᵀ)ᵀ on transposed views: ND4J copies a row-major result, a column-major one it does not. */
    private static void gemm(
            double scale, INDArray a, boolean transposeA, INDArray b, boolean transposeB, Matrix out, boolean add) {
        Nd4j.gemm(
                b.transpose(), a.transpose(), NdMatrix.of(out).transpose(), transposeB, transposeA, scale, add ? 1 : 0);
    }

    @Override
    public void multiply(SparseMatrix x, Matrix w, Matrix out) {
        gemm(1, NdMatrix.of(x), false, NdMatrix.of(w), false, out, false);
    }

    @Override
    public void multiplyTransposed(SparseMatrix x, Matrix y, Matrix out, boolean add) {
        gemm(1, NdMatrix.of(x), true, NdMatrix.of(y), false, out, add);
    }

    @Override
    public void rowDots(SparseMatrix x, Matrix y, Matrix out) {
        store(NdMatrix.of(x).mul(NdMatrix.of(y)).sum(true, 1), out, false);
    }

    @Override
    public void addScaledRows(double scale, Matrix weight, SparseMatrix x, Matrix out) {
        store(NdMatrix.of(x).mul(NdMatrix.of(weight)).muli(scale), out, true);
    }

    @Override
    public void rowSums(SparseMatrix x, Matrix out) {
        store(NdMatrix.of(x).sum(true, 1), out, false);
    }

    @Override
    public void densify(SparseMatrix x, Matrix out) {
        NdMatrix.of(out).assign(NdMatrix.of(x));
    }

    // ---- entry by entry ----

    @Override
    public void map(Unary f, Matrix x, Matrix out) {
        INDArray source = NdMatrix.of(x);
        INDArray result = switch (f.kind()) {
            case AFFINE -> source.mul(f.first()).addi(f.second());
            case EXP -> Transforms.exp(source, true);
            case LOG -> atLeast(Transforms.log(source, true), f.first());
            case TANH -> Transforms.tanh(source, true);
            case SQUARE -> source.mul(source);
            case SQRT -> Transforms.sqrt(source, true);
            case RECIPROCAL -> source.rdiv(1);
            case CLAMP -> atMost(atLeast(source.dup(), f.first()), f.second());
            case RELU -> atLeast(source.dup(), 0);
            case SIGMOID -> sigmoid(source);
            case SOFTPLUS -> softplus(source);
            case LGAMMA -> Nd4j.exec(new Lgamma(source))[0];
            case ABOVE -> source.gt(f.first()).castTo(type);
        };
        store(result, out, false);
    }

    private static INDArray sigmoid(INDArray x) {
        return Transforms.exp(x.neg(), false).addi(1).rdivi(1);
    }

    /** {@code max(x, 0) + ln(1 + e^-|x|)}. */
    private static INDArray softplus(INDArray x) {
        INDArray rest = Transforms.log(
                Transforms.exp(Transforms.abs(x, true).negi(), false).addi(1), false);
        return atLeast(x.dup(), 0).addi(rest);
    }

    private static INDArray atLeast(INDArray x, double bound) {
        return Double.isInfinite(bound) ? x : Transforms.max(x, bound, false);
    }

    private static INDArray atMost(INDArray x, double bound) {
        return Double.isInfinite(bound) ? x : Transforms.min(x, bound, false);
    }

    @Override
    public void mapBackward(Unary f, Matrix x, Matrix y, Matrix dy, Matrix dx, boolean add) {
        INDArray xs = NdMatrix.of(x);
        INDArray ys = NdMatrix.of(y);
        INDArray slope = NdMatrix.of(dy);
        INDArray result = switch (f.kind()) {
            case AFFINE -> slope.mul(f.first());
            case EXP -> slope.mul(ys);
            case LOG -> quotientWhere(slope, xs, ys.gt(f.first()));
            case TANH -> ys.mul(ys).rsubi(1).muli(slope);
            case SQUARE -> xs.mul(2).muli(slope);
            case SQRT -> quotientWhere(slope.mul(0.5), ys, ys.gt(0));
            case RECIPROCAL -> ys.mul(ys).muli(-1).muli(slope);
            case CLAMP -> inside(xs, f).muli(slope);
            case RELU -> xs.gt(0).castTo(type).muli(slope);
            case SIGMOID -> ys.rsub(1).muli(ys).muli(slope);
            case SOFTPLUS -> sigmoid(xs).muli(slope);
            case LGAMMA -> Nd4j.exec(new Digamma(xs))[0].muli(slope);
            case ABOVE -> slope.mul(0);
        };
        store(result, dx, add);
    }

    /** {@code a / b} where the mask holds, 0 elsewhere, whatever b is there. */
    private INDArray quotientWhere(INDArray a, INDArray b, INDArray where) {
        INDArray mask = where.castTo(type);
        INDArray divisor = b.mul(mask).addi(mask.rsub(1));
        return a.mul(mask).divi(divisor);
    }

    private INDArray inside(INDArray x, Unary clamp) {
        INDArray mask = Nd4j.onesLike(x);
        if (!Double.isInfinite(clamp.first())) {
            mask.muli(x.gte(clamp.first()).castTo(type));
        }
        if (!Double.isInfinite(clamp.second())) {
            mask.muli(x.lte(clamp.second()).castTo(type));
        }
        return mask;
    }

    @Override
    public void combine(Binary f, Matrix a, Matrix b, Matrix out, boolean add) {
        INDArray left = NdMatrix.of(a);
        INDArray right = NdMatrix.of(b);
        INDArray result;
        if (right.length() == 1) {
            double value = right.getDouble(0);
            result = switch (f) {
                case ADD -> left.add(value);
                case SUBTRACT -> left.sub(value);
                case MULTIPLY -> left.mul(value);
                case DIVIDE -> left.div(value);
            };
        } else {
            result = switch (f) {
                case ADD -> left.add(right);
                case SUBTRACT -> left.sub(right);
                case MULTIPLY -> left.mul(right);
                case DIVIDE -> left.div(right);
            };
        }
        store(result, out, add);
    }

    @Override
    public void scale(double scale, Matrix x, Matrix out, boolean add) {
        INDArray source = NdMatrix.of(x);
        if (x.sameShape(out)) {
            store(source.mul(scale), out, add);
            return;
        }
        if (!add) {
            fill(out, 0);
        }
        if (source.length() == 1) {
            NdMatrix.of(out).addi(scale * source.getDouble(0));
        } else {
            store(source.mul(scale), out, true);
        }
    }

    @Override
    public void copyColumns(Matrix from, int fromColumn, int count, Matrix to, int toColumn, boolean add) {
        INDArray source =
                NdMatrix.of(from).get(NDArrayIndex.all(), NDArrayIndex.interval(fromColumn, fromColumn + count));
        INDArray target = NdMatrix.of(to).get(NDArrayIndex.all(), NDArrayIndex.interval(toColumn, toColumn + count));
        if (add) {
            target.addi(source);
        } else {
            target.assign(source);
        }
    }

    @Override
    public void copyRows(Matrix from, int fromRow, int count, Matrix to, int toRow, boolean add) {
        INDArray source = NdMatrix.of(from).get(NDArrayIndex.interval(fromRow, fromRow + count), NDArrayIndex.all());
        INDArray target = NdMatrix.of(to).get(NDArrayIndex.interval(toRow, toRow + count), NDArrayIndex.all());
        if (add) {
            target.addi(source);
        } else {
            target.assign(source);
        }
    }

    @Override
    public void pickRows(Matrix from, int[] rows, Matrix to) {
        Nd4j.pullRows(NdMatrix.of(from), NdMatrix.of(to), 1, rows);
    }

    /** By a product with a matrix that has a 1 in row i, column rows[i]: faster than a view of every row. */
    @Override
    public void addToPickedRows(Matrix from, int[] rows, Matrix to) {
        float[] places = new float[rows.length * to.rows()];
        for (int i = 0; i < rows.length; i++) {
            places[i * to.rows() + rows[i]] = 1;
        }
        Matrix selection = allocate(rows.length, to.rows());
        write(selection, places);
        gemm(1, selection, true, from, false, to, true);
    }

    // ---- reductions ----

    @Override
    public double squaredNorm(Matrix x) {
        double norm = NdMatrix.of(x).norm2Number().doubleValue();
        return norm * norm;
    }

    @Override
    public void sum(Over over, double scale, Matrix x, Matrix out, boolean add) {
        INDArray source = NdMatrix.of(x);
        switch (over) {
            case COLUMNS -> store(source.sum(true, 1).muli(scale), out, add);
            case ROWS -> store(source.sum(true, 0).muli(scale), out, add);
            case ALL -> {
                // losses are such sums: single precision adds ten roundings to them
                double total =
                        scale * source.castTo(DataType.DOUBLE).sumNumber().doubleValue();
                NdMatrix.of(out).assign(add ? NdMatrix.of(out).getDouble(0) + total : total);
            }
        }
    }

    @Override
    public void logSumExp(Matrix x, Matrix out) {
        INDArray max = NdMatrix.of(x).max(true, 1);
        INDArray powers = Transforms.exp(NdMatrix.of(x).sub(max), false);
        store(Transforms.log(powers.sum(true, 1), false).addi(max), out, false);
    }

    @Override
    public void softmax(Over over, double scale, Matrix x, Matrix out) {
        int dimension = over == Over.COLUMNS ? 1 : 0;
        INDArray scaled = NdMatrix.of(x).mul(scale);
        scaled.subi(scaled.max(true, dimension));
        Transforms.exp(scaled, false);
        scaled.divi(scaled.sum(true, dimension));
        store(scaled, out, false);
    }

    @Override
    public void softmaxBackward(Over over, double scale, Matrix y, Matrix dy, Matrix dx, boolean add) {
        int dimension = over == Over.COLUMNS ? 1 : 0;
        INDArray ys = NdMatrix.of(y);
        INDArray slope = NdMatrix.of(dy);
        INDArray dots = ys.mul(slope).sum(true, dimension);
        store(slope.sub(dots).muli(ys).muli(scale), dx, add);
    }

    // ---- batch norm ----

    @Override
    public void moments(Matrix x, Matrix mean, Matrix variance) {
        INDArray source = NdMatrix.of(x);
        INDArray average = source.sum(true, 0).divi(x.rows());
        INDArray centred = source.sub(average);
        store(centred.muli(centred).sum(true, 0).divi(x.rows()), variance, false);
        store(average, mean, false);
    }

    @Override
    public void normalise(
            Matrix x, Matrix mean, Matrix variance, double epsilon, Matrix gamma, Matrix beta, Matrix out) {
        INDArray scale = NdMatrix.of(gamma).div(deviation(variance, epsilon));
        store(NdMatrix.of(x).sub(NdMatrix.of(mean)).muli(scale).addi(NdMatrix.of(beta)), out, false);
    }

    private static INDArray deviation(Matrix variance, double epsilon) {
        return Transforms.sqrt(NdMatrix.of(variance).add(epsilon), false);
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
        INDArray deviation = deviation(variance, epsilon);
        INDArray standard = NdMatrix.of(x).sub(NdMatrix.of(mean)).divi(deviation);
        INDArray slope = NdMatrix.of(dy);
        store(slope.sum(true, 0), dbeta, false);
        store(slope.mul(standard).sum(true, 0), dgamma, false);
        INDArray result = slope.sub(NdMatrix.of(dbeta).div(x.rows()))
                .subi(standard.muli(NdMatrix.of(dgamma).div(x.rows())))
                .muli(NdMatrix.of(gamma).div(deviation));
        store(result, dx, add);
    }

    // ---- optimisers ----

    @Override
    public void rmsProp(Matrix parameter, Matrix gradient, Matrix square, double rate, double alpha, double epsilon) {
        INDArray g = NdMatrix.of(gradient);
        INDArray s = NdMatrix.of(square);
        s.muli(alpha).addi(g.mul(g).muli(1 - alpha));
        NdMatrix.of(parameter).subi(g.mul(rate).divi(Transforms.sqrt(s, true).addi(epsilon)));
    }

    @Override
    public void adam(Matrix parameter, Matrix gradient, Matrix first, Matrix second, long step, Adam.Options options) {
        INDArray p = NdMatrix.of(parameter);
        INDArray g = NdMatrix.of(gradient).add(p.mul(options.weightDecay()));
        INDArray m = NdMatrix.of(first);
        INDArray v = NdMatrix.of(second);
        m.muli(options.beta1()).addi(g.mul(1 - options.beta1()));
        v.muli(options.beta2()).addi(g.mul(g).muli(1 - options.beta2()));
        double rate = options.rate() / (1 - Math.pow(options.beta1(), (double) step));
        double root = Math.sqrt(1 - Math.pow(options.beta2(), (double) step));
        p.subi(m.mul(rate).divi(Transforms.sqrt(v, true).divi(root).addi(options.epsilon())));
    }
}

package org.sce2tm.nn;

import org.sce2tm.nn.Tensor.GradientSlot;

/**
 * The differentiable operations that models and losses are written in. Where two tensors are combined, the second may
 * be broadcast: R x 1 (one number per row), 1 x C (one per column) or 1 x 1.
 */
public final class Ops {
    private Ops() {}

    // ---- entry by entry ----

    /** {@code f(x)}, entry by entry. */
    public static Tensor map(Unary f, Tensor x) {
        Tape tape = x.tape();
        Tensor y = tape.result(f.kind().name().toLowerCase(java.util.Locale.ROOT), x.rows(), x.columns(), x);
        tape.backend().map(f, x.value(), y.value());
        tape.record(y, () -> {
            GradientSlot dx = x.openGradient();
            tape.backend().mapBackward(f, x.value(), y.value(), gradient(y), dx.matrix(), dx.add());
        });
        return y;
    }

    /** Hyperbolic tangent. */
    public static Tensor tanh(Tensor x) {
        return map(Unary.TANH, x);
    }

    /** {@code e^x}. */
    public static Tensor exp(Tensor x) {
        return map(Unary.EXP, x);
    }

    /** Natural logarithm. */
    public static Tensor log(Tensor x) {
        return map(Unary.log(Double.NEGATIVE_INFINITY), x);
    }

    /** {@code x^2}. */
    public static Tensor square(Tensor x) {
        return map(Unary.SQUARE, x);
    }

    /** Square root. */
    public static Tensor sqrt(Tensor x) {
        return map(Unary.SQRT, x);
    }

    /** {@code max(x, 0)}. */
    public static Tensor relu(Tensor x) {
        return map(Unary.RELU, x);
    }

    /** {@code 1 / (1 + e^-x)}. */
    public static Tensor sigmoid(Tensor x) {
        return map(Unary.SIGMOID, x);
    }

    /** {@code ln(1 + e^x)}. */
    public static Tensor softplus(Tensor x) {
        return map(Unary.SOFTPLUS, x);
    }

    /** {@code ln Γ(x)} for x above 0. */
    public static Tensor lgamma(Tensor x) {
        return map(Unary.LGAMMA, x);
    }

    /** {@code min(max(x, low), high)}; no gradient where a bound holds. */
    public static Tensor clamp(Tensor x, double low, double high) {
        return map(Unary.clamp(low, high), x);
    }

    /** {@code scale x + shift}. */
    public static Tensor affine(double scale, Tensor x, double shift) {
        return map(Unary.affine(scale, shift), x);
    }

    /** {@code scale x}. */
    public static Tensor scale(double scale, Tensor x) {
        return affine(scale, x, 0);
    }

    /** {@code a + b}, b broadcast if need be. */
    public static Tensor add(Tensor a, Tensor b) {
        return combine(Binary.ADD, a, b);
    }

    /** The sum of several tensors of one shape. */
    public static Tensor add(Tensor first, Tensor second, Tensor... more) {
        Tensor sum = add(first, second);
        for (Tensor next : more) {
            sum = add(sum, next);
        }
        return sum;
    }

    /** {@code a - b}, b broadcast if need be. */
    public static Tensor subtract(Tensor a, Tensor b) {
        return combine(Binary.SUBTRACT, a, b);
    }

    /** {@code a b}, entry by entry, b broadcast if need be. */
    public static Tensor multiply(Tensor a, Tensor b) {
        return combine(Binary.MULTIPLY, a, b);
    }

    /** {@code a / b}, entry by entry, b broadcast if need be. */
    public static Tensor divide(Tensor a, Tensor b) {
        return combine(Binary.DIVIDE, a, b);
    }

    private static Tensor combine(Binary f, Tensor a, Tensor b) {
        Tape tape = a.tape();
        Backend backend = tape.backend();
        checkBroadcast(f, a, b);
        Tensor y = tape.result(f.name().toLowerCase(java.util.Locale.ROOT), a.rows(), a.columns(), a, b);
        backend.combine(f, a.value(), b.value(), y.value(), false);
        tape.record(y, () -> {
            Matrix dy = gradient(y);
            if (a.needsGradient()) {
                GradientSlot da = a.openGradient();
                switch (f) {
                    case ADD, SUBTRACT -> backend.scale(1, dy, da.matrix(), da.add());
                    case MULTIPLY, DIVIDE -> backend.combine(f, dy, b.value(), da.matrix(), da.add());
                }
            }
            if (b.needsGradient()) {
                switch (f) {
                    case ADD -> addReduced(tape, 1, dy, b);
                    case SUBTRACT -> addReduced(tape, -1, dy, b);
                    case MULTIPLY -> {
                        Matrix product = tape.scratch(a.rows(), a.columns());
                        backend.combine(Binary.MULTIPLY, dy, a.value(), product, false);
                        addReduced(tape, 1, product, b);
                    }
                    case DIVIDE -> { // d(a/b)/db = -y/b
                        Matrix product = tape.scratch(a.rows(), a.columns());
                        backend.combine(Binary.MULTIPLY, dy, y.value(), product, false);
                        backend.combine(Binary.DIVIDE, product, b.value(), product, false);
                        addReduced(tape, -1, product, b);
                    }
                }
            }
        });
        return y;
    }

    /** Adds {@code scale x}, summed over the broadcast entries of {@code target}, to the gradient of target. */
    private static void addReduced(Tape tape, double scale, Matrix x, Tensor target) {
        GradientSlot slot = target.openGradient();
        if (slot.matrix().sameShape(x)) {
            tape.backend().scale(scale, x, slot.matrix(), slot.add());
        } else {
            Over over = target.rows() == 1 && target.columns() == 1
                    ? Over.ALL
                    : target.rows() == 1 ? Over.ROWS : Over.COLUMNS;
            tape.backend().sum(over, scale, x, slot.matrix(), slot.add());
        }
    }

    private static void checkBroadcast(Binary f, Tensor a, Tensor b) {
        boolean fits = (b.rows() == a.rows() || b.rows() == 1) && (b.columns() == a.columns() || b.columns() == 1);
        if (!fits) {
            throw new IllegalArgumentException(f + ": " + b.rows() + " x " + b.columns() + " (" + b.operation()
                    + ") does not fit " + a.rows() + " x " + a.columns() + " (" + a.operation() + ")");
        }
    }

    // ---- products ----

    /** The matrix product {@code a b}. */
    public static Tensor product(Tensor a, Tensor b) {
        return product(a, false, b, false);
    }

    /** The matrix product {@code op(a) op(b)}, where op transposes if asked. */
    public static Tensor product(Tensor a, boolean transposeA, Tensor b, boolean transposeB) {
        Tape tape = a.tape();
        Backend backend = tape.backend();
        int rows = transposeA ? a.columns() : a.rows();
        int inner = transposeA ? a.rows() : a.columns();
        int columns = transposeB ? b.rows() : b.columns();
        if (inner != (transposeB ? b.columns() : b.rows())) {
            throw new IllegalArgumentException("product: inner sizes of " + a.operation() + " and " + b.operation()
                    + " differ: " + inner + ", " + (transposeB ? b.columns() : b.rows()));
        }
        Tensor y = tape.result("product", rows, columns, a, b);
        backend.gemm(1, a.value(), transposeA, b.value(), transposeB, y.value(), false);
        tape.record(y, () -> {
            Matrix dy = gradient(y);
            if (a.needsGradient()) {
                GradientSlot da = a.openGradient();
                if (transposeA) {
                    backend.gemm(1, b.value(), transposeB, dy, true, da.matrix(), da.add());
                } else {
                    backend.gemm(1, dy, false, b.value(), !transposeB, da.matrix(), da.add());
                }
            }
            if (b.needsGradient()) {
                GradientSlot db = b.openGradient();
                if (transposeB) {
                    backend.gemm(1, dy, true, a.value(), transposeA, db.matrix(), db.add());
                } else {
                    backend.gemm(1, a.value(), !transposeA, dy, false, db.matrix(), db.add());
                }
            }
        });
        return y;
    }

    /** {@code x w} for a sparse batch of constants; n x V times V x H. */
    public static Tensor product(CsrRows x, Tensor w) {
        Tape tape = w.tape();
        Backend backend = tape.backend();
        if (x.columns() != w.rows()) {
            throw new IllegalArgumentException(
                    "product: the batch has " + x.columns() + " columns, " + w.operation() + " " + w.rows() + " rows");
        }
        SparseMatrix batch = tape.sparse(x);
        Tensor y = tape.result("sparse product", x.rows(), w.columns(), w);
        backend.multiply(batch, w.value(), y.value());
        tape.record(y, () -> {
            GradientSlot dw = w.openGradient();
            backend.multiplyTransposed(batch, gradient(y), dw.matrix(), dw.add());
        });
        return y;
    }

    /** {@code Σ_j a_ij b_ij} for every row: R x 1. */
    public static Tensor rowDots(Tensor a, Tensor b) {
        return sum(Over.COLUMNS, multiply(a, b));
    }

    /** {@code Σ_j x_ij y_ij} for every row of a sparse batch of constants: R x 1. */
    public static Tensor rowDots(CsrRows x, Tensor y) {
        Tape tape = y.tape();
        Backend backend = tape.backend();
        SparseMatrix batch = tape.sparse(x);
        Tensor dots = tape.result("sparse row dots", x.rows(), 1, y);
        backend.rowDots(batch, y.value(), dots.value());
        tape.record(dots, () -> {
            GradientSlot dy = y.openGradient();
            if (!dy.add()) {
                backend.fill(dy.matrix(), 0);
            }
            backend.addScaledRows(1, gradient(dots), batch, dy.matrix());
        });
        return dots;
    }

    /** Row sums of a sparse batch: R x 1, a constant. */
    public static Tensor rowSums(Tape tape, CsrRows x) {
        Tensor sums = tape.result("sparse row sums", x.rows(), 1);
        tape.backend().rowSums(tape.sparse(x), sums.value());
        return sums;
    }

    /** The batch as a dense constant. */
    public static Tensor dense(Tape tape, CsrRows x) {
        Tensor dense = tape.result("dense batch", x.rows(), x.columns());
        tape.backend().densify(tape.sparse(x), dense.value());
        return dense;
    }

    /** {@code M_kv = ||a_k - b_v||²} for the rows of a (K x E) and of b (V x E): K x V. */
    public static Tensor squaredDistances(Tensor a, Tensor b) {
        Tape tape = a.tape();
        Backend backend = tape.backend();
        Tensor m = tape.result("squared distances", a.rows(), b.rows(), a, b);
        // |a|² + |b|² - 2 a·b
        backend.gemm(-2, a.value(), false, b.value(), true, m.value(), false);
        backend.combine(Binary.ADD, m.value(), squaredNorms(tape, a), m.value(), false);
        backend.combine(Binary.ADD, m.value(), backend.view(squaredNorms(tape, b), 1, b.rows()), m.value(), false);
        tape.record(m, () -> {
            Matrix dm = gradient(m);
            if (a.needsGradient()) { // da_k = 2 (Σ_v dm_kv) a_k - 2 Σ_v dm_kv b_v
                GradientSlot da = a.openGradient();
                Matrix sums = tape.scratch(a.rows(), 1);
                backend.sum(Over.COLUMNS, 2, dm, sums, false);
                backend.combine(Binary.MULTIPLY, a.value(), sums, da.matrix(), da.add());
                backend.gemm(-2, dm, false, b.value(), false, da.matrix(), true);
            }
            if (b.needsGradient()) {
                GradientSlot db = b.openGradient();
                Matrix sums = tape.scratch(1, b.rows());
                backend.sum(Over.ROWS, 2, dm, sums, false);
                backend.combine(Binary.MULTIPLY, b.value(), backend.view(sums, b.rows(), 1), db.matrix(), db.add());
                backend.gemm(-2, dm, true, a.value(), false, db.matrix(), true);
            }
        });
        return m;
    }

    private static Matrix squaredNorms(Tape tape, Tensor x) {
        Matrix squares = tape.scratch(x.rows(), x.columns());
        Matrix sums = tape.scratch(x.rows(), 1);
        tape.backend().map(Unary.SQUARE, x.value(), squares);
        tape.backend().sum(Over.COLUMNS, 1, squares, sums, false);
        return sums;
    }

    // ---- reductions and softmax ----

    /** The sum over the columns of each row (R x 1), the rows of each column (1 x C) or all (1 x 1). */
    public static Tensor sum(Over over, Tensor x) {
        return scaledSum("sum", over, 1, x);
    }

    /** The mean over the columns of each row (R x 1), the rows of each column (1 x C) or all (1 x 1). */
    public static Tensor mean(Over over, Tensor x) {
        double count = switch (over) {
            case COLUMNS -> x.columns();
            case ROWS -> x.rows();
            case ALL -> (double) x.rows() * x.columns();
        };
        return scaledSum("mean", over, 1 / count, x);
    }

    private static Tensor scaledSum(String name, Over over, double scale, Tensor x) {
        Tape tape = x.tape();
        int rows = over == Over.COLUMNS ? x.rows() : 1;
        int columns = over == Over.ROWS ? x.columns() : 1;
        Tensor y = tape.result(name, rows, columns, x);
        tape.backend().sum(over, scale, x.value(), y.value(), false);
        tape.record(y, () -> {
            GradientSlot dx = x.openGradient();
            tape.backend().scale(scale, gradient(y), dx.matrix(), dx.add());
        });
        return y;
    }

    /** The softmax of {@code scale x} over the columns of each row, or over the rows of each column. */
    public static Tensor softmax(Over over, double scale, Tensor x) {
        Tape tape = x.tape();
        Tensor y = tape.result("softmax", x.rows(), x.columns(), x);
        tape.backend().softmax(over, scale, x.value(), y.value());
        tape.record(y, () -> {
            GradientSlot dx = x.openGradient();
            tape.backend().softmaxBackward(over, scale, y.value(), gradient(y), dx.matrix(), dx.add());
        });
        return y;
    }

    /** The softmax over the columns of each row: rows sum to 1. */
    public static Tensor softmax(Tensor x) {
        return softmax(Over.COLUMNS, 1, x);
    }

    /** {@code ln Σ_j e^{x_ij}} of every row: R x 1. */
    public static Tensor logSumExp(Tensor x) {
        Tape tape = x.tape();
        Backend backend = tape.backend();
        Tensor y = tape.result("log-sum-exp", x.rows(), 1, x);
        backend.logSumExp(x.value(), y.value());
        tape.record(y, () -> {
            GradientSlot dx = x.openGradient();
            Matrix softmax = tape.scratch(x.rows(), x.columns());
            backend.softmax(Over.COLUMNS, 1, x.value(), softmax);
            backend.combine(Binary.MULTIPLY, softmax, gradient(y), dx.matrix(), dx.add());
        });
        return y;
    }

    /** The logarithm of the softmax over the columns of each row. */
    public static Tensor logSoftmax(Tensor x) {
        return subtract(x, logSumExp(x));
    }

    // ---- shape ----

    /** The columns of a, then those of b. */
    public static Tensor concatenateColumns(Tensor a, Tensor b) {
        Tape tape = a.tape();
        Backend backend = tape.backend();
        if (a.rows() != b.rows()) {
            throw new IllegalArgumentException("concatenate: " + a.rows() + " and " + b.rows() + " rows");
        }
        Tensor y = tape.result("concatenate", a.rows(), a.columns() + b.columns(), a, b);
        backend.copyColumns(a.value(), 0, a.columns(), y.value(), 0, false);
        backend.copyColumns(b.value(), 0, b.columns(), y.value(), a.columns(), false);
        tape.record(y, () -> {
            if (a.needsGradient()) {
                GradientSlot da = a.openGradient();
                backend.copyColumns(gradient(y), 0, a.columns(), da.matrix(), 0, da.add());
            }
            if (b.needsGradient()) {
                GradientSlot db = b.openGradient();
                backend.copyColumns(gradient(y), a.columns(), b.columns(), db.matrix(), 0, db.add());
            }
        });
        return y;
    }

    /** Columns {@code from} (inclusive) to {@code to} (exclusive). */
    public static Tensor columns(Tensor x, int from, int to) {
        Tape tape = x.tape();
        Backend backend = tape.backend();
        Tensor y = tape.result("columns", x.rows(), to - from, x);
        backend.copyColumns(x.value(), from, to - from, y.value(), 0, false);
        tape.record(y, () -> {
            GradientSlot dx = x.openGradient();
            if (!dx.add()) {
                backend.fill(dx.matrix(), 0);
            }
            backend.copyColumns(gradient(y), 0, to - from, dx.matrix(), from, true);
        });
        return y;
    }

    /** The rows of a, then those of b. */
    public static Tensor concatenateRows(Tensor a, Tensor b) {
        Tape tape = a.tape();
        Backend backend = tape.backend();
        if (a.columns() != b.columns()) {
            throw new IllegalArgumentException("concatenate: " + a.columns() + " and " + b.columns() + " columns");
        }
        Tensor y = tape.result("concatenated rows", a.rows() + b.rows(), a.columns(), a, b);
        backend.copyRows(a.value(), 0, a.rows(), y.value(), 0, false);
        backend.copyRows(b.value(), 0, b.rows(), y.value(), a.rows(), false);
        tape.record(y, () -> {
            if (a.needsGradient()) {
                GradientSlot da = a.openGradient();
                backend.copyRows(gradient(y), 0, a.rows(), da.matrix(), 0, da.add());
            }
            if (b.needsGradient()) {
                GradientSlot db = b.openGradient();
                backend.copyRows(gradient(y), a.rows(), b.rows(), db.matrix(), 0, db.add());
            }
        });
        return y;
    }

    /**
     * Rows in any order, each as often as asked for.
     *
     * @param rows from 0
     * @return rows.length x C
     */
    public static Tensor pickRows(Tensor x, int[] rows) {
        Tape tape = x.tape();
        Backend backend = tape.backend();
        for (int row : rows) {
            if (row < 0 || row >= x.rows()) {
                throw new IllegalArgumentException("pick rows: row " + row + " of " + x.rows());
            }
        }
        Tensor y = tape.result("picked rows", rows.length, x.columns(), x);
        backend.pickRows(x.value(), rows, y.value());
        tape.record(y, () -> {
            GradientSlot dx = x.openGradient();
            if (!dx.add()) {
                backend.fill(dx.matrix(), 0);
            }
            backend.addToPickedRows(gradient(y), rows, dx.matrix());
        });
        return y;
    }

    // ---- sampling ----

    /** {@code mean + e^{logVariance / 2} noise} (Kingma and Welling 2014), all n x K; the noise is a constant. */
    public static Tensor reparameterise(Tensor mean, Tensor logVariance, Tensor noise) {
        return add(mean, multiply(exp(scale(0.5, logVariance)), noise));
    }

    static Matrix gradient(Tensor y) {
        return y.gradient().orElseThrow();
    }
}

package org.sce2tm.nn.vector;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.sce2tm.nn.Binary;
import org.sce2tm.nn.Unary;
import org.sce2tm.nn.Weibull;
import org.sce2tm.nn.cpu.PlainKernels;
import org.sce2tm.nn.cpu.ZeroTerms;

/** The kernels in vectors of the machine's preferred length; what is not overridden is not worth it. */
public final class VectorKernels extends PlainKernels {
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final int W = S.length();
    /** Rows summed in single precision before the sum goes on in a second accumulator. */
    private static final int BLOCK = 32;
    /** Draws whose tails are split into two single numbers at a time. */
    private static final int DRAWS = 512;

    static {
        MixedProfile.record();
    }

    private final ThreadLocal<Product> products = ThreadLocal.withInitial(Product::new);
    private final ThreadLocal<float[]> partials = ThreadLocal.withInitial(() -> new float[0]);
    private final ThreadLocal<float[]> losses = ThreadLocal.withInitial(() -> new float[DRAWS]);

    /** @throws UnsupportedOperationException if this machine's vectors are too short to help */
    public VectorKernels() {
        if (W < 8) {
            throw new UnsupportedOperationException("vectors of " + W + " floats");
        }
    }

    @Override
    public String description() {
        return "vector kernels of " + S.vectorBitSize() + " bits";
    }

    // ---- products ----

    @Override
    public boolean multipliesMatrices() {
        return true;
    }

    @Override
    public void product(
            float scale,
            float[] a,
            int aRow,
            int aColumn,
            float[] b,
            int bRow,
            int bColumn,
            float[] c,
            int cRow,
            int inner,
            int rowFrom,
            int rowTo,
            int columnFrom,
            int columnTo,
            boolean add) {
        products.get()
                .run(
                        scale,
                        new Product.Strides(a, aRow, aColumn),
                        new Product.Strides(b, bRow, bColumn),
                        c,
                        cRow,
                        inner,
                        rowFrom,
                        rowTo,
                        columnFrom,
                        columnTo,
                        add);
    }

    @Override
    public int slice() {
        return 13 * W;
    }

    @Override
    public void gatherRows(
            int[] starts,
            int[] ends,
            int[] indices,
            float[] values,
            int from,
            int to,
            float[] rows,
            int width,
            float[] out,
            boolean add) {
        if (width < W) {
            super.gatherRows(starts, ends, indices, values, from, to, rows, width, out, add);
            return;
        }
        // The last vector ends at the width and may overlap the one before, of its own group: a group is loaded before
        // it is stored, but what an earlier one has stored would be added to again. So no group begins with the last.
        int vectors = (width + W - 1) / W;
        int first = 0;
        // H of 200 is 25 vectors of 8, two passes instead of four, or 12.5 of 16, one instead of two
        for (; (first + 12) * W <= width && vectors - first != 14; first += 13) {
            int last = Math.min((first + 12) * W, width - W);
            for (int i = from; i < to; i++) {
                gather13(starts[i], ends[i], indices, values, rows, width, first * W, last, out, i * width, add);
            }
        }
        int left = vectors - first;
        int group = (left + 6) / 7 * 7 <= (left + 3) / 4 * 4 || left % 4 == 1 ? 7 : 4;
        for (; first < vectors; first += group) {
            int[] offsets = new int[group];
            for (int g = 0; g < group; g++) {
                offsets[g] = Math.min((first + g) * W, width - W); // surplus ones repeat the last
            }
            for (int i = from; i < to; i++) {
                if (group == 7) {
                    gather7(starts[i], ends[i], indices, values, rows, width, offsets, out, i * width, add);
                } else {
                    gather4(starts[i], ends[i], indices, values, rows, width, offsets, out, i * width, add);
                }
            }
        }
    }

    /** 12 vectors of a row from {@code first} on and one at {@code last}, which may be the twelfth again. */
    private static void gather13(
            int from,
            int to,
            int[] indices,
            float[] values,
            float[] rows,
            int width,
            int first,
            int last,
            float[] out,
            int into,
            boolean add) {
        FloatVector s0 = FloatVector.zero(S);
        FloatVector s1 = FloatVector.zero(S);
        FloatVector s2 = FloatVector.zero(S);
        FloatVector s3 = FloatVector.zero(S);
        FloatVector s4 = FloatVector.zero(S);
        FloatVector s5 = FloatVector.zero(S);
        FloatVector s6 = FloatVector.zero(S);
        FloatVector s7 = FloatVector.zero(S);
        FloatVector s8 = FloatVector.zero(S);
        FloatVector s9 = FloatVector.zero(S);
        FloatVector s10 = FloatVector.zero(S);
        FloatVector s11 = FloatVector.zero(S);
        FloatVector s12 = FloatVector.zero(S);
        for (int at = from; at < to; at++) {
            int row = indices[at] * width + first;
            FloatVector x = FloatVector.broadcast(S, values[at]);
            s0 = x.fma(FloatVector.fromArray(S, rows, row), s0);
            s1 = x.fma(FloatVector.fromArray(S, rows, row + W), s1);
            s2 = x.fma(FloatVector.fromArray(S, rows, row + 2 * W), s2);
            s3 = x.fma(FloatVector.fromArray(S, rows, row + 3 * W), s3);
            s4 = x.fma(FloatVector.fromArray(S, rows, row + 4 * W), s4);
            s5 = x.fma(FloatVector.fromArray(S, rows, row + 5 * W), s5);
            s6 = x.fma(FloatVector.fromArray(S, rows, row + 6 * W), s6);
            s7 = x.fma(FloatVector.fromArray(S, rows, row + 7 * W), s7);
            s8 = x.fma(FloatVector.fromArray(S, rows, row + 8 * W), s8);
            s9 = x.fma(FloatVector.fromArray(S, rows, row + 9 * W), s9);
            s10 = x.fma(FloatVector.fromArray(S, rows, row + 10 * W), s10);
            s11 = x.fma(FloatVector.fromArray(S, rows, row + 11 * W), s11);
            s12 = x.fma(FloatVector.fromArray(S, rows, row - first + last), s12);
        }
        int begin = into + first;
        int end = into + last;
        if (add) { // all are loaded before any is stored: see gather7
            s0 = s0.add(FloatVector.fromArray(S, out, begin));
            s1 = s1.add(FloatVector.fromArray(S, out, begin + W));
            s2 = s2.add(FloatVector.fromArray(S, out, begin + 2 * W));
            s3 = s3.add(FloatVector.fromArray(S, out, begin + 3 * W));
            s4 = s4.add(FloatVector.fromArray(S, out, begin + 4 * W));
            s5 = s5.add(FloatVector.fromArray(S, out, begin + 5 * W));
            s6 = s6.add(FloatVector.fromArray(S, out, begin + 6 * W));
            s7 = s7.add(FloatVector.fromArray(S, out, begin + 7 * W));
            s8 = s8.add(FloatVector.fromArray(S, out, begin + 8 * W));
            s9 = s9.add(FloatVector.fromArray(S, out, begin + 9 * W));
            s10 = s10.add(FloatVector.fromArray(S, out, begin + 10 * W));
            s11 = s11.add(FloatVector.fromArray(S, out, begin + 11 * W));
            s12 = s12.add(FloatVector.fromArray(S, out, end));
        }
        s0.intoArray(out, begin);
        s1.intoArray(out, begin + W);
        s2.intoArray(out, begin + 2 * W);
        s3.intoArray(out, begin + 3 * W);
        s4.intoArray(out, begin + 4 * W);
        s5.intoArray(out, begin + 5 * W);
        s6.intoArray(out, begin + 6 * W);
        s7.intoArray(out, begin + 7 * W);
        s8.intoArray(out, begin + 8 * W);
        s9.intoArray(out, begin + 9 * W);
        s10.intoArray(out, begin + 10 * W);
        s11.intoArray(out, begin + 11 * W);
        s12.intoArray(out, end);
    }

    private static void gather7(
            int from,
            int to,
            int[] indices,
            float[] values,
            float[] rows,
            int width,
            int[] offsets,
            float[] out,
            int into,
            boolean add) {
        int o0 = offsets[0];
        int o1 = offsets[1];
        int o2 = offsets[2];
        int o3 = offsets[3];
        int o4 = offsets[4];
        int o5 = offsets[5];
        int o6 = offsets[6];
        FloatVector s0 = FloatVector.zero(S);
        FloatVector s1 = FloatVector.zero(S);
        FloatVector s2 = FloatVector.zero(S);
        FloatVector s3 = FloatVector.zero(S);
        FloatVector s4 = FloatVector.zero(S);
        FloatVector s5 = FloatVector.zero(S);
        FloatVector s6 = FloatVector.zero(S);
        for (int at = from; at < to; at++) {
            int row = indices[at] * width;
            FloatVector x = FloatVector.broadcast(S, values[at]);
            s0 = x.fma(FloatVector.fromArray(S, rows, row + o0), s0);
            s1 = x.fma(FloatVector.fromArray(S, rows, row + o1), s1);
            s2 = x.fma(FloatVector.fromArray(S, rows, row + o2), s2);
            s3 = x.fma(FloatVector.fromArray(S, rows, row + o3), s3);
            s4 = x.fma(FloatVector.fromArray(S, rows, row + o4), s4);
            s5 = x.fma(FloatVector.fromArray(S, rows, row + o5), s5);
            s6 = x.fma(FloatVector.fromArray(S, rows, row + o6), s6);
        }
        if (add) { // all are loaded before any is stored: overlapping ones then hold the same numbers
            s0 = s0.add(FloatVector.fromArray(S, out, into + o0));
            s1 = s1.add(FloatVector.fromArray(S, out, into + o1));
            s2 = s2.add(FloatVector.fromArray(S, out, into + o2));
            s3 = s3.add(FloatVector.fromArray(S, out, into + o3));
            s4 = s4.add(FloatVector.fromArray(S, out, into + o4));
            s5 = s5.add(FloatVector.fromArray(S, out, into + o5));
            s6 = s6.add(FloatVector.fromArray(S, out, into + o6));
        }
        s0.intoArray(out, into + o0);
        s1.intoArray(out, into + o1);
        s2.intoArray(out, into + o2);
        s3.intoArray(out, into + o3);
        s4.intoArray(out, into + o4);
        s5.intoArray(out, into + o5);
        s6.intoArray(out, into + o6);
    }

    private static void gather4(
            int from,
            int to,
            int[] indices,
            float[] values,
            float[] rows,
            int width,
            int[] offsets,
            float[] out,
            int into,
            boolean add) {
        int o0 = offsets[0];
        int o1 = offsets[1];
        int o2 = offsets[2];
        int o3 = offsets[3];
        FloatVector s0 = FloatVector.zero(S);
        FloatVector s1 = FloatVector.zero(S);
        FloatVector s2 = FloatVector.zero(S);
        FloatVector s3 = FloatVector.zero(S);
        for (int at = from; at < to; at++) {
            int row = indices[at] * width;
            FloatVector x = FloatVector.broadcast(S, values[at]);
            s0 = x.fma(FloatVector.fromArray(S, rows, row + o0), s0);
            s1 = x.fma(FloatVector.fromArray(S, rows, row + o1), s1);
            s2 = x.fma(FloatVector.fromArray(S, rows, row + o2), s2);
            s3 = x.fma(FloatVector.fromArray(S, rows, row + o3), s3);
        }
        if (add) {
            s0 = s0.add(FloatVector.fromArray(S, out, into + o0));
            s1 = s1.add(FloatVector.fromArray(S, out, into + o1));
            s2 = s2.add(FloatVector.fromArray(S, out, into + o2));
            s3 = s3.add(FloatVector.fromArray(S, out, into + o3));
        }
        s0.intoArray(out, into + o0);
        s1.intoArray(out, into + o1);
        s2.intoArray(out, into + o2);
        s3.intoArray(out, into + o3);
    }

    // ---- entry by entry ----

    private static float expOne(float x) {
        return (float) Math.exp(x);
    }

    @Override
    public void map(Unary f, float[] x, float[] y, int from, int to) {
        int done = switch (f.kind()) {
            case EXP -> mapExp(x, y, from, to);
            case TANH -> mapTanh(x, y, from, to);
            case SIGMOID -> mapSigmoid(x, y, from, to);
            case SOFTPLUS -> mapSoftplus(x, y, from, to);
            case CLAMP -> mapClamp((float) f.first(), (float) f.second(), x, y, from, to);
            case RELU -> mapClamp(0, Float.POSITIVE_INFINITY, x, y, from, to);
            default -> from; // plain loops: the compiler vectorises the simple ones, the others are rare
        };
        super.map(f, x, y, done, to);
    }

    /** Whole vectors; returns where the rest begins. Why a method of its own: see bin/vector.options. */
    private static int mapExp(float[] x, float[] y, int from, int to) {
        int i = from;
        for (; i <= to - W; i += W) {
            VectorMath.exp(FloatVector.fromArray(S, x, i)).intoArray(y, i);
        }
        return i;
    }

    private static int mapTanh(float[] x, float[] y, int from, int to) {
        int i = from;
        for (; i <= to - W; i += W) {
            VectorMath.tanh(FloatVector.fromArray(S, x, i)).intoArray(y, i);
        }
        return i;
    }

    private static int mapSigmoid(float[] x, float[] y, int from, int to) {
        int i = from;
        for (; i <= to - W; i += W) {
            VectorMath.sigmoid(FloatVector.fromArray(S, x, i)).intoArray(y, i);
        }
        return i;
    }

    private static int mapSoftplus(float[] x, float[] y, int from, int to) {
        int i = from;
        for (; i <= to - W; i += W) {
            VectorMath.softplus(FloatVector.fromArray(S, x, i)).intoArray(y, i);
        }
        return i;
    }

    private static int mapClamp(float low, float high, float[] x, float[] y, int from, int to) {
        int i = from;
        for (; i <= to - W; i += W) {
            FloatVector.fromArray(S, x, i).max(low).min(high).intoArray(y, i);
        }
        return i;
    }

    /** The slope is 1 from {@code low} to {@code high}, and 0 outside. */
    private static int clampBackward(
            float low, float high, float[] x, float[] dy, float[] dx, int from, int to, boolean add) {
        FloatVector outside = FloatVector.zero(S);
        int i = from;
        for (; i <= to - W; i += W) {
            FloatVector v = FloatVector.fromArray(S, x, i);
            FloatVector d = outside.blend(
                    FloatVector.fromArray(S, dy, i),
                    v.compare(VectorOperators.EQ, v.max(low).min(high)));
            (add ? d.add(FloatVector.fromArray(S, dx, i)) : d).intoArray(dx, i);
        }
        return i;
    }

    private static int softplusBackward(float[] x, float[] dy, float[] dx, int from, int to, boolean add) {
        int i = from;
        for (; i <= to - W; i += W) {
            FloatVector slope = VectorMath.sigmoid(FloatVector.fromArray(S, x, i));
            FloatVector d = slope.mul(FloatVector.fromArray(S, dy, i));
            (add ? d.add(FloatVector.fromArray(S, dx, i)) : d).intoArray(dx, i);
        }
        return i;
    }

    @Override
    public void mapBackward(Unary f, float[] x, float[] y, float[] dy, float[] dx, int from, int to, boolean add) {
        int i = from;
        int end = to - W;
        switch (f.kind()) {
            case EXP -> {
                for (; i <= end; i += W) {
                    FloatVector d = FloatVector.fromArray(S, y, i).mul(FloatVector.fromArray(S, dy, i));
                    (add ? d.add(FloatVector.fromArray(S, dx, i)) : d).intoArray(dx, i);
                }
            }
            case TANH -> {
                for (; i <= end; i += W) {
                    FloatVector v = FloatVector.fromArray(S, y, i);
                    FloatVector slope = FloatVector.broadcast(S, 1f).sub(v.mul(v));
                    FloatVector d = slope.mul(FloatVector.fromArray(S, dy, i));
                    (add ? d.add(FloatVector.fromArray(S, dx, i)) : d).intoArray(dx, i);
                }
            }
            case SIGMOID -> {
                for (; i <= end; i += W) {
                    FloatVector v = FloatVector.fromArray(S, y, i);
                    FloatVector slope = v.mul(FloatVector.broadcast(S, 1f).sub(v));
                    FloatVector d = slope.mul(FloatVector.fromArray(S, dy, i));
                    (add ? d.add(FloatVector.fromArray(S, dx, i)) : d).intoArray(dx, i);
                }
            }
            case SOFTPLUS -> i = softplusBackward(x, dy, dx, from, to, add);
            case CLAMP -> i = clampBackward((float) f.first(), (float) f.second(), x, dy, dx, from, to, add);
            case RELU -> i = clampBackward(Float.MIN_VALUE, Float.POSITIVE_INFINITY, x, dy, dx, from, to, add);
            default -> {
                // see map
            }
        }
        super.mapBackward(f, x, y, dy, dx, i, to, add);
    }

    @Override
    public void combine(
            Binary f, float[] a, int aFrom, float[] b, int bFrom, float[] out, int outFrom, int n, boolean add) {
        int i = 0;
        switch (f) {
            case ADD -> {
                for (; i <= n - W; i += W) {
                    put(load(a, aFrom + i).add(load(b, bFrom + i)), out, outFrom + i, add);
                }
            }
            case SUBTRACT -> {
                for (; i <= n - W; i += W) {
                    put(load(a, aFrom + i).sub(load(b, bFrom + i)), out, outFrom + i, add);
                }
            }
            case MULTIPLY -> {
                for (; i <= n - W; i += W) {
                    put(load(a, aFrom + i).mul(load(b, bFrom + i)), out, outFrom + i, add);
                }
            }
            case DIVIDE -> {
                for (; i <= n - W; i += W) {
                    put(load(a, aFrom + i).div(load(b, bFrom + i)), out, outFrom + i, add);
                }
            }
        }
        super.combine(f, a, aFrom + i, b, bFrom + i, out, outFrom + i, n - i, add);
    }

    @Override
    public void combine(Binary f, float[] a, int aFrom, float b, float[] out, int outFrom, int n, boolean add) {
        int i = 0;
        switch (f) {
            case ADD, SUBTRACT -> {
                float term = f == Binary.ADD ? b : -b;
                for (; i <= n - W; i += W) {
                    put(load(a, aFrom + i).add(term), out, outFrom + i, add);
                }
            }
            case MULTIPLY -> {
                for (; i <= n - W; i += W) {
                    put(load(a, aFrom + i).mul(b), out, outFrom + i, add);
                }
            }
            case DIVIDE -> {
                for (; i <= n - W; i += W) {
                    put(load(a, aFrom + i).div(b), out, outFrom + i, add);
                }
            }
        }
        super.combine(f, a, aFrom + i, b, out, outFrom + i, n - i, add);
    }

    private static FloatVector load(float[] x, int at) {
        return FloatVector.fromArray(S, x, at);
    }

    private static void put(FloatVector v, float[] out, int at, boolean add) {
        if (add) {
            v.add(FloatVector.fromArray(S, out, at)).intoArray(out, at);
        } else {
            v.intoArray(out, at);
        }
    }

    @Override
    public double sum(float[] x, int from, int n) {
        FloatVector sum = FloatVector.zero(S);
        FloatVector other = FloatVector.zero(S);
        int i = 0;
        for (; i <= n - 2 * W; i += 2 * W) {
            sum = sum.add(FloatVector.fromArray(S, x, from + i));
            other = other.add(FloatVector.fromArray(S, x, from + i + W));
        }
        return lanes(sum) + lanes(other) + super.sum(x, from + i, n - i);
    }

    @Override
    public double dot(float[] x, int xFrom, float[] y, int yFrom, int n) {
        if (n < 2 * W) {
            return super.dot(x, xFrom, y, yFrom, n);
        }
        FloatVector sum = FloatVector.zero(S);
        FloatVector other = FloatVector.zero(S);
        int i = 0;
        for (; i <= n - 2 * W; i += 2 * W) {
            sum = FloatVector.fromArray(S, x, xFrom + i).fma(FloatVector.fromArray(S, y, yFrom + i), sum);
            other = FloatVector.fromArray(S, x, xFrom + i + W).fma(FloatVector.fromArray(S, y, yFrom + i + W), other);
        }
        return lanes(sum) + lanes(other) + super.dot(x, xFrom + i, y, yFrom + i, n - i);
    }

    private static double lanes(FloatVector v) {
        return v.reduceLanes(VectorOperators.ADD);
    }

    @Override
    public float max(float[] x, int from, int n) {
        FloatVector max = FloatVector.broadcast(S, Float.NEGATIVE_INFINITY);
        int i = 0;
        for (; i <= n - W; i += W) {
            max = max.max(FloatVector.fromArray(S, x, from + i));
        }
        return Math.max(max.reduceLanes(VectorOperators.MAX), super.max(x, from + i, n - i));
    }

    @Override
    public double exp(float scale, float shift, float[] x, int xFrom, float[] out, int outFrom, int n) {
        FloatVector sum = FloatVector.zero(S);
        FloatVector times = FloatVector.broadcast(S, scale);
        FloatVector minus = FloatVector.broadcast(S, -shift);
        int i = 0;
        for (; i <= n - W; i += W) {
            FloatVector e =
                    VectorMath.exp(FloatVector.fromArray(S, x, xFrom + i).fma(times, minus));
            e.intoArray(out, outFrom + i);
            sum = sum.add(e);
        }
        double total = lanes(sum);
        for (; i < n; i++) {
            float e = expOne(Math.fma(x[xFrom + i], scale, -shift));
            out[outFrom + i] = e;
            total += e;
        }
        return total;
    }

    // ---- columns ----

    @Override
    public void columnSums(float[] x, int rows, int columns, int from, int to, float[] sums) {
        int j = from;
        for (; j <= to - 2 * W; j += 2 * W) {
            FloatVector total0 = FloatVector.zero(S);
            FloatVector total1 = FloatVector.zero(S);
            for (int block = 0; block < rows; block += BLOCK) {
                FloatVector sum0 = FloatVector.zero(S);
                FloatVector sum1 = FloatVector.zero(S);
                int end = Math.min(rows, block + BLOCK);
                for (int i = block, at = block * columns + j; i < end; i++, at += columns) {
                    sum0 = sum0.add(FloatVector.fromArray(S, x, at));
                    sum1 = sum1.add(FloatVector.fromArray(S, x, at + W));
                }
                total0 = total0.add(sum0);
                total1 = total1.add(sum1);
            }
            total0.intoArray(sums, j);
            total1.intoArray(sums, j + W);
        }
        if (j < to) {
            super.columnSums(x, rows, columns, j, to, sums);
        }
    }

    @Override
    public void columnSquares(float[] x, int rows, int columns, int from, int to, float[] centre, float[] sums) {
        int j = from;
        for (; j <= to - 2 * W; j += 2 * W) {
            FloatVector centre0 = FloatVector.fromArray(S, centre, j);
            FloatVector centre1 = FloatVector.fromArray(S, centre, j + W);
            FloatVector total0 = FloatVector.zero(S);
            FloatVector total1 = FloatVector.zero(S);
            for (int block = 0; block < rows; block += BLOCK) {
                FloatVector sum0 = FloatVector.zero(S);
                FloatVector sum1 = FloatVector.zero(S);
                int end = Math.min(rows, block + BLOCK);
                for (int i = block, at = block * columns + j; i < end; i++, at += columns) {
                    FloatVector d0 = FloatVector.fromArray(S, x, at).sub(centre0);
                    FloatVector d1 = FloatVector.fromArray(S, x, at + W).sub(centre1);
                    sum0 = d0.fma(d0, sum0);
                    sum1 = d1.fma(d1, sum1);
                }
                total0 = total0.add(sum0);
                total1 = total1.add(sum1);
            }
            total0.intoArray(sums, j);
            total1.intoArray(sums, j + W);
        }
        if (j < to) {
            super.columnSquares(x, rows, columns, j, to, centre, sums);
        }
    }

    @Override
    public void columnDots(float[] x, float[] y, int rows, int columns, int from, int to, float[] sums) {
        int j = from;
        for (; j <= to - W; j += W) {
            FloatVector total = FloatVector.zero(S);
            for (int block = 0; block < rows; block += BLOCK) {
                FloatVector sum = FloatVector.zero(S);
                int end = Math.min(rows, block + BLOCK);
                for (int i = block, at = block * columns + j; i < end; i++, at += columns) {
                    sum = FloatVector.fromArray(S, x, at).fma(FloatVector.fromArray(S, y, at), sum);
                }
                total = total.add(sum);
            }
            total.intoArray(sums, j);
        }
        if (j < to) {
            super.columnDots(x, y, rows, columns, j, to, sums);
        }
    }

    @Override
    public void columnCentredDots(
            float[] x, float[] centre, float[] y, int rows, int columns, int from, int to, float[] sums) {
        int j = from;
        for (; j <= to - W; j += W) {
            FloatVector middle = FloatVector.fromArray(S, centre, j);
            FloatVector total = FloatVector.zero(S);
            for (int block = 0; block < rows; block += BLOCK) {
                FloatVector sum = FloatVector.zero(S);
                int end = Math.min(rows, block + BLOCK);
                for (int i = block, at = block * columns + j; i < end; i++, at += columns) {
                    FloatVector d = FloatVector.fromArray(S, x, at).sub(middle);
                    sum = d.fma(FloatVector.fromArray(S, y, at), sum);
                }
                total = total.add(sum);
            }
            total.intoArray(sums, j);
        }
        if (j < to) {
            super.columnCentredDots(x, centre, y, rows, columns, j, to, sums);
        }
    }

    // ---- decoder ----

    @Override
    public void normalise(
            float[] x, int xFrom, float[] mean, float[] scale, float[] shift, float[] out, int outFrom, int n) {
        int j = 0;
        for (; j <= n - W; j += W) {
            FloatVector.fromArray(S, x, xFrom + j)
                    .sub(FloatVector.fromArray(S, mean, j))
                    .fma(FloatVector.fromArray(S, scale, j), FloatVector.fromArray(S, shift, j))
                    .intoArray(out, outFrom + j);
        }
        for (; j < n; j++) {
            out[outFrom + j] = Math.fma(x[xFrom + j] - mean[j], scale[j], shift[j]);
        }
    }

    @Override
    public double squares(float[] x, int from, int n, float centre) {
        FloatVector sum = FloatVector.zero(S);
        FloatVector other = FloatVector.zero(S);
        int i = 0;
        for (; i <= n - 2 * W; i += 2 * W) {
            FloatVector d = FloatVector.fromArray(S, x, from + i).sub(centre);
            FloatVector e = FloatVector.fromArray(S, x, from + i + W).sub(centre);
            sum = d.fma(d, sum);
            other = e.fma(e, other);
        }
        return lanes(sum) + lanes(other) + super.squares(x, from + i, n - i, centre);
    }

    @Override
    public double centredDot(float[] x, int from, int n, float centre, float[] slope, int slopeFrom) {
        FloatVector sum = FloatVector.zero(S);
        FloatVector other = FloatVector.zero(S);
        int i = 0;
        for (; i <= n - 2 * W; i += 2 * W) {
            FloatVector d = FloatVector.fromArray(S, x, from + i).sub(centre);
            FloatVector e = FloatVector.fromArray(S, x, from + i + W).sub(centre);
            sum = d.fma(FloatVector.fromArray(S, slope, slopeFrom + i), sum);
            other = e.fma(FloatVector.fromArray(S, slope, slopeFrom + i + W), other);
        }
        return lanes(sum) + lanes(other) + super.centredDot(x, from + i, n - i, centre, slope, slopeFrom + i);
    }

    /** {@code (x - mean) scale + shift}. */
    private static FloatVector normal(float[] x, int at, float mean, float scale, float shift) {
        return FloatVector.fromArray(S, x, at)
                .sub(mean)
                .fma(FloatVector.broadcast(S, scale), FloatVector.broadcast(S, shift));
    }

    private static float normalOne(float x, float mean, float scale, float shift) {
        return Math.fma(x - mean, scale, shift);
    }

    @Override
    public void raise(float[] x, int from, int n, float mean, float scale, float shift, float[] largest) {
        int i = 0;
        for (; i <= n - W; i += W) {
            FloatVector.fromArray(S, largest, i)
                    .max(normal(x, from + i, mean, scale, shift))
                    .intoArray(largest, i);
        }
        for (; i < n; i++) {
            largest[i] = Math.max(largest[i], normalOne(x[from + i], mean, scale, shift));
        }
    }

    @Override
    public void weightedExp(
            float[] x,
            int from,
            int n,
            float mean,
            float scale,
            float shift,
            float[] largest,
            float[] factors,
            float[] out,
            int outFrom) {
        int i = 0;
        for (; i <= n - W; i += W) {
            FloatVector y = normal(x, from + i, mean, scale, shift);
            VectorMath.exp(y.sub(FloatVector.fromArray(S, largest, i)))
                    .mul(FloatVector.fromArray(S, factors, i))
                    .intoArray(out, outFrom + i);
        }
        for (; i < n; i++) {
            out[outFrom + i] = factors[i] * expOne(normalOne(x[from + i], mean, scale, shift) - largest[i]);
        }
    }

    @Override
    public void normaliseBackward(
            float[] slope, int slopeFrom, float[] x, int from, int n, float mean, float a, float b, float c) {
        FloatVector times = FloatVector.broadcast(S, a);
        int i = 0;
        for (; i <= n - W; i += W) {
            FloatVector rest = normal(x, from + i, mean, b, c);
            FloatVector.fromArray(S, slope, slopeFrom + i).fma(times, rest).intoArray(slope, slopeFrom + i);
        }
        for (; i < n; i++) {
            slope[slopeFrom + i] = Math.fma(slope[slopeFrom + i], a, normalOne(x[from + i], mean, b, c));
        }
    }

    @Override
    public void normaliseBackward(
            float[] dy,
            float[] x,
            int at,
            float[] mean,
            float[] a,
            float[] b,
            float[] c,
            float[] out,
            int n,
            boolean add) {
        int j = 0;
        for (; j <= n - W; j += W) {
            FloatVector v = FloatVector.fromArray(S, x, at + j)
                    .sub(FloatVector.fromArray(S, mean, j))
                    .fma(FloatVector.fromArray(S, b, j), FloatVector.fromArray(S, c, j));
            v = FloatVector.fromArray(S, dy, at + j).fma(FloatVector.fromArray(S, a, j), v);
            if (add) {
                v = v.add(FloatVector.fromArray(S, out, at + j));
            }
            v.intoArray(out, at + j);
        }
        for (; j < n; j++) {
            float v = Math.fma(dy[at + j], a[j], Math.fma(x[at + j] - mean[j], b[j], c[j]));
            out[at + j] = add ? out[at + j] + v : v;
        }
    }

    // ---- transport ----

    @Override
    public void scalingPass(
            float[] panels,
            int rows,
            int from,
            int to,
            boolean backwards,
            float[] left,
            int leftFrom,
            float weight,
            float epsilon,
            float[] v,
            int vFrom,
            double[] sums) {
        float[] partial = cleared(rows);
        Arrays.fill(sums, 0);
        for (int i = 0; i < panels(from, to); i++) {
            int column = panel(i, from, to, backwards);
            int width = Math.min(PANEL, to - column);
            int base = column * rows;
            int j = 0;
            for (; j <= width - 4 * W; j += 4 * W) {
                int into = vFrom + column + j;
                scalings(panels, base + j, width, rows, left, leftFrom, weight, epsilon, v, into);
                spread(panels, base + j, width, rows, v, into, partial);
            }
            if (j < width) {
                scalingFrom(j, panels, column, width, rows, left, leftFrom, weight, epsilon, v, vFrom, sums);
            }
        }
        gatherLanes(partial, rows, sums);
    }

    /** Four vectors of {@code weight / (kernelᵀ left + epsilon)}. */
    private static void scalings(
            float[] panels,
            int from,
            int width,
            int rows,
            float[] left,
            int leftFrom,
            float weight,
            float epsilon,
            float[] v,
            int into) {
        FloatVector t0 = FloatVector.broadcast(S, epsilon);
        FloatVector t1 = t0;
        FloatVector t2 = t0;
        FloatVector t3 = t0;
        for (int k = 0, at = from; k < rows; k++, at += width) {
            FloatVector u = FloatVector.broadcast(S, left[leftFrom + k]);
            t0 = u.fma(FloatVector.fromArray(S, panels, at), t0);
            t1 = u.fma(FloatVector.fromArray(S, panels, at + W), t1);
            t2 = u.fma(FloatVector.fromArray(S, panels, at + 2 * W), t2);
            t3 = u.fma(FloatVector.fromArray(S, panels, at + 3 * W), t3);
        }
        FloatVector one = FloatVector.broadcast(S, weight);
        one.div(t0).intoArray(v, into);
        one.div(t1).intoArray(v, into + W);
        one.div(t2).intoArray(v, into + 2 * W);
        one.div(t3).intoArray(v, into + 3 * W);
    }

    @Override
    public void slopePass(
            float[] panels,
            int rows,
            int from,
            int to,
            boolean backwards,
            float[] left,
            int leftFrom,
            float[] extra,
            float[] v,
            int vFrom,
            float weight,
            float[] slope,
            int slopeFrom,
            double[] sums) {
        float[] partial = cleared(rows);
        Arrays.fill(sums, 0);
        for (int i = 0; i < panels(from, to); i++) {
            int column = panel(i, from, to, backwards);
            int width = Math.min(PANEL, to - column);
            int base = column * rows;
            int j = 0;
            for (; j <= width - 4 * W; j += 4 * W) {
                int at = column + j;
                slopes(
                        panels,
                        base + j,
                        width,
                        rows,
                        left,
                        leftFrom,
                        extra,
                        at,
                        v,
                        vFrom + at,
                        weight,
                        slope,
                        slopeFrom + at);
                spread(panels, base + j, width, rows, slope, slopeFrom + at, partial);
            }
            if (j < width) {
                slopeFrom(
                        j, panels, column, width, rows, left, leftFrom, extra, v, vFrom, weight, slope, slopeFrom,
                        sums);
            }
        }
        gatherLanes(partial, rows, sums);
    }

    /** Four vectors of {@code weight v² (kernelᵀ left + extra)}. */
    private static void slopes(
            float[] panels,
            int from,
            int width,
            int rows,
            float[] left,
            int leftFrom,
            float[] extra,
            int extraFrom,
            float[] v,
            int vFrom,
            float weight,
            float[] slope,
            int into) {
        FloatVector t0 = FloatVector.fromArray(S, extra, extraFrom);
        FloatVector t1 = FloatVector.fromArray(S, extra, extraFrom + W);
        FloatVector t2 = FloatVector.fromArray(S, extra, extraFrom + 2 * W);
        FloatVector t3 = FloatVector.fromArray(S, extra, extraFrom + 3 * W);
        for (int k = 0, at = from; k < rows; k++, at += width) {
            FloatVector u = FloatVector.broadcast(S, left[leftFrom + k]);
            t0 = u.fma(FloatVector.fromArray(S, panels, at), t0);
            t1 = u.fma(FloatVector.fromArray(S, panels, at + W), t1);
            t2 = u.fma(FloatVector.fromArray(S, panels, at + 2 * W), t2);
            t3 = u.fma(FloatVector.fromArray(S, panels, at + 3 * W), t3);
        }
        FloatVector factor = FloatVector.broadcast(S, weight);
        slope(t0, v, vFrom, factor).intoArray(slope, into);
        slope(t1, v, vFrom + W, factor).intoArray(slope, into + W);
        slope(t2, v, vFrom + 2 * W, factor).intoArray(slope, into + 2 * W);
        slope(t3, v, vFrom + 3 * W, factor).intoArray(slope, into + 3 * W);
    }

    private static FloatVector slope(FloatVector t, float[] v, int at, FloatVector factor) {
        FloatVector scaling = FloatVector.fromArray(S, v, at);
        return t.mul(scaling).mul(scaling).mul(factor);
    }

    /** Adds the products of four vectors of x with every row, lane by lane. */
    private static void spread(float[] panels, int from, int width, int rows, float[] x, int xFrom, float[] partial) {
        FloatVector x0 = FloatVector.fromArray(S, x, xFrom);
        FloatVector x1 = FloatVector.fromArray(S, x, xFrom + W);
        FloatVector x2 = FloatVector.fromArray(S, x, xFrom + 2 * W);
        FloatVector x3 = FloatVector.fromArray(S, x, xFrom + 3 * W);
        for (int k = 0, at = from, into = 0; k < rows; k++, at += width, into += W) {
            FloatVector sum = x0.fma(FloatVector.fromArray(S, panels, at), FloatVector.fromArray(S, partial, into));
            sum = x1.fma(FloatVector.fromArray(S, panels, at + W), sum);
            sum = x2.fma(FloatVector.fromArray(S, panels, at + 2 * W), sum);
            x3.fma(FloatVector.fromArray(S, panels, at + 3 * W), sum).intoArray(partial, into);
        }
    }

    /** A vector of zeros for every row, the same memory each time. */
    private float[] cleared(int rows) {
        float[] partial = partials.get();
        if (partial.length < rows * W) {
            partial = new float[rows * W];
            partials.set(partial);
        }
        Arrays.fill(partial, 0, rows * W, 0);
        return partial;
    }

    @Override
    public double planRow(float[] kernel, float[] m, int at, float u, float[] v, int vFrom, float[] extra, int n) {
        FloatVector sum = FloatVector.zero(S);
        int j = 0;
        for (; j <= n - W; j += W) {
            FloatVector product = FloatVector.fromArray(S, kernel, at + j).mul(FloatVector.fromArray(S, m, at + j));
            product.mul(u).add(FloatVector.fromArray(S, extra, j)).intoArray(extra, j);
            sum = product.fma(FloatVector.fromArray(S, v, vFrom + j), sum);
        }
        double total = lanes(sum);
        for (; j < n; j++) {
            float product = kernel[at + j] * m[at + j];
            extra[j] += u * product;
            total += product * v[vFrom + j];
        }
        return total;
    }

    private static void gatherLanes(float[] partial, int rows, double[] sums) {
        for (int k = 0; k < rows; k++) {
            double sum = 0;
            for (int lane = 0; lane < W; lane++) {
                sum += partial[k * W + lane];
            }
            sums[k] += sum;
        }
    }

    @Override
    public double sigmoidErrors(float[] x, float[] t, int from, int n) {
        FloatVector one = FloatVector.broadcast(S, 1f);
        FloatVector sum = FloatVector.zero(S);
        int i = 0;
        for (; i <= n - W; i += W) {
            FloatVector p =
                    VectorMath.sigmoid(FloatVector.fromArray(S, x, from + i).neg());
            FloatVector error = p.sub(FloatVector.fromArray(S, t, from + i));
            error.mul(p.mul(one.sub(p))).intoArray(t, from + i);
            sum = error.fma(error, sum);
        }
        return lanes(sum) + super.sigmoidErrors(x, t, from + i, n - i);
    }

    // ---- draws ----

    @Override
    public void logExponentials(double[] u, int uFrom, float[] out, int outFrom, int n) {
        float[] lost = losses.get();
        for (int block = 0; block < n; block += DRAWS) {
            int from = uFrom + block;
            int into = outFrom + block;
            int size = Math.min(DRAWS, n - block);
            int whole = size / W * W;
            split(u, from, out, into, lost, whole);
            exponentials(out, into, lost, whole);
            logs(out, into, whole);
            super.logExponentials(u, from + whole, out, into + whole, size - whole);
        }
    }

    /** 1 - u as the sum of two single numbers. */
    private static void split(double[] u, int from, float[] tail, int into, float[] lost, int n) {
        for (int i = 0; i < n; i++) {
            double v = 1 - u[from + i];
            float w = (float) v;
            tail[into + i] = w;
            lost[i] = (float) (v - w);
        }
    }

    /**
     * {@code x = -ln(x + lost)} for whole vectors. What 1 - u loses in single precision is all that is left of a small u,
     * and {@code ln(w + lost) = ln w + lost} where that matters, near w = 1.
     */
    private static void exponentials(float[] x, int from, float[] lost, int n) {
        FloatVector least = FloatVector.broadcast(S, (float) Weibull.LEAST_TAIL);
        for (int i = 0; i < n; i += W) {
            FloatVector log =
                    VectorMath.log(FloatVector.fromArray(S, x, from + i).max(least));
            log.add(FloatVector.fromArray(S, lost, i)).neg().intoArray(x, from + i);
        }
    }

    /** {@code x = ln x} for whole vectors; of 0 (any other exponential is above 1e-16) {@link Weibull#LOG_OF_ZERO}. */
    private static void logs(float[] x, int from, int n) {
        FloatVector least = FloatVector.broadcast(S, 1e-17f);
        FloatVector none = FloatVector.zero(S);
        FloatVector high = FloatVector.broadcast(S, (float) -Weibull.LOG_OF_ZERO);
        FloatVector rest = FloatVector.broadcast(S, 1e17f);
        for (int i = from; i < from + n; i += W) {
            FloatVector e = FloatVector.fromArray(S, x, i);
            FloatVector zero = e.sub(least).min(none).mul(high).mul(rest);
            VectorMath.log(e.max(least)).add(zero).intoArray(x, i);
        }
    }

    @Override
    public void addPowers(
            float[] x, int xFrom, float[] logs, int logsFrom, float[] powers, float[] products, int outFrom, int n) {
        int i = 0;
        for (; i <= n - W; i += W) {
            int at = outFrom + i;
            FloatVector log = FloatVector.fromArray(S, logs, logsFrom + i);
            FloatVector power =
                    VectorMath.exp(FloatVector.fromArray(S, x, xFrom + i).mul(log));
            power.add(FloatVector.fromArray(S, powers, at)).intoArray(powers, at);
            power.fma(log, FloatVector.fromArray(S, products, at)).intoArray(products, at);
        }
        super.addPowers(x, xFrom + i, logs, logsFrom + i, powers, products, outFrom + i, n - i);
    }

    @Override
    public void zeroTerms(ZeroTerms terms, int at, int dispersionAt, float[] values, int from, int to) {
        int done = VectorZeroTerms.fill(terms, at, dispersionAt, values, from, to);
        super.zeroTerms(terms, at, dispersionAt, values, done, to);
    }
}

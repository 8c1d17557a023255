package org.sce2tm.nn.cpu;

import java.util.Arrays;
import org.sce2tm.nn.Binary;
import org.sce2tm.nn.Unary;
import org.sce2tm.nn.Weibull;

/**
 * The kernels in plain Java. Simple loops are left to the compiler to vectorise; the vectorised kernels inherit what is
 * good enough.
 */
public class PlainKernels implements Kernels {
    @Override
    public String description() {
        return "plain kernels";
    }

    @Override
    public void map(Unary f, float[] x, float[] y, int from, int to) {
        float first = (float) f.first();
        float second = (float) f.second();
        switch (f.kind()) {
            case AFFINE -> {
                for (int i = from; i < to; i++) {
                    y[i] = first * x[i] + second;
                }
            }
            case SQUARE -> {
                for (int i = from; i < to; i++) {
                    y[i] = x[i] * x[i];
                }
            }
            case RECIPROCAL -> {
                for (int i = from; i < to; i++) {
                    y[i] = 1 / x[i];
                }
            }
            default -> {
                for (int i = from; i < to; i++) {
                    y[i] = (float) f.value(x[i]);
                }
            }
        }
    }

    @Override
    public void mapBackward(Unary f, float[] x, float[] y, float[] dy, float[] dx, int from, int to, boolean add) {
        for (int i = from; i < to; i++) {
            float value = (float) f.derivative(x[i], y[i]) * dy[i];
            dx[i] = add ? dx[i] + value : value;
        }
    }

    @Override
    public void combine(
            Binary f, float[] a, int aFrom, float[] b, int bFrom, float[] out, int outFrom, int n, boolean add) {
        for (int i = 0; i < n; i++) {
            float value = apply(f, a[aFrom + i], b[bFrom + i]);
            out[outFrom + i] = add ? out[outFrom + i] + value : value;
        }
    }

    @Override
    public void combine(Binary f, float[] a, int aFrom, float b, float[] out, int outFrom, int n, boolean add) {
        for (int i = 0; i < n; i++) {
            float value = apply(f, a[aFrom + i], b);
            out[outFrom + i] = add ? out[outFrom + i] + value : value;
        }
    }

    private static float apply(Binary f, float a, float b) {
        return switch (f) {
            case ADD -> a + b;
            case SUBTRACT -> a - b;
            case MULTIPLY -> a * b;
            case DIVIDE -> a / b;
        };
    }

    @Override
    public void scale(float scale, float[] x, int xFrom, float[] out, int outFrom, int n, boolean add) {
        if (add) {
            for (int i = 0; i < n; i++) {
                out[outFrom + i] += scale * x[xFrom + i];
            }
        } else {
            for (int i = 0; i < n; i++) {
                out[outFrom + i] = scale * x[xFrom + i];
            }
        }
    }

    @Override
    public double sum(float[] x, int from, int n) {
        double sum = 0;
        for (int i = from; i < from + n; i++) {
            sum += x[i];
        }
        return sum;
    }

    @Override
    public double dot(float[] x, int xFrom, float[] y, int yFrom, int n) {
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += (double) x[xFrom + i] * y[yFrom + i];
        }
        return sum;
    }

    @Override
    public float max(float[] x, int from, int n) {
        float max = Float.NEGATIVE_INFINITY;
        for (int i = from; i < from + n; i++) {
            max = Math.max(max, x[i]);
        }
        return max;
    }

    @Override
    public double exp(float scale, float shift, float[] x, int xFrom, float[] out, int outFrom, int n) {
        double sum = 0;
        for (int i = 0; i < n; i++) {
            float value = (float) Math.exp((double) scale * x[xFrom + i] - shift);
            out[outFrom + i] = value;
            sum += value;
        }
        return sum;
    }

    @Override
    public void columnSums(float[] x, int rows, int columns, int from, int to, float[] sums) {
        double[] wide = new double[to - from];
        for (int i = 0; i < rows; i++) {
            int row = i * columns;
            for (int j = from; j < to; j++) {
                wide[j - from] += x[row + j];
            }
        }
        narrow(wide, sums, from);
    }

    @Override
    public void columnSquares(float[] x, int rows, int columns, int from, int to, float[] centre, float[] sums) {
        double[] wide = new double[to - from];
        for (int i = 0; i < rows; i++) {
            int row = i * columns;
            for (int j = from; j < to; j++) {
                float d = x[row + j] - centre[j];
                wide[j - from] += d * d;
            }
        }
        narrow(wide, sums, from);
    }

    @Override
    public void columnDots(float[] x, float[] y, int rows, int columns, int from, int to, float[] sums) {
        double[] wide = new double[to - from];
        for (int i = 0; i < rows; i++) {
            int row = i * columns;
            for (int j = from; j < to; j++) {
                wide[j - from] += x[row + j] * y[row + j];
            }
        }
        narrow(wide, sums, from);
    }

    @Override
    public void columnCentredDots(
            float[] x, float[] centre, float[] y, int rows, int columns, int from, int to, float[] sums) {
        double[] wide = new double[to - from];
        for (int i = 0; i < rows; i++) {
            int row = i * columns;
            for (int j = from; j < to; j++) {
                wide[j - from] += (x[row + j] - centre[j]) * y[row + j];
            }
        }
        narrow(wide, sums, from);
    }

    private static void narrow(double[] wide, float[] sums, int from) {
        for (int j = 0; j < wide.length; j++) {
            sums[from + j] = (float) wide[j];
        }
    }

    @Override
    public boolean multipliesMatrices() {
        return false;
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
        throw new UnsupportedOperationException("the backend calls BLAS");
    }

    @Override
    public int slice() {
        return Integer.MAX_VALUE;
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
        for (int i = from; i < to; i++) {
            if (!add) {
                Arrays.fill(out, i * width, (i + 1) * width, 0);
            }
            for (int at = starts[i]; at < ends[i]; at++) {
                scale(values[at], rows, indices[at] * width, out, i * width, width, true);
            }
        }
    }

    @Override
    public void normalise(
            float[] x, int xFrom, float[] mean, float[] scale, float[] shift, float[] out, int outFrom, int n) {
        for (int j = 0; j < n; j++) {
            out[outFrom + j] = (x[xFrom + j] - mean[j]) * scale[j] + shift[j];
        }
    }

    @Override
    public double squares(float[] x, int from, int n, float centre) {
        double sum = 0;
        for (int i = from; i < from + n; i++) {
            float d = x[i] - centre;
            sum += d * d;
        }
        return sum;
    }

    @Override
    public double centredDot(float[] x, int from, int n, float centre, float[] slope, int slopeFrom) {
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += (x[from + i] - centre) * slope[slopeFrom + i];
        }
        return sum;
    }

    @Override
    public void raise(float[] x, int from, int n, float mean, float scale, float shift, float[] largest) {
        for (int i = 0; i < n; i++) {
            largest[i] = Math.max(largest[i], (x[from + i] - mean) * scale + shift);
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
        for (int i = 0; i < n; i++) {
            out[outFrom + i] = factors[i] * (float) Math.exp((x[from + i] - mean) * scale + shift - largest[i]);
        }
    }

    @Override
    public void normaliseBackward(
            float[] slope, int slopeFrom, float[] x, int from, int n, float mean, float a, float b, float c) {
        for (int i = 0; i < n; i++) {
            slope[slopeFrom + i] = slope[slopeFrom + i] * a + ((x[from + i] - mean) * b + c);
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
        for (int j = 0; j < n; j++) {
            float value = dy[at + j] * a[j] + ((x[at + j] - mean[j]) * b[j] + c[j]);
            out[at + j] = add ? out[at + j] + value : value;
        }
    }

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
        Arrays.fill(sums, 0);
        for (int i = 0; i < panels(from, to); i++) {
            int j = panel(i, from, to, backwards);
            scalingFrom(0, panels, j, Math.min(PANEL, to - j), rows, left, leftFrom, weight, epsilon, v, vFrom, sums);
        }
    }

    /** How many panels lie in {@code [from, to)}. */
    protected static int panels(int from, int to) {
        return (to - from + PANEL - 1) / PANEL;
    }

    /** The first column of the i-th panel of a pass over {@code [from, to)}. */
    protected static int panel(int i, int from, int to, boolean backwards) {
        return from + PANEL * (backwards ? panels(from, to) - 1 - i : i);
    }

    /** {@link #scalingPass} for the columns of one panel from {@code first} on; adds to sums. */
    protected final void scalingFrom(
            int first,
            float[] panels,
            int column,
            int width,
            int rows,
            float[] left,
            int leftFrom,
            float weight,
            float epsilon,
            float[] v,
            int vFrom,
            double[] sums) {
        int at = column * rows + first;
        int into = vFrom + column + first;
        int n = width - first;
        for (int j = 0; j < n; j++) {
            v[into + j] = epsilon;
        }
        addRows(panels, at, width, rows, left, leftFrom, v, into, n);
        for (int j = 0; j < n; j++) {
            v[into + j] = weight / v[into + j];
        }
        for (int k = 0; k < rows; k++) {
            sums[k] += dot(panels, at + k * width, v, into, n);
        }
    }

    private void addRows(
            float[] panels, int at, int width, int rows, float[] left, int leftFrom, float[] out, int into, int n) {
        for (int k = 0; k < rows; k++) {
            scale(left[leftFrom + k], panels, at + k * width, out, into, n, true);
        }
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
        Arrays.fill(sums, 0);
        for (int i = 0; i < panels(from, to); i++) {
            int j = panel(i, from, to, backwards);
            int width = Math.min(PANEL, to - j);
            slopeFrom(0, panels, j, width, rows, left, leftFrom, extra, v, vFrom, weight, slope, slopeFrom, sums);
        }
    }

    /** {@link #slopePass} for the columns of one panel from {@code first} on; adds to sums. */
    protected final void slopeFrom(
            int first,
            float[] panels,
            int column,
            int width,
            int rows,
            float[] left,
            int leftFrom,
            float[] extra,
            float[] v,
            int vFrom,
            float weight,
            float[] slope,
            int slopeFrom,
            double[] sums) {
        int at = column * rows + first;
        int into = slopeFrom + column + first;
        int scaling = vFrom + column + first;
        int n = width - first;
        System.arraycopy(extra, column + first, slope, into, n);
        addRows(panels, at, width, rows, left, leftFrom, slope, into, n);
        for (int j = 0; j < n; j++) {
            slope[into + j] = slope[into + j] * v[scaling + j] * v[scaling + j] * weight;
        }
        for (int k = 0; k < rows; k++) {
            sums[k] += dot(panels, at + k * width, slope, into, n);
        }
    }

    @Override
    public double planRow(float[] kernel, float[] m, int at, float u, float[] v, int vFrom, float[] extra, int n) {
        double sum = 0;
        for (int j = 0; j < n; j++) {
            float product = kernel[at + j] * m[at + j];
            extra[j] += u * product;
            sum += (double) product * v[vFrom + j];
        }
        return sum;
    }

    @Override
    public void planSlope(
            float factor,
            float sharpness,
            float[] kernel,
            float[] m,
            float[] rest,
            int at,
            float u,
            float[] v,
            int vFrom,
            float[] dm,
            int n,
            boolean add) {
        for (int j = 0; j < n; j++) {
            float plan = u * v[vFrom + j] * (1 - sharpness * m[at + j]);
            float value = factor * kernel[at + j] * (plan - sharpness * rest[at + j]);
            dm[at + j] = add ? dm[at + j] + value : value;
        }
    }

    @Override
    public void rmsProp(
            float[] p, float[] g, float[] s, int from, int to, float rate, float keep, float take, float epsilon) {
        for (int i = from; i < to; i++) {
            float square = keep * s[i] + take * g[i] * g[i];
            s[i] = square;
            p[i] -= rate * g[i] / ((float) Math.sqrt(square) + epsilon);
        }
    }

    @Override
    public double sigmoidErrors(float[] x, float[] t, int from, int n) {
        double sum = 0;
        for (int i = from; i < from + n; i++) {
            float p = (float) (1 / (1 + Math.exp(x[i])));
            float error = p - t[i];
            t[i] = error * (p * (1 - p));
            sum += error * error;
        }
        return sum;
    }

    @Override
    public void logExponentials(double[] u, int uFrom, float[] out, int outFrom, int n) {
        for (int i = 0; i < n; i++) {
            out[outFrom + i] = (float) Weibull.logExponential(u[uFrom + i]);
        }
    }

    @Override
    public void addPowers(
            float[] x, int xFrom, float[] logs, int logsFrom, float[] powers, float[] products, int outFrom, int n) {
        for (int i = 0; i < n; i++) {
            float log = logs[logsFrom + i];
            float power = (float) Math.exp((double) x[xFrom + i] * log);
            powers[outFrom + i] += power;
            products[outFrom + i] += power * log;
        }
    }

    @Override
    public void zeroTerms(ZeroTerms terms, int at, int dispersionAt, float[] values, int from, int to) {
        terms.fill(at, dispersionAt, values, from, to);
    }
}

package org.sce2tm.nn.cpu;

import org.sce2tm.nn.Binary;
import org.sce2tm.nn.Unary;

/** The kernels in plain Java. */
public final class PlainKernels implements Kernels {
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
    public void scaleShift(float[] x, int xFrom, float[] scale, float[] shift, float[] out, int outFrom, int n) {
        for (int j = 0; j < n; j++) {
            out[outFrom + j] = x[xFrom + j] * scale[j] + shift[j];
        }
    }

    @Override
    public void threeTerms(
            float[] dy, float[] x, int at, float[] a, float[] b, float[] c, float[] out, int n, boolean add) {
        for (int j = 0; j < n; j++) {
            float value = dy[at + j] * a[j] + x[at + j] * b[j] + c[j];
            out[at + j] = add ? out[at + j] + value : value;
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
}

package org.sce2tm.nn.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sce2tm.nn.Unary;
import org.sce2tm.nn.Weibull;

/** Where this JVM has only the plain kernels, these hold of themselves. */
@DisplayName("The fastest kernels against the plain ones")
class KernelsTest {
    private final Kernels fast = Kernels.fastest();
    private final Kernels plain = new PlainKernels();

    /** Over all of [0, 1], some more than the vectors' length: the ends count, where 1 - u or u is all but lost. */
    private static double[] uniforms() {
        double[] u = new double[1203];
        for (int i = 0; i < 400; i++) {
            u[i] = i / 400.0;
            u[400 + i] = Math.pow(10, -i / 25.0);
            u[800 + i] = 1 - Math.pow(10, -i / 25.0);
        }
        u[1200] = 1;
        u[1201] = Math.ulp(0.5);
        u[1202] = 0x1p-33;
        return u;
    }

    @Test
    void logarithmsOfExponentials() {
        double[] u = uniforms();
        float[] logs = new float[u.length + 3];
        fast.logExponentials(u, 0, logs, 3, u.length);
        for (int i = 0; i < u.length; i++) {
            double expected = Weibull.logExponential(u[i]);
            // a few roundings of ln E, or of E where ln E is near 0
            double tolerance = 4 * 0x1p-24 * Math.max(1, Math.abs(expected));
            assertThat((double) logs[3 + i]).as("u = %s", u[i]).isCloseTo(expected, within(tolerance));
        }
    }

    @Test
    void powersAndTheirSlopes() {
        double[] u = uniforms();
        int n = u.length;
        float[] logs = new float[n];
        plain.logExponentials(u, 0, logs, 0, n);
        float[] x = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = i % 100 / 10f;
        }
        float[][] sums = new float[4][n + 1];
        fast.addPowers(x, 0, logs, 0, sums[0], sums[1], 1, n);
        plain.addPowers(x, 0, logs, 0, sums[2], sums[3], 1, n);
        for (int i = 0; i <= n; i++) {
            for (int sum = 0; sum < 2; sum++) {
                // the exponent, up to 370, is rounded once
                double tolerance = 400 * 0x1p-24 * Math.abs(sums[sum + 2][i]) + 1e-35;
                assertThat((double) sums[sum][i]).as("entry %d", i).isCloseTo(sums[sum + 2][i], within(tolerance));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "EXP, 0, 0, 2e-7",
        "TANH, 0, 0, 3e-7",
        "SIGMOID, 0, 0, 4e-7",
        "SOFTPLUS, 0, 0, 4e-7",
        "RELU, 0, 0, 0",
        "CLAMP, -2.5, 3, 0",
        "CLAMP, -Infinity, 3, 0"
    })
    void functionsAndTheirSlopes(Unary.Kind kind, double first, double second, double accuracy) {
        Unary f = new Unary(kind, first, second);
        int n = 2003;
        float[] x = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = i < 1000 ? (i - 500) / 6f : (float) ((i % 2 == 0 ? 1 : -1) * Math.pow(10, (1500 - i) / 100.0));
        }
        float[] y = new float[n];
        float[] dy = values(n, 4);
        float[] dx = values(n, 5);
        float[] before = dx.clone();
        float[] alone = new float[n];
        fast.map(f, x, y, 0, n);
        fast.mapBackward(f, x, y, dy, dx, 0, n, true);
        fast.mapBackward(f, x, y, dy, alone, 0, n, false);
        for (int i = 0; i < n; i++) {
            double value = f.value(x[i]);
            String at = kind + " at " + x[i];
            if (Math.abs(value) > Float.MAX_VALUE) {
                assertThat(y[i]).as(at).isInfinite();
                continue;
            }
            // what is below the least normal number may be 0 or that number
            assertThat((double) y[i]).as(at).isCloseTo(value, within(accuracy * Math.abs(value) + 2e-38));
            double slope = f.derivative(x[i], y[i]) * dy[i];
            double cancelled = kind == Unary.Kind.TANH ? 2e-7 * Math.abs(dy[i]) : 0; // 1 - y²
            double near = accuracy * 2 * Math.abs(slope) + cancelled + 2e-38;
            assertThat((double) alone[i]).as("slope of " + at).isCloseTo(slope, within(near));
            assertThat((double) dx[i])
                    .as("slope added, " + at)
                    .isCloseTo(before[i] + slope, within(near + 1.2e-7 * (Math.abs(before[i]) + Math.abs(slope))));
        }
    }

    @Test
    void functionsOfWhatIsNoNumberAreNone() {
        for (Unary f :
                new Unary[] {Unary.EXP, Unary.TANH, Unary.SIGMOID, Unary.SOFTPLUS, Unary.RELU, Unary.clamp(-1, 1)}) {
            float[] y = new float[40];
            float[] x = values(40, 6);
            x[11] = Float.NaN;
            fast.map(f, x, y, 0, 40);
            assertThat(y[11]).as(f.kind().name()).isNaN();
        }
    }

    /**
     * Sizes around those of tiles, strips, panels and depths; either side as it lies or transposed; a part of C. Which
     * tiles run is the machine's matter: high ones where vectors have 16 floats, low ones elsewhere. All but one row and
     * six columns are wanted of larger C: of 53 rows six tiles of 8 and one of 4, or 17 of 3 and a row; of 14 columns a
     * vector of 8, of 22 one of 16, of 38 two and of 70 four of them, all whole, so that these tiles go straight to C.
     */
    @ParameterizedTest
    @CsvSource({
        "1, 1, 1",
        "2, 3, 7",
        "3, 128, 24",
        "4, 129, 25",
        "7, 260, 100",
        "53, 40, 200",
        "53, 260, 14",
        "53, 260, 22",
        "53, 260, 38",
        "53, 260, 70",
        "150, 300, 9",
        "515, 17, 31",
        "31, 257, 201",
        "9, 1500, 40"
    })
    void products(int rows, int inner, int columns) {
        assumeTrue(fast.multipliesMatrices(), "products of the plain kernels are BLAS's");
        float[] a = values(rows * inner, 1);
        float[] b = values(inner * columns, 2);
        for (int form = 0; form < 8; form++) {
            boolean left = (form & 1) != 0;
            boolean right = (form & 2) != 0;
            boolean add = (form & 4) != 0;
            float scale = add ? -2 : 1;
            int rowFrom = rows > 2 ? 1 : 0;
            int columnFrom = columns > 8 ? 5 : 0;
            int columnTo = columns > 8 ? columns - 1 : columns;
            float[] c = values(rows * columns, 3);
            float[] before = c.clone();
            fast.product(
                    scale,
                    a,
                    left ? 1 : inner,
                    left ? rows : 1,
                    b,
                    right ? 1 : columns,
                    right ? inner : 1,
                    c,
                    columns,
                    inner,
                    rowFrom,
                    rows,
                    columnFrom,
                    columnTo,
                    add);
            for (int i = 0; i < rows; i++) {
                for (int j = 0; j < columns; j++) {
                    double sum = add ? before[i * columns + j] : 0;
                    double size = Math.abs(sum);
                    for (int p = 0; p < inner; p++) {
                        double x = (double) a[left ? p * rows + i : i * inner + p]
                                * b[right ? j * inner + p : p * columns + j];
                        sum += scale * x;
                        size += Math.abs(scale * x);
                    }
                    boolean inside = i >= rowFrom && j >= columnFrom && j < columnTo;
                    double expected = inside ? sum : before[i * columns + j];
                    // one rounding for each term at most
                    assertThat((double) c[i * columns + j])
                            .as("form %d, entry (%d, %d)", form, i, j)
                            .isCloseTo(expected, within(inside ? (inner + 2) * 0x1p-24 * size : 0));
                }
            }
        }
    }

    /** All widths up to several groups of vectors, which overlap where a width is no multiple of a vector. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void sparseRows(boolean add) {
        int rows = 4;
        int[] starts = {0, 3, 3, 6}; // the second has no entry
        int[] ends = {3, 3, 6, 7};
        int[] indices = {0, 2, 4, 1, 2, 3, 4};
        float[] stored = values(indices.length, 1);
        for (int width = 1; width < 500; width++) {
            float[] w = values(5 * width, 2);
            float[][] out = {values(rows * width, 3), values(rows * width, 3)};
            fast.gatherRows(starts, ends, indices, stored, 0, rows - 1, w, width, out[0], add);
            plain.gatherRows(starts, ends, indices, stored, 0, rows - 1, w, width, out[1], add);
            // four numbers below 1
            assertThat(out[0])
                    .as("width %d", width)
                    .usingComparatorWithPrecision(1e-6f)
                    .containsExactly(out[1]);
        }
    }

    /** Two whole panels and a narrow one, from either end. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void passesOverTheTransportsKernel(boolean backwards) {
        int rows = 7;
        int columns = 2 * Kernels.PANEL + 22;
        float[] panels = positive(rows * columns, 1);
        float[] left = positive(rows, 2);
        float[] extra = positive(columns, 3);
        Kernels[] kernels = {fast, plain};
        float[][] v = new float[2][columns];
        float[][] slope = new float[2][columns];
        double[][] sums = new double[2][rows];
        double[][] slopeSums = new double[2][rows];
        for (int side = 0; side < 2; side++) {
            Kernels k = kernels[side];
            k.scalingPass(panels, rows, 0, columns, backwards, left, 0, 0.5f, 1e-6f, v[side], 0, sums[side]);
            k.slopePass(
                    panels,
                    rows,
                    0,
                    columns,
                    backwards,
                    left,
                    0,
                    extra,
                    v[side],
                    0,
                    -2,
                    slope[side],
                    0,
                    slopeSums[side]);
        }
        assertThat(v[0]).usingComparatorWithPrecision(1e-5f).containsExactly(v[1]);
        assertThat(slope[0]).usingComparatorWithPrecision(1e-5f).containsExactly(slope[1]);
        for (int k = 0; k < rows; k++) {
            // columns numbers of about 1
            assertThat(sums[0][k]).as("sum %d", k).isCloseTo(sums[1][k], within(1e-4));
            assertThat(slopeSums[0][k]).as("slope's sum %d", k).isCloseTo(slopeSums[1][k], within(1e-4));
        }
        assertThat(sums[0][0]).isPositive();
        assertThat(slopeSums[0][0]).isNegative();
    }

    private static float[] positive(int size, long seed) {
        float[] values = values(size, seed);
        for (int i = 0; i < size; i++) {
            values[i] = 0.1f + Math.abs(values[i]);
        }
        return values;
    }

    @Test
    void errorsOfSigmoids() {
        int n = 91;
        float[] x = values(n + 1, 1);
        for (int i = 0; i <= n; i++) {
            x[i] *= i % 5 == 0 ? 120 : 6; // beyond where e^x is a number
        }
        float[][] t = {values(n + 1, 2), values(n + 1, 2)};
        double sum = fast.sigmoidErrors(x.clone(), t[0], 1, n);
        // errors below 2, some roundings each
        assertThat(sum).isCloseTo(plain.sigmoidErrors(x.clone(), t[1], 1, n), within(1e-5 * n));
        for (int i = 0; i <= n; i++) {
            assertThat(t[0][i]).as("slope %d", i).isCloseTo(t[1][i], within(1e-6f));
        }
    }

    @Test
    void logitsOfAGene() {
        int n = 91; // whole vectors, pairs of them, and a rest
        float[] x = values(n + 2, 1);
        float[][] largest = {values(n, 2), values(n, 2)};
        float[] factors = values(n, 3);
        float[][] slopes = {values(n + 1, 4), values(n + 1, 4)};
        Kernels[] kernels = {fast, plain};
        double[][] sums = new double[2][];
        for (int side = 0; side < 2; side++) {
            Kernels k = kernels[side];
            k.raise(x, 2, n, 0.1f, 1.5f, -0.2f, largest[side]);
            double dot = k.centredDot(x, 2, n, 0.1f, slopes[side], 1);
            k.normaliseBackward(slopes[side], 1, x, 2, n, 0.1f, 0.7f, -0.3f, 0.2f);
            sums[side] = new double[] {k.squares(x, 2, n, 0.1f), dot};
        }
        float[][] weighted = new float[2][n + 1];
        for (int side = 0; side < 2; side++) {
            kernels[side].weightedExp(x, 2, n, 0.1f, 1.5f, -0.2f, largest[1], factors, weighted[side], 1);
        }
        // numbers below 3, a handful of roundings each
        for (int i = 0; i < n; i++) {
            assertThat(largest[0][i]).as("largest %d", i).isCloseTo(largest[1][i], within(1e-6f));
            assertThat(slopes[0][i + 1]).as("slope %d", i).isCloseTo(slopes[1][i + 1], within(1e-6f));
            assertThat(weighted[0][i + 1]).as("power %d", i).isCloseTo(weighted[1][i + 1], within(1e-6f));
        }
        for (int sum = 0; sum < 2; sum++) {
            assertThat(sums[0][sum]).as("sum %d", sum).isCloseTo(sums[1][sum], within(1e-5));
        }
        assertThat(slopes[0][0]).isEqualTo(slopes[1][0]);
        assertThat(weighted[0][0]).isZero();
    }

    private static float[] values(int size, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) (2 * random.nextDouble() - 1);
        }
        return values;
    }
}

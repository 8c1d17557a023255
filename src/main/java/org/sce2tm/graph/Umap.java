package org.sce2tm.graph;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.apache.commons.rng.simple.RandomSource;
import org.sce2tm.data.CsrMatrix;
import org.sce2tm.data.DenseMatrix;
import org.sce2tm.data.NumberType;

/**
 * Two-dimensional layout of a neighbour graph (UMAP: McInnes, Healy and Melville 2018), with the schedule and defaults
 * of umap-learn 0.5 as scanpy's {@code tl.umap} calls it: a spectral start, then stochastic gradient descent in which
 * an edge attracts as often as its weight says and each attraction is joined by {@value #NEGATIVES} repulsions from
 * random cells. It runs on one thread, so that a seed gives one layout (on one kind of processor: powers may differ in the
 * last bit on another); coordinates are not those of the original, whose random stream and eigensolver are others.
 *
 * <p>Only what lies near each other in the layout means something: sizes of and distances between islands do not.
 */
public final class Umap {
    private static final int NEGATIVES = 5;
    private static final double LARGEST_STEP = 4;
    private static final int MANY_CELLS = 10_000;

    /**
     * @param minimumDistance how close neighbours may come, 0..spread
     * @param spread the scale of the layout, above 0
     * @param seed of the start and the draws
     */
    public record Options(double minimumDistance, double spread, long seed) {
        /** @throws IllegalArgumentException if a value is out of range */
        public Options {
            if (!(spread > 0 && minimumDistance >= 0 && minimumDistance <= spread)) {
                throw new IllegalArgumentException("minimum distance " + minimumDistance + " with spread " + spread
                        + ": expected 0 <= minimum distance <= spread, spread > 0");
            }
        }

        /** scanpy's: minimum distance 0.5, spread 1, seed 0. */
        public static Options defaults() {
            return new Options(0.5, 1, 0);
        }
    }

    /**
     * The curve 1 / (1 + a d^2b) nearest to one that is 1 up to the minimum distance and then falls by the spread.
     *
     * @param a above 0
     * @param b above 0
     */
    record Curve(double a, double b) {
        private static final int POINTS = 300;

        /** Least squares on 300 points of [0, 3 spread], by Levenberg's damped Gauss-Newton steps. */
        static Curve fit(double spread, double minimumDistance) {
            double a = 1;
            double b = 1;
            double damping = 1e-3;
            double error = error(a, b, spread, minimumDistance);
            for (int step = 0; step < 500 && damping < 1e12; step++) {
                double aa = 0;
                double ab = 0;
                double bb = 0;
                double ra = 0;
                double rb = 0;
                for (int i = 1; i < POINTS; i++) {
                    double x = 3 * spread * i / (POINTS - 1);
                    double power = Math.pow(x, 2 * b);
                    double value = 1 / (1 + a * power);
                    double byA = -value * value * power;
                    double byB = byA * a * 2 * Math.log(x);
                    double residual = target(x, spread, minimumDistance) - value;
                    aa += byA * byA;
                    ab += byA * byB;
                    bb += byB * byB;
                    ra += byA * residual;
                    rb += byB * residual;
                }
                double dampedA = aa * (1 + damping);
                double dampedB = bb * (1 + damping);
                double determinant = dampedA * dampedB - ab * ab;
                double newA = a + (ra * dampedB - rb * ab) / determinant;
                double newB = b + (rb * dampedA - ra * ab) / determinant;
                double newError = error(newA, newB, spread, minimumDistance);
                if (newError <= error) {
                    a = newA;
                    b = newB;
                    error = newError;
                    damping /= 10;
                } else {
                    damping *= 10;
                }
            }
            return new Curve(a, b);
        }

        private static double error(double a, double b, double spread, double minimumDistance) {
            double sum = 0;
            for (int i = 0; i < POINTS; i++) {
                double x = 3 * spread * i / (POINTS - 1);
                double residual = target(x, spread, minimumDistance) - 1 / (1 + a * Math.pow(x, 2 * b));
                sum += residual * residual;
            }
            return sum;
        }

        private static double target(double x, double spread, double minimumDistance) {
            return x < minimumDistance ? 1 : Math.exp(-(x - minimumDistance) / spread);
        }
    }

    private Umap() {}

    /**
     * Lays out a graph.
     *
     * @param graph symmetric n x n, as {@link FuzzyGraph} makes it
     * @param space n x d, what the graph was built from; only places the pieces of a disconnected graph
     * @return n x 2
     */
    public static DenseMatrix layout(CsrMatrix graph, DenseMatrix space, Options options) {
        int n = graph.rows();
        if (n < 2) {
            return DenseMatrix.zeros(n, 2, NumberType.FLOAT32);
        }
        UniformRandomProvider random = RandomSource.XO_SHI_RO_256_PP.create(options.seed());
        double[] layout = SpectralLayout.of(graph, space, random);
        ZigguratSampler.NormalizedGaussian noise = ZigguratSampler.NormalizedGaussian.of(random);
        for (int i = 0; i < layout.length; i++) {
            layout[i] += 1e-4 * noise.sample();
        }
        stretch(layout, 0);
        stretch(layout, 1);
        int epochs = n <= MANY_CELLS ? 500 : 200;
        descend(layout, edges(graph, epochs), epochs, Curve.fit(options.spread(), options.minimumDistance()), random);
        DenseMatrix coordinates = DenseMatrix.zeros(n, 2, NumberType.FLOAT32);
        for (int i = 0; i < layout.length; i++) {
            coordinates.values()[i] = (float) layout[i];
        }
        return coordinates;
    }

    /** One axis to [0, 10]. */
    private static void stretch(double[] layout, int axis) {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (int i = axis; i < layout.length; i += 2) {
            low = Math.min(low, layout[i]);
            high = Math.max(high, layout[i]);
        }
        for (int i = axis; i < layout.length; i += 2) {
            layout[i] = 10 * (layout[i] - low) / (high - low);
        }
    }

    /**
     * Both directions of every edge that is visited at least once, with the epochs from visit to visit.
     *
     * @param interval largest weight / weight, at least 1
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
    private record Edges(int[] heads, int[] tails, double[] interval) {}

    private static Edges edges(CsrMatrix graph, int epochs) {
        float largest = 0;
        for (float weight : graph.values()) {
            largest = Math.max(largest, weight);
        }
        int count = 0;
        for (float weight : graph.values()) {
            count += weight >= largest / epochs ? 1 : 0;
        }
        Edges edges = new Edges(new int[count], new int[count], new double[count]);
        int end = 0;
        for (int i = 0; i < graph.rows(); i++) {
            for (int p = graph.rowPointers()[i]; p < graph.rowPointers()[i + 1]; p++) {
                if (graph.values()[p] >= largest / epochs) {
                    edges.heads[end] = i;
                    edges.tails[end] = graph.columnIndices()[p];
                    edges.interval[end] = (double) largest / graph.values()[p];
                    end++;
                }
            }
        }
        return edges;
    }

    private static void descend(double[] layout, Edges edges, int epochs, Curve curve, UniformRandomProvider random) {
        int n = layout.length / 2;
        double[] nextVisit = edges.interval.clone();
        double[] nextNegative = edges.interval.clone();
        for (int e = 0; e < nextNegative.length; e++) {
            nextNegative[e] /= NEGATIVES;
        }
        for (int epoch = 0; epoch < epochs; epoch++) {
            double rate = 1 - (double) epoch / epochs;
            for (int e = 0; e < nextVisit.length; e++) {
                if (nextVisit[e] > epoch) {
                    continue;
                }
                nextVisit[e] += edges.interval[e];
                int head = 2 * edges.heads[e];
                attract(layout, head, 2 * edges.tails[e], rate, curve);
                double between = edges.interval[e] / NEGATIVES;
                int negatives = (int) ((epoch - nextNegative[e]) / between);
                for (int draw = 0; draw < negatives; draw++) {
                    int other = 2 * random.nextInt(n);
                    if (other != head) {
                        repel(layout, head, other, rate, curve);
                    }
                }
                nextNegative[e] += negatives * between;
            }
        }
    }

    /** Both ends towards each other, along -2ab d^(2(b-1)) / (1 + a d^2b). */
    private static void attract(double[] layout, int head, int tail, double rate, Curve curve) {
        double dx = layout[head] - layout[tail];
        double dy = layout[head + 1] - layout[tail + 1];
        double squared = dx * dx + dy * dy;
        if (squared == 0) {
            return;
        }
        double power = Math.pow(squared, curve.b);
        double force = -2 * curve.a * curve.b * power / squared / (1 + curve.a * power);
        double stepX = rate * clipped(force * dx);
        double stepY = rate * clipped(force * dy);
        layout[head] += stepX;
        layout[head + 1] += stepY;
        layout[tail] -= stepX;
        layout[tail + 1] -= stepY;
    }

    /** The head away from the other, along 2b / ((0.001 + d^2)(1 + a d^2b)). */
    private static void repel(double[] layout, int head, int other, double rate, Curve curve) {
        double dx = layout[head] - layout[other];
        double dy = layout[head + 1] - layout[other + 1];
        double squared = dx * dx + dy * dy;
        if (squared == 0) {
            // Two cells at one point: any direction parts them.
            layout[head] += rate * LARGEST_STEP;
            layout[head + 1] += rate * LARGEST_STEP;
            return;
        }
        double force = 2 * curve.b / ((0.001 + squared) * (1 + curve.a * Math.pow(squared, curve.b)));
        layout[head] += rate * clipped(force * dx);
        layout[head + 1] += rate * clipped(force * dy);
    }

    private static double clipped(double step) {
        return Math.max(-LARGEST_STEP, Math.min(LARGEST_STEP, step));
    }
}

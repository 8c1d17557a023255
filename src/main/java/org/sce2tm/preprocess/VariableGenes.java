package org.sce2tm.preprocess;

import java.util.Arrays;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.sce2tm.data.CsrMatrix;
import org.sce2tm.data.Normalization;

/**
 * Highly variable genes as scanpy 1.9.8 selects them ({@code pp.highly_variable_genes}, flavours 'seurat' after Satija
 * et al. 2015 and 'cell_ranger' after Zheng et al. 2017), in double throughout.
 *
 * <p>The cut is the n-th largest z; a gene whose z is undefined counts as 0. So ties at the cut, and a cut of at most 0
 * where undefined genes exist, select more than n genes. Scanpy does the same; later versions leave undefined genes out.
 *
 * @param means of each gene: 'seurat' log(1 + mean of the values without log), 'cell_ranger' the mean of the values
 * @param dispersions variance (divisor n - 1) by mean; 'seurat' its log, NaN where it is 0
 * @param normalizedDispersions z of the dispersion within its bin of means; NaN where undefined
 * @param selected indices of the selected genes, ascending
 */
@SuppressWarnings("ArrayRecordComponent") // numbers handed on, never compared
record VariableGenes(double[] means, double[] dispersions, double[] normalizedDispersions, int[] selected) {
    private static final int SEURAT_BINS = 20;
    private static final double NO_MEAN = 1e-12;

    /** 10, 15, … 100 percent. */
    private static final int FIRST_PERCENTILE = 10;

    private static final int PERCENTILE_STEP = 5;

    /** The median absolute deviation of a normal distribution of sd 1. */
    private static final double MAD_OF_NORMAL = 0.6744897501960817;

    /**
     * Selects genes.
     *
     * @param values cells x genes before {@code normalization}, at least two cells
     * @param count how many genes, at least 1
     * @throws ArithmeticException if 'seurat' meets values that are too large to be logs
     */
    static VariableGenes of(CsrMatrix values, Normalization normalization, HvgFlavour flavour, int count) {
        Moments moments = Moments.of(values, normalization, flavour == HvgFlavour.SEURAT);
        int genes = values.columns();
        double[] means = new double[genes];
        double[] dispersions = new double[genes];
        for (int g = 0; g < genes; g++) {
            double mean = moments.means()[g] == 0 ? NO_MEAN : moments.means()[g];
            double dispersion = moments.variances()[g] / mean;
            if (!Double.isFinite(dispersion)) {
                throw new ArithmeticException("expm1 of the values overflows");
            }
            if (flavour == HvgFlavour.SEURAT) {
                dispersions[g] = dispersion == 0 ? Double.NaN : Math.log(dispersion);
                means[g] = Math.log1p(mean);
            } else {
                dispersions[g] = dispersion;
                means[g] = mean;
            }
        }
        double[] z = flavour == HvgFlavour.SEURAT
                ? standardised(dispersions, bins(means, equalWidthEdges(means)))
                : robustlyStandardised(dispersions, bins(means, percentileEdges(means)));
        return new VariableGenes(means, dispersions, z, select(z, count));
    }

    private static int[] select(double[] z, int count) {
        double[] defined =
                Arrays.stream(z).filter(value -> !Double.isNaN(value)).sorted().toArray();
        if (defined.length == 0) {
            return IntStream.range(0, z.length).toArray();
        }
        double cut = defined[Math.max(0, defined.length - count)];
        return IntStream.range(0, z.length)
                .filter(g -> (Double.isNaN(z[g]) ? 0 : z[g]) >= cut)
                .toArray();
    }

    /**
     * Twenty bins of equal width, as pandas.cut makes them; that it lowers the lowest edge by 0.1 % of the range is not
     * needed, as {@link #bins} never looks below it.
     */
    private static double[] equalWidthEdges(double[] means) {
        double least = Arrays.stream(means).min().orElseThrow();
        double greatest = Arrays.stream(means).max().orElseThrow();
        double[] edges = new double[SEURAT_BINS + 1];
        if (least == greatest) {
            double margin = least == 0 ? 0.001 : 0.001 * Math.abs(least);
            least -= margin;
            greatest += margin;
        }
        double step = (greatest - least) / SEURAT_BINS;
        for (int b = 0; b < SEURAT_BINS; b++) {
            edges[b] = b * step + least;
        }
        edges[SEURAT_BINS] = greatest;
        return edges;
    }

    private static double[] percentileEdges(double[] means) {
        double[] sorted = means.clone();
        Arrays.sort(sorted);
        int inner = (100 - FIRST_PERCENTILE) / PERCENTILE_STEP + 1;
        double[] edges = new double[inner + 2];
        edges[0] = Double.NEGATIVE_INFINITY;
        for (int b = 0; b < inner; b++) {
            edges[b + 1] = percentile(sorted, (FIRST_PERCENTILE + b * PERCENTILE_STEP) / 100.0);
        }
        edges[inner + 1] = Double.POSITIVE_INFINITY;
        return edges;
    }

    /** Linear interpolation with NumPy's rounding. */
    private static double percentile(double[] sorted, double share) {
        double place = (sorted.length - 1) * share;
        int below = (int) Math.floor(place);
        int above = Math.min(below + 1, sorted.length - 1);
        double t = place - below;
        double difference = sorted[above] - sorted[below];
        return t >= 0.5 ? sorted[above] - difference * (1 - t) : sorted[below] + difference * t;
    }

    /** For each value the bin b with edges[b] < value <= edges[b + 1]; of equal edges the first. */
    private static int[] bins(double[] values, double[] edges) {
        int[] bins = new int[values.length];
        Arrays.setAll(bins, i -> {
            int b = 0;
            while (b < edges.length - 2 && values[i] > edges[b + 1]) {
                b++;
            }
            return b;
        });
        return bins;
    }

    /** A bin with one defined dispersion gets mean 0 and sd that dispersion, so z = 1. */
    private static double[] standardised(double[] dispersions, int[] bins) {
        double[] z = new double[dispersions.length];
        for (int bin = 0; bin < SEURAT_BINS; bin++) {
            int current = bin;
            int[] members = IntStream.range(0, bins.length)
                    .filter(g -> bins[g] == current)
                    .toArray();
            double[] defined = Arrays.stream(members)
                    .mapToDouble(g -> dispersions[g])
                    .filter(d -> !Double.isNaN(d))
                    .toArray();
            double mean = Arrays.stream(defined).sum() / defined.length;
            double squares =
                    Arrays.stream(defined).map(d -> (d - mean) * (d - mean)).sum();
            double center = defined.length == 1 ? 0 : mean;
            double sd = defined.length == 1 ? mean : Math.sqrt(squares / (defined.length - 1));
            for (int g : members) {
                z[g] = (dispersions[g] - center) / sd;
            }
        }
        return z;
    }

    private static double[] robustlyStandardised(double[] dispersions, int[] bins) {
        double[] z = new double[dispersions.length];
        int last = Arrays.stream(bins).max().orElse(0);
        for (int bin = 0; bin <= last; bin++) {
            int current = bin;
            int[] members = IntStream.range(0, bins.length)
                    .filter(g -> bins[g] == current)
                    .toArray();
            if (members.length == 0) {
                continue;
            }
            double median = median(Arrays.stream(members).mapToDouble(g -> dispersions[g]));
            double deviation = median(
                    Arrays.stream(members).mapToDouble(g -> Math.abs((dispersions[g] - median) / MAD_OF_NORMAL)));
            for (int g : members) {
                z[g] = (dispersions[g] - median) / deviation;
            }
        }
        return z;
    }

    private static double median(DoubleStream values) {
        double[] sorted = values.sorted().toArray();
        int n = sorted.length;
        return n % 2 == 1 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2;
    }

    /**
     * @param means of each gene
     * @param variances of each gene, divisor n - 1
     */
    private record Moments(double[] means, double[] variances) {
        /** Rows whose values are computed at once, on all threads, instead of keeping those of the whole matrix. */
        private static final int BLOCK = 1024;

        /** Takes one stored value. */
        @FunctionalInterface
        private interface Value {
            void take(int gene, double value);
        }

        static Moments of(CsrMatrix matrix, Normalization normalization, boolean undoLog) {
            double[] divisors = normalization.divisors(matrix);
            double[] means = new double[matrix.columns()];
            int[] stored = new int[matrix.columns()];
            forEach(matrix, normalization, divisors, undoLog, (gene, value) -> {
                means[gene] += value;
                stored[gene]++;
            });
            double[] variances = new double[matrix.columns()];
            for (int g = 0; g < means.length; g++) {
                means[g] /= matrix.rows();
                variances[g] = (matrix.rows() - stored[g]) * means[g] * means[g];
            }
            forEach(matrix, normalization, divisors, undoLog, (gene, value) -> {
                double deviation = value - means[gene];
                variances[gene] += deviation * deviation;
            });
            for (int g = 0; g < means.length; g++) {
                variances[g] /= matrix.rows() - 1;
            }
            return new Moments(means, variances);
        }

        /** Computes on all threads and hands over in the order of the rows, so that sums depend on no thread. */
        private static void forEach(
                CsrMatrix matrix, Normalization normalization, double[] divisors, boolean undoLog, Value consumer) {
            int[] pointers = matrix.rowPointers();
            for (int from = 0; from < matrix.rows(); from += BLOCK) {
                int to = Math.min(matrix.rows(), from + BLOCK);
                int first = pointers[from];
                double[] used = new double[pointers[to] - first];
                IntStream.range(from, to).parallel().forEach(i -> {
                    for (int p = pointers[i]; p < pointers[i + 1]; p++) {
                        double value = normalization.apply(matrix.values()[p], divisors[i]);
                        used[p - first] = undoLog ? Math.expm1(value) : value;
                    }
                });
                for (int p = 0; p < used.length; p++) {
                    consumer.take(matrix.columnIndices()[first + p], used[p]);
                }
            }
        }
    }
}

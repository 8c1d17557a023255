package org.sce2tm.model;

import java.util.Comparator;
import java.util.stream.IntStream;
import org.sce2tm.data.CsrMatrix;
import org.sce2tm.data.DenseMatrix;
import org.sce2tm.data.Normalization;
import org.sce2tm.data.NumberType;
import org.sce2tm.graph.GaussGraph;
import org.sce2tm.nn.Backend;
import org.sce2tm.nn.Csr;
import org.sce2tm.nn.DenseSource;
import org.sce2tm.nn.Matrix;
import org.sce2tm.nn.RowSource;
import org.sce2tm.stats.Pca;

/**
 * What {@link ScLega} sees of n cells.
 *
 * @param z n x V, the log expression of each gene less its mean over its standard deviation (divisor n)
 * @param target n x V, counts, or log expression where there are none; those of the genes of the smallest sums
 *     multiplied
 * @param sizeFactors n, a cell's sum of counts over the median cell's
 * @param connectivities n x n, of the Gaussian graph
 * @param distances n x n, cosine
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
record ScLegaInput(RowSource z, Csr target, double[] sizeFactors, RowSource connectivities, RowSource distances) {
    /** From so many cells on, the authors measure distances on principal components. */
    private static final int COMPONENTS_FROM = 10_000;

    private static final int COMPONENTS = 50;

    /** Up to so many cells, pairs are computed once: at most 256 MB for each of the two matrices. */
    private static final int HELD = 8192;

    /** All cells. */
    static ScLegaInput of(TrainingData data, ScLegaOptions.Data options, int threads) {
        return of(data, IntStream.range(0, data.cells()).toArray(), options, threads);
    }

    /** Some cells, standardised and sized as among all, with a graph of their own. */
    static ScLegaInput of(TrainingData data, int[] cells, ScLegaOptions.Data options, int threads) {
        CsrMatrix expression = data.expression();
        CsrMatrix explained = data.counts().map(TrainingData.Counts::matrix).orElse(expression);
        double[] totals = data.counts().map(TrainingData.Counts::totals).orElseGet(expression::rowSums);
        Csr target = target(explained, weights(expression, options));
        double median = Normalization.median(totals);
        CsrMatrix own = rows(expression, cells);
        GaussGraph graph = graph(own, options.neighbors(), threads);
        return new ScLegaInput(
                new Standardised(expression, cells, Standardisation.of(expression, 0)),
                ModelInput.csr(rows(matrix(target), cells)),
                IntStream.of(cells).mapToDouble(cell -> totals[cell] / median).toArray(),
                source(graph, graph::connectivities),
                source(graph, graph::distances));
    }

    /** n. */
    int cells() {
        return sizeFactors.length;
    }

    private static GaussGraph graph(CsrMatrix x, int neighbors, int threads) {
        if (x.rows() < COMPONENTS_FROM) {
            return GaussGraph.of(x, neighbors, threads);
        }
        Pca pca = Pca.fit(x.columns(), x.rowPointers(), x.columnIndices(), x.values(), COMPONENTS, threads);
        DenseMatrix scores = new DenseMatrix(x.rows(), pca.components(), pca.scores(), NumberType.FLOAT64);
        return GaussGraph.of(scores, neighbors, threads);
    }

    /** Rows of pairs of cells, from one on, as many as the array holds. */
    private interface Pairs {
        void fill(int from, float[] rows);
    }

    private static RowSource source(GaussGraph graph, Pairs pairs) {
        int n = graph.cells();
        if (n <= HELD) {
            float[] all = new float[n * n];
            pairs.fill(0, all);
            return new DenseSource(n, n, all);
        }
        return new RowSource() {
            @Override
            public int rows() {
                return n;
            }

            @Override
            public int columns() {
                return n;
            }

            @Override
            public void write(int from, Backend backend, Matrix into) {
                float[] rows = new float[into.rows() * n];
                pairs.fill(from, rows);
                backend.write(into, rows);
            }
        };
    }

    /** What the counts of each gene are multiplied by. */
    static float[] weights(CsrMatrix expression, ScLegaOptions.Data options) {
        int genes = expression.columns();
        double[] sums = new double[genes];
        for (int p = 0; p < expression.stored(); p++) {
            sums[expression.columnIndices()[p]] += expression.values()[p];
        }
        int[] order = IntStream.range(0, genes)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer gene) -> -sums[gene]))
                .mapToInt(Integer::intValue)
                .toArray();
        float[] weights = new float[genes];
        for (int place = 0; place < genes; place++) {
            weights[order[place]] = place < (int) (options.tailorRate() * genes) ? 1 : (float) options.lossRate();
        }
        return weights;
    }

    private static Csr target(CsrMatrix counts, float[] weights) {
        float[] values = new float[counts.stored()];
        for (int p = 0; p < values.length; p++) {
            values[p] = counts.values()[p] * weights[counts.columnIndices()[p]];
        }
        return new Csr(counts.rows(), counts.columns(), counts.rowPointers(), counts.columnIndices(), values);
    }

    private static CsrMatrix matrix(Csr csr) {
        return new CsrMatrix(csr.rows(), csr.columns(), csr.rowPointers(), csr.columnIndices(), csr.values());
    }

    private static CsrMatrix rows(CsrMatrix x, int[] picked) {
        int[] pointers = new int[picked.length + 1];
        for (int i = 0; i < picked.length; i++) {
            pointers[i + 1] = pointers[i] + x.rowPointers()[picked[i] + 1] - x.rowPointers()[picked[i]];
        }
        int[] columns = new int[pointers[picked.length]];
        float[] values = new float[columns.length];
        for (int i = 0; i < picked.length; i++) {
            int from = x.rowPointers()[picked[i]];
            int count = pointers[i + 1] - pointers[i];
            System.arraycopy(x.columnIndices(), from, columns, pointers[i], count);
            System.arraycopy(x.values(), from, values, pointers[i], count);
        }
        return new CsrMatrix(picked.length, x.columns(), pointers, columns, values);
    }

    /** Rows of a sparse matrix, standardised as among all of them. */
    private record Standardised(CsrMatrix x, int[] picked, Standardisation genes) implements RowSource {
        @Override
        public int rows() {
            return picked.length;
        }

        @Override
        public int columns() {
            return x.columns();
        }

        @Override
        public void write(int from, Backend backend, Matrix into) {
            float[] rows = new float[Math.multiplyExact(into.rows(), x.columns())];
            for (int i = 0; i < into.rows(); i++) {
                genes.write(x, picked[from + i], rows, i * x.columns());
            }
            backend.write(into, rows);
        }
    }
}

package org.sce2tm.graph;

import java.util.Arrays;
import org.sce2tm.data.CsrMatrix;
import org.sce2tm.data.DenseMatrix;
import org.sce2tm.nn.cpu.Kernels;
import org.sce2tm.stats.Parallel;

/**
 * The dense graph of all pairs of cells whose edges fall with the cosine distance d as a Gaussian of the cells' own
 * widths (Haghverdi et al. 2016, as scanpy 1.8's {@code pp.neighbors(method='gauss', metric='cosine', knn=False)}):
 *
 * <pre>
 * s_i² = (distance to the last of the k nearest, the cell itself counted)² / 4
 * w_ij = sqrt(2 s_i s_j / (s_i² + s_j²)) exp(-d_ij² / (s_i² + s_j²)), 0 where it is at most 1e-14
 * </pre>
 *
 * Its n x n numbers are made by rows when they are asked for.
 */
public final class GaussGraph {
    private static final double SMALLEST_WEIGHT = 1e-14;

    /** A distance below is not taken from a product in single precision, which errs by some 1e-7. */
    private static final float CANCELLED = 1e-3f;

    private static final int BLOCK = 64;

    private final Kernels kernels = Kernels.fastest();
    private final int cells;
    private final int columns;
    /** Rows of length 1; a row of zeros stays. */
    private final float[] units;

    private final double[] widths;
    private final int threads;

    private GaussGraph(int cells, int columns, float[] units, int neighbors, int threads) {
        this.cells = cells;
        this.columns = columns;
        this.units = units;
        this.threads = threads;
        this.widths = new double[cells];
        int nearest = Math.min(neighbors, cells);
        Parallel.blocks(cells, BLOCK, threads, (from, to) -> {
            float[] rows = new float[(to - from) * cells];
            fillDistances(from, to, from, rows);
            for (int i = from; i < to; i++) {
                widths[i] = kthSmallest(rows, (i - from) * cells, cells, nearest) / 2;
            }
        });
    }

    /**
     * @param rows n x V
     * @param neighbors k
     */
    public static GaussGraph of(CsrMatrix rows, int neighbors, int threads) {
        float[] units = new float[Math.multiplyExact(rows.rows(), rows.columns())];
        for (int i = 0; i < rows.rows(); i++) {
            for (int p = rows.rowPointers()[i]; p < rows.rowPointers()[i + 1]; p++) {
                units[i * rows.columns() + rows.columnIndices()[p]] = rows.values()[p];
            }
        }
        return ofRows(rows.rows(), rows.columns(), units, neighbors, threads);
    }

    /**
     * @param rows n x d
     * @param neighbors k
     */
    public static GaussGraph of(DenseMatrix rows, int neighbors, int threads) {
        return ofRows(rows.rows(), rows.columns(), rows.toFloats(), neighbors, threads);
    }

    private static GaussGraph ofRows(int n, int columns, float[] rows, int neighbors, int threads) {
        for (int from = 0; from < rows.length; from += columns) {
            double square = 0;
            for (int at = from; at < from + columns; at++) {
                square += (double) rows[at] * rows[at];
            }
            double scale = square == 0 ? 0 : 1 / Math.sqrt(square);
            for (int at = from; at < from + columns; at++) {
                rows[at] = (float) (scale * rows[at]);
            }
        }
        return new GaussGraph(n, columns, rows, neighbors, threads);
    }

    /** The k-th smallest of n numbers from an offset; few are ever below the k smallest so far. */
    private static float kthSmallest(float[] row, int from, int n, int k) {
        float[] smallest = new float[k]; // ascending
        Arrays.fill(smallest, Float.POSITIVE_INFINITY);
        for (int at = from; at < from + n; at++) {
            int place = k - 1;
            if (row[at] < smallest[place]) {
                while (place > 0 && smallest[place - 1] > row[at]) {
                    smallest[place] = smallest[place - 1];
                    place--;
                }
                smallest[place] = row[at];
            }
        }
        return smallest[k - 1];
    }

    /** n. */
    public int cells() {
        return cells;
    }

    /** The cosine distances of rows {@code [from, from + out.length / n)} to all cells, in [0, 2]. */
    public void distances(int from, float[] out) {
        int to = from + out.length / cells;
        Parallel.blocks(to - from, BLOCK, threads, (start, end) -> fillDistances(from + start, from + end, from, out));
    }

    /** The weights of rows {@code [from, from + out.length / n)} with all cells, 1 on the diagonal. */
    public void connectivities(int from, float[] out) {
        int to = from + out.length / cells;
        Parallel.blocks(to - from, BLOCK, threads, (start, end) -> {
            fillDistances(from + start, from + end, from, out);
            for (int i = from + start; i < from + end; i++) {
                int at = (i - from) * cells;
                for (int j = 0; j < cells; j++) {
                    out[at + j] = (float) weight(i, j, out[at + j]);
                }
            }
        });
    }

    private double weight(int i, int j, double distance) {
        double squares = widths[i] * widths[i] + widths[j] * widths[j];
        if (squares == 0) { // duplicates only: the original divides 0 by 0
            return distance == 0 ? 1 : 0;
        }
        double weight = Math.sqrt(2 * widths[i] * widths[j] / squares) * Math.exp(-distance * distance / squares);
        return weight > SMALLEST_WEIGHT ? weight : 0;
    }

    /** All edges, without those of a cell to itself; n x n entries where no distance is large. */
    public CsrMatrix edges() {
        int[] pointers = new int[cells + 1];
        int[] neighbors = new int[1 << 16];
        float[] weights = new float[1 << 16];
        float[] row = new float[cells];
        int end = 0;
        for (int i = 0; i < cells; i++) {
            connectivities(i, row);
            if (end + cells > neighbors.length) {
                int longer = (int) Math.min(Integer.MAX_VALUE - 8L, 2L * (end + cells));
                neighbors = Arrays.copyOf(neighbors, longer);
                weights = Arrays.copyOf(weights, longer);
            }
            for (int j = 0; j < cells; j++) {
                if (j != i && row[j] > 0) {
                    neighbors[end] = j;
                    weights[end] = row[j];
                    end++;
                }
            }
            pointers[i + 1] = end;
        }
        return new CsrMatrix(cells, cells, pointers, Arrays.copyOf(neighbors, end), Arrays.copyOf(weights, end));
    }

    /** Rows {@code [from, to)}, the row {@code origin} standing at the start of out. */
    private void fillDistances(int from, int to, int origin, float[] out) {
        float[] block = Arrays.copyOfRange(units, from * columns, to * columns);
        float[] dots = new float[(to - from) * cells];
        if (kernels.multipliesMatrices()) {
            kernels.product(
                    1, block, columns, 1, units, 1, columns, dots, cells, columns, 0, to - from, 0, cells, false);
        } else {
            for (int at = 0; at < dots.length; at++) {
                dots[at] = (float) kernels.dot(block, at / cells * columns, units, at % cells * columns, columns);
            }
        }
        for (int i = from; i < to; i++) {
            int target = (i - origin) * cells;
            int source = (i - from) * cells;
            for (int j = 0; j < cells; j++) {
                float distance = 1 - dots[source + j];
                out[target + j] = distance < CANCELLED ? near(i, j) : distance;
            }
            out[target + i] = 0;
        }
    }

    /** {@code ½ |u_i - u_j|²}, which is the cosine distance of rows that are near. */
    private float near(int i, int j) {
        double sum = 0;
        for (int c = 0; c < columns; c++) {
            double difference = (double) units[i * columns + c] - units[j * columns + c];
            sum += difference * difference;
        }
        return (float) (sum / 2);
    }
}

package org.sce2tm.nn.cpu;

import java.util.Arrays;
import org.sce2tm.nn.Csr;
import org.sce2tm.nn.CsrRows;
import org.sce2tm.nn.SparseMatrix;

/** A batch: the picked rows where they lie in the whole matrix, {@code indices[starts[i]]} to before {@code ends[i]}. */
final class CpuSparse implements SparseMatrix {
    /** Measured break-even of the sparse products against the dense one (512 x 5000 times 5000 x 200, Zen 4). */
    static final double DENSE_FROM = 0.4;

    private final int rows;
    private final int columns;
    private final int stored;
    private final Workers workers;
    private final Storage storage;
    final int[] indices;
    final float[] values;
    private boolean sorted;
    private boolean filled;

    /** Arrays that outlive a batch, so that a step allocates none; they grow to the largest batch seen. */
    static final class Storage {
        private int[] starts = {};
        private int[] ends = {};
        private int[] firsts = {};
        private int[] lasts = {};
        private int[] columnStarts = {};
        private int[] columnEnds = {};
        private int[][] next = {};
        private int[] rowIndices = {};
        private float[] byColumn = {};
        private float[] dense = {};
    }

    CpuSparse(CsrRows batch, Workers workers, Storage storage) {
        Csr matrix = batch.matrix();
        this.rows = batch.rows();
        this.columns = batch.columns();
        this.stored = Math.toIntExact(batch.stored());
        this.workers = workers;
        this.storage = storage;
        this.indices = matrix.columnIndices();
        this.values = matrix.values();
        if (storage.starts.length < rows) {
            storage.starts = new int[rows];
            storage.ends = new int[rows];
            storage.firsts = new int[rows];
            storage.lasts = new int[rows];
        }
        for (int i = 0; i < rows; i++) {
            storage.starts[i] = matrix.rowPointers()[batch.picked()[i]];
            storage.ends[i] = matrix.rowPointers()[batch.picked()[i] + 1];
        }
    }

    /** What the next batch may use once this one is done with. */
    Storage storage() {
        return storage;
    }

    /** Where each row begins; longer than there are rows. */
    int[] starts() {
        return storage.starts;
    }

    /** Where each row ends; longer than there are rows. */
    int[] ends() {
        return storage.ends;
    }

    /** Two arrays for a product's own bounds within the rows. */
    int[] firsts() {
        return storage.firsts;
    }

    /** The other. */
    int[] lasts() {
        return storage.lasts;
    }

    /** The stored values column by column, rows ascending. */
    @SuppressWarnings("ArrayRecordComponent") // internal, never compared
    record ByColumn(int[] starts, int[] ends, int[] rows, float[] values) {}

    /** The form by columns, sorted once: every thread counts and then places its share of the rows. */
    ByColumn byColumn() {
        if (!sorted) {
            sort();
            sorted = true;
        }
        return new ByColumn(storage.columnStarts, storage.columnEnds, storage.rowIndices, storage.byColumn);
    }

    private void sort() {
        int parts = workers.threads();
        if (storage.columnStarts.length < columns) {
            storage.columnStarts = new int[columns];
            storage.columnEnds = new int[columns];
            storage.next = new int[parts][columns];
        }
        if (storage.rowIndices.length < stored) {
            int room = stored + stored / 8; // batches differ a little
            storage.rowIndices = new int[room];
            storage.byColumn = new float[room];
        }
        workers.each(parts, part -> count(part, parts, storage.next[part]));
        int at = 0;
        for (int j = 0; j < columns; j++) {
            storage.columnStarts[j] = at;
            for (int[] next : storage.next) {
                int count = next[j];
                next[j] = at;
                at += count;
            }
            storage.columnEnds[j] = at;
        }
        workers.each(parts, part -> place(part, parts, storage.next[part]));
    }

    private void count(int part, int parts, int[] counts) {
        Arrays.fill(counts, 0, columns, 0);
        for (int i = rowOf(part, parts); i < rowOf(part + 1, parts); i++) {
            for (int at = storage.starts[i]; at < storage.ends[i]; at++) {
                counts[indices[at]]++;
            }
        }
    }

    private void place(int part, int parts, int[] next) {
        int[] rowIndices = storage.rowIndices;
        float[] byColumn = storage.byColumn;
        for (int i = rowOf(part, parts); i < rowOf(part + 1, parts); i++) {
            for (int at = storage.starts[i]; at < storage.ends[i]; at++) {
                int to = next[indices[at]]++;
                rowIndices[to] = i;
                byColumn[to] = values[at];
            }
        }
    }

    private int rowOf(int part, int parts) {
        return (int) ((long) rows * part / parts);
    }

    /** Whether a dense product is the faster one: decided by the share of entries stored. */
    boolean isBetterDense() {
        return stored >= DENSE_FROM * rows * columns;
    }

    /** The same numbers with their zeros, made once. */
    CpuMatrix dense() {
        int size = Math.multiplyExact(rows, columns);
        if (storage.dense.length != size) {
            storage.dense = new float[size];
            filled = false;
        }
        if (!filled) {
            densify(storage.dense);
            filled = true;
        }
        return new CpuMatrix(rows, columns, storage.dense);
    }

    /** Writes all entries, row-major. */
    void densify(float[] out) {
        Arrays.fill(out, 0);
        for (int i = 0; i < rows; i++) {
            for (int at = storage.starts[i]; at < storage.ends[i]; at++) {
                out[i * columns + indices[at]] = values[at];
            }
        }
    }

    static CpuSparse of(SparseMatrix matrix) {
        return (CpuSparse) matrix;
    }

    @Override
    public int rows() {
        return rows;
    }

    @Override
    public int columns() {
        return columns;
    }
}

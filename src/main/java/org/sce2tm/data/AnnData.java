package org.sce2tm.data;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An annotated matrix as .h5ad holds it: n cells (obs) x V genes (var). Every part but the cell names may be absent:
 * the files between steps carry only what their step adds.
 */
public final class AnnData {
    private final List<String> obsNames;
    private final List<String> varNames;
    private final Map<String, Column> obs;
    private final Map<String, Column> var;
    private final Optional<CsrMatrix> x;
    private final Map<String, CsrMatrix> layers;
    private final Map<String, DenseMatrix> obsm;
    private final Map<String, DenseMatrix> varm;
    private final Map<String, Uns> uns;

    private AnnData(Builder builder) {
        this.obsNames = builder.obsNames;
        this.varNames = builder.varNames;
        this.obs = Collections.unmodifiableMap(new LinkedHashMap<>(builder.obs));
        this.var = Collections.unmodifiableMap(new LinkedHashMap<>(builder.var));
        this.x = builder.x;
        this.layers = Collections.unmodifiableMap(new LinkedHashMap<>(builder.layers));
        this.obsm = Collections.unmodifiableMap(new LinkedHashMap<>(builder.obsm));
        this.varm = Collections.unmodifiableMap(new LinkedHashMap<>(builder.varm));
        this.uns = Collections.unmodifiableMap(new LinkedHashMap<>(builder.uns));
    }

    /** Starts an annotated matrix of these cells and genes (no genes: a file that annotates cells only). */
    public static Builder builder(List<String> obsNames, List<String> varNames) {
        return new Builder(obsNames, varNames);
    }

    /** Cell ids, n of them. */
    public List<String> obsNames() {
        return obsNames;
    }

    /** Gene names, V of them; empty in a file without genes. */
    public List<String> varNames() {
        return varNames;
    }

    /** Cell columns by name, each of n values. */
    public Map<String, Column> obs() {
        return obs;
    }

    /** Gene columns by name, each of V values. */
    public Map<String, Column> var() {
        return var;
    }

    /** n x V. */
    public Optional<CsrMatrix> x() {
        return x;
    }

    /** n x V each. */
    public Map<String, CsrMatrix> layers() {
        return layers;
    }

    /** n rows each. */
    public Map<String, DenseMatrix> obsm() {
        return obsm;
    }

    /** V rows each. */
    public Map<String, DenseMatrix> varm() {
        return varm;
    }

    public Map<String, Uns> uns() {
        return uns;
    }

    /** Collects the parts; every method checks its part's shape and throws IllegalArgumentException. */
    public static final class Builder {
        private final List<String> obsNames;
        private final List<String> varNames;
        private final Map<String, Column> obs = new LinkedHashMap<>();
        private final Map<String, Column> var = new LinkedHashMap<>();
        private final Map<String, CsrMatrix> layers = new LinkedHashMap<>();
        private final Map<String, DenseMatrix> obsm = new LinkedHashMap<>();
        private final Map<String, DenseMatrix> varm = new LinkedHashMap<>();
        private final Map<String, Uns> uns = new LinkedHashMap<>();
        private Optional<CsrMatrix> x = Optional.empty();

        private Builder(List<String> obsNames, List<String> varNames) {
            this.obsNames = List.copyOf(obsNames);
            this.varNames = List.copyOf(varNames);
        }

        public Builder x(CsrMatrix matrix) {
            x = Optional.of(cellsByGenes("X", matrix));
            return this;
        }

        public Builder layer(String name, CsrMatrix matrix) {
            layers.put(name, cellsByGenes("layers/" + name, matrix));
            return this;
        }

        public Builder obs(String name, Column column) {
            requireRows("obs/" + name, obsNames.size(), column.size());
            obs.put(name, column);
            return this;
        }

        public Builder var(String name, Column column) {
            requireRows("var/" + name, varNames.size(), column.size());
            var.put(name, column);
            return this;
        }

        public Builder obsm(String name, DenseMatrix matrix) {
            requireRows("obsm/" + name, obsNames.size(), matrix.rows());
            obsm.put(name, matrix);
            return this;
        }

        public Builder varm(String name, DenseMatrix matrix) {
            requireRows("varm/" + name, varNames.size(), matrix.rows());
            varm.put(name, matrix);
            return this;
        }

        public Builder uns(String name, Uns node) {
            uns.put(name, node);
            return this;
        }

        public AnnData build() {
            return new AnnData(this);
        }

        private CsrMatrix cellsByGenes(String part, CsrMatrix matrix) {
            requireRows(part, obsNames.size(), matrix.rows());
            if (matrix.columns() != varNames.size()) {
                throw new IllegalArgumentException(
                        part + " has " + matrix.columns() + " columns for " + varNames.size() + " genes");
            }
            return matrix;
        }

        private static void requireRows(String part, int expected, int found) {
            if (expected != found) {
                throw new IllegalArgumentException(part + " has " + found + " rows, expected " + expected);
            }
        }
    }
}

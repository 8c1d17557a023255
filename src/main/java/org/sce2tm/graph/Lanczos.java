package org.sce2tm.graph;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;

/**
 * The largest eigenvalues of a symmetric operator and their vectors (Lanczos 1950), with full reorthogonalisation. Good
 * for a starting layout, which needs three or four digits: after {@value #STEPS} steps it returns what it has.
 */
final class Lanczos {
    private static final int STEPS = 300;
    private static final int CHECK_EVERY = 20;
    private static final double TOLERANCE = 1e-5;
    private static final double BREAKDOWN = 1e-12;

    /** y = A x; y comes as zeros. */
    @FunctionalInterface
    interface Operator {
        void multiply(double[] x, double[] y);
    }

    /**
     * @param values eigenvalues, descending
     * @param vectors one of length n for each
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
    record Pairs(double[] values, List<double[]> vectors) {}

    private Lanczos() {}

    /**
     * @param n size of the operator
     * @param wanted how many pairs, at most n - known.size()
     * @param known orthonormal eigenvectors to leave out
     * @param random draws the start
     */
    static Pairs largest(Operator operator, int n, int wanted, List<double[]> known, UniformRandomProvider random) {
        int steps = Math.min(STEPS, n - known.size());
        List<double[]> basis = new ArrayList<>(known);
        double[] diagonal = new double[steps];
        double[] beside = new double[steps];
        double[] next = start(n, basis, random);
        int done = 0;
        while (true) {
            basis.add(next);
            double[] image = new double[n];
            operator.multiply(next, image);
            diagonal[done] = dot(next, image);
            orthogonalise(image, basis);
            double length = Math.sqrt(dot(image, image));
            beside[done] = length < BREAKDOWN ? 0 : length;
            done++;
            boolean last = done == steps;
            if (last || (done >= wanted && done % CHECK_EVERY == 0)) {
                EigenDecomposition_F64<DMatrixRMaj> small = eigen(diagonal, beside, done);
                int[] order = descending(small, done);
                if (last || converged(small, order, wanted, beside[done - 1])) {
                    return pairs(small, order, Math.min(wanted, done), basis.subList(known.size(), basis.size()), n);
                }
            }
            // After a breakdown the basis spans an invariant space; a fresh direction opens the next one.
            next = beside[done - 1] == 0 ? start(n, basis, random) : scaled(image, 1 / length);
        }
    }

    private static double[] start(int n, List<double[]> basis, UniformRandomProvider random) {
        ZigguratSampler.NormalizedGaussian normal = ZigguratSampler.NormalizedGaussian.of(random);
        while (true) {
            double[] vector = new double[n];
            for (int i = 0; i < n; i++) {
                vector[i] = normal.sample();
            }
            orthogonalise(vector, basis);
            double length = Math.sqrt(dot(vector, vector));
            if (length > 1e-6) {
                return scaled(vector, 1 / length);
            }
        }
    }

    /** Twice is enough (Parlett 1980). */
    private static void orthogonalise(double[] vector, List<double[]> basis) {
        for (int pass = 0; pass < 2; pass++) {
            for (double[] direction : basis) {
                double along = dot(vector, direction);
                for (int i = 0; i < vector.length; i++) {
                    vector[i] -= along * direction[i];
                }
            }
        }
    }

    private static EigenDecomposition_F64<DMatrixRMaj> eigen(double[] diagonal, double[] beside, int size) {
        DMatrixRMaj tridiagonal = new DMatrixRMaj(size, size);
        for (int i = 0; i < size; i++) {
            tridiagonal.set(i, i, diagonal[i]);
            if (i + 1 < size) {
                tridiagonal.set(i, i + 1, beside[i]);
                tridiagonal.set(i + 1, i, beside[i]);
            }
        }
        EigenDecomposition_F64<DMatrixRMaj> small = DecompositionFactory_DDRM.eig(size, true, true);
        if (!small.decompose(tridiagonal)) {
            throw new IllegalStateException("no eigenvalues of a " + size + " x " + size + " tridiagonal matrix");
        }
        return small;
    }

    private static int[] descending(EigenDecomposition_F64<DMatrixRMaj> small, int size) {
        return IntStream.range(0, size)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -small.getEigenvalue(i).getReal()))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    private static boolean converged(
            EigenDecomposition_F64<DMatrixRMaj> small, int[] order, int wanted, double lastBeside) {
        for (int w = 0; w < wanted; w++) {
            DMatrixRMaj vector = small.getEigenVector(order[w]);
            // The residual of a Ritz pair.
            if (lastBeside * Math.abs(vector.get(vector.getNumElements() - 1)) > TOLERANCE) {
                return false;
            }
        }
        return true;
    }

    private static Pairs pairs(
            EigenDecomposition_F64<DMatrixRMaj> small, int[] order, int wanted, List<double[]> basis, int n) {
        double[] values = new double[wanted];
        List<double[]> vectors = new ArrayList<>();
        for (int w = 0; w < wanted; w++) {
            values[w] = small.getEigenvalue(order[w]).getReal();
            DMatrixRMaj weights = small.getEigenVector(order[w]);
            double[] vector = new double[n];
            for (int b = 0; b < basis.size(); b++) {
                for (int i = 0; i < n; i++) {
                    vector[i] += weights.get(b) * basis.get(b)[i];
                }
            }
            vectors.add(vector);
        }
        return new Pairs(values, vectors);
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static double[] scaled(double[] vector, double factor) {
        double[] scaled = vector.clone();
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] *= factor;
        }
        return scaled;
    }
}

package org.sce2tm.stats;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;

/**
 * The largest eigenpairs of a symmetric positive semidefinite operator by the Lanczos iteration with full
 * reorthogonalisation (Golub and Van Loan, Matrix Computations, chapter 10). With as many steps as dimensions it is a
 * full decomposition, so small problems are exact.
 */
final class Lanczos {
    /** Residual of an eigenpair at which it is taken, relative to the largest eigenvalue. */
    private static final double RESIDUAL = 1e-13;

    /** A next direction shorter than this, relative to the largest eigenvalue, is rounding: a fresh one is drawn. */
    private static final double BREAKDOWN = 1e-13;

    private static final double GROWTH = 1.4;
    private static final long START = 1;

    private final int dimension;
    private final UnaryOperator<double[]> operator;
    private final UniformRandomProvider random = new RandomStreams(START).stream("lanczos");
    private final List<double[]> basis = new ArrayList<>();
    private final List<Double> diagonal = new ArrayList<>();
    private final List<Double> offDiagonal = new ArrayList<>();
    private double scale;

    private Lanczos(int dimension, UnaryOperator<double[]> operator) {
        this.dimension = dimension;
        this.operator = operator;
    }

    /**
     * @param count how many eigenvectors, at most the dimension
     * @return unit eigenvectors, of the largest eigenvalue first
     */
    static List<double[]> largest(int dimension, int count, UnaryOperator<double[]> operator) {
        return new Lanczos(dimension, operator).run(count);
    }

    private List<double[]> run(int count) {
        basis.add(freshDirection());
        int steps = Math.min(dimension, 2 * count + 20);
        while (true) {
            while (diagonal.size() < steps) {
                step();
            }
            EigenDecomposition_F64<DMatrixRMaj> small = decompose();
            Integer[] order = IntStream.range(0, steps).boxed().toArray(Integer[]::new);
            Arrays.sort(
                    order,
                    Comparator.comparingDouble(i -> -small.getEigenvalue(i).getReal()));
            double last = offDiagonal.get(steps - 1);
            int size = steps;
            boolean converged = IntStream.range(0, count)
                    .allMatch(i ->
                            Math.abs(last * small.getEigenVector(order[i]).get(size - 1, 0))
                                    <= RESIDUAL * small.getEigenvalue(order[0]).getReal());
            if (converged || steps == dimension) {
                return IntStream.range(0, count)
                        .mapToObj(i -> combine(small.getEigenVector(order[i])))
                        .toList();
            }
            steps = Math.min(dimension, (int) (steps * GROWTH));
        }
    }

    /** One more row of the tridiagonal matrix, and the next direction unless the space is exhausted. */
    private void step() {
        int m = diagonal.size();
        double[] current = basis.get(m);
        double[] next = operator.apply(current);
        diagonal.add(Vectors.dot(current, next));
        orthogonalise(next);
        double length = Vectors.norm(next);
        scale = Math.max(scale, Math.abs(diagonal.get(m)) + length);
        if (m + 1 == dimension) {
            offDiagonal.add(0.0);
        } else if (length <= BREAKDOWN * scale) {
            offDiagonal.add(0.0);
            basis.add(freshDirection());
        } else {
            offDiagonal.add(length);
            Vectors.scale(next, 1 / length);
            basis.add(next);
        }
    }

    private double[] freshDirection() {
        double[] direction = new double[dimension];
        double length;
        do {
            Arrays.setAll(direction, i -> random.nextDouble() - 0.5);
            double before = Vectors.norm(direction);
            orthogonalise(direction);
            length = Vectors.norm(direction) / before;
        } while (length < 1e-8); // what is left would be rounding of the directions that are there already
        Vectors.scale(direction, 1 / Vectors.norm(direction));
        return direction;
    }

    /** Twice is enough (Giraud, Langou, Rozloznik, van den Eshof 2005). */
    private void orthogonalise(double[] vector) {
        for (int pass = 0; pass < 2; pass++) {
            for (double[] direction : basis) {
                Vectors.addScaled(vector, -Vectors.dot(direction, vector), direction);
            }
        }
    }

    private EigenDecomposition_F64<DMatrixRMaj> decompose() {
        int m = diagonal.size();
        DMatrixRMaj tridiagonal = new DMatrixRMaj(m, m);
        for (int i = 0; i < m; i++) {
            tridiagonal.set(i, i, diagonal.get(i));
            if (i + 1 < m) {
                tridiagonal.set(i, i + 1, offDiagonal.get(i));
                tridiagonal.set(i + 1, i, offDiagonal.get(i));
            }
        }
        EigenDecomposition_F64<DMatrixRMaj> eigen = DecompositionFactory_DDRM.eig(m, true, true);
        if (!eigen.decompose(tridiagonal)) {
            throw new ArithmeticException("the eigenvalues of a " + m + " x " + m + " tridiagonal matrix diverge");
        }
        return eigen;
    }

    private double[] combine(DMatrixRMaj weights) {
        double[] vector = new double[dimension];
        for (int i = 0; i < diagonal.size(); i++) {
            Vectors.addScaled(vector, weights.get(i, 0), basis.get(i));
        }
        Vectors.scale(vector, 1 / Vectors.norm(vector));
        return vector;
    }
}

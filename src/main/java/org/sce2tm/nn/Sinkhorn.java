package org.sce2tm.nn;

import java.util.ArrayList;
import java.util.List;
import org.sce2tm.nn.Tensor.GradientSlot;

/**
 * Entropic optimal transport between uniform marginals (Cuturi 2013), in the plain domain: the kernel is
 * {@code exp(-sharpness M)}, the scalings alternate {@code v = b / (kernelᵀ u + epsilon)},
 * {@code u = a / (kernel v + epsilon)} from {@code u = 1/K}. The L1 error of the column marginal is looked at after
 * iterations 1, 1 + checkEvery, 1 + 2 checkEvery, …
 *
 * @param sharpness the inverse of the entropic weight
 * @param tolerance stop when the L1 error is at most this
 * @param epsilon added to denominators
 * @param maxIterations stop here in any case
 * @param checkEvery iterations between checks
 */
public record Sinkhorn(double sharpness, double tolerance, double epsilon, int maxIterations, int checkEvery) {
    /** The settings of embedding clustering regularisation in scE2TM's reference. */
    public static Sinkhorn withDefaults() {
        return new Sinkhorn(20, 0.005, 1e-16, 1000, 50);
    }

    /** @throws IllegalArgumentException if a number is out of range */
    public Sinkhorn {
        if (!(sharpness > 0) || !(tolerance > 0) || !(epsilon >= 0) || maxIterations < 1 || checkEvery < 1) {
            throw new IllegalArgumentException("Sinkhorn settings out of range: " + sharpness + ", " + tolerance + ", "
                    + epsilon + ", " + maxIterations + ", " + checkEvery);
        }
    }

    /**
     * A transport cost and how it was reached.
     *
     * @param cost {@code Σ_kv P_kv M_kv}, 1 x 1
     * @param iterations how many iterations were run
     * @param converged whether the tolerance was met
     */
    public record Transport(Tensor cost, int iterations, boolean converged) {}

    /** The scalings of every iteration: the reverse needs them. */
    private record Scalings(Matrix kernel, List<Matrix> u, List<Matrix> v, boolean converged) {}

    /**
     * The cost of the plan reached.
     *
     * @param m costs, K x V
     * @param throughPlan true: the gradient flows through all iterations; false: the plan is held constant
     */
    public Transport cost(Tensor m, boolean throughPlan) {
        Tape tape = m.tape();
        return tape.backend()
                .fused()
                .map(fused -> fusedCost(fused, m, throughPlan))
                .orElseGet(() -> composedCost(m, throughPlan));
    }

    private Transport fusedCost(FusedOps fused, Tensor m, boolean throughPlan) {
        Tape tape = m.tape();
        Tensor cost = tape.result("transport cost", 1, 1, m);
        FusedOps.Transport transport = fused.transport(tape, this, m.value(), cost.value());
        tape.record(cost, () -> {
            GradientSlot dm = m.openGradient();
            transport.backward(Ops.gradient(cost), throughPlan, dm.matrix(), dm.add());
        });
        return new Transport(cost, transport.iterations(), transport.converged());
    }

    private Transport composedCost(Tensor m, boolean throughPlan) {
        Tape tape = m.tape();
        Backend backend = tape.backend();
        int rows = m.rows();
        int columns = m.columns();
        Scalings scalings = iterate(tape, m.value());
        List<Matrix> u = scalings.u();
        List<Matrix> v = scalings.v();
        int last = v.size();
        Matrix plan = tape.scratch(rows, columns);
        backend.combine(Binary.MULTIPLY, scalings.kernel(), u.get(last), plan, false);
        backend.combine(Binary.MULTIPLY, plan, backend.view(v.get(last - 1), 1, columns), plan, false);
        Tensor cost = tape.result("transport cost", 1, 1, m);
        Matrix product = tape.scratch(rows, columns);
        backend.combine(Binary.MULTIPLY, plan, m.value(), product, false);
        backend.sum(Over.ALL, 1, product, cost.value(), false);
        tape.record(cost, () -> {
            GradientSlot dm = m.openGradient();
            Matrix upstream = Ops.gradient(cost);
            backend.combine(Binary.MULTIPLY, plan, upstream, dm.matrix(), dm.add());
            if (throughPlan) {
                // dM -= sharpness kernel ∘ dKernel
                Matrix dKernel = kernelGradient(tape, m.value(), scalings);
                backend.combine(Binary.MULTIPLY, dKernel, scalings.kernel(), dKernel, false);
                backend.scale(-sharpness, dKernel, dKernel, false);
                backend.combine(Binary.MULTIPLY, dKernel, upstream, dm.matrix(), true);
            }
        });
        return new Transport(cost, last, scalings.converged());
    }

    private Scalings iterate(Tape tape, Matrix m) {
        Backend backend = tape.backend();
        int rows = m.rows();
        int columns = m.columns();
        Matrix kernel = tape.scratch(rows, columns);
        backend.scale(-sharpness, m, kernel, false);
        backend.map(Unary.EXP, kernel, kernel);
        Matrix a = filled(tape, rows, 1.0 / rows);
        Matrix b = filled(tape, columns, 1.0 / columns);
        List<Matrix> us = new ArrayList<>(List.of(a));
        List<Matrix> vs = new ArrayList<>();
        boolean converged = false;
        for (int iteration = 1; iteration <= maxIterations && !converged; iteration++) {
            Matrix v = tape.scratch(columns, 1);
            divideInto(backend, b, kernel, true, us.get(us.size() - 1), v);
            Matrix u = tape.scratch(rows, 1);
            divideInto(backend, a, kernel, false, v, u);
            us.add(u);
            vs.add(v);
            if (iteration % checkEvery == 1 || checkEvery == 1) {
                converged = marginalError(tape, kernel, u, v) <= tolerance;
            }
        }
        return new Scalings(kernel, us, vs, converged);
    }

    /** {@code out = weights / (op(kernel) x + epsilon)}. */
    private void divideInto(Backend backend, Matrix weights, Matrix kernel, boolean transpose, Matrix x, Matrix out) {
        backend.gemm(1, kernel, transpose, x, false, out, false);
        backend.map(Unary.affine(1, epsilon), out, out);
        backend.combine(Binary.DIVIDE, weights, out, out, false);
    }

    private static double marginalError(Tape tape, Matrix kernel, Matrix u, Matrix v) {
        Backend backend = tape.backend();
        Matrix reached = tape.scratch(kernel.columns(), 1);
        backend.gemm(1, kernel, true, u, false, reached, false);
        backend.combine(Binary.MULTIPLY, reached, v, reached, false);
        double error = 0;
        for (double value : backend.read(reached)) {
            error += Math.abs(value - 1.0 / kernel.columns());
        }
        return error;
    }

    /**
     * d Σ P M / d kernel through all iterations. With {@code u_i = a / (kernel v_i + ε)} and
     * {@code v_i = b / (kernelᵀ u_(i-1) + ε)}, each iteration backwards is two matrix-vector products, and adds
     * {@code ds_i v_iᵀ + u_(i-1) dr_iᵀ}, where ds and dr are the gradients of the denominators; those outer products
     * are gathered in one product of rank 2n.
     */
    private Matrix kernelGradient(Tape tape, Matrix m, Scalings scalings) {
        Backend backend = tape.backend();
        Matrix kernel = scalings.kernel();
        int rows = kernel.rows();
        int columns = kernel.columns();
        int iterations = scalings.v().size();
        Matrix weighted = tape.scratch(rows, columns); // kernel ∘ M
        backend.combine(Binary.MULTIPLY, kernel, m, weighted, false);
        Matrix du = tape.scratch(rows, 1);
        Matrix dv = tape.scratch(columns, 1);
        Matrix left = tape.scratch(rows, 2 * iterations);
        Matrix right = tape.scratch(columns, 2 * iterations);
        for (int i = iterations - 1; i >= 0; i--) {
            Matrix u = scalings.u().get(i + 1);
            Matrix v = scalings.v().get(i);
            if (i == iterations - 1) {
                backend.gemm(1, weighted, false, v, false, du, false);
                backend.gemm(1, weighted, true, u, false, dv, false);
            } else {
                backend.fill(dv, 0);
            }
            // ds = -du u² / a
            Matrix ds = tape.scratch(rows, 1);
            backend.combine(Binary.MULTIPLY, du, u, ds, false);
            backend.combine(Binary.MULTIPLY, ds, u, ds, false);
            backend.map(Unary.affine(-rows, 0), ds, ds);
            backend.gemm(1, kernel, true, ds, false, dv, true);
            // dr = -dv v² / b
            Matrix dr = tape.scratch(columns, 1);
            backend.combine(Binary.MULTIPLY, dv, v, dr, false);
            backend.combine(Binary.MULTIPLY, dr, v, dr, false);
            backend.map(Unary.affine(-columns, 0), dr, dr);
            backend.gemm(1, kernel, false, dr, false, du, false);
            backend.copyColumns(ds, 0, 1, left, 2 * i, false);
            backend.copyColumns(v, 0, 1, right, 2 * i, false);
            backend.copyColumns(scalings.u().get(i), 0, 1, left, 2 * i + 1, false);
            backend.copyColumns(dr, 0, 1, right, 2 * i + 1, false);
        }
        Matrix dKernel = tape.scratch(rows, columns);
        // the plan's own factor: dP/dkernel = u vᵀ
        backend.combine(Binary.MULTIPLY, m, scalings.u().get(iterations), dKernel, false);
        backend.combine(
                Binary.MULTIPLY, dKernel, backend.view(scalings.v().get(iterations - 1), 1, columns), dKernel, false);
        backend.gemm(1, left, false, right, true, dKernel, true);
        return dKernel;
    }

    private static Matrix filled(Tape tape, int rows, double value) {
        Matrix matrix = tape.scratch(rows, 1);
        tape.backend().fill(matrix, value);
        return matrix;
    }
}

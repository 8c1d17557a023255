package org.sce2tm.nn;

import java.util.List;

/**
 * Bounds the gradients before another optimiser's step, as PyTorch's {@code clip_grad_norm_}: all are multiplied by
 * {@code min(1, bound / (norm + 1e-6))}, norm being the 2-norm of all entries together.
 */
public final class ClippedOptimizer extends DelegatingOptimizer {
    private final List<Parameter> clipped;
    private final double bound;

    /**
     * @param clipped whose gradients count in the norm and are scaled; may be others than those of the optimiser
     * @param bound above 0
     */
    public ClippedOptimizer(Optimizer optimizer, List<Parameter> clipped, double bound) {
        super(optimizer);
        this.clipped = List.copyOf(clipped);
        this.bound = bound;
    }

    /** Bounds the gradients of the optimiser's own parameters. */
    public ClippedOptimizer(Optimizer optimizer, double bound) {
        this(optimizer, optimizer.parameters(), bound);
    }

    /** The 2-norm of all gradients that a backward pass has left. */
    public static double norm(List<Parameter> parameters) {
        double square = 0;
        for (Parameter parameter : parameters) {
            if (parameter.gradient().isPresent()) {
                Backend backend = parameter.backend();
                square += backend.squaredNorm(parameter.gradient().get());
            }
        }
        return Math.sqrt(square);
    }

    @Override
    public void step() {
        double factor = bound / (norm(clipped) + 1e-6);
        if (factor < 1) {
            clipped.forEach(parameter -> parameter
                    .gradient()
                    .ifPresent(gradient -> parameter.backend().scale(factor, gradient, gradient, false)));
        }
        super.step();
    }
}

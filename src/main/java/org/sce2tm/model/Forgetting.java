package org.sce2tm.model;

import java.util.List;
import org.sce2tm.nn.DelegatingOptimizer;
import org.sce2tm.nn.Optimizer;
import org.sce2tm.nn.Parameter;

/**
 * An optimiser that forgets the gradients of others than the parameters that it changes, as some authors' training loops
 * do.
 */
final class Forgetting extends DelegatingOptimizer {
    private final List<Parameter> forgotten;

    /**
     * @param optimizer makes the steps
     * @param forgotten whose gradients are forgotten before a pass; none, and all gather
     */
    Forgetting(Optimizer optimizer, List<Parameter> forgotten) {
        super(optimizer);
        this.forgotten = List.copyOf(forgotten);
    }

    @Override
    public void zeroGradients() {
        forgotten.forEach(Parameter::zeroGradient);
    }
}

package org.sce2tm.model;

import java.util.List;
import org.sce2tm.nn.Optimizer;
import org.sce2tm.nn.Parameter;

/**
 * An optimiser that forgets the gradients of others than the parameters that it changes, as some authors' training loops
 * do.
 *
 * @param optimizer makes the steps
 * @param forgotten whose gradients are forgotten before a pass; none, and all gather
 */
record Forgetting(Optimizer optimizer, List<Parameter> forgotten) implements Optimizer {
    @Override
    public List<Parameter> parameters() {
        return optimizer.parameters();
    }

    @Override
    public void step() {
        optimizer.step();
    }

    @Override
    public double rate() {
        return optimizer.rate();
    }

    @Override
    public void setRate(double rate) {
        optimizer.setRate(rate);
    }

    @Override
    public void zeroGradients() {
        forgotten.forEach(Parameter::zeroGradient);
    }
}

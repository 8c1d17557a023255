package org.sce2tm.nn;

import java.util.List;

/** An optimiser around another, which does whatever is not overridden. */
public abstract class DelegatingOptimizer implements Optimizer {
    private final Optimizer optimizer;

    protected DelegatingOptimizer(Optimizer optimizer) {
        this.optimizer = optimizer;
    }

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
        optimizer.zeroGradients();
    }
}

package org.sce2tm.nn;

import java.util.List;

/** Lowers another optimiser's learning rate a little after every step: step t, from 0, has {@code rate e^(-decay t)}. */
public final class DecayingRate implements Optimizer {
    private final Optimizer optimizer;
    private final double decay;
    private double first;
    private long steps;

    /** @param decay from 0; 0 keeps the rate */
    public DecayingRate(Optimizer optimizer, double decay) {
        this.optimizer = optimizer;
        this.decay = decay;
        this.first = optimizer.rate();
    }

    @Override
    public List<Parameter> parameters() {
        return optimizer.parameters();
    }

    @Override
    public void step() {
        optimizer.setRate(rate());
        optimizer.step();
        steps++;
    }

    /** Of the next step. */
    @Override
    public double rate() {
        return first * Math.exp(-decay * steps);
    }

    /** Sets the rate that the decay starts from, whatever steps were made. */
    @Override
    public void setRate(double rate) {
        first = rate;
    }
}

package org.sce2tm.nn;

/** Lowers another optimiser's learning rate a little after every step: step t, from 0, has {@code rate e^(-decay t)}. */
public final class DecayingRate extends DelegatingOptimizer {
    private final double decay;
    private double first;
    private long steps;

    /** @param decay from 0; 0 keeps the rate */
    public DecayingRate(Optimizer optimizer, double decay) {
        super(optimizer);
        this.decay = decay;
        this.first = optimizer.rate();
    }

    @Override
    public void step() {
        super.setRate(rate());
        super.step();
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

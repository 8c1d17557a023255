package org.sce2tm.nn;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * PyTorch's RMSprop, neither centred nor with momentum: {@code s = alpha s + (1 - alpha) g²},
 * {@code p -= rate g / (sqrt(s) + epsilon)}, s from 0.
 */
public final class RmsProp implements Optimizer {
    private final List<Parameter> parameters;
    private final Map<Parameter, Matrix> squares = new HashMap<>();
    private final double alpha;
    private final double epsilon;
    private double rate;

    /** Alpha 0.99, epsilon 1e-8. */
    public RmsProp(List<Parameter> parameters, double rate) {
        this(parameters, rate, 0.99, 1e-8);
    }

    /**
     * @param alpha how much of the running mean of squares is kept
     * @param epsilon added after the square root
     */
    public RmsProp(List<Parameter> parameters, double rate, double alpha, double epsilon) {
        this.parameters = List.copyOf(parameters);
        this.rate = rate;
        this.alpha = alpha;
        this.epsilon = epsilon;
    }

    @Override
    public List<Parameter> parameters() {
        return parameters;
    }

    @Override
    public double rate() {
        return rate;
    }

    @Override
    public void setRate(double newRate) {
        rate = newRate;
    }

    @Override
    public void step() {
        for (Parameter parameter : parameters) {
            parameter
                    .gradient()
                    .ifPresent(gradient -> parameter
                            .backend()
                            .rmsProp(parameter.value(), gradient, square(parameter), rate, alpha, epsilon));
        }
    }

    /** The running mean of squared gradients, row-major; zeros before the first step. */
    public double[] squareAverage(Parameter parameter) {
        return parameter.backend().read(square(parameter));
    }

    private Matrix square(Parameter parameter) {
        return squares.computeIfAbsent(parameter, p -> {
            Matrix zeros = p.backend().allocate(p.rows(), p.columns());
            p.backend().fill(zeros, 0);
            return zeros;
        });
    }
}

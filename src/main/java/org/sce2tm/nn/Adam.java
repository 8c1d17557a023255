package org.sce2tm.nn;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * PyTorch's Adam (Kingma and Ba 2015), with weight decay as L2 in the gradient; or Keras's, which differs in where
 * epsilon stands.
 */
public final class Adam implements Optimizer {
    private final List<Parameter> parameters;
    private final Map<Parameter, State> states = new HashMap<>();
    private Options options;

    /**
     * @param rate learning rate
     * @param beta1 how much of the running mean of gradients is kept
     * @param beta2 how much of the running mean of their squares is kept
     * @param epsilon added after the square root
     * @param weightDecay this times the parameter is added to the gradient
     * @param form where epsilon stands
     */
    public record Options(double rate, double beta1, double beta2, double epsilon, double weightDecay, Form form) {
        /** PyTorch's defaults at a learning rate. */
        public static Options withRate(double rate) {
            return new Options(rate, 0.9, 0.999, 1e-8, 0, Form.PYTORCH);
        }

        /** Keras's defaults at a learning rate. */
        public static Options ofKeras(double rate) {
            return new Options(rate, 0.9, 0.999, 1e-7, 0, Form.KERAS);
        }

        /** The same with another learning rate. */
        public Options atRate(double newRate) {
            return new Options(newRate, beta1, beta2, epsilon, weightDecay, form);
        }

        /** In PyTorch's form, with the epsilon that makes the given step the same. */
        Options inPytorchForm(long step) {
            double correction = form == Form.KERAS ? Math.sqrt(1 - Math.pow(beta2, (double) step)) : 1;
            return new Options(rate, beta1, beta2, epsilon / correction, weightDecay, Form.PYTORCH);
        }
    }

    /** What epsilon is added to. */
    public enum Form {
        /** The root of the mean square corrected for its start at 0. */
        PYTORCH,
        /** The root of the mean square as it is (TensorFlow's "epsilon hat"). */
        KERAS
    }

    private static final class State {
        private final Matrix first;
        private final Matrix second;
        private long steps;

        State(Parameter parameter) {
            Backend backend = parameter.backend();
            first = backend.allocate(parameter.rows(), parameter.columns());
            second = backend.allocate(parameter.rows(), parameter.columns());
            backend.fill(first, 0);
            backend.fill(second, 0);
        }
    }

    public Adam(List<Parameter> parameters, Options options) {
        this.parameters = List.copyOf(parameters);
        this.options = options;
    }

    @Override
    public List<Parameter> parameters() {
        return parameters;
    }

    @Override
    public double rate() {
        return options.rate();
    }

    @Override
    public void setRate(double rate) {
        options = options.atRate(rate);
    }

    @Override
    public void step() {
        for (Parameter parameter : parameters) {
            parameter.gradient().ifPresent(gradient -> {
                State state = states.computeIfAbsent(parameter, State::new);
                state.steps++;
                parameter
                        .backend()
                        .adam(
                                parameter.value(),
                                gradient,
                                state.first,
                                state.second,
                                state.steps,
                                options.inPytorchForm(state.steps));
            });
        }
    }
}

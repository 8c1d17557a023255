package org.sce2tm.nn;

import java.util.List;
import java.util.Optional;

/** Changes parameters along their gradients. Parameters that no gradient reached are left alone. */
public interface Optimizer {
    /** The parameters it changes. */
    List<Parameter> parameters();

    /** One update from the gradients gathered. */
    void step();

    /** The present learning rate. */
    double rate();

    /** Sets the learning rate of the steps to come. */
    void setRate(double rate);

    /** Forgets all gradients; call before each backward pass. */
    default void zeroGradients() {
        parameters().forEach(Parameter::zeroGradient);
    }

    /** The first parameter with a NaN or an infinity in its value or gradient, in words: for the message. */
    default Optional<String> firstNonFinite() {
        for (Parameter parameter : parameters()) {
            if (!parameter.backend().isFinite(parameter.value())) {
                return Optional.of("value of " + parameter.name());
            }
            if (parameter.gradient().isPresent()
                    && !parameter.backend().isFinite(parameter.gradient().get())) {
                return Optional.of("gradient of " + parameter.name());
            }
        }
        return Optional.empty();
    }
}

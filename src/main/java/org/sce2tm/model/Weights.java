package org.sce2tm.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.sce2tm.data.DenseMatrix;
import org.sce2tm.data.NumberType;
import org.sce2tm.nn.BatchNorm;
import org.sce2tm.nn.JoinedLinear;
import org.sce2tm.nn.Linear;
import org.sce2tm.nn.Parameter;
import org.sce2tm.stats.RandomStreams;

/** What a network consists of, by name: its parameters and the running statistics of its batch norms. */
final class Weights {
    private final List<Parameter> parameters = new ArrayList<>();
    private final List<BatchNorm> norms = new ArrayList<>();

    Linear add(Linear layer) {
        parameters.addAll(layer.parameters());
        return layer;
    }

    JoinedLinear add(JoinedLinear layer) {
        parameters.addAll(layer.parameters());
        return layer;
    }

    BatchNorm add(BatchNorm norm) {
        parameters.addAll(norm.parameters());
        norms.add(norm);
        return norm;
    }

    Parameter add(Parameter parameter) {
        parameters.add(parameter);
        return parameter;
    }

    List<Parameter> parameters() {
        return parameters;
    }

    /** Every number; files hold them in single precision: {@code layer.weight} (inputs x outputs), {@code norm.running_mean}, ... */
    Map<String, DenseMatrix> values() {
        Map<String, DenseMatrix> values = new LinkedHashMap<>();
        for (Parameter parameter : parameters) {
            values.put(parameter.name(), ModelOutput.matrix(parameter));
        }
        for (BatchNorm norm : norms) {
            values.put(runningMean(norm), row(norm.runningMean()));
            values.put(runningVariance(norm), row(norm.runningVariance()));
        }
        return values;
    }

    /** @throws IllegalArgumentException if a value is missing or has another shape */
    void set(Map<String, DenseMatrix> values) {
        for (Parameter parameter : parameters) {
            parameter.set(value(values, parameter.name(), parameter.rows(), parameter.columns()));
        }
        for (BatchNorm norm : norms) {
            int columns = norm.weight().columns();
            norm.setRunning(
                    value(values, runningMean(norm), 1, columns), value(values, runningVariance(norm), 1, columns));
        }
    }

    /** Draws initial weights that a file's then replace. */
    static RandomGenerator toBeReplaced() {
        return new RandomStreams(0).stream("replaced at once")::nextLong;
    }

    /** @throws IllegalArgumentException if there is no weight of that name */
    static DenseMatrix required(Map<String, DenseMatrix> values, String name) {
        return Optional.ofNullable(values.get(name))
                .orElseThrow(() -> new IllegalArgumentException("no weight '" + name + "'"));
    }

    private static double[] value(Map<String, DenseMatrix> values, String name, int rows, int columns) {
        DenseMatrix value = required(values, name);
        if (value.rows() != rows || value.columns() != columns) {
            throw new IllegalArgumentException("weight '" + name + "' is " + value.rows() + " x " + value.columns()
                    + ", expected " + rows + " x " + columns);
        }
        return value.values();
    }

    private static DenseMatrix row(double[] values) {
        return new DenseMatrix(1, values.length, values, NumberType.FLOAT32);
    }

    private static String runningMean(BatchNorm norm) {
        return norm.weight().name().replaceFirst("weight$", "running_mean");
    }

    private static String runningVariance(BatchNorm norm) {
        return norm.weight().name().replaceFirst("weight$", "running_var");
    }
}

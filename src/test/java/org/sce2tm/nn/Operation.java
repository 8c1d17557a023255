package org.sce2tm.nn;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BiFunction;

/**
 * A differentiable operation with small inputs, run on any backend: its result is weighted by fixed numbers and summed,
 * so that every entry of every gradient is exercised.
 */
record Operation(String name, List<Input> inputs, BiFunction<Tape, List<Tensor>, Tensor> body) {
    /** Numbers to start from. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Input(int rows, int columns, float[] values) {}

    /** What a run gave: the weighted sum, the operation's own numbers, and the gradient of each input. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Outcome(double sum, double[] value, List<double[]> gradients) {}

    Outcome run(Backend backend) {
        List<double[]> starts = inputs.stream().map(Operation::wide).toList();
        return run(backend, starts);
    }

    Outcome run(Backend backend, List<double[]> starts) {
        List<Parameter> parameters = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) {
            Input input = inputs.get(i);
            Parameter parameter = new Parameter(backend, "input" + i, input.rows(), input.columns(), input.values());
            parameter.set(starts.get(i));
            parameters.add(parameter);
        }
        Tape tape = new Tape(backend);
        tape.begin(Mode.TRAINING);
        Tensor result =
                body.apply(tape, parameters.stream().map(tape::parameter).toList());
        float[] weights = random(result.rows() * result.columns(), 99, -1, 1);
        Tensor sum = Ops.sum(Over.ALL, Ops.multiply(result, tape.constant(result.rows(), result.columns(), weights)));
        tape.backward(sum);
        return new Outcome(
                sum.scalar(),
                result.toDoubles(),
                parameters.stream()
                        .map(p -> backend.read(p.gradient().orElseThrow()))
                        .toList());
    }

    static double[] wide(Input input) {
        double[] values = new double[input.values().length];
        for (int i = 0; i < values.length; i++) {
            values[i] = input.values()[i];
        }
        return values;
    }

    static float[] random(int n, int seed, double low, double high) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = (float) random.nextDouble(low, high);
        }
        return values;
    }

    static Input input(int rows, int columns, int seed, double low, double high) {
        return new Input(rows, columns, random(rows * columns, seed, low, high));
    }

    @Override
    public String toString() {
        return name;
    }
}

package org.sce2tm.nn;

import java.util.List;
import org.sce2tm.nn.Tensor.GradientSlot;

/**
 * PyTorch's BatchNorm1d: in training every column is normalised by the batch's mean and biased variance, and the
 * running statistics take {@code running = (1 - momentum) running + momentum batch}, with the unbiased variance
 * (n - 1); in evaluation the running statistics are used. Then scale and shift per column.
 */
public final class BatchNorm {
    private final Backend backend;
    private final Parameter weight;
    private final Parameter bias;
    private final Matrix runningMean;
    private final Matrix runningVariance;
    private final double epsilon;
    private final double momentum;

    /** Weight 1, bias 0, running mean 0, running variance 1, epsilon 1e-5, momentum 0.1. */
    public BatchNorm(Backend backend, String name, int columns) {
        this(backend, name, columns, 1e-5, 0.1);
    }

    /**
     * @param name the parameters are called {@code name.weight} and {@code name.bias}
     * @param epsilon added to the variance
     * @param momentum weight of the new batch in the running statistics
     */
    public BatchNorm(Backend backend, String name, int columns, double epsilon, double momentum) {
        this.backend = backend;
        float[] ones = new float[columns];
        java.util.Arrays.fill(ones, 1);
        this.weight = new Parameter(backend, name + ".weight", 1, columns, ones);
        this.bias = new Parameter(backend, name + ".bias", 1, columns, new float[columns]);
        this.runningMean = backend.allocate(1, columns);
        this.runningVariance = backend.allocate(1, columns);
        backend.fill(runningMean, 0);
        backend.fill(runningVariance, 1);
        this.epsilon = epsilon;
        this.momentum = momentum;
    }

    /** The scale, 1 x C. */
    public Parameter weight() {
        return weight;
    }

    /** The shift, 1 x C. */
    public Parameter bias() {
        return bias;
    }

    /** Weight, then bias. */
    public List<Parameter> parameters() {
        return List.of(weight, bias);
    }

    /** The running mean, one per column. */
    public double[] runningMean() {
        return backend.read(runningMean);
    }

    /** The running (unbiased) variance, one per column. */
    public double[] runningVariance() {
        return backend.read(runningVariance);
    }

    /** Replaces the running statistics, one number per column each. */
    public void setRunning(double[] mean, double[] variance) {
        backend.write(runningMean, mean);
        backend.write(runningVariance, variance);
    }

    /**
     * One pass over a batch, with the statistics it used.
     *
     * @param output what the pass gave: the normalised batch, n x C, or what a following operation made of it
     * @param rows n
     * @param mean 1 x C
     * @param variance biased, 1 x C
     */
    public record Pass(Tensor output, int rows, Matrix mean, Matrix variance) {}

    /**
     * Normalises, and in training mode tracks the batch.
     *
     * @param x n x C
     * @throws IllegalStateException in training mode, if there is one row only
     */
    public Tensor apply(Tensor x) {
        Pass pass = pass(x);
        if (x.tape().mode() == Mode.TRAINING) {
            track(pass);
        }
        return pass.output();
    }

    /**
     * Normalises without tracking; for models that share one pass where the reference makes several, and so track it
     * several times, in the reference's order.
     */
    public Pass pass(Tensor x) {
        Tape tape = x.tape();
        if (tape.mode() == Mode.EVALUATION) {
            Tensor y = tape.result("batch norm " + weight.name(), x.rows(), x.columns(), x);
            backend.normalise(
                    x.value(), runningMean, runningVariance, epsilon, weight.value(), bias.value(), y.value());
            return new Pass(y, x.rows(), runningMean, runningVariance);
        }
        return normalise(x, tape.parameter(weight), tape.parameter(bias), epsilon);
    }

    /** What is added to the variance. */
    double epsilon() {
        return epsilon;
    }

    /** {@code (x - mean) / sqrt(variance + epsilon) scale + shift} with the batch's own statistics. */
    static Pass normalise(Tensor x, Tensor scale, Tensor shift, double epsilon) {
        checkRows(x);
        Tape tape = x.tape();
        Backend backend = tape.backend();
        Matrix mean = tape.scratch(1, x.columns());
        Matrix variance = tape.scratch(1, x.columns());
        backend.moments(x.value(), mean, variance);
        Tensor y = tape.result("batch norm " + scale.operation(), x.rows(), x.columns(), x, scale, shift);
        backend.normalise(x.value(), mean, variance, epsilon, scale.value(), shift.value(), y.value());
        tape.record(y, () -> {
            Matrix dScale = tape.scratch(1, x.columns());
            Matrix dShift = tape.scratch(1, x.columns());
            GradientSlot dx = x.gradientSlot();
            backend.normaliseBackward(
                    x.value(),
                    mean,
                    variance,
                    epsilon,
                    scale.value(),
                    Ops.gradient(y),
                    dx.matrix(),
                    dx.add(),
                    dScale,
                    dShift);
            addTo(scale, dScale);
            addTo(shift, dShift);
        });
        return new Pass(y, x.rows(), mean, variance);
    }

    static void checkRows(Tensor x) {
        if (x.rows() < 2) {
            throw new IllegalStateException("a batch norm in training needs at least 2 rows");
        }
    }

    /** Adds a finished gradient to a tensor's. */
    static void addTo(Tensor target, Matrix gradient) {
        if (target.needsGradient()) {
            GradientSlot slot = target.openGradient();
            target.tape().backend().scale(1, gradient, slot.matrix(), slot.add());
        }
    }

    /** Moves the running statistics towards those of a pass made in training mode. */
    public void track(Pass pass) {
        double n = pass.rows();
        backend.scale(1 - momentum, runningMean, runningMean, false);
        backend.scale(momentum, pass.mean(), runningMean, true);
        backend.scale(1 - momentum, runningVariance, runningVariance, false);
        backend.scale(momentum * n / (n - 1), pass.variance(), runningVariance, true);
    }
}

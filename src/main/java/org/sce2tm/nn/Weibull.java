package org.sce2tm.nn;

/**
 * Independent Weibull distributions, one an entry: {@code scale E^inverseShape} with E standard exponential, so the mean
 * is {@code scale Γ(1 + inverseShape)}. They stand in for Gamma posteriors because their draws and their divergence from
 * a Gamma are differentiable in closed form (Zhang et al. 2018, Weibull hybrid autoencoding inference).
 *
 * @param inverseShape κ, n x K, above 0
 * @param mean n x K, above 0
 * @param logGamma {@code ln Γ(1 + κ)}, n x K
 */
public record Weibull(Tensor inverseShape, Tensor mean, Tensor logGamma) {
    /** Euler's constant with the digits of d-scIGM's authors, whose numbers are to be met. */
    private static final double EULER = 0.5772;

    /** What 1 - u, the tail that a draw is made of, is held above. */
    public static final double LEAST_TAIL = 1e-30;

    /** {@code ln E} where E is 0: times any κ of use it is so small that its exponential is 0, yet it is no infinity. */
    public static final double LOG_OF_ZERO = -1e38;

    /** By κ and mean. */
    public static Weibull ofMean(Tensor inverseShape, Tensor mean) {
        return new Weibull(inverseShape, mean, Ops.lgamma(Ops.affine(1, inverseShape, 1)));
    }

    /** λ, n x K. */
    public Tensor scale() {
        return Ops.multiply(mean, Ops.exp(Ops.scale(-1, logGamma)));
    }

    /**
     * The mean of several draws by inversion, {@code 1/D Σ_d λ (-ln max(1 - u_d, 1e-30))^κ}, n x K; gradients flow to λ
     * and κ.
     *
     * @param uniforms D draws on [0, 1], each n x K row-major; constants
     */
    public Tensor meanOfDraws(double[] uniforms) {
        return Ops.multiply(scale(), meanOfPowers(inverseShape, uniforms));
    }

    /**
     * {@code 1/D Σ_d E_d^x}, E being the standard exponentials that the uniforms stand for.
     *
     * @param x n x K
     * @param uniforms D times n x K
     */
    static Tensor meanOfPowers(Tensor x, double[] uniforms) {
        int size = x.rows() * x.columns();
        if (uniforms.length == 0 || uniforms.length % size != 0) {
            throw new IllegalArgumentException(
                    uniforms.length + " uniforms are no whole number of draws for " + x.rows() + " x " + x.columns());
        }
        return x.tape()
                .backend()
                .fused()
                .map(fused -> fusedMeanOfPowers(fused, x, uniforms))
                .orElseGet(() -> composedMeanOfPowers(x, uniforms));
    }

    private static Tensor composedMeanOfPowers(Tensor x, double[] uniforms) {
        int size = x.rows() * x.columns();
        int draws = uniforms.length / size;
        double[] logs = new double[size];
        Tensor sum = x.tape().constant(x.rows(), x.columns(), logs);
        for (int draw = 0; draw < draws; draw++) {
            for (int i = 0; i < size; i++) {
                logs[i] = logExponential(uniforms[draw * size + i]);
            }
            Tensor power = Ops.exp(Ops.multiply(x, x.tape().constant(x.rows(), x.columns(), logs)));
            sum = Ops.add(power, sum);
        }
        return Ops.scale(1.0 / draws, sum);
    }

    private static Tensor fusedMeanOfPowers(FusedOps fused, Tensor x, double[] uniforms) {
        Tape tape = x.tape();
        Tensor mean = tape.result("mean of powers", x.rows(), x.columns(), x);
        Matrix slope = tape.scratch(x.rows(), x.columns());
        fused.meanOfPowers(x.value(), uniforms, mean.value(), slope);
        tape.record(mean, () -> {
            Tensor.GradientSlot dx = x.openGradient();
            tape.backend().combine(Binary.MULTIPLY, Ops.gradient(mean), slope, dx.matrix(), dx.add());
        });
        return mean;
    }

    /** The logarithm of the standard exponential of which u is the distribution function: {@code ln(-ln(1 - u))}. */
    public static double logExponential(double u) {
        return Math.max(Math.log(-Math.log(Math.max(1 - u, LEAST_TAIL))), LOG_OF_ZERO);
    }

    /**
     * The divergence of every entry from Gamma(shape, rate), n x K: {@code γ a κ - a ln λ - ln κ + b mean - γ - 1 - a ln b
     * + ln Γ(a)}.
     *
     * @param shape a, n x K, above 0
     * @param rate b, above 0
     */
    public Tensor divergenceFromGamma(Tensor shape, double rate) {
        Tensor logScale = Ops.subtract(Ops.log(mean), logGamma);
        // a (γ κ - ln λ - ln b)
        Tensor perShape = Ops.multiply(shape, Ops.subtract(Ops.affine(EULER, inverseShape, -Math.log(rate)), logScale));
        Tensor own = Ops.subtract(Ops.affine(rate, mean, -EULER - 1), Ops.log(inverseShape));
        return Ops.add(perShape, own, Ops.lgamma(shape));
    }
}

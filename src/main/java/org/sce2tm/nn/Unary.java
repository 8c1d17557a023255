package org.sce2tm.nn;

import org.apache.commons.numbers.gamma.Digamma;
import org.apache.commons.numbers.gamma.LogGamma;

/**
 * A function of one number with its derivative, applied to every entry by {@link Backend#map}.
 *
 * @param kind which function
 * @param first its first constant, where it has one
 * @param second its second constant, where it has one
 */
public record Unary(Kind kind, double first, double second) {
    /** The functions. */
    public enum Kind {
        /** {@code first x + second}. */
        AFFINE,
        /** {@code e^x}. */
        EXP,
        /** {@code max(ln x, first)}; the derivative is 0 where the floor holds. */
        LOG,
        /** Hyperbolic tangent. */
        TANH,
        /** {@code x^2}. */
        SQUARE,
        /** Square root; the derivative at 0 is taken as 0. */
        SQRT,
        /** {@code 1 / x}. */
        RECIPROCAL,
        /** {@code min(max(x, first), second)}; the derivative outside is 0. */
        CLAMP,
        /** {@code max(x, 0)}; the derivative at 0 is taken as 0. */
        RELU,
        /** {@code 1 / (1 + e^-x)}. */
        SIGMOID,
        /** {@code ln(1 + e^x)}, safe for large entries. */
        SOFTPLUS,
        /** {@code ln Γ(x)} for x above 0; the derivative is the digamma function. */
        LGAMMA,
        /** 1 where x is above {@code first}, otherwise 0; the derivative is 0. */
        ABOVE
    }

    /** {@code e^x}. */
    public static final Unary EXP = new Unary(Kind.EXP, 0, 0);
    /** Hyperbolic tangent. */
    public static final Unary TANH = new Unary(Kind.TANH, 0, 0);
    /** {@code x^2}. */
    public static final Unary SQUARE = new Unary(Kind.SQUARE, 0, 0);
    /** Square root. */
    public static final Unary SQRT = new Unary(Kind.SQRT, 0, 0);

    /** {@code 1 / x}. */
    public static final Unary RECIPROCAL = new Unary(Kind.RECIPROCAL, 0, 0);

    /** {@code max(x, 0)}. */
    public static final Unary RELU = new Unary(Kind.RELU, 0, 0);

    /** {@code 1 / (1 + e^-x)}. */
    public static final Unary SIGMOID = new Unary(Kind.SIGMOID, 0, 0);

    /** {@code ln(1 + e^x)}. */
    public static final Unary SOFTPLUS = new Unary(Kind.SOFTPLUS, 0, 0);

    /** {@code ln Γ(x)}. */
    public static final Unary LGAMMA = new Unary(Kind.LGAMMA, 0, 0);

    /** {@code scale x + shift}. */
    public static Unary affine(double scale, double shift) {
        return new Unary(Kind.AFFINE, scale, shift);
    }

    /** {@code min(max(x, low), high)}; either bound may be infinite. */
    public static Unary clamp(double low, double high) {
        return new Unary(Kind.CLAMP, low, high);
    }

    /** {@code max(ln x, floor)}; the floor may be minus infinity. */
    public static Unary log(double floor) {
        return new Unary(Kind.LOG, floor, 0);
    }

    /** 1 where {@code x > bound}, otherwise 0. */
    public static Unary above(double bound) {
        return new Unary(Kind.ABOVE, bound, 0);
    }

    /** The function at {@code x}. */
    public double value(double x) {
        return switch (kind) {
            case AFFINE -> first * x + second;
            case EXP -> Math.exp(x);
            case LOG -> Math.max(Math.log(x), first);
            case TANH -> Math.tanh(x);
            case SQUARE -> x * x;
            case SQRT -> Math.sqrt(x);
            case RECIPROCAL -> 1 / x;
            case CLAMP -> Math.min(Math.max(x, first), second);
            case RELU -> Math.max(x, 0);
            case SIGMOID -> 1 / (1 + Math.exp(-x));
            case SOFTPLUS -> Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
            case LGAMMA -> LogGamma.value(x);
            case ABOVE -> x > first ? 1 : 0;
        };
    }

    /** The derivative at {@code x}, where the function has the value {@code y}. */
    public double derivative(double x, double y) {
        return switch (kind) {
            case AFFINE -> first;
            case EXP -> y;
            case LOG -> y > first ? 1 / x : 0;
            case TANH -> 1 - y * y;
            case SQUARE -> 2 * x;
            case SQRT -> y > 0 ? 0.5 / y : 0;
            case RECIPROCAL -> -y * y;
            case CLAMP -> x >= first && x <= second ? 1 : 0;
            case RELU -> x > 0 ? 1 : 0;
            case SIGMOID -> y * (1 - y);
            case SOFTPLUS -> 1 / (1 + Math.exp(-x));
            case LGAMMA -> Digamma.value(x);
            case ABOVE -> 0;
        };
    }
}

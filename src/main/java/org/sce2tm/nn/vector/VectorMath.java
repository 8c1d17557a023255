package org.sce2tm.nn.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Elementary functions of vectors. No masks, which Java 17 may put on the heap. */
final class VectorMath {
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Integer> I = IntVector.SPECIES_PREFERRED;
    private static final float LEAST_POWER = -87.33f;

    private VectorMath() {}

    /**
     * e^x: x = n ln 2 + r with |r| <= ln 2 / 2, a polynomial in r (the coefficients of Cephes' expf) twice, times
     * 2^(n - 1) made from n's bits: exponents of 0 and 255 are the numbers 0 and infinity. Relative error below 2e-7; 0
     * below 1.7e-38, infinity above the largest number.
     */
    static FloatVector exp(FloatVector x) {
        FloatVector inside = x.max(-87.3f).min(89.5f); // n of -126 and 129
        FloatVector shifted = rounded(inside);
        FloatVector r = rest(shifted, inside);
        FloatVector p = polynomial(r).fma(r.mul(r), r.add(1f));
        IntVector exponent = exponentBits(shifted);
        return p.add(p).mul(exponent.add(126 << 23).reinterpretAsFloats());
    }

    /**
     * tanh x = t / (t + 2) with t = e^2x - 1 = 2^n (e^r - 1) + (2^n - 1), n and r as in exp, so that nothing cancels
     * near 0. Relative error below 3e-7; 2x is held within 20, where tanh is 1 in single precision.
     */
    static FloatVector tanh(FloatVector x) {
        FloatVector inside = x.add(x).max(-20f).min(20f);
        FloatVector shifted = rounded(inside);
        FloatVector r = rest(shifted, inside);
        FloatVector grown = polynomial(r).fma(r.mul(r), r);
        IntVector exponent = exponentBits(shifted);
        FloatVector power =
                FloatVector.broadcast(S, 1f).reinterpretAsInts().add(exponent).reinterpretAsFloats();
        FloatVector t = grown.fma(power, power.sub(1f));
        return t.div(t.add(2f));
    }

    /** n, the integer next to x / ln 2, in the low bits: adding 1.5 2^23 rounds. */
    private static FloatVector rounded(FloatVector x) {
        return x.fma(FloatVector.broadcast(S, 1.44269504f), FloatVector.broadcast(S, 12582912f));
    }

    /** {@code r = x - n ln 2}, ln 2 in two parts. */
    private static FloatVector rest(FloatVector rounded, FloatVector x) {
        FloatVector n = rounded.sub(12582912f);
        FloatVector r = n.fma(FloatVector.broadcast(S, -0.693359375f), x);
        return n.fma(FloatVector.broadcast(S, 2.12194440e-4f), r);
    }

    /** n where a float has its exponent. */
    private static IntVector exponentBits(FloatVector rounded) {
        return rounded.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23);
    }

    /** (e^r - 1 - r) / r^2 for |r| up to ln 2 / 2. */
    static FloatVector polynomial(FloatVector r) {
        FloatVector p = FloatVector.broadcast(S, 1.9875691500e-4f);
        p = p.fma(r, FloatVector.broadcast(S, 1.3981999507e-3f));
        p = p.fma(r, FloatVector.broadcast(S, 8.3334519073e-3f));
        p = p.fma(r, FloatVector.broadcast(S, 4.1665795894e-2f));
        p = p.fma(r, FloatVector.broadcast(S, 1.6666665459e-1f));
        return p.fma(r, FloatVector.broadcast(S, 5.0000001201e-1f));
    }

    /** {@code e^x} for x up to 0; below -87.33 as there, 1e-38. See {@link #exp}. */
    static FloatVector power(FloatVector x) {
        FloatVector inside = x.max(LEAST_POWER);
        FloatVector shifted = rounded(inside);
        FloatVector r = rest(shifted, inside);
        FloatVector p = polynomial(r).fma(r.mul(r), r.add(1f));
        IntVector exponent = exponentBits(shifted);
        return p.reinterpretAsInts().add(exponent).reinterpretAsFloats();
    }

    /** {@code ln(1 + x)} for x from 0: the logarithm of w = 1 + x, and what w lost of x over w. */
    static FloatVector log1p(FloatVector x) {
        FloatVector one = FloatVector.broadcast(S, 1f);
        FloatVector w = x.add(one);
        return log(w).add(x.sub(w.sub(one)).div(w));
    }

    /** {@code 1 / (1 + e^-x)}, relative error below 4e-7; 0 where e^-x is infinite. */
    static FloatVector sigmoid(FloatVector x) {
        FloatVector one = FloatVector.broadcast(S, 1f);
        return one.div(exp(x.neg()).add(one));
    }

    /** {@code ln(1 + e^x) = max(x, 0) + ln(1 + e^-|x|)}, relative error below 4e-7; 1e-38 where e^x is less. */
    static FloatVector softplus(FloatVector x) {
        return x.max(0f).add(log1p(power(x.abs().neg())));
    }

    /**
     * {@code ln x} for normal x above 0: x = 2^n (1 + f) with 1 + f from sqrt 1/2 to sqrt 2, a polynomial in f (the
     * coefficients of Cephes' logf). Absolute error below 1e-7 near 1, relative elsewhere.
     */
    static FloatVector log(FloatVector x) {
        return log(fraction(x), exponent(x));
    }

    private static FloatVector log(FloatVector f, FloatVector n) {
        FloatVector p = FloatVector.broadcast(S, 7.0376836292e-2f);
        p = p.fma(f, FloatVector.broadcast(S, -1.1514610310e-1f));
        p = p.fma(f, FloatVector.broadcast(S, 1.1676998740e-1f));
        p = p.fma(f, FloatVector.broadcast(S, -1.2420140846e-1f));
        p = p.fma(f, FloatVector.broadcast(S, 1.4249322787e-1f));
        p = p.fma(f, FloatVector.broadcast(S, -1.6668057665e-1f));
        p = p.fma(f, FloatVector.broadcast(S, 2.0000714765e-1f));
        p = p.fma(f, FloatVector.broadcast(S, -2.4999993993e-1f));
        p = p.fma(f, FloatVector.broadcast(S, 3.3333331174e-1f));
        FloatVector square = f.mul(f);
        FloatVector low =
                n.fma(FloatVector.broadcast(S, -2.12194440e-4f), p.mul(f).mul(square));
        low = square.fma(FloatVector.broadcast(S, -0.5f), low);
        return n.fma(FloatVector.broadcast(S, 0.693359375f), f.add(low));
    }

    /** f. */
    private static FloatVector fraction(FloatVector x) {
        IntVector bits = x.reinterpretAsInts();
        return bits.sub(power(bits).lanewise(VectorOperators.LSHL, 23))
                .reinterpretAsFloats()
                .sub(FloatVector.broadcast(S, 1f));
    }

    /** n: an integer in the low bits of 1.5 2^23 is a float. */
    private static FloatVector exponent(FloatVector x) {
        return power(x.reinterpretAsInts())
                .add(IntVector.broadcast(I, 0x4b400000))
                .reinterpretAsFloats()
                .sub(FloatVector.broadcast(S, 12582912f));
    }

    private static IntVector power(IntVector bits) {
        return bits.sub(IntVector.broadcast(I, 0x3f3504f3)).lanewise(VectorOperators.ASHR, 23);
    }
}

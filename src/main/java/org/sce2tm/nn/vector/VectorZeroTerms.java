package org.sce2tm.nn.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.sce2tm.nn.cpu.ZeroTerms;

/**
 * {@link ZeroTerms} in vectors: errors of a few roundings of the largest part of a term. No masks: Java 17 may put them
 * on the heap.
 */
final class VectorZeroTerms {
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final int W = S.length();
    private static final float LEAST_POWER = -87.33f;

    private VectorZeroTerms() {}

    /** As {@link ZeroTerms} in double, for whole vectors; returns where the rest begins. */
    static int fill(ZeroTerms z, int at, int dispersionAt, float[] values, int from, int to) {
        return switch (z.inflation()) {
            case NONE -> fillCounts(z, at, dispersionAt, values, from, to);
            case LOGITS -> fillByLogits(z, at, dispersionAt, values, from, to);
            case PROBABILITY -> fillByProbability(z, at, dispersionAt, values, from, to);
        };
    }

    private static int fillCounts(ZeroTerms z, int at, int dispersionAt, float[] values, int from, int to) {
        FloatVector e = FloatVector.broadcast(S, z.epsilon());
        int j = from;
        for (; j <= to - W; j += W) {
            FloatVector t = FloatVector.fromArray(S, z.dispersions(), dispersionAt + j);
            FloatVector m = FloatVector.fromArray(S, z.means(), at + j);
            FloatVector share = t.div(t.add(e).add(m));
            FloatVector ratio = m.div(t.add(e));
            FloatVector log = log1p(ratio);
            t.mul(log).neg().intoArray(values, j);
            share.neg().intoArray(z.meanSlopes(), at + j);
            share.mul(ratio).sub(log).intoArray(z.dispersionSlopes(), at + j);
        }
        return j;
    }

    private static int fillByLogits(ZeroTerms z, int at, int dispersionAt, float[] values, int from, int to) {
        FloatVector e = FloatVector.broadcast(S, z.epsilon());
        FloatVector one = FloatVector.broadcast(S, 1f);
        int j = from;
        for (; j <= to - W; j += W) {
            FloatVector t = FloatVector.fromArray(S, z.dispersions(), dispersionAt + j);
            FloatVector m = FloatVector.fromArray(S, z.means(), at + j);
            FloatVector p = FloatVector.fromArray(S, z.inflations(), at + j);
            FloatVector share = t.div(t.add(e).add(m));
            FloatVector ratio = m.div(t.add(e));
            FloatVector log = log1p(ratio);
            FloatVector odds = t.mul(log).add(p).neg();
            FloatVector small = power(odds.abs().neg());
            FloatVector smallDropped = power(p.abs().neg());
            FloatVector part = one.div(small.add(1f));
            FloatVector partDropped = one.div(smallDropped.add(1f));
            // softplus(x) = max(x, 0) + ln(1 + e^-|x|), and the two logarithms are one
            FloatVector linear = odds.max(0f).add(p.min(0f));
            linear.add(log(small.add(1f).mul(partDropped))).intoArray(values, j);
            FloatVector counted = oneOr(small, odds).mul(part);
            FloatVector kept = oneOr(smallDropped, p.neg()).mul(partDropped);
            counted.mul(share).neg().intoArray(z.meanSlopes(), at + j);
            counted.mul(share.mul(ratio).sub(log)).intoArray(z.dispersionSlopes(), at + j);
            kept.sub(counted).intoArray(z.inflationSlopes(), at + j);
        }
        return j;
    }

    private static int fillByProbability(ZeroTerms z, int at, int dispersionAt, float[] values, int from, int to) {
        FloatVector e = FloatVector.broadcast(S, z.epsilon());
        FloatVector one = FloatVector.broadcast(S, 1f);
        int j = from;
        for (; j <= to - W; j += W) {
            FloatVector t = FloatVector.fromArray(S, z.dispersions(), dispersionAt + j);
            FloatVector m = FloatVector.fromArray(S, z.means(), at + j);
            FloatVector p = FloatVector.fromArray(S, z.inflations(), at + j);
            FloatVector share = t.div(t.add(e).add(m));
            FloatVector ratio = m.add(e).div(t);
            FloatVector log = log1p(ratio);
            FloatVector power = power(t.mul(log).neg());
            FloatVector weighted = one.sub(p).mul(power);
            FloatVector sum = p.add(weighted).add(e);
            FloatVector whole = one.div(sum);
            FloatVector counted = weighted.mul(whole);
            log(sum).intoArray(values, j);
            counted.mul(share).neg().intoArray(z.meanSlopes(), at + j);
            counted.mul(share.mul(ratio).sub(log)).intoArray(z.dispersionSlopes(), at + j);
            one.sub(power).mul(whole).intoArray(z.inflationSlopes(), at + j);
        }
        return j;
    }

    /** 1 where the sign is positive, x where it is negative. */
    private static FloatVector oneOr(FloatVector x, FloatVector sign) {
        IntVector negative = sign.reinterpretAsInts().lanewise(VectorOperators.ASHR, 31);
        IntVector ones = FloatVector.broadcast(S, 1f).reinterpretAsInts();
        IntVector other = x.reinterpretAsInts();
        return ones.lanewise(
                        VectorOperators.XOR,
                        ones.lanewise(VectorOperators.XOR, other).lanewise(VectorOperators.AND, negative))
                .reinterpretAsFloats();
    }

    /** {@code e^x} for x up to 0; below -87.33 as there, 1e-38. See {@link VectorKernels}. */
    private static FloatVector power(FloatVector x) {
        FloatVector inside = x.max(LEAST_POWER);
        FloatVector shifted = inside.fma(FloatVector.broadcast(S, 1.44269504f), FloatVector.broadcast(S, 12582912f));
        FloatVector n = shifted.sub(12582912f);
        FloatVector r = n.fma(FloatVector.broadcast(S, -0.693359375f), inside);
        r = n.fma(FloatVector.broadcast(S, 2.12194440e-4f), r);
        FloatVector p = VectorKernels.polynomial(r).fma(r.mul(r), r.add(1f));
        IntVector exponent = shifted.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23);
        return p.reinterpretAsInts().add(exponent).reinterpretAsFloats();
    }

    /** {@code ln(1 + x)} for x from 0: the logarithm of w = 1 + x, and what w lost of x over w. */
    private static FloatVector log1p(FloatVector x) {
        FloatVector w = x.add(1f);
        return log(w).add(x.sub(w.sub(1f)).div(w));
    }

    /**
     * {@code ln x} for normal x above 0: x = 2^n (1 + f) with 1 + f from sqrt 1/2 to sqrt 2, a polynomial in f (the
     * coefficients of Cephes' logf). Absolute error below 1e-7 near 1, relative elsewhere.
     */
    private static FloatVector log(FloatVector x) {
        IntVector bits = x.reinterpretAsInts();
        IntVector n = bits.sub(0x3f3504f3).lanewise(VectorOperators.ASHR, 23);
        FloatVector f = bits.sub(n.lanewise(VectorOperators.LSHL, 23))
                .reinterpretAsFloats()
                .sub(1f);
        // the integer n in the low bits of 1.5 2^23 is a float
        FloatVector exponent = n.add(0x4b400000).reinterpretAsFloats().sub(12582912f);
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
                exponent.fma(FloatVector.broadcast(S, -2.12194440e-4f), p.mul(f).mul(square));
        low = square.fma(FloatVector.broadcast(S, -0.5f), low);
        return exponent.fma(FloatVector.broadcast(S, 0.693359375f), f.add(low));
    }
}

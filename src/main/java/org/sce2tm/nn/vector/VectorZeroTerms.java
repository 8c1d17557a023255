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
            FloatVector log = VectorMath.log1p(ratio);
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
            FloatVector log = VectorMath.log1p(ratio);
            FloatVector odds = t.mul(log).add(p).neg();
            FloatVector small = VectorMath.power(odds.abs().neg());
            FloatVector smallDropped = VectorMath.power(p.abs().neg());
            FloatVector part = one.div(small.add(1f));
            FloatVector partDropped = one.div(smallDropped.add(1f));
            // softplus(x) = max(x, 0) + ln(1 + e^-|x|), and the two logarithms are one
            FloatVector linear = odds.max(0f).add(p.min(0f));
            linear.add(VectorMath.log(small.add(1f).mul(partDropped))).intoArray(values, j);
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
            FloatVector log = VectorMath.log1p(ratio);
            FloatVector power = VectorMath.power(t.mul(log).neg());
            FloatVector weighted = one.sub(p).mul(power);
            FloatVector sum = p.add(weighted).add(e);
            FloatVector whole = one.div(sum);
            FloatVector counted = weighted.mul(whole);
            VectorMath.log(sum).intoArray(values, j);
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
}

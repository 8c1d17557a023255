package org.sce2tm.nn.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Shows the just-in-time compiler all kinds of vector operations before it compiles any. The methods of the Vector API
 * that all operations share check the class of their operator. If the first kernel used one kind alone, Java 17
 * compiles that check as a guess; the first operator of another kind refutes it, and from then on the compiler trusts no
 * class there, in whatever kernel, and makes objects of the vectors that are alive across the check: 50 to 120 MB a
 * training step. A check that has seen many classes is never guessed.
 */
final class MixedProfile {
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    /** More than the calls after which profiles are kept (200), fewer than those after which they are used (5000). */
    private static final int ROUNDS = 500;

    private MixedProfile() {}

    /** Takes a tenth of a second; most of it is spent on loading what any kernel needs. */
    static void record() {
        float[] values = new float[S.length()];
        for (int round = 0; round < ROUNDS; round++) {
            record(values);
        }
    }

    private static void record(float[] values) {
        FloatVector x = FloatVector.fromArray(S, values, 0);
        FloatVector y = x.fma(x, FloatVector.broadcast(S, 1f));
        x = x.max(-1f).min(1f).abs().neg().add(y).sub(FloatVector.zero(S));
        IntVector bits = x.mul(0.5f).div(y).reinterpretAsInts();
        x = bits.lanewise(VectorOperators.LSHL, 0).add(0).reinterpretAsFloats();
        x = x.add(y.reduceLanes(VectorOperators.ADD) + y.reduceLanes(VectorOperators.MAX));
        x.intoArray(values, 0);
    }
}

package org.sce2tm.model;

import org.sce2tm.nn.Backend;
import org.sce2tm.nn.Binary;
import org.sce2tm.nn.Dropout;
import org.sce2tm.nn.Matrix;
import org.sce2tm.nn.Mode;
import org.sce2tm.nn.Ops;
import org.sce2tm.nn.RowSource;
import org.sce2tm.nn.Tape;
import org.sce2tm.nn.Tensor;
import org.sce2tm.nn.Unary;

/**
 * The random draws of passes in training mode, in the order of their use: noise of x, noise of h1, dropout of g1's
 * queries, noise of h2', dropout of g2's queries.
 *
 * @param deviation of the noise, times |x|; 0: none
 */
record ScLegaDraws(Noise noise, Dropout dropout, double deviation) {
    /** {@code x + deviation |x| eps}; the deviation has no gradient. */
    Tensor noisy(Tensor x) {
        Tape tape = x.tape();
        if (deviation == 0 || tape.mode() == Mode.EVALUATION) {
            return x;
        }
        Tensor normals = noise.normals(tape, x.rows(), x.columns());
        return Ops.add(x, Ops.multiply(Ops.scale(deviation, tape.detached(x)), normals));
    }

    /** The same of rows, drawn whenever they are asked for: other numbers each time, so ask once. */
    RowSource noisy(RowSource x, Tape tape) {
        return deviation == 0 || tape.mode() == Mode.EVALUATION ? x : new NoisyRows(x, noise, deviation);
    }

    private record NoisyRows(RowSource of, Noise noise, double deviation) implements RowSource {
        @Override
        public int rows() {
            return of.rows();
        }

        @Override
        public int columns() {
            return of.columns();
        }

        @Override
        public void write(int from, Backend backend, Matrix into) {
            of.write(from, backend, into);
            Matrix factors = backend.allocate(into.rows(), into.columns());
            backend.write(factors, noise.normals(into.rows(), into.columns()));
            backend.map(Unary.affine(deviation, 1), factors, factors);
            backend.combine(Binary.MULTIPLY, into, factors, into, false);
        }
    }
}

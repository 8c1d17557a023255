package org.sce2tm.model;

import java.util.random.RandomGenerator;
import org.sce2tm.nn.Initializers;
import org.sce2tm.nn.Tape;
import org.sce2tm.nn.Tensor;

/** Standard normal draws for reparameterisation; on the host, so that every backend sees the same. */
@FunctionalInterface
public interface Noise {
    /** {@code rows x columns} numbers, row-major; the array may be the last call's, filled anew. */
    float[] normals(int rows, int columns);

    /** The same as a constant on a tape. */
    default Tensor normals(Tape tape, int rows, int columns) {
        return tape.constant(rows, columns, normals(rows, columns));
    }

    /** Noise from a random stream. */
    static Noise from(RandomGenerator random) {
        return new Noise() {
            private float[] values = {};

            @Override
            public float[] normals(int rows, int columns) {
                if (values.length != rows * columns) {
                    values = new float[rows * columns];
                }
                Initializers.normal(values, random);
                return values;
            }
        };
    }
}

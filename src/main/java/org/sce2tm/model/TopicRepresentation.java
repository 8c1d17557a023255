package org.sce2tm.model;

import java.util.Optional;
import java.util.stream.IntStream;
import org.sce2tm.data.DenseMatrix;
import org.sce2tm.data.NumberType;
import org.sce2tm.nn.Backend;
import org.sce2tm.nn.Mode;
import org.sce2tm.nn.Ops;
import org.sce2tm.nn.Tape;
import org.sce2tm.nn.Tensor;

/** Puts cells through an encoder whose softmax gives topic proportions. */
final class TopicRepresentation {
    /** Cells at once: bounds the memory that large data take. */
    private static final int CHUNK = 1024;

    private TopicRepresentation() {}

    /** What topic proportions are the softmax of. */
    @FunctionalInterface
    interface Encoder {
        /** b x K, in evaluation mode, of b cells. */
        Tensor encode(Tape tape, int[] cells);
    }

    /** The cells 0 to {@code count - 1}. */
    static Representation of(Backend backend, int count, int topics, Clustered clustered, Encoder encoder) {
        double[] mu = new double[count * topics];
        double[] theta = new double[count * topics];
        Tape tape = new Tape(backend);
        for (int from = 0; from < count; from += CHUNK) {
            int[] cells = IntStream.range(from, Math.min(count, from + CHUNK)).toArray();
            tape.begin(Mode.EVALUATION);
            Tensor encoded = encoder.encode(tape, cells);
            System.arraycopy(encoded.toDoubles(), 0, mu, from * topics, cells.length * topics);
            System.arraycopy(Ops.softmax(encoded).toDoubles(), 0, theta, from * topics, cells.length * topics);
        }
        DenseMatrix proportions = new DenseMatrix(count, topics, theta, NumberType.FLOAT32);
        return new Representation(
                clustered == Clustered.MU ? new DenseMatrix(count, topics, mu, NumberType.FLOAT32) : proportions,
                Optional.of(proportions));
    }
}

package org.sce2tm.model;

import java.util.List;
import java.util.Optional;
import org.sce2tm.data.DenseMatrix;
import org.sce2tm.nn.Backend;
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
    static Representation of(Backend backend, int count, Clustered clustered, Encoder encoder) {
        List<DenseMatrix> cells = ModelOutput.ofCells(backend, count, CHUNK, (tape, picked) -> {
            Tensor encoded = encoder.encode(tape, picked);
            return List.of(encoded, Ops.softmax(encoded));
        });
        return new Representation(cells.get(clustered == Clustered.MU ? 0 : 1), Optional.of(cells.get(1)));
    }
}

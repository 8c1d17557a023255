package org.sce2tm.model;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.sce2tm.data.DenseMatrix;
import org.sce2tm.data.NumberType;
import org.sce2tm.nn.Backend;
import org.sce2tm.nn.Mode;
import org.sce2tm.nn.Parameter;
import org.sce2tm.nn.Tape;
import org.sce2tm.nn.Tensor;

/** What trained networks compute, as files hold it. */
final class ModelOutput {
    private ModelOutput() {}

    /** What is wanted of some cells. */
    @FunctionalInterface
    interface Encoder {
        /** In evaluation mode, each with a row a cell. */
        List<Tensor> encode(Tape tape, int[] cells);
    }

    /** Its values in single precision. */
    static DenseMatrix matrix(Tensor tensor) {
        return new DenseMatrix(tensor.rows(), tensor.columns(), tensor.toDoubles(), NumberType.FLOAT32);
    }

    /** Its values in single precision. */
    static DenseMatrix matrix(Parameter parameter) {
        return new DenseMatrix(parameter.rows(), parameter.columns(), parameter.toDoubles(), NumberType.FLOAT32);
    }

    /**
     * What an encoder gives of the cells 0 to {@code count - 1}, at least one.
     *
     * @param chunk cells at once, which bounds the memory that large data take
     */
    static List<DenseMatrix> ofCells(Backend backend, int count, int chunk, Encoder encoder) {
        List<DenseMatrix> all = new ArrayList<>();
        Tape tape = new Tape(backend);
        for (int from = 0; from < count; from += chunk) {
            tape.begin(Mode.EVALUATION);
            List<Tensor> blocks = encoder.encode(
                    tape, IntStream.range(from, Math.min(count, from + chunk)).toArray());
            for (int i = 0; i < blocks.size(); i++) {
                Tensor block = blocks.get(i);
                if (all.size() == i) {
                    all.add(DenseMatrix.zeros(count, block.columns(), NumberType.FLOAT32));
                }
                double[] values = block.toDoubles();
                System.arraycopy(values, 0, all.get(i).values(), from * block.columns(), values.length);
            }
        }
        return all;
    }
}

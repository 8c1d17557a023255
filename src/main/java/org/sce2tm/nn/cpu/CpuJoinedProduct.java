package org.sce2tm.nn.cpu;

import java.util.Arrays;
import org.sce2tm.nn.Connections;
import org.sce2tm.nn.FusedOps;
import org.sce2tm.nn.Matrix;
import org.sce2tm.nn.Tape;

/**
 * A product with the weights of some connections. Inputs and outputs are turned so that the cells of a unit lie together:
 * an edge then is one multiplication of such a stretch.
 */
final class CpuJoinedProduct implements FusedOps.JoinedProduct {
    /** Units or edges below which a range is not worth splitting over threads. */
    private static final int GRAIN = 64;

    /** Side of the squares in which a matrix is turned, so that both sides stay in the cache. */
    private static final int SQUARE = 32;

    private final Kernels kernels;
    private final Workers workers;
    private final Tape tape;
    private final Connections connections;
    private final float[] weights;
    private final int rows;
    private final float[] x;
    private final float[] dy;

    CpuJoinedProduct(
            Kernels kernels,
            Workers workers,
            Tape tape,
            Matrix input,
            Connections connections,
            Matrix weights,
            Matrix output) {
        this.kernels = kernels;
        this.workers = workers;
        this.tape = tape;
        this.connections = connections;
        this.weights = CpuMatrix.of(weights).data();
        this.rows = input.rows();
        this.x = CpuMatrix.of(tape.scratch(connections.inputs(), rows)).data();
        this.dy = CpuMatrix.of(tape.scratch(connections.outputs(), rows)).data(); // the output at first
        turn(CpuMatrix.of(input).data(), rows, connections.inputs(), x);
        int[] starts = connections.starts();
        int[] ends = Arrays.copyOfRange(starts, 1, starts.length);
        workers.split(
                connections.outputs(),
                GRAIN,
                (from, to) -> kernels.gatherRows(
                        starts, ends, connections.sources(), this.weights, from, to, x, rows, dy, false));
        turn(dy, connections.outputs(), rows, CpuMatrix.of(output).data());
    }

    @Override
    public void transpose(Matrix gradient) {
        turn(CpuMatrix.of(gradient).data(), rows, connections.outputs(), dy);
    }

    @Override
    public void addToWeights(Matrix dWeights, boolean add) {
        float[] slopes = CpuMatrix.of(dWeights).data();
        int[] starts = connections.starts();
        int[] sources = connections.sources();
        workers.split(connections.outputs(), GRAIN, (from, to) -> {
            for (int out = from; out < to; out++) {
                for (int edge = starts[out]; edge < starts[out + 1]; edge++) {
                    float slope = (float) kernels.dot(x, sources[edge] * rows, dy, out * rows, rows);
                    slopes[edge] = add ? slopes[edge] + slope : slope;
                }
            }
        });
    }

    @Override
    public void addToInput(Matrix dx, boolean add) {
        int inputs = connections.inputs();
        float[] sorted = CpuMatrix.of(tape.scratch(1, connections.size())).data();
        int[] edges = connections.edges();
        for (int at = 0; at < sorted.length; at++) {
            sorted[at] = weights[edges[at]];
        }
        float[] slopes = CpuMatrix.of(tape.scratch(inputs, rows)).data();
        int[] starts = connections.startsByInput();
        int[] ends = Arrays.copyOfRange(starts, 1, starts.length);
        workers.split(
                inputs,
                GRAIN,
                (from, to) -> kernels.gatherRows(
                        starts, ends, connections.targets(), sorted, from, to, dy, rows, slopes, false));
        if (add) {
            float[] turned = CpuMatrix.of(tape.scratch(rows, inputs)).data();
            turn(slopes, inputs, rows, turned);
            kernels.scale(1, turned, 0, CpuMatrix.of(dx).data(), 0, turned.length, true);
        } else {
            turn(slopes, inputs, rows, CpuMatrix.of(dx).data());
        }
    }

    /** The transpose of a row-major matrix. */
    private void turn(float[] from, int height, int width, float[] to) {
        workers.split(height, SQUARE, (first, last) -> {
            for (int i = first; i < last; i += SQUARE) {
                for (int j = 0; j < width; j += SQUARE) {
                    turnSquare(from, height, width, to, i, Math.min(last, i + SQUARE), j, Math.min(width, j + SQUARE));
                }
            }
        });
    }

    private static void turnSquare(
            float[] from, int height, int width, float[] to, int top, int bottom, int left, int right) {
        for (int j = left; j < right; j++) {
            for (int i = top; i < bottom; i++) {
                to[j * height + i] = from[i * width + j];
            }
        }
    }
}

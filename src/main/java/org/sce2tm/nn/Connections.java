package org.sce2tm.nn;

import java.util.Arrays;
import java.util.List;

/** Which inputs of a layer each of its outputs is joined to; edges are numbered output by output. Never changes. */
public final class Connections {
    private final int inputs;
    private final int outputs;
    private final int[] starts;
    private final int[] sources;
    private final int[] startsByInput;
    private final int[] targets;
    private final int[] edges;

    /**
     * @param sourcesOf for each output the inputs it is joined to, each once
     * @throws IllegalArgumentException if an input is out of range
     */
    public Connections(int inputs, List<int[]> sourcesOf) {
        this.inputs = inputs;
        this.outputs = sourcesOf.size();
        this.starts = new int[outputs + 1];
        for (int out = 0; out < outputs; out++) {
            starts[out + 1] = starts[out] + sourcesOf.get(out).length;
        }
        this.sources = new int[starts[outputs]];
        this.startsByInput = new int[inputs + 1];
        for (int out = 0; out < outputs; out++) {
            int[] own = sourcesOf.get(out).clone();
            Arrays.sort(own);
            System.arraycopy(own, 0, sources, starts[out], own.length);
            for (int in : own) {
                if (in < 0 || in >= inputs) {
                    throw new IllegalArgumentException("input " + in + " of " + inputs);
                }
                startsByInput[in + 1]++;
            }
        }
        for (int in = 0; in < inputs; in++) {
            startsByInput[in + 1] += startsByInput[in];
        }
        this.targets = new int[sources.length];
        this.edges = new int[sources.length];
        int[] next = startsByInput.clone();
        for (int out = 0; out < outputs; out++) {
            for (int edge = starts[out]; edge < starts[out + 1]; edge++) {
                int at = next[sources[edge]]++;
                targets[at] = out;
                edges[at] = edge;
            }
        }
    }

    /** Number of inputs. */
    public int inputs() {
        return inputs;
    }

    /** Number of outputs. */
    public int outputs() {
        return outputs;
    }

    /** Number of edges. */
    public int size() {
        return sources.length;
    }

    /** Where the edges of each output begin; one more than there are outputs. For backends, which leave it unchanged. */
    public int[] starts() {
        return starts;
    }

    /** The input of each edge, ascending within an output. For backends, which leave it unchanged. */
    public int[] sources() {
        return sources;
    }

    /** Where each input's share of {@link #targets} and {@link #edges} begins; one more than there are inputs. */
    public int[] startsByInput() {
        return startsByInput;
    }

    /** The outputs that each input is joined to, input by input. */
    public int[] targets() {
        return targets;
    }

    /** The edge that each entry of {@link #targets} is. */
    public int[] edges() {
        return edges;
    }
}

package org.sce2tm.model;

import org.sce2tm.data.NothingToProduceException;
import org.sce2tm.nn.Backend;
import org.sce2tm.nn.cpu.CpuBackend;
import org.sce2tm.nn.nd4j.Nd4jBackend;

/** Opens the arithmetic that {@code --backend} names. */
public final class Backends {
    private Backends() {}

    /** The backends. */
    public enum Kind {
        /** Own kernels over OpenBLAS, single precision; the default. */
        CPU,
        /** ND4J operations, single precision: its CPU build, or CUDA where the project was built with it. */
        ND4J
    }

    /**
     * A backend in single precision; close it.
     *
     * @throws NothingToProduceException if this machine cannot run it
     */
    public static Backend open(Kind kind, int threads) {
        return switch (kind) {
            case CPU -> new CpuBackend(threads);
            case ND4J -> nd4j();
        };
    }

    private static Backend nd4j() {
        try {
            return new Nd4jBackend(Nd4jBackend.Precision.SINGLE);
        } catch (UnsupportedOperationException e) {
            throw new NothingToProduceException(e.getMessage());
        }
    }
}

package org.sce2tm.model;

import org.sce2tm.nn.Backend;
import org.sce2tm.nn.cpu.CpuBackend;
import org.sce2tm.nn.nd4j.Nd4jBackend;

/** The arithmetics that models are held against the reference on. */
enum TestBackend {
    CPU(false),
    ND4J(false),
    ND4J_DOUBLE(true);

    private final boolean isDouble;

    TestBackend(boolean isDouble) {
        this.isDouble = isDouble;
    }

    boolean isDouble() {
        return isDouble;
    }

    Backend open() {
        return switch (this) {
            case CPU -> new CpuBackend(2);
            case ND4J -> new Nd4jBackend(Nd4jBackend.Precision.SINGLE);
            case ND4J_DOUBLE -> new Nd4jBackend(Nd4jBackend.Precision.DOUBLE);
        };
    }

    /**
     * The error allowed: in double 1e-9 of the scale; in single 10 times what PyTorch's own single precision missed, or
     * 10 roundings of the scale where it happened to miss less than one.
     */
    double tolerance(double recorded, double scale) {
        return isDouble ? 1e-9 * scale : 10 * Math.max(recorded, 1.2e-7 * scale);
    }
}

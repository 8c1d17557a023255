package org.sce2tm.model;

import org.sce2tm.nn.Backend;
import org.sce2tm.nn.cpu.CpuBackend;

/** The arithmetics that models are held against the reference on. */
enum TestBackend {
    CPU(false);

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

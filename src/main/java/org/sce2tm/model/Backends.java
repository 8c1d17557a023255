package org.sce2tm.model;

import org.sce2tm.cli.ChoiceConverter;
import org.sce2tm.nn.Backend;
import org.sce2tm.nn.cpu.CpuBackend;

/** Opens the arithmetic that {@code --backend} names. */
public final class Backends {
    private Backends() {}

    /** The backends. */
    public enum Kind {
        /** Own kernels over OpenBLAS, single precision; the default. */
        CPU
    }

    /** Reads {@link Kind}. */
    public static final class KindConverter extends ChoiceConverter<Kind> {
        /** For picocli. */
        public KindConverter() {
            super(Kind.class);
        }
    }

    /** A backend in single precision; close it. */
    public static Backend open(Kind kind, int threads) {
        return switch (kind) {
            case CPU -> new CpuBackend(threads);
        };
    }
}

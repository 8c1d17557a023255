package org.sce2tm.data;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A node of an annotated matrix's unstructured part ({@code uns}). */
public sealed interface Uns {
    /** A named group of nodes, in order. */
    record Group(Map<String, Uns> children) implements Uns {
        public Group {
            children = Collections.unmodifiableMap(new LinkedHashMap<>(children));
        }
    }

    /** A table of numbers; a vector is one row. */
    record Table(DenseMatrix matrix) implements Uns {}

    /** One number. */
    record Scalar(double value) implements Uns {}

    /** One text. */
    record Text(String value) implements Uns {}

    /** A list of texts. */
    record Texts(List<String> values) implements Uns {
        public Texts {
            values = List.copyOf(values);
        }
    }
}

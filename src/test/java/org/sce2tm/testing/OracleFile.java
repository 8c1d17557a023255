package org.sce2tm.testing;

import io.jhdf.HdfFile;
import io.jhdf.api.Attribute;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import io.jhdf.exceptions.HdfInvalidPathException;
import java.lang.reflect.Array;
import java.nio.file.Path;
import java.util.List;

/** Reads the plain HDF5 files of the peers' numbers: every number as a double, row-major. */
public final class OracleFile implements AutoCloseable {
    private final HdfFile file;

    private OracleFile(Path path) {
        this.file = new HdfFile(path);
    }

    /** Opens a file by its path below the shared folder; see {@link SharedFiles#path}. */
    public static OracleFile open(String relative) {
        return new OracleFile(SharedFiles.path(relative));
    }

    public boolean has(String path) {
        try {
            file.getByPath(path);
            return true;
        } catch (HdfInvalidPathException e) {
            return false;
        }
    }

    /** Names of a group's children. */
    public List<String> children(String group) {
        return List.copyOf(((Group) node(group)).getChildren().keySet());
    }

    /** Dimensions of a data set; empty for a scalar. */
    public int[] shape(String path) {
        return ((Dataset) node(path)).getDimensions();
    }

    /** All numbers of a data set, row-major. */
    public double[] doubles(String path) {
        Object flat = ((Dataset) node(path)).getDataFlat();
        int length = flat.getClass().isArray() ? Array.getLength(flat) : 1;
        double[] values = new double[length];
        for (int i = 0; i < length; i++) {
            Object value = flat.getClass().isArray() ? Array.get(flat, i) : flat;
            values[i] = ((Number) value).doubleValue();
        }
        return values;
    }

    public float[] floats(String path) {
        double[] wide = doubles(path);
        float[] values = new float[wide.length];
        for (int i = 0; i < wide.length; i++) {
            values[i] = (float) wide[i];
        }
        return values;
    }

    public int[] ints(String path) {
        double[] wide = doubles(path);
        int[] values = new int[wide.length];
        for (int i = 0; i < wide.length; i++) {
            values[i] = (int) wide[i];
        }
        return values;
    }

    /** A scalar data set. */
    public double number(String path) {
        return doubles(path)[0];
    }

    /** A data set of texts. */
    public List<String> texts(String path) {
        return List.of((String[]) ((Dataset) node(path)).getData());
    }

    /** An attribute's value as jhdf gives it. */
    public Object attribute(String path, String name) {
        Attribute attribute = node(path).getAttribute(name);
        return attribute.getData();
    }

    private Node node(String path) {
        return file.getByPath(path);
    }

    @Override
    public void close() {
        file.close();
    }
}

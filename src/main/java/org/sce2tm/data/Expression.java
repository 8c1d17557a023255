package org.sce2tm.data;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A matrix of expression, whatever file it came from.
 *
 * @param matrix cells x genes; counts or what else the file holds
 * @param obsNames cell ids, all different
 * @param varNames gene names, all different
 * @param obs cell columns by name
 * @param var gene columns by name
 * @param warnings what the user should know, a sentence each
 * @param description one sentence: what was read, from which format and part of the file, and how it was decided
 */
public record Expression(
        CsrMatrix matrix,
        List<String> obsNames,
        List<String> varNames,
        Map<String, Column> obs,
        Map<String, Column> var,
        List<String> warnings,
        String description) {
    /** @throws IllegalArgumentException if names and matrix do not fit each other */
    public Expression {
        if (matrix.rows() != obsNames.size() || matrix.columns() != varNames.size()) {
            throw new IllegalArgumentException(matrix.rows() + " x " + matrix.columns() + " values for "
                    + obsNames.size() + " cells and " + varNames.size() + " genes");
        }
        obsNames = List.copyOf(obsNames);
        varNames = List.copyOf(varNames);
        obs = Collections.unmodifiableMap(new LinkedHashMap<>(obs));
        var = Collections.unmodifiableMap(new LinkedHashMap<>(var));
        warnings = List.copyOf(warnings);
    }
}

package org.sce2tm.data;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Makes names unique as anndata does: the first stays, the next become name-1, name-2, and so on. */
final class UniqueNames {
    private UniqueNames() {}

    /**
     * @param names all different, in the given order
     * @param repeated names that stood more than once, sorted; empty when nothing changed
     */
    record Result(List<String> names, Set<String> repeated) {}

    static Result of(List<String> names) {
        Set<String> taken = new HashSet<>(names);
        Set<String> seen = new HashSet<>();
        Set<String> repeated = new TreeSet<>();
        Map<String, Integer> counter = new HashMap<>();
        List<String> unique = new ArrayList<>(names.size());
        for (String name : names) {
            String found = name;
            if (!seen.add(name)) {
                repeated.add(name);
                do {
                    found = name + "-" + counter.merge(name, 1, Integer::sum);
                } while (!taken.add(found));
            }
            unique.add(found);
        }
        return new Result(unique, repeated);
    }
}

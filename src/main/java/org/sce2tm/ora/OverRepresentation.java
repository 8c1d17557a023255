package org.sce2tm.ora;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sce2tm.cli.UsageException;
import org.sce2tm.geneset.GeneSets;
import org.sce2tm.stats.BenjaminiHochberg;
import org.sce2tm.stats.HypergeometricTail;

/**
 * Which gene sets hold more of a few genes than chance would give: one hypergeometric test a set. The numbers of
 * {@code gseapy.enrich} 1.1.4: sets without a shared gene are neither reported nor counted by the correction for many
 * tests, which is made within one query; no set is too small or too large; case matters.
 */
public final class OverRepresentation {
    private final GeneSets sets;
    private final Background background;
    private final int population;
    private final int largestSet;

    private OverRepresentation(GeneSets sets, Background background, int population) {
        this.sets = sets;
        this.background = background;
        this.population = population;
        this.largestSet =
                sets.sets().stream().mapToInt(set -> set.genes().size()).max().orElse(0);
    }

    /** Prepares the tests against these sets. */
    public static OverRepresentation of(GeneSets sets, Background background) {
        if (background instanceof Background.Genes genes) {
            return new OverRepresentation(
                    sets.cutTo(genes.names()), background, genes.names().size());
        }
        if (background instanceof Background.Size size) {
            return new OverRepresentation(sets, background, size.size());
        }
        return new OverRepresentation(sets, background, sets.genes().size());
    }

    /** M, the number of genes in the background. */
    public int population() {
        return population;
    }

    /**
     * Tests one query.
     *
     * @param topic its name, for the rows
     * @param genes the query; repeated genes count once
     * @return rows by ascending term name; none where no set shares a gene
     * @throws UsageException if the background's size is too small for the sets and the query
     */
    public List<OraRow> enrich(String topic, Collection<String> genes) {
        Set<String> query = new LinkedHashSet<>(genes);
        if (background instanceof Background.Genes given) {
            query.retainAll(given.names());
        } else if (background instanceof Background.Union) {
            query.retainAll(sets.genes());
        } else if (population < largestSet + query.size()) {
            throw new UsageException("--background " + population + ": the largest gene set has " + largestSet
                    + " genes and a query " + query.size() + "; give at least " + (largestSet + query.size()));
        }
        Map<Integer, List<String>> shared = new HashMap<>();
        for (String gene : query) {
            for (int s : sets.setsOf(gene)) {
                shared.computeIfAbsent(s, none -> new ArrayList<>()).add(gene);
            }
        }
        List<Integer> hit = shared.keySet().stream()
                .sorted(Comparator.comparing(s -> sets.sets().get(s).name()))
                .toList();
        double[] p = new double[hit.size()];
        for (int i = 0; i < p.length; i++) {
            int m = sets.sets().get(hit.get(i)).genes().size();
            p[i] = Math.min(
                    1,
                    HypergeometricTail.upper(
                            population, m, query.size(), shared.get(hit.get(i)).size()));
        }
        double[] adjusted = BenjaminiHochberg.adjust(p);
        List<OraRow> rows = new ArrayList<>(p.length);
        for (int i = 0; i < p.length; i++) {
            int s = hit.get(i);
            int x = shared.get(s).size();
            int m = sets.sets().get(s).genes().size();
            double odds = oddsRatio(population, m, query.size(), x);
            rows.add(new OraRow(
                    topic,
                    sets.sets().get(s).name(),
                    x,
                    m,
                    p[i],
                    adjusted[i],
                    odds,
                    -Math.log(p[i]) * odds,
                    shared.get(s)));
        }
        return rows;
    }

    private static double oddsRatio(int population, int m, int k, int x) {
        double neither = population - m - k + x;
        return (x + 0.5) * (neither + 0.5) / ((m - x + 0.5) * (k - x + 0.5));
    }
}

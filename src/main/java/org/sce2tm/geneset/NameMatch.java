package org.sce2tm.geneset;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.sce2tm.data.BadDataException;

/**
 * Whether the genes of topics or of a ranking are named as those of the gene sets.
 *
 * @param genes number of distinct genes asked about
 * @param known how many of them occur in a gene set
 * @param hint what may be wrong with the names and what to do; empty where nothing is suspected
 */
public record NameMatch(int genes, int known, String hint) {
    /** Below this share of known genes the names are suspected. */
    private static final double LOW = 0.1;

    private static final Pattern ENSEMBL = Pattern.compile("ENS[A-Z]*G\\d{6,}(\\.\\d+)?");
    private static final Pattern ENTREZ = Pattern.compile("\\d+");

    /** Compares names as they stand and, for the hint, without case. */
    public static NameMatch of(Collection<String> genes, GeneSets sets) {
        Set<String> distinct = new HashSet<>(genes);
        int known = count(distinct, sets.genes());
        return new NameMatch(distinct.size(), known, known < LOW * distinct.size() ? suspect(distinct, sets) : "");
    }

    /** No gene is known: nothing can be said about the topics. */
    public Optional<String> undefinedReason() {
        if (known > 0) {
            return Optional.empty();
        }
        return Optional.of(
                "none of the " + genes + " genes occurs in a gene set" + (hint.isEmpty() ? "" : ": " + hint));
    }

    /** Few genes are known. */
    public Optional<String> warning() {
        if (known == 0 || hint.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of("only " + known + " of " + genes + " genes occur in a gene set: " + hint);
    }

    /**
     * Refuses a table that stands the other way round: its row names are genes, its column names are not.
     *
     * @param where the table, for the message
     * @throws BadDataException if topics are columns
     */
    public static void requireTopicsAsRows(String where, TopicGenes topics, GeneSets sets) {
        int columnsKnown = count(new HashSet<>(topics.genes()), sets.genes());
        int rowsKnown = count(new HashSet<>(topics.topics()), sets.genes());
        if (columnsKnown == 0 && rowsKnown > 0) {
            throw new BadDataException(
                    where,
                    "looks like genes x topics: " + rowsKnown + " of the "
                            + topics.topics().size() + " row names occur in a gene set and no column name does",
                    "Give topics x genes: one topic a row, a header of gene names (transpose the table)");
        }
    }

    private static int count(Set<String> names, Set<String> known) {
        return (int) names.stream().filter(known::contains).count();
    }

    private static String suspect(Set<String> genes, GeneSets sets) {
        List<String> examples = genes.stream().sorted().limit(3).toList();
        if (share(genes, ENSEMBL) > 0.5) {
            return "the genes are Ensembl ids (" + examples
                    + "), the sets hold other names; convert the ids to symbols";
        }
        if (share(genes, ENTREZ) > 0.5) {
            return "the genes are numbers (" + examples + "): Entrez ids, or a table without gene names; give symbols";
        }
        Set<String> upperSets = new HashSet<>();
        sets.genes().forEach(gene -> upperSets.add(gene.toUpperCase(Locale.ROOT)));
        long regardlessOfCase = genes.stream()
                .filter(gene -> upperSets.contains(gene.toUpperCase(Locale.ROOT)))
                .count();
        if (regardlessOfCase >= LOW * genes.size()) {
            boolean setsAreHuman = share(sets.genes(), Pattern.compile("[^a-z]+")) > 0.8;
            return regardlessOfCase + " of them would match if case did not matter (" + examples + "); "
                    + (setsAreHuman
                            ? "mouse genes against human gene sets? Use the mouse collection of the gene sets"
                            : "human genes against mouse gene sets? Use the human collection of the gene sets");
        }
        return "the names look like " + examples + ", those of the sets like "
                + sets.genes().stream().sorted().limit(3).toList() + "; give gene sets with the same kind of names";
    }

    private static double share(Set<String> names, Pattern pattern) {
        long matching =
                names.stream().filter(name -> pattern.matcher(name).matches()).count();
        return (double) matching / Math.max(1, names.size());
    }
}

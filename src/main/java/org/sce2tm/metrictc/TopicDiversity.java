package org.sce2tm.metrictc;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How little the top genes of topics repeat each other: the paper's measure and two that its code computes. */
public final class TopicDiversity {
    /** Two or more word characters, the default token of scikit-learn's CountVectorizer. */
    private static final Pattern TOKEN = Pattern.compile("\\b\\w\\w+\\b", Pattern.UNICODE_CHARACTER_CLASS);

    private TopicDiversity() {}

    /**
     * TD of the paper: distinct genes over all places, K x h.
     *
     * @param topGenes for each of K topics its h genes, K and h at least 1
     */
    public static double uniqueOverTotal(List<List<String>> topGenes) {
        return (double) counts(topGenes).size() / places(topGenes);
    }

    /** TD_once: genes that stand in exactly one place, over all places. */
    public static double exactlyOnce(List<List<String>> topGenes) {
        return (double) once(counts(topGenes)) / places(topGenes);
    }

    /**
     * TD_reference, what the reference code prints: names are lower-cased and cut into tokens of two or more word
     * characters ("HLA-DRA" gives "hla" and "dra", "HLA-A" only "hla"); the tokens that occur exactly once, over all
     * places. It can exceed the exact value, since one gene may give two tokens.
     *
     * @return empty where no name holds a token (the reference raises an error)
     */
    public static OptionalDouble reference(List<List<String>> topGenes) {
        Map<String, Integer> tokens = new HashMap<>();
        for (List<String> topic : topGenes) {
            for (String gene : topic) {
                Matcher matcher = TOKEN.matcher(gene.toLowerCase(Locale.ROOT));
                while (matcher.find()) {
                    tokens.merge(matcher.group(), 1, Integer::sum);
                }
            }
        }
        return tokens.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of((double) once(tokens) / places(topGenes));
    }

    private static Map<String, Integer> counts(List<List<String>> topGenes) {
        Map<String, Integer> counts = new HashMap<>();
        topGenes.forEach(topic -> topic.forEach(gene -> counts.merge(gene, 1, Integer::sum)));
        return counts;
    }

    private static long once(Map<String, Integer> counts) {
        return counts.values().stream().filter(count -> count == 1).count();
    }

    private static int places(List<List<String>> topGenes) {
        return topGenes.size() * topGenes.get(0).size();
    }
}

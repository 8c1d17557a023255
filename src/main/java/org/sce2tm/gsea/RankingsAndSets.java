package org.sce2tm.gsea;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sce2tm.geneset.GeneSets;
import org.sce2tm.geneset.GmtFile;
import org.sce2tm.geneset.NameMatch;
import org.sce2tm.geneset.TopicGenes;
import org.sce2tm.geneset.TopicsAndSets;

/**
 * What {@code gsea} reads.
 *
 * @param rankings one a topic, or the one given; none for a model without topics
 * @param sets empty where none were given
 * @param hole why there is nothing to score; empty where there is
 * @param warnings for the user
 */
record RankingsAndSets(List<Ranking> rankings, Optional<GeneSets> sets, Optional<String> hole, List<String> warnings) {
    RankingsAndSets {
        rankings = List.copyOf(rankings);
        warnings = List.copyOf(warnings);
    }

    static RankingsAndSets read(GseaOptions options) {
        List<String> warnings = new ArrayList<>();
        List<Ranking> rankings = new ArrayList<>();
        Optional<GeneSets> sets;
        Optional<String> hole;
        if (options.ranking().isPresent()) {
            Ranking ranking = RankingFile.read(options.ranking().get());
            rankings.add(ranking);
            sets = options.geneSets().map(path -> {
                GmtFile file = GmtFile.read(path);
                warnings.addAll(file.warnings());
                return file.sets();
            });
            hole = sets.map(given -> NameMatch.of(ranking.genes(), given))
                    .map(match -> {
                        match.warning().ifPresent(warnings::add);
                        return match.undefinedReason();
                    })
                    .orElseGet(() -> Optional.of("no gene sets were given"));
        } else {
            TopicsAndSets input = TopicsAndSets.read(options.topics().orElseThrow());
            warnings.addAll(input.warnings());
            sets = input.sets();
            hole = input.hole();
            input.topics().ifPresent(topics -> rankings.addAll(rankings(topics)));
        }
        warnings.addAll(Ranking.warnings(rankings));
        return new RankingsAndSets(rankings, sets, hole, warnings);
    }

    private static List<Ranking> rankings(TopicGenes topics) {
        List<Ranking> rankings = new ArrayList<>();
        for (int k = 0; k < topics.topics().size(); k++) {
            rankings.add(Ranking.of(
                    topics.topics().get(k), topics.genes(), topics.weights().row(k)));
        }
        return rankings;
    }
}

package org.sce2tm.cluster;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.ToDoubleFunction;
import org.sce2tm.cli.Log;
import org.sce2tm.cli.ToolResult;
import org.sce2tm.data.CsrMatrix;
import org.sce2tm.graph.FuzzyGraph;
import org.sce2tm.graph.Louvain;
import org.sce2tm.graph.NeighborSearch;
import org.sce2tm.score.Agreement;
import org.sce2tm.score.Contingency;
import org.sce2tm.score.Silhouette;
import org.sce2tm.score.StrongestTopic;
import org.sce2tm.stats.Spread;

/** Clusters cells, scores clusters, topics and embedding against labels, and says all of it in a result. */
final class Clustering {
    private static final Map<String, ToDoubleFunction<ResolutionScan.Scores>> AGREEMENT = agreement();

    private final Cells cells;
    private final ClusterOptions options;
    private final int threads;
    private final ToolResult.Builder result;

    Clustering(Cells cells, ClusterOptions options, int threads, ToolResult.Builder result) {
        this.cells = cells;
        this.options = options;
        this.threads = threads;
        this.result = result;
    }

    /**
     * @param graph the neighbour graph, n x n
     * @param clusters each cell's cluster: at the best resolution by labels, without them at the one chosen without
     * @param topics each cell's strongest topic, where there are topics
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
    record Outcome(CsrMatrix graph, int[] clusters, Optional<int[]> topics) {}

    /**
     * Does it all.
     *
     * @param labels one a cell, empty where there is none; or the reason why there are none
     */
    Outcome run(Labels labels) {
        CsrMatrix graph = graph();
        Optional<KnownLabels> known = labels.known();
        Optional<String> noAgreement = whyNoAgreement(labels);
        ResolutionScan scan = ResolutionScan.run(
                graph, cells.space(), noAgreement.isPresent() ? Optional.empty() : known, options, threads);
        Optional<int[]> topics = cells.topics().map(t -> StrongestTopic.ofCells(t.weights()));

        OptionalInt best = scan.best();
        AGREEMENT.forEach((id, score) -> {
            if (best.isPresent()) {
                result.metric(
                        id, score.applyAsDouble(scan.scores(best.getAsInt()).orElseThrow()));
            } else {
                result.undefined(id, noAgreement.orElseThrow());
            }
        });
        scoreSpace(labels, noAgreement);
        scoreTopics(labels, topics, noAgreement);
        scoreOwnClusters(labels, noAgreement);
        scoreBeside(scan, noAgreement);

        int shown = best.orElseGet(() -> scan.labelFree().orElse(0));
        Louvain.Partition partition = scan.partition(shown);
        Log.say(
                "%d clusters at resolution %s",
                partition.clusters(), options.resolutions().get(shown));
        return new Outcome(graph, partition.membership(), topics);
    }

    private CsrMatrix graph() {
        int n = cells.names().size();
        int k = NeighborSearch.fitting(options.neighbors(), n);
        if (k < options.neighbors()) {
            result.warn("there are only " + n + " cells for " + options.neighbors() + " neighbors: " + k
                    + " are used, the cell itself counted");
        }
        NeighborSearch.Found found = new NeighborSearch(options.exactUpTo(), threads).find(cells.space(), k);
        result.put("neighbor_graph", found.facts());
        found.warning().ifPresent(result::warn);
        return FuzzyGraph.connectivities(found.neighbors());
    }

    /** Why agreement with labels is undefined, if it is. */
    private static Optional<String> whyNoAgreement(Labels labels) {
        if (labels.known().isEmpty()) {
            return Optional.of(labels.whyNone());
        }
        KnownLabels known = labels.known().get();
        return known.names().size() > 1
                ? Optional.empty()
                : Optional.of("all " + known.cells().length + " labelled cells have one label, '"
                        + known.names().get(0) + "'");
    }

    private void scoreSpace(Labels labels, Optional<String> noAgreement) {
        if (noAgreement.isPresent()) {
            result.undefined("ASW", noAgreement.get());
            return;
        }
        KnownLabels known = labels.known().orElseThrow();
        Silhouette.mean(known.pick(cells.space()), known.codes(), threads, options.allInAswUpTo())
                .ifPresentOrElse(
                        width -> result.metric("ASW", width),
                        () -> result.undefined("ASW", "every labelled cell has a label of its own"));
        int cellsInMean = Silhouette.cellsInMean(known.cells().length, options.allInAswUpTo());
        result.put("ASW_cells", cellsInMean);
        if (cellsInMean < known.cells().length) {
            result.warn("ASW is the mean over " + cellsInMean + " of " + known.cells().length
                    + " labelled cells, evenly spread, each against all of them; --exact takes all");
        }
    }

    private void scoreTopics(Labels labels, Optional<int[]> topics, Optional<String> noAgreement) {
        if (topics.isEmpty()) {
            result.undefined("IP", "the model has no topics (obsm/theta)");
        } else if (noAgreement.isPresent()) {
            result.undefined("IP", noAgreement.get());
        } else {
            KnownLabels known = labels.known().orElseThrow();
            result.metric("IP", Agreement.purity(Contingency.of(known.codes(), known.pick(topics.get()))));
        }
    }

    /** The clusters that the method itself ended with. */
    private void scoreOwnClusters(Labels labels, Optional<String> noAgreement) {
        Optional<Cells.OwnClusters> own = cells.ownClusters();
        result.put(
                "native_clusters", own.map(clusters -> clusters.names().size()).orElse(null));
        Optional<String> reason =
                own.isEmpty() ? Optional.of("the method has no clusters of its own (obs/native_cluster)") : noAgreement;
        if (reason.isPresent()) {
            AGREEMENT.keySet().forEach(id -> result.undefined(id + "_native", reason.get()));
            return;
        }
        KnownLabels known = labels.known().orElseThrow();
        ResolutionScan.Scores scores = ResolutionScan.Scores.of(
                Contingency.of(known.codes(), known.pick(own.orElseThrow().codes())));
        AGREEMENT.forEach((id, score) -> result.metric(id + "_native", score.applyAsDouble(scores)));
    }

    /** What stands beside the paper's protocol: every resolution, the spread over seeds, the choice without labels. */
    private void scoreBeside(ResolutionScan scan, Optional<String> noAgreement) {
        OptionalInt best = scan.best();
        OptionalInt free = scan.labelFree();
        result.put("best_resolution", best.isPresent() ? options.resolutions().get(best.getAsInt()) : null);
        result.put(
                "label_free_resolution",
                free.isPresent() ? options.resolutions().get(free.getAsInt()) : null);
        if (free.isEmpty()) {
            result.warn("at no resolution are there clusters that lie apart (silhouette above 0), so none is chosen"
                    + " without labels");
        }
        List<Map<String, Object>> resolutions = new ArrayList<>();
        for (int r = 0; r < options.resolutions().size(); r++) {
            resolutions.add(at(scan, r));
        }
        result.put("resolutions", resolutions);

        Map<String, Object> seeds = new LinkedHashMap<>();
        seeds.put("first", options.seed());
        seeds.put("count", options.louvainSeeds());
        if (best.isPresent()) {
            AGREEMENT.forEach((id, score) ->
                    seeds.put(id, tree(scan.overSeedsAtBest(score).orElseThrow())));
        }
        result.put("louvain_seeds", seeds);

        Map<String, Object> labelFree = new LinkedHashMap<>();
        labelFree.put("criterion", "largest mean silhouette width of the clusters in the embedding");
        if (free.isPresent()) {
            labelFree.putAll(at(scan, free.getAsInt()));
            if (best.isPresent()) {
                Map<String, Object> spreads = new LinkedHashMap<>();
                AGREEMENT.forEach((id, score) -> spreads.put(
                        id, tree(scan.overSeedsAt(free.getAsInt(), score).orElseThrow())));
                labelFree.put("louvain_seeds", spreads);
            }
        }
        result.put("label_free", labelFree);

        AGREEMENT.forEach((id, score) -> {
            if (best.isEmpty()) {
                result.undefined(id + "_seeds", noAgreement.orElseThrow());
                result.undefined(id + "_label_free", noAgreement.orElseThrow());
                return;
            }
            result.metric(
                    id + "_seeds",
                    scan.overSeedsAtBest(score).orElseThrow().spread().mean().orElseThrow());
            if (free.isPresent()) {
                result.metric(
                        id + "_label_free",
                        score.applyAsDouble(scan.scores(free.getAsInt()).orElseThrow()));
            } else {
                result.undefined(id + "_label_free", "no resolution could be chosen without labels");
            }
        });
    }

    private Map<String, Object> at(ResolutionScan scan, int resolution) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("resolution", options.resolutions().get(resolution));
        facts.put("clusters", scan.partition(resolution).clusters());
        facts.put("quality", scan.partition(resolution).quality());
        scan.silhouette(resolution).ifPresent(width -> facts.put("silhouette", width));
        scan.scores(resolution)
                .ifPresent(scores -> AGREEMENT.forEach((id, score) -> facts.put(id, score.applyAsDouble(scores))));
        return facts;
    }

    private static Map<String, Object> tree(ResolutionScan.OverSeeds seeds) {
        Spread spread = seeds.spread();
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("mean", spread.mean().orElseThrow());
        spread.sd().ifPresent(sd -> tree.put("sd", sd));
        tree.put("values", seeds.values());
        return tree;
    }

    private static Map<String, ToDoubleFunction<ResolutionScan.Scores>> agreement() {
        Map<String, ToDoubleFunction<ResolutionScan.Scores>> agreement = new LinkedHashMap<>();
        agreement.put("ARI", ResolutionScan.Scores::ari);
        agreement.put("AMI", ResolutionScan.Scores::ami);
        agreement.put("NMI", ResolutionScan.Scores::nmi);
        return agreement;
    }
}

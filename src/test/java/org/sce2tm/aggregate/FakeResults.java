package org.sce2tm.aggregate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.sce2tm.data.ResultFile;

/**
 * A results folder as the pipeline would hand it over: 2 data sets x 3 settings x 2 seeds. Islets have labels and an
 * external view, blood has neither (stand-in); "PCA + Louvain" has no topics; w/o ECR on islets with seed 2 met bad
 * data; scE2TM on blood with seed 2 was lost.
 */
final class FakeResults {
    static final String BAD_DATA_REASON = "train: the total loss is NaN at epoch 31. Lower --learning-rate.";
    private static final List<String> TYPES = List.of("alpha", "beta", "delta", "ductal", "<acinar> & co");
    private static final int CELLS = 240;
    private static final int TOPICS = 12;

    private final Path directory;
    private final List<String> manifest = new ArrayList<>(List.of("dataset,setting,model,seed,tool,path"));
    private final List<String> expected =
            new ArrayList<>(List.of("dataset,setting,model,seed,tools,topics,control,train_args"));

    private FakeResults(Path directory) {
        this.directory = directory;
    }

    /** Writes manifest.csv, expected.csv, trace.txt, versions.yml and all files they name. */
    static void write(Path directory) {
        write(directory, List.of("scE2TM", "w/o ECR", "PCA + Louvain"));
    }

    /**
     * The same with the two controls and a method of counts that was fed logarithms, knows the number of types and ends
     * with clusters of its own.
     */
    static void writeWithControls(Path directory) {
        write(directory, List.of("random", "scE2TM", "w/o ECR", "PCA + Louvain", "labels", "told"));
    }

    private static void write(Path directory, List<String> settings) {
        FakeResults results = new FakeResults(directory);
        for (String dataset : List.of("islets", "blood")) {
            for (String setting : settings) {
                for (int seed = 1; seed <= 2; seed++) {
                    results.run(dataset, setting, seed);
                }
            }
        }
        text(directory.resolve("manifest.csv"), String.join("\n", results.manifest));
        text(directory.resolve("expected.csv"), String.join("\n", results.expected));
        text(directory.resolve("trace.txt"), """
                task_id\tname\tstatus\texit\trealtime\tpeak_rss
                1\tPREPROCESS (islets)\tCOMPLETED\t0\t2.5s\t310.2 MB
                2\tPREPROCESS (blood)\tCOMPLETED\t0\t3s\t1.1 GB
                3\tTRAIN (islets sce2tm seed 1 --epochs 120)\tCOMPLETED\t0\t1m 12s\t640 MB
                4\tTRAIN (blood sce2tm seed 2 --epochs 120)\tFAILED\t137\t40s\t3.9 GB
                """);
        text(directory.resolve("versions.yml"), """
                sce2tm: "0.1.0"
                nextflow: "25.04.4"
                java: "17.0.9"
                """);
    }

    private void run(String dataset, String setting, int seed) {
        boolean pca = setting.startsWith("PCA");
        String model = pca ? "pca" : List.of("random", "labels").contains(setting) ? setting : "sce2tm";
        String control = setting.equals("random") ? "worst" : setting.equals("labels") ? "best" : "";
        String tools =
                pca ? "preprocess train cluster" : "preprocess embed-import knn train cluster metric-tc ora gsea";
        expected.add(String.join(
                ",",
                dataset,
                setting,
                model,
                Integer.toString(seed),
                tools,
                pca ? "no" : "yes",
                control,
                setting.equals("w/o ECR") ? "--ecr-weight 0" : ""));
        boolean islets = dataset.equals("islets");
        At at = new At(dataset, setting, model, seed);
        json(
                at,
                "preprocess",
                Map.of("cells", CELLS, "genes", 5000, "values", islets ? "counts" : "not counts"),
                Map.of());
        done(at, "preprocess");
        if (!pca) {
            json(
                    at,
                    "embed-import",
                    Map.of("external_view", islets ? "external" : "stand-in"),
                    Map.of(),
                    islets ? List.of() : List.of("the embedding is a stand-in"));
            done(at, "embed-import");
            json(at, "knn", Map.of(), Map.of());
            done(at, "knn");
        }
        if (islets && setting.equals("w/o ECR") && seed == 2) {
            status(at, "train", "bad_data", BAD_DATA_REASON.substring("train: ".length()));
            return;
        }
        if (!islets && setting.equals("scE2TM") && seed == 2) {
            return;
        }
        train(at, pca, islets);
        cluster(at, pca, islets);
        if (pca) {
            for (String tool : List.of("metric-tc", "ora", "gsea")) {
                status(at, tool, "nothing_to_produce", "the model has no topics");
            }
            return;
        }
        double tc = islets ? 0.1 + 0.01 * seed : 0.08;
        Map<String, Object> topicMetrics = new LinkedHashMap<>();
        topicMetrics.put("TC", tc);
        topicMetrics.put("TD", diversity(at));
        topicMetrics.put("TD_once", diversity(at) - 0.1);
        topicMetrics.put("TQ", tc * diversity(at));
        json(at, "metric-tc", Map.of(), topicMetrics);
        done(at, "metric-tc");
        int terms = setting.equals("scE2TM") ? 110 + seed : setting.equals("random") ? 130 : 95;
        json(at, "ora", Map.of(), Map.of("ORA_N", terms, "ORA_U", 0.7, "ORA_Q", terms * 0.7));
        done(at, "ora");
        Map<String, Object> gsea = new LinkedHashMap<>();
        gsea.put("GSEA_N", islets ? 320 : 0);
        gsea.put("GSEA_U", islets ? 0.31 : "no pathway is significant");
        gsea.put("GSEA_Q", islets ? 99.2 : 0);
        json(at, "gsea", Map.of(), gsea);
        done(at, "gsea");
        topics(at);
    }

    /** Data set by setting by seed; chosen so that means can be done in the head. */
    static double diversity(At at) {
        boolean first = at.seed == 1;
        if (at.dataset.equals("islets")) {
            return at.setting.equals("scE2TM") ? (first ? 0.8 : 0.9) : 0.5;
        }
        return at.setting.equals("scE2TM") ? 0.7 : first ? 0.4 : 0.5;
    }

    private void train(At at, boolean pca, boolean islets) {
        Map<String, Object> more = new LinkedHashMap<>();
        more.put("external_view", pca ? "none" : islets ? "external" : "stand-in");
        more.put("device", "cpu");
        if (at.setting.equals("told")) {
            more.put("knows", List.of("number of types"));
            more.put("parameters", Map.of("input", "log1p"));
        }
        if (at.setting.equals("random")) {
            more.put("topics", 50);
        }
        more.put("backend", "cpu");
        if (!pca) {
            List<Integer> epochs = new ArrayList<>();
            Map<String, Object> losses = new LinkedHashMap<>();
            List<Double> total = new ArrayList<>();
            List<Double> reconstruction = new ArrayList<>();
            List<Double> ecr = new ArrayList<>();
            for (int epoch = 1; epoch <= 120; epoch++) {
                epochs.add(epoch);
                double decay = Math.exp(-epoch / (20.0 + 3 * at.seed));
                reconstruction.add(8200 + 900 * decay + (at.setting.equals("scE2TM") ? 0 : 40));
                ecr.add(at.setting.equals("scE2TM") ? 60 * decay + 12 : 0.0);
                total.add(reconstruction.get(epoch - 1) + ecr.get(epoch - 1));
            }
            losses.put("epoch", epochs);
            losses.put("total", total);
            losses.put("reconstruction", reconstruction);
            losses.put("ecr", ecr);
            more.put("losses", losses);
            more.put("epochs", 120);
            more.put("ms_per_step", 38.5 + at.seed);
        }
        json(at, "train", more, Map.of());
        done(at, "train");
    }

    private void cluster(At at, boolean pca, boolean islets) {
        String noLabels = "no labels were given";
        double ari = at.setting.equals("random")
                ? 0.65
                : at.setting.equals("labels")
                        ? 1
                        : at.setting.equals("scE2TM")
                                ? (at.seed == 1 ? 0.9 : 0.8)
                                : pca ? 0.6 + 0.04 * (at.seed - 1) : 0.7;
        Map<String, Object> metrics = new LinkedHashMap<>();
        metrics.put("ARI", islets ? ari : noLabels);
        metrics.put("NMI", islets ? ari - 0.02 : noLabels);
        metrics.put("AMI", islets ? ari - 0.05 : noLabels);
        metrics.put("ASW", islets ? ari / 4 : noLabels);
        metrics.put("IP", pca ? "the model has no topics" : islets ? 0.93 : noLabels);
        boolean ownClusters = at.setting.equals("told");
        String noClusters = "the method has no clusters of its own (obs/native_cluster)";
        metrics.put("ARI_native", !ownClusters ? noClusters : islets ? 0.75 : noLabels);
        metrics.put("NMI_native", !ownClusters ? noClusters : islets ? 0.72 : noLabels);
        Map<String, Object> more = new LinkedHashMap<>();
        more.put("best_resolution", 0.4);
        more.put("native_clusters", ownClusters ? TYPES.size() : null);
        json(at, "cluster", more, metrics);
        done(at, "cluster");
        StringBuilder clusters = new StringBuilder("cell\tlabel\tcluster\ttopic\tnative_cluster\n");
        StringBuilder umap = new StringBuilder("cell\tx\ty\n");
        Random random = new Random(at.hashCode());
        for (int cell = 0; cell < CELLS; cell++) {
            int type = cell % TYPES.size();
            int cluster = random.nextDouble() < 0.9 ? type : random.nextInt(7);
            String topic = pca ? "" : Integer.toString((2 * type + random.nextInt(2)) % TOPICS);
            String own = ownClusters ? Integer.toString(cell % 3) : "";
            clusters.append(String.join(
                            "\t", "cell_" + cell, islets ? TYPES.get(type) : "", Integer.toString(cluster), topic, own)
                    + "\n");
            double angle = 2 * Math.PI * type / TYPES.size() + at.setting.length();
            umap.append(String.format(
                    Locale.ROOT,
                    "cell_%d\t%.6f\t%.6f\n",
                    cell,
                    6 * Math.cos(angle) + random.nextGaussian(),
                    6 * Math.sin(angle) + random.nextGaussian()));
        }
        file(at, "cluster", "clusters.tsv", clusters.toString());
        file(at, "cluster", "umap.tsv", umap.toString());
    }

    private void topics(At at) {
        StringBuilder topics = new StringBuilder("topic\ttc\tgenes\tcells\n");
        StringBuilder ora =
                new StringBuilder("topic\tterm\toverlap\tpval\tadj_pval\todds_ratio\tcombined_score\tgenes\n");
        StringBuilder gsea =
                new StringBuilder("topic\tterm\tsize\tes\tnes\tpval\tfdr\tfwerp\tle_size\tpeak_index\tlead_genes\n");
        for (int k = 0; k < TOPICS; k++) {
            topics.append(k + "\t" + (0.05 + 0.01 * k) + "\tINS;GCG;TTR;PRSS1;SST;PPY;REG1A;GENE" + k + ";CPA1;CTRB2\t"
                    + (k * 37) % 50 + "\n");
            for (int t = 0; t < 7; t++) {
                ora.append(k + "\tREACTOME_PLANTED_PROGRAM_" + t + "\t7/47\t1e-9\t" + (t < k ? "1e-7" : "0.2")
                        + "\t384.9\t11508.9\tINS;GCG;GENE" + k + "\n");
            }
            gsea.append(k + "\tKEGG_</script>_<!--\t34\t0.79\t2.29\t0\t0\t0\t6\t199\tCPA1;CTRC;PRSS1\n");
        }
        file(at, "metric-tc", "topics.tsv", topics.toString());
        file(at, "ora", "ora.tsv", ora.toString());
        file(at, "gsea", "gsea.tsv", gsea.toString());
    }

    record At(String dataset, String setting, String model, int seed) {
        Path folder(Path root) {
            return root.resolve(dataset).resolve(setting.replaceAll("\\W", "_")).resolve("seed" + seed);
        }
    }

    private void done(At at, String tool) {
        status(at, tool, "done", "");
    }

    private void status(At at, String tool, String status, String reason) {
        Path file = at.folder(directory).resolve(tool).resolve("status.json");
        ResultFile.write(file, Map.of("tool", tool, "status", status, "exit_code", 0, "reason", reason));
        list(at, tool, file);
    }

    private void json(At at, String tool, Map<String, Object> more, Map<String, Object> metrics) {
        json(at, tool, more, metrics, List.of());
    }

    /** A metric given as text is undefined for that reason. */
    private void json(
            At at, String tool, Map<String, Object> more, Map<String, Object> metrics, List<String> warnings) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("tool", tool);
        tree.put("version", "0.1.0");
        tree.put("command", "sce2tm " + tool + " --dataset " + at.dataset + ".h5ad --seed " + at.seed);
        tree.put("seed", at.seed);
        tree.put("inputs", List.of(Map.of("path", at.dataset + ".h5ad", "sha256", "0123456789abcdef".repeat(4))));
        Map<String, Object> values = new LinkedHashMap<>();
        Map<String, Object> reasons = new LinkedHashMap<>();
        metrics.forEach((id, value) -> {
            values.put(id, value instanceof Number ? value : null);
            if (value instanceof String) {
                reasons.put(id, value);
            }
        });
        tree.put("metrics", values);
        tree.put("reasons", reasons);
        tree.put("warnings", warnings);
        tree.putAll(more);
        tree.put("seconds", tool.equals("train") ? 70.0 + at.seed : 2.5);
        tree.put("peak_rss_mb", tool.equals("train") ? 640.0 : 220.0);
        Path file = at.folder(directory).resolve(tool).resolve(tool + ".json");
        ResultFile.write(file, tree);
        list(at, tool, file);
    }

    private void file(At at, String tool, String name, String content) {
        Path file = at.folder(directory).resolve(tool).resolve(name);
        text(file, content);
        list(at, tool, file);
    }

    private void list(At at, String tool, Path file) {
        manifest.add(String.join(
                ",",
                at.dataset,
                at.setting,
                at.model,
                Integer.toString(at.seed),
                tool,
                directory.relativize(file).toString()));
    }

    private static void text(Path file, String content) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

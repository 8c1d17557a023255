package org.sce2tm.fidelity;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sce2tm.cluster.ClusterCommand;
import org.sce2tm.data.ResultFile;
import org.sce2tm.metrictc.MetricTcCommand;
import org.sce2tm.train.TrainCommand;
import picocli.CommandLine;

/**
 * One training of 500 epochs and its scores, by the tools themselves.
 *
 * @param dataset a name that the reference's inputs have
 * @param variant full, no_ecr or no_cve
 * @param seed ours; it has nothing to do with the reference's seed of the same number
 */
record FidelityRun(String dataset, String variant, int seed) {
    /** All runs that are compared. */
    static List<FidelityRun> all() {
        List<FidelityRun> runs = new ArrayList<>();
        for (String dataset : List.of("wang_matched", "yan", "klein_sample", "pollen")) {
            boolean ablated = dataset.equals("wang_matched") || dataset.equals("pollen");
            for (String variant : ablated ? List.of("full", "no_ecr", "no_cve") : List.of("full")) {
                for (int seed = 1; seed <= 3; seed++) {
                    runs.add(new FidelityRun(dataset, variant, seed));
                }
            }
        }
        return runs;
    }

    /** Trains and scores; the tree has dataset, variant, seed, losses of the last epoch, metrics, ms_per_step. */
    Map<String, Object> run(Path directory) throws IOException {
        FidelityInputs inputs = FidelityInputs.write(dataset, directory.resolve(dataset));
        Path work = directory.resolve(dataset + "-" + variant + "-" + seed);
        Files.createDirectories(work);
        Path model = work.resolve("model.h5ad");
        Path trainJson = work.resolve("train.json");
        Path clusterJson = work.resolve("cluster.json");
        Path metricJson = work.resolve("metric-tc.json");
        List<String> train = new ArrayList<>(List.of(
                "--dataset", inputs.dataset().toString(),
                "--external", inputs.external().toString(),
                "--neighbors-file", inputs.neighbors().toString(),
                "--model", "sce2tm",
                "--seed", Integer.toString(seed),
                "--output", model.toString(),
                "--json", trainJson.toString()));
        if (variant.equals("no_ecr")) {
            train.addAll(List.of("--ecr-weight", "0"));
        } else if (variant.equals("no_cve")) {
            train.addAll(List.of("--cross-view", "off"));
        }
        call(new TrainCommand(), train);
        call(
                new ClusterCommand(),
                List.of(
                        "--model", model.toString(),
                        "--labels", inputs.labels().toString(),
                        "--louvain-seeds", "1",
                        "--output", clusterJson.toString()));
        call(
                new MetricTcCommand(),
                List.of(
                        "--model", model.toString(),
                        "--gene-sets", inputs.geneSets().toString(),
                        "--output", metricJson.toString()));

        JsonNode trained = ResultFile.read(trainJson);
        Map<String, Object> losses = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> term : trained.get("losses").properties()) {
            if (!term.getKey().equals("epoch")) {
                losses.put(
                        term.getKey(),
                        term.getValue().get(term.getValue().size() - 1).asDouble());
            }
        }
        Map<String, Object> metrics = new LinkedHashMap<>();
        JsonNode clustered = ResultFile.read(clusterJson).get("metrics");
        List.of("ARI", "NMI", "AMI", "ASW", "IP")
                .forEach(id -> metrics.put(id, clustered.get(id).asDouble()));
        JsonNode topics = ResultFile.read(metricJson).get("metrics");
        List.of("TC", "TD", "TD_once", "TD_reference")
                .forEach(id -> metrics.put(id, topics.get(id).asDouble()));
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("dataset", dataset);
        line.put("variant", variant);
        line.put("seed", seed);
        line.put("losses", losses);
        line.put("metrics", metrics);
        line.put("ms_per_step", trained.get("ms_per_step").asDouble());
        return line;
    }

    private static void call(Object command, List<String> arguments) {
        int code = new CommandLine(command)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(arguments.toArray(String[]::new));
        if (code != 0) {
            throw new IllegalStateException(command.getClass().getSimpleName() + " ended with " + code);
        }
    }
}

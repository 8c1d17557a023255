package org.sce2tm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Every tool of a run once, on tiny simulated data, in one process. bin/sce2tm-class-data has the JVM list the classes
 * that this loads and write them down parsed and verified: sce2tm.jsa, with which bin/sce2tm starts the tools sooner.
 * Aggregate, which a pipeline calls once, is not rehearsed.
 */
final class Rehearsal {
    private Rehearsal() {}

    public static void main(String[] arguments) throws IOException {
        Path folder = Files.createTempDirectory("sce2tm-rehearsal");
        try {
            new Scene(folder).play();
        } finally {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
        System.exit(0);
    }

    private record Scene(Path folder) {
        void play() {
            run("--version");
            run("train", "--help");
            run("simulate --cells 60 --genes 120 --types 3 --programs 3 --seed 1 --name d --output-dir @/");
            run("preprocess --input @/d.h5ad --dataset d --label-key cell_type --hvg 100 --output @/p.h5ad"
                    + " --labels-output @/l.tsv --json @/preprocess.json");
            run("embed-import --dataset @/p.h5ad --embedding @/d.embedding.csv --output @/e.h5ad --json @/embed.json");
            run("knn --dataset @/p.h5ad --external @/e.h5ad --output @/n.h5ad --json @/knn.json");
            run("train --dataset @/p.h5ad --external @/e.h5ad --neighbors-file @/n.h5ad --model sce2tm --epochs 1"
                    + " --topics 5 --seed 1 --output @/m.h5ad --json @/train.json");
            run("cluster --model @/m.h5ad --labels @/l.tsv --output @/cluster.json --clusters @/clusters.tsv"
                    + " --umap @/umap.tsv");
            run("metric-tc --model @/m.h5ad --gene-sets @/d.gmt --output @/metric-tc.json --table @/topics.tsv");
            run("ora --model @/m.h5ad --gene-sets @/d.gmt --output @/ora.json --table @/ora.tsv");
            run("gsea --model @/m.h5ad --gene-sets @/d.gmt --permutations 10 --min-size 3 --output @/gsea.json"
                    + " --table @/gsea.tsv");
            run("embed --model @/m.h5ad --input @/d.h5ad --output @/new.h5ad");
        }

        /** Words of a command line; "@/" stands for the folder. */
        private void run(String... words) {
            List<String> command = Arrays.stream(words)
                    .flatMap(word -> Arrays.stream(word.split(" ")))
                    .map(word -> word.replace("@/", folder + "/"))
                    .toList();
            String[] arguments = command.toArray(String[]::new);
            int code = Main.commandLine(arguments).execute(arguments);
            if (code != 0) {
                throw new IllegalStateException("the rehearsal of " + command + " ended with " + code);
            }
        }
    }
}

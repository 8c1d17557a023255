package org.sce2tm.geneset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sce2tm.cli.ToolCommand;
import org.sce2tm.data.AnnData;
import org.sce2tm.data.DenseMatrix;
import org.sce2tm.data.H5adFile;
import org.sce2tm.data.NumberType;
import org.sce2tm.data.ResultFile;
import org.sce2tm.gsea.GseaCommand;
import org.sce2tm.metrictc.MetricTcCommand;
import org.sce2tm.ora.OraCommand;
import org.sce2tm.testing.OracleTable;
import org.sce2tm.testing.PollenTopics;
import org.sce2tm.testing.SharedFiles;
import picocli.CommandLine;

/** The three tools that score topics against gene sets, run as a user runs them. */
class ScoringToolsTest {
    private static final Path PLANTED_SETS = Path.of("test-data/islets.gmt");
    private static final String ORA_HEADER = "topic\tterm\toverlap\tpval\tadj_pval\todds_ratio\tcombined_score\tgenes";
    private static final String GSEA_HEADER =
            "topic\tterm\tsize\tes\tnes\tpval\tfdr\tfwerp\tle_size\tpeak_index\tlead_genes";
    private static final String TOPICS_HEADER = "topic\ttc\ttop_genes\tknown_genes\tcells";

    @TempDir
    Path folder;

    @Test
    void theToolsFindThePlantedProgramsAndACollapsedModelScoresLow() throws IOException {
        List<List<String>> programs = new ArrayList<>();
        ResultFile.read(Path.of("test-data/islets.truth.json"))
                .path("programs")
                .forEach(program -> programs.add(texts(program.path("genes"))));
        Path good = table("good.csv", planted(programs));
        Path collapsed = table("collapsed.csv", planted(List.of(programs.get(0), programs.get(0), programs.get(0))));

        JsonNode ora = run("ora", "--topic-genes", good, "--gene-sets", PLANTED_SETS);
        assertThat(metric(ora, "ORA_N")).isEqualTo(programs.size());
        assertThat(metric(ora, "ORA_U")).isEqualTo(1);
        assertThat(metric(ora, "ORA_Q")).isEqualTo(programs.size());
        for (int k = 0; k < programs.size(); k++) {
            assertThat(best("ora", k, 4)).isEqualTo("PROGRAM_" + (k + 1));
        }
        JsonNode gsea = run("gsea", "--topic-genes", good, "--gene-sets", PLANTED_SETS);
        assertThat(metric(gsea, "GSEA_N")).isEqualTo(programs.size());
        assertThat(metric(gsea, "GSEA_U")).isEqualTo(1);
        for (int k = 0; k < programs.size(); k++) {
            assertThat(best("gsea", k, 6)).isEqualTo("PROGRAM_" + (k + 1));
        }
        JsonNode multilevel = run(
                "gsea",
                "--topic-genes",
                good,
                "--gene-sets",
                PLANTED_SETS,
                "--method",
                "multilevel",
                "--score-type",
                "pos");
        assertThat(metric(multilevel, "GSEA_N")).isEqualTo(programs.size());
        assertThat(multilevel.path("parameters").path("method").textValue()).isEqualTo("multilevel");
        assertThat(Files.readAllLines(folder.resolve("gsea.tsv")).get(0))
                .isEqualTo(
                        "topic\tterm\tsize\tes\tnes\tpval\tpadj\tlog2err\tle_size\tpeak_index\tlead_genes\tundefined");
        for (int k = 0; k < programs.size(); k++) {
            assertThat(best("gsea", k, 6)).isEqualTo("PROGRAM_" + (k + 1));
        }
        JsonNode topics = run("metric-tc", "--topic-genes", good, "--gene-sets", PLANTED_SETS);
        assertThat(metric(topics, "TD")).isEqualTo(1);
        assertThat(metric(topics, "TQ")).isEqualTo(metric(topics, "TC"));

        JsonNode low = run("metric-tc", "--topic-genes", collapsed, "--gene-sets", PLANTED_SETS);
        assertThat(metric(low, "TD")).isLessThan(0.7);
        assertThat(metric(low, "TD_once")).isLessThan(metric(low, "TD"));
        assertThat(metric(low, "TQ")).isLessThan(metric(topics, "TQ"));
        JsonNode lowOra = run("ora", "--topic-genes", collapsed, "--gene-sets", PLANTED_SETS);
        assertThat(metric(lowOra, "ORA_N")).isEqualTo(1);
        assertThat(metric(lowOra, "ORA_U")).isCloseTo(1.0 / 3, within(1e-15));
    }

    @Test
    void aModelGivesWhatItsTableGives() throws IOException {
        TopicGenes topics = planted(List.of(List.of("GENE_001", "GENE_002"), List.of("GENE_003")));
        Path model = model(topics);
        Path table = table("topics.csv", topics);
        for (String tool : List.of("metric-tc", "ora", "gsea")) {
            JsonNode fromTable = run(tool, "--topic-genes", table, "--gene-sets", PLANTED_SETS);
            List<String> rows = Files.readAllLines(folder.resolve(tool + ".tsv"));
            JsonNode fromModel = run(tool, "--model", model, "--gene-sets", PLANTED_SETS);
            assertThat(fromModel.path("metrics")).isEqualTo(fromTable.path("metrics"));
            List<String> same = Files.readAllLines(folder.resolve(tool + ".tsv"));
            if (tool.equals("metric-tc")) {
                // A model also knows its cells: the last column.
                same = same.stream()
                        .map(row -> row.equals(TOPICS_HEADER) ? row : row.replaceAll("\t[^\t]*$", "\t"))
                        .toList();
            }
            assertThat(same).isEqualTo(rows).hasSizeGreaterThan(1);
        }
    }

    @Test
    void aModelWhoseCellsAllHaveOneStrongestTopicIsWarnedOf() throws IOException {
        Path topics = table("topics.csv", planted(List.of(List.of("GENE_001", "GENE_002"), List.of("GENE_003"))));
        Path collapsed = folder.resolve("collapsed.csv");
        Files.writeString(collapsed, "cell,t1,t2\nc1,0.9,0.1\nc2,0.6,0.4\n");
        assertThat(texts(run(
                                "metric-tc",
                                "--topic-genes",
                                topics,
                                "--gene-sets",
                                PLANTED_SETS,
                                "--cell-topics",
                                collapsed)
                        .path("warnings")))
                .anyMatch(warning -> warning.startsWith("one topic of 2 (") && warning.contains("collapsed"));
        Path alive = folder.resolve("alive.csv");
        Files.writeString(alive, "cell,t1,t2\nc1,0.9,0.1\nc2,0.4,0.6\n");
        assertThat(texts(run("metric-tc", "--topic-genes", topics, "--gene-sets", PLANTED_SETS, "--cell-topics", alive)
                        .path("warnings")))
                .noneMatch(warning -> warning.contains("collapsed"));
    }

    @Test
    void theTableOfOraHoldsThePeersRows() throws IOException {
        run(
                "ora",
                "--topic-genes",
                table("pollen.csv", PollenTopics.read("beta_distinct")),
                "--gene-sets",
                SharedFiles.path("data/genesets/c2.cp.reactome.v2023.1.Hs.symbols.gmt"),
                "--background",
                SharedFiles.path("oracle/metrics/topics/pollen_genes.txt"));
        List<String[]> rows = rows("ora");
        List<OracleTable.Row> expected = OracleTable.read(
                "oracle/metrics/ora/pollen.beta_distinct.c2.cp.reactome.v2023.1.Hs.symbols.background_matrix_genes"
                        + ".tsv.gz");
        assertThat(rows).hasSameSizeAs(expected);
        for (int i = 0; i < rows.size(); i++) {
            OracleTable.Row peer = expected.get(i);
            assertThat(rows.get(i)[0]).isEqualTo(peer.text("topic"));
            assertThat(rows.get(i)[1]).isEqualTo(peer.text("term"));
            assertThat(rows.get(i)[2]).isEqualTo(peer.text("overlap_x") + "/" + peer.text("term_size_m"));
            // The last digits of the hypergeometric tail.
            assertThat(Double.parseDouble(rows.get(i)[4]) / peer.number("adj_pval"))
                    .isCloseTo(1, within(1e-11));
        }
    }

    @Test
    void aRankingGivesGseapysRows() throws IOException {
        JsonNode json = run(
                "gsea",
                "--ranking",
                SharedFiles.path("oracle/metrics/gsea/pollen_signed.rnk"),
                "--gene-sets",
                SharedFiles.path("data/genesets/h.all.v7.0.symbols.gmt"));
        // The peers' q at most 0.01: four sets.
        assertThat(metric(json, "GSEA_N")).isEqualTo(4);
        assertThat(json.path("seed").intValue()).isEqualTo(123);
        List<String[]> rows = rows("gsea");
        for (OracleTable.Row peer : OracleTable.read("oracle/metrics/gsea/pollen_signed.hallmark.prerank.tsv.gz")) {
            String[] row = rows.stream()
                    .filter(one -> one[1].equals(peer.text("term")))
                    .findFirst()
                    .orElseThrow();
            assertThat(row[0]).isEqualTo("pollen_signed");
            assertThat(Integer.parseInt(row[2])).isEqualTo(peer.integer("size"));
            assertThat(Double.parseDouble(row[3])).isEqualTo(peer.number("es"));
            assertThat(Double.parseDouble(row[4])).isEqualTo(peer.number("nes"));
            assertThat(Double.parseDouble(row[5])).isEqualTo(peer.number("pval"));
            assertThat(Double.parseDouble(row[6])).isEqualTo(peer.number("fdr"));
            assertThat(Double.parseDouble(row[7])).isEqualTo(peer.number("fwerp"));
            assertThat(Integer.parseInt(row[8])).isEqualTo(peer.integer("le_size"));
            assertThat(Integer.parseInt(row[9])).isEqualTo(peer.integer("peak_index"));
            assertThat(row[10].split(";")).hasSize(peer.integer("le_size"));
        }
    }

    @Test
    void thePurityOfTheAuthorsOwnCellsIsThePublishedOne() throws IOException {
        TopicGenes anyTopics = planted(IntStream.range(0, 100)
                .mapToObj(k -> List.of(String.format("GENE_%03d", k + 1)))
                .toList());
        JsonNode json = run(
                "metric-tc",
                "--topic-genes",
                table("topics.csv", anyTopics),
                "--gene-sets",
                PLANTED_SETS,
                "--cell-topics",
                SharedFiles.path("data/wang_released/Wang_embedding.csv"),
                "--labels",
                SharedFiles.path("data/wang_scgpt/Wang_cell_anno.csv"));
        // A quotient of two integers, 408 / 457.
        assertThat(metric(json, "IP")).isEqualTo(0.8927789934354485);
        assertThat(json.path("labels_match").textValue()).contains("by position");
        assertThat(rows("metric-tc").stream()
                        .mapToInt(row -> Integer.parseInt(row[4]))
                        .sum())
                .isEqualTo(457);
    }

    @ParameterizedTest
    @ValueSource(strings = {"metric-tc", "ora", "gsea"})
    void aModelWithoutTopicsHasNoMetricAndSaysWhy(String tool) throws IOException {
        AnnData embeddingOnly = AnnData.builder(List.of("c1", "c2"), List.of())
                .obsm("X_embedding", DenseMatrix.zeros(2, 3, NumberType.FLOAT32))
                .build();
        Path file = folder.resolve("model.h5ad");
        H5adFile.write(embeddingOnly, file);
        JsonNode json = run(tool, "--model", file, "--gene-sets", PLANTED_SETS);
        assertThat(json.path("metrics"))
                .isNotEmpty()
                .allSatisfy(metric -> assertThat(metric.isNull()).isTrue());
        assertThat(json.path("reasons"))
                .hasSameSizeAs(json.path("metrics"))
                .allSatisfy(reason -> assertThat(reason.textValue()).contains("no topics"));
        assertThat(Files.readAllLines(folder.resolve(tool + ".tsv")))
                .containsExactly(
                        switch (tool) {
                            case "ora" -> ORA_HEADER;
                            case "gsea" -> GSEA_HEADER;
                            default -> TOPICS_HEADER;
                        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"metric-tc", "ora", "gsea"})
    void genesThatNoSetKnowsLeaveTheMetricUndefinedNeverZero(String tool) throws IOException {
        Path topics = table(
                "mouse.csv",
                new TopicGenes(
                        List.of("0"),
                        IntStream.range(0, 30).mapToObj(g -> "Gene_" + g).toList(),
                        DenseMatrix.zeros(1, 30, NumberType.FLOAT64)));
        JsonNode json = run(tool, "--topic-genes", topics, "--gene-sets", PLANTED_SETS);
        String id = tool.equals("metric-tc") ? "TC" : tool.equals("ora") ? "ORA_N" : "GSEA_N";
        assertThat(json.path("metrics").has(id)).isTrue();
        assertThat(json.path("metrics").path(id).isNull()).isTrue();
        assertThat(json.path("reasons").path(id).textValue()).contains("none of the 30 genes occurs in a gene set");
        if (tool.equals("metric-tc")) {
            // Diversity needs no gene sets.
            assertThat(metric(json, "TD")).isEqualTo(1);
        }
    }

    @Test
    void noGeneSetOfAdmissibleSizeLeavesGseaUndefined() throws IOException {
        Path topics = table("topics.csv", planted(List.of(List.of("GENE_001"))));
        JsonNode json = run("gsea", "--topic-genes", topics, "--gene-sets", PLANTED_SETS, "--min-size", "400");
        assertThat(json.path("metrics").path("GSEA_N").isNull()).isTrue();
        assertThat(json.path("reasons").path("GSEA_N").textValue()).contains("between 400 and 500");
    }

    @Test
    void nothingEnrichedIsZeroWithoutAUniqueness() throws IOException {
        Path topics = table("topics.csv", planted(List.of(List.of())));
        JsonNode json = run("ora", "--topic-genes", topics, "--gene-sets", PLANTED_SETS, "--alpha", "1e-12");
        assertThat(metric(json, "ORA_N")).isZero();
        assertThat(metric(json, "ORA_Q")).isZero();
        assertThat(json.path("metrics").path("ORA_U").isNull()).isTrue();
        assertThat(json.path("reasons").path("ORA_U").textValue()).contains("no term is enriched");
    }

    @Test
    void equalWeightsAreSaid() throws IOException {
        Path topics = table(
                "flat.csv",
                new TopicGenes(
                        List.of("0"),
                        IntStream.range(0, 600)
                                .mapToObj(g -> String.format("GENE_%03d", g + 1))
                                .toList(),
                        DenseMatrix.zeros(1, 600, NumberType.FLOAT64)));
        assertThat(run("ora", "--topic-genes", topics, "--gene-sets", PLANTED_SETS)
                        .path("warnings")
                        .path(0)
                        .textValue())
                .contains("equal weights decide");
        assertThat(run("gsea", "--topic-genes", topics, "--gene-sets", PLANTED_SETS)
                        .path("warnings")
                        .path(0)
                        .textValue())
                .contains("600 genes share their score");
    }

    @Test
    void wrongUsageAndBadDataHaveTheirExitCodes() throws IOException {
        Path topics = table("topics.csv", planted(List.of(List.of("GENE_001"))));
        String given = "--topic-genes " + topics + " --gene-sets " + PLANTED_SETS;
        assertThat(code("ora", given + " --top 0")).isEqualTo(ToolCommand.WRONG_USAGE);
        assertThat(code("ora", given + " --alpha 2")).isEqualTo(ToolCommand.WRONG_USAGE);
        assertThat(code("ora", given + " --background 0")).isEqualTo(ToolCommand.WRONG_USAGE);
        assertThat(code("ora", given + " --background 12")).isEqualTo(ToolCommand.WRONG_USAGE);
        assertThat(code("ora", given + " --model m.h5ad")).isEqualTo(ToolCommand.WRONG_USAGE);
        assertThat(code("gsea", "--gene-sets " + PLANTED_SETS)).isEqualTo(ToolCommand.WRONG_USAGE);
        assertThat(code("gsea", given + " --min-size 10 --max-size 5")).isEqualTo(ToolCommand.WRONG_USAGE);
        assertThat(code("gsea", given + " --permutations 0")).isEqualTo(ToolCommand.WRONG_USAGE);
        for (String wrong : List.of(
                "--eps 1e-9",
                "--score-type pos",
                "--method multilevel --permutations 10",
                "--method multilevel --sample-size 2",
                "--method multilevel --eps 1",
                "--method multilevel --simple-permutations 9")) {
            assertThat(code("gsea", given + " " + wrong)).as(wrong).isEqualTo(ToolCommand.WRONG_USAGE);
        }
        assertThat(code("metric-tc", given + " --top 1")).isEqualTo(ToolCommand.WRONG_USAGE);
        assertThat(code("metric-tc", given + " --labels L.csv")).isEqualTo(ToolCommand.WRONG_USAGE);
        assertThat(code("ora", given + " --top 601")).isEqualTo(ToolCommand.BAD_DATA);
        assertThat(code("ora", given + " --background absent.txt")).isEqualTo(ToolCommand.BAD_DATA);
        assertThat(code("ora", "--topic-genes " + topics + " --gene-sets absent.gmt"))
                .isEqualTo(ToolCommand.BAD_DATA);
        Path transposed = Files.writeString(folder.resolve("t.csv"), "gene,t0,t1\nGENE_020,1,2\nGENE_043,3,4\n");
        assertThat(code("metric-tc", "--topic-genes " + transposed + " --gene-sets " + PLANTED_SETS))
                .isEqualTo(ToolCommand.BAD_DATA);
        Path unnamed = Files.writeString(folder.resolve("u.csv"), "0.1,0.2\n0.3,0.4\n");
        assertThat(code("metric-tc", "--topic-genes " + unnamed + " --gene-sets " + PLANTED_SETS))
                .isEqualTo(ToolCommand.BAD_DATA);
    }

    /** A topic for each list: its genes high, all other genes of the simulated data low and distinct. */
    private static TopicGenes planted(List<List<String>> genesOfTopics) {
        List<String> genes = IntStream.range(0, 600)
                .mapToObj(g -> String.format("GENE_%03d", g + 1))
                .toList();
        Random random = new Random(1);
        double[] weights = random.doubles((long) genesOfTopics.size() * 600).toArray();
        for (int k = 0; k < genesOfTopics.size(); k++) {
            for (String gene : genesOfTopics.get(k)) {
                weights[k * 600 + genes.indexOf(gene)] += 2;
            }
        }
        return new TopicGenes(
                IntStream.range(0, genesOfTopics.size())
                        .mapToObj(Integer::toString)
                        .toList(),
                genes,
                new DenseMatrix(genesOfTopics.size(), 600, weights, NumberType.FLOAT64));
    }

    private Path table(String name, TopicGenes topics) throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add("," + String.join(",", topics.genes()));
        for (int k = 0; k < topics.topics().size(); k++) {
            lines.add(topics.topics().get(k) + ","
                    + Arrays.stream(topics.weights().row(k))
                            .mapToObj(Double::toString)
                            .collect(Collectors.joining(",")));
        }
        return Files.write(folder.resolve(name), lines, StandardCharsets.UTF_8);
    }

    private Path model(TopicGenes topics) {
        int k = topics.topics().size();
        DenseMatrix geneTopic = DenseMatrix.zeros(topics.genes().size(), k, NumberType.FLOAT64);
        for (int g = 0; g < geneTopic.rows(); g++) {
            for (int t = 0; t < k; t++) {
                geneTopic.set(g, t, topics.weights().get(t, g));
            }
        }
        Path file = folder.resolve("trained.h5ad");
        H5adFile.write(
                AnnData.builder(List.of("c1", "c2", "c3"), topics.genes())
                        .obsm("theta", DenseMatrix.zeros(3, k, NumberType.FLOAT32))
                        .varm("topic_gene", geneTopic)
                        .build(),
                file);
        return file;
    }

    /** The term of a topic's row with the smallest value in a column. */
    private String best(String tool, int topic, int column) throws IOException {
        return rows(tool).stream()
                .filter(row -> row[0].equals(Integer.toString(topic)))
                .min((a, b) -> Double.compare(Double.parseDouble(a[column]), Double.parseDouble(b[column])))
                .orElseThrow()[1];
    }

    private List<String[]> rows(String tool) throws IOException {
        return Files.readAllLines(folder.resolve(tool + ".tsv")).stream()
                .skip(1)
                .map(line -> line.split("\t", -1))
                .toList();
    }

    private static double metric(JsonNode json, String id) {
        assertThat(json.path("metrics").path(id).isNumber()).as(id).isTrue();
        return json.path("metrics").path(id).doubleValue();
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.textValue()));
        return texts;
    }

    private JsonNode run(String tool, Object... arguments) {
        Path json = folder.resolve(tool + ".json");
        String[] all = Stream.concat(
                        Arrays.stream(arguments),
                        Stream.of("--threads", 2, "--output", json, "--table", folder.resolve(tool + ".tsv")))
                .map(Object::toString)
                .toArray(String[]::new);
        assertThat(command(tool).execute(all)).isEqualTo(ToolCommand.DONE);
        return ResultFile.read(json);
    }

    private int code(String tool, String arguments) {
        return command(tool).execute((arguments + " --output " + folder.resolve("x.json")).split(" "));
    }

    private static CommandLine command(String tool) {
        return new CommandLine(
                switch (tool) {
                    case "ora" -> new OraCommand();
                    case "gsea" -> new GseaCommand();
                    default -> new MetricTcCommand();
                });
    }
}

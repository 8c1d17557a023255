package org.sce2tm.aggregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sce2tm.cli.ToolCommand;
import org.sce2tm.data.ResultFile;
import org.sce2tm.gsea.GseaCommand;
import picocli.CommandLine;

/** What the report says of a topic, from the tables of both methods of {@code gsea} as the tool writes them. */
class TopicSheetTest {
    @TempDir
    private Path directory;

    /** The sets' genes first, in the sets' order: the first sets gather at the top, the last do not. */
    @BeforeEach
    void rank() throws IOException {
        List<String> genes = Files.readAllLines(Path.of("test-data/islets.gmt")).stream()
                .flatMap(line -> List.of(line.split("\t")).stream().skip(2))
                .distinct()
                .toList();
        StringBuilder ranking = new StringBuilder();
        for (int g = 0; g < genes.size(); g++) {
            ranking.append(genes.get(g) + "\t" + 1.0 / (g + 1) + "\n");
        }
        Files.writeString(directory.resolve("t.rnk"), ranking);
        Files.writeString(
                directory.resolve("manifest.csv"),
                "dataset,setting,model,seed,tool,path\nd,s,sce2tm,1,gsea,gsea.json\nd,s,sce2tm,1,gsea,gsea.tsv\n");
        Files.writeString(directory.resolve("expected.csv"), "dataset,setting,model,seed\nd,s,sce2tm,1\n");
    }

    @Test
    void significantPathwaysAreThoseThatTheToolCountedByEitherMethod() {
        for (String method : List.of("permutation", "multilevel")) {
            String corrected = method.equals("multilevel") ? "padj" : "fdr";
            JsonNode json = gsea(method);
            int counted = json.path("metrics").path("GSEA_N").intValue();
            List<RowFile.Row> rows = RowFile.read(directory.resolve("gsea.tsv"), List.of("term", corrected));
            // Neither all nor none, else any column would do.
            assertThat(counted).isBetween(1, rows.size() - 1);

            Map<String, Object> topic = sheet();
            assertThat(topic.get("gsea_n")).as(method).isEqualTo((long) counted);
            Map<?, ?> best = (Map<?, ?>) ((List<?>) topic.get("gsea")).get(0);
            RowFile.Row row = rows.stream()
                    .filter(candidate -> candidate.get("term").equals(best.get("term")))
                    .findFirst()
                    .orElseThrow();
            assertThat(best.get("p")).as(method).isEqualTo(Double.parseDouble(row.get(corrected)));
            // The report rounds to three digits.
            assertThat((double) best.get("nes")).isCloseTo(Double.parseDouble(row.get("nes")), within(5.0001e-4));
        }
    }

    @Test
    void theReportOfAMultilevelRunHasItsMetricsAndItsTopics() throws IOException {
        int counted = gsea("multilevel").path("metrics").path("GSEA_N").intValue();
        assertThat(new CommandLine(new AggregateCommand())
                        .execute(
                                "--manifest",
                                directory.resolve("manifest.csv").toString(),
                                "--expected",
                                directory.resolve("expected.csv").toString(),
                                "--output-dir",
                                directory.resolve("out").toString()))
                .isEqualTo(ToolCommand.DONE);
        assertThat(Files.readAllLines(directory.resolve("out/metrics.csv")))
                .contains("d,s,1,GSEA_N," + (double) counted);
        // A boolean, as a failure would print the whole page.
        assertThat(Files.readString(directory.resolve("out/report.html")).contains("\"gsea_n\":" + counted))
                .isTrue();
    }

    private JsonNode gsea(String method) {
        Path json = directory.resolve("gsea.json");
        assertThat(new CommandLine(new GseaCommand())
                        .execute(
                                "--ranking",
                                directory.resolve("t.rnk").toString(),
                                "--gene-sets",
                                "test-data/islets.gmt",
                                "--method",
                                method,
                                "--output",
                                json.toString(),
                                "--table",
                                directory.resolve("gsea.tsv").toString()))
                .isEqualTo(ToolCommand.DONE);
        return ResultFile.read(json);
    }

    private Map<String, Object> sheet() {
        Manifest manifest = Manifest.read(List.of(directory.resolve("manifest.csv")));
        Run run = new RunReader(manifest, Trace.none()).read(new ExpectedRun("d", "s", "sce2tm", "1"));
        List<Map<String, Object>> topics = TopicSheet.read(manifest, run);
        assertThat(topics).hasSize(1);
        return topics.get(0);
    }
}

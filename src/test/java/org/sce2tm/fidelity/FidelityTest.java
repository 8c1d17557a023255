package org.sce2tm.fidelity;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sce2tm.data.ResultFile;
import org.sce2tm.testing.SharedFiles;

/**
 * Whole trainings beside the reference's. One run is part of every build; all of them ({@code benchmarks/fidelity},
 * Maven profile {@code fidelity}) write docs/fidelity.md. {@code -Dfidelity.only=pollen/full/2} does one run (or
 * {@code pollen/full}, {@code pollen}) and writes the page from what is cached in {@code target/fidelity}.
 */
@DisplayName("A whole training")
class FidelityTest {
    private static final Path CACHE = Path.of("target/fidelity/runs.jsonl");
    private static final Path PAGE = Path.of("docs/fidelity.md");
    /** Where the page's second part begins, which {@code benchmarks/baselines} and people write. */
    private static final String OTHER_METHODS = "\n# The methods compared";

    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void ofMatchedWangEndsWhereTheReferenceDoes(@TempDir Path directory) throws IOException {
        JsonNode line = JSON.valueToTree(new FidelityRun("wang_matched", "full", 1).run(directory));
        List<FidelityTable.Row> rows = new FidelityTable(List.of(line), reference()).rows("wang_matched", "full");
        for (FidelityTable.Row row : rows) {
            double ours = row.ours().mean();
            double theirs = row.reference().mean();
            if (row.what().equals("total") || row.what().equals("reconstruction")) {
                assertThat(ours).as(row.what()).isBetween(0.99 * theirs, 1.01 * theirs);
            } else if (row.allowed().startsWith("≥")) {
                // One seed in place of a mean of three: sqrt(3) times as far, and the same 0.03.
                double least = theirs - (2 * Math.sqrt(3) * row.reference().deviation() + 0.03);
                assertThat(ours).as(row.what()).isGreaterThanOrEqualTo(least);
            } else {
                double most = Math.max(
                        0.02 * theirs, 3 * Math.sqrt(3) * row.reference().deviation());
                assertThat(ours).as(row.what()).isBetween(theirs - most, theirs + most);
            }
        }
    }

    @Test
    @Tag("fidelity")
    void ofEveryDataSetAndAblationEndsWhereTheReferenceDoes() throws IOException {
        Files.createDirectories(CACHE.getParent());
        String only = System.getProperty("fidelity.only", "");
        for (FidelityRun run : FidelityRun.all()) {
            String name = run.dataset() + "/" + run.variant() + "/" + run.seed();
            if (isCached(run) || !(name + "/").startsWith(only.isEmpty() ? "" : only + "/")) {
                continue;
            }
            String line = JSON.writeValueAsString(run.run(CACHE.getParent())) + "\n";
            Files.writeString(CACHE, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
        if (only.isEmpty()) {
            assertThat(cached()).as("runs").hasSameSizeAs(FidelityRun.all());
        }
        FidelityTable table = new FidelityTable(cached(), reference());
        Files.createDirectories(PAGE.getParent());
        Files.writeString(PAGE, table.markdown() + ofOtherMethods(), StandardCharsets.UTF_8);
        for (List<String> group : table.groups()) {
            assertThat(table.rows(group.get(0), group.get(1)))
                    .as(String.join(", ", group))
                    .allSatisfy(
                            row -> assertThat(row.holds()).as(row.toString()).isTrue());
        }
    }

    private static JsonNode reference() {
        return ResultFile.read(SharedFiles.path("oracle/model/reference_quality.json"));
    }

    private static boolean isCached(FidelityRun run) throws IOException {
        return cached().stream()
                .anyMatch(line -> line.get("dataset").asText().equals(run.dataset())
                        && line.get("variant").asText().equals(run.variant())
                        && line.get("seed").asInt() == run.seed());
    }

    private static List<JsonNode> cached() throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        if (Files.exists(CACHE)) {
            for (String line : Files.readAllLines(CACHE)) {
                lines.add(JSON.readTree(line));
            }
        }
        return lines;
    }

    private static String ofOtherMethods() throws IOException {
        String page = Files.readString(PAGE, StandardCharsets.UTF_8);
        int from = page.indexOf(OTHER_METHODS);
        if (from < 0) {
            throw new IllegalStateException(PAGE + " has no heading '" + OTHER_METHODS.strip()
                    + "': what stands below it would be lost; put it back");
        }
        return page.substring(from);
    }
}

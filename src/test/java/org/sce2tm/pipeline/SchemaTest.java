package org.sce2tm.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaId;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What launch interfaces are told of parameters and tables is what the scripts read. */
final class SchemaTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @ParameterizedTest
    @ValueSource(strings = {"nextflow_schema.json", "assets/schema_input.json", "assets/schema_settings.json"})
    void everySchemaIsValid(String file) throws IOException {
        assertThat(validate(
                        SchemaLocation.of(SchemaId.V202012),
                        JSON.readTree(Path.of(file).toFile())))
                .isEmpty();
    }

    @Test
    void theParametersAreThoseOfTheConfigurationWithTheirDefaults() throws IOException {
        Matcher block =
                Pattern.compile("(?s)params \\{(.*?)\\n\\}").matcher(Files.readString(Path.of("nextflow.config")));
        assertThat(block.find()).isTrue();
        List<String> configured = block.group(1)
                .lines()
                .map(String::strip)
                .filter(line -> line.contains("="))
                .toList();
        List<String> described = new ArrayList<>();
        JsonNode groups =
                JSON.readTree(Path.of("nextflow_schema.json").toFile()).get("$defs");
        for (JsonNode group : groups) {
            for (Map.Entry<String, JsonNode> property : group.get("properties").properties()) {
                String value = property.getValue().path("default").asText("null");
                String quote = value.contains("$") ? "\"" : "'";
                described.add(property.getKey() + " = " + (value.equals("null") ? value : quote + value + quote));
            }
        }
        assertThat(described).containsExactlyInAnyOrderElementsOf(configured);
    }

    @ParameterizedTest
    @CsvSource({"assets/schema_input.json, sheetColumns", "assets/schema_settings.json, settingsColumns"})
    void theColumnsAreThoseThatTheScriptsRead(String schema, String function) throws IOException {
        Matcher body = Pattern.compile("(?s)def " + function + "\\(\\) \\{\\s*return \\[(.*?)\\]")
                .matcher(Files.readString(Path.of("modules/tables.nf")));
        assertThat(body.find()).isTrue();
        List<String> columns = Pattern.compile("'(\\w+)'")
                .matcher(body.group(1))
                .results()
                .map(match -> match.group(1))
                .toList();
        List<String> described = new ArrayList<>();
        JSON.readTree(Path.of(schema).toFile())
                .at("/items/properties")
                .fieldNames()
                .forEachRemaining(described::add);
        assertThat(described).isEqualTo(columns);
    }

    @ParameterizedTest
    @CsvSource({
        "assets/default.csv, assets/schema_settings.json",
        "assets/ablation.csv, assets/schema_settings.json",
        "assets/baselines.csv, assets/schema_settings.json",
        "assets/sensitivity.csv, assets/schema_settings.json",
        "assets/demo.csv, assets/schema_settings.json",
        "test-data/samplesheet.csv, assets/schema_input.json",
        "src/test/resources/real-data/samplesheet.csv, assets/schema_input.json",
    })
    void theTablesOfTheProjectAreValid(Path table, String schema) {
        assertThat(validate(schemaFile(schema), JSON.valueToTree(Tables.csv(table))))
                .isEmpty();
    }

    @Test
    void aWrongRowIsFound() {
        JsonNode row = JSON.valueToTree(
                List.of(Map.of("dataset", "my data", "expression", "x.csv", "match", "order", "colour", "red")));
        assertThat(validate(schemaFile("assets/schema_input.json"), row))
                .extracting(ValidationMessage::getMessage)
                .anyMatch(message -> message.contains("organism"))
                .anyMatch(message -> message.contains("colour"))
                .anyMatch(message -> message.contains("match"))
                .anyMatch(message -> message.contains("dataset"));
    }

    private static SchemaLocation schemaFile(String file) {
        return SchemaLocation.of(Path.of(file).toUri().toString());
    }

    private static Set<ValidationMessage> validate(SchemaLocation schema, JsonNode value) {
        return JsonSchemaFactory.getInstance(VersionFlag.V202012)
                .getSchema(schema)
                .validate(value);
    }
}

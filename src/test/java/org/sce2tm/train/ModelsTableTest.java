package org.sce2tm.train;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** assets/models.csv, from which the pipeline knows what each model reads, names the models that train knows. */
class ModelsTableTest {
    private static List<String> table() throws IOException {
        return Files.readAllLines(Path.of("assets/models.csv")).stream()
                .skip(1)
                .map(line -> line.substring(0, line.indexOf(',')))
                .toList();
    }

    @Test
    void everyModelOfTrainIsInTheTable() throws IOException {
        assertThat(table())
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(Model.values()).map(Model::id).toList());
    }

    @Test
    void theSchemaOfSettingsOffersTheSameModels() throws IOException {
        JsonNode offered = new ObjectMapper()
                .readTree(Path.of("assets/schema_settings.json").toFile())
                .at("/items/properties/model/enum");
        assertThat(StreamSupport.stream(offered.spliterator(), false).map(JsonNode::asText))
                .containsExactlyElementsOf(table());
    }
}

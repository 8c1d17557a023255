package org.sce2tm.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.sce2tm.cli.ChoiceConverter;

/**
 * Hyper-parameters of {@link Spruce}.
 *
 * @param topics K, at least 2
 * @param layers widths of the encoder's layers before the last, which has K; at least 1 each
 * @param input what it is fed
 * @param evaluation whether cells are represented by draws or by means
 * @param clustered z (mu) or theta
 */
public record SpruceOptions(
        int topics, List<Integer> layers, ModelInput input, Evaluation evaluation, Clustered clustered) {
    /** The authors' published model, but that cells are represented by means. */
    public static final SpruceOptions DEFAULTS =
            new SpruceOptions(25, List.of(200, 200, 100), ModelInput.AUTO, Evaluation.MEAN, Clustered.THETA);

    /** The epochs are those of the authors' model of T cells; 200, as for blood cells, are too few for small data. */
    public static final TrainingSchedule SCHEDULE = TrainingSchedule.constant(2500, 128, 0.01);

    /** @throws org.sce2tm.cli.UsageException if a value is out of its range */
    public SpruceOptions {
        Check.atLeast("--topics", topics, 2);
        layers = List.copyOf(layers);
        layers.forEach(width -> Check.atLeast("--layers", width, 1));
    }

    /** The values under their option names, for records of a run. */
    public Map<String, Object> asMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("topics", topics);
        map.put("layers", layers.stream().map(String::valueOf).collect(Collectors.joining(",")));
        map.put("input", ChoiceConverter.text(input));
        map.put("evaluation", ChoiceConverter.text(evaluation));
        map.put("clustered", ChoiceConverter.text(clustered));
        return map;
    }
}

package org.sce2tm.model;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.sce2tm.data.CsrMatrix;
import org.sce2tm.nn.Adam;
import org.sce2tm.nn.Tape;

/**
 * {@link Spruce} as a benchmark's method: trained by Adam.
 *
 * @param options hyper-parameters
 * @param schedule how long and how fast
 */
public record SpruceMethod(SpruceOptions options, TrainingSchedule schedule) implements Method {
    @Override
    public String id() {
        return "spruce";
    }

    @Override
    public Map<String, Object> parameters() {
        Map<String, Object> parameters = new LinkedHashMap<>(options.asMap());
        parameters.putAll(schedule.asMap());
        return parameters;
    }

    @Override
    public boolean needsCounts() {
        return options.input() == ModelInput.COUNTS;
    }

    @Override
    public boolean readsCounts() {
        return options.input() != ModelInput.LOG1P;
    }

    @Override
    public Trained train(TrainingData data, TrainingRun run) {
        CsrMatrix x = options.input().of(data);
        Spruce model = new Spruce(run.backend(), options, data.genes(), run.random(TrainingRun.Stream.INITIAL_WEIGHTS));
        MinibatchModel loss = model.over(x, Noise.from(run.random(TrainingRun.Stream.NOISE)));
        Adam optimizer = new Adam(loss.parameters(), Adam.Options.withRate(schedule.learningRate()));
        TrainingRecord training = new EpochLoop(loss, optimizer, new Tape(run.backend())).run(data, schedule, run);
        return new Trained(
                model.represent(x, Noise.from(run.random(TrainingRun.Stream.EVALUATION))),
                Map.of("topic_gene", model.topicGene()),
                Map.of(),
                model.weights(),
                Optional.of(training));
    }
}

package org.sce2tm.model;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.sce2tm.data.CsrMatrix;
import org.sce2tm.model.ScViOptions.Form;
import org.sce2tm.nn.Adam;
import org.sce2tm.nn.Tape;
import org.sce2tm.stats.Shuffle;

/**
 * {@link ScVi} as a benchmark's method: trained by Adam with weight decay on a random share of the cells.
 *
 * @param form which of the two models
 * @param options hyper-parameters
 * @param schedule how long and how fast
 * @param epochsByCells whether the number of cells decides the number of epochs, whatever the schedule says
 */
public record ScViMethod(Form form, ScViOptions options, TrainingSchedule schedule, boolean epochsByCells)
        implements Method {
    @Override
    public String id() {
        return form.id();
    }

    @Override
    public Map<String, Object> parameters() {
        Map<String, Object> parameters = new LinkedHashMap<>(options.asMap(form));
        parameters.put("epochs", epochsByCells ? "auto" : schedule.epochs());
        parameters.put("batch_size", schedule.batchSize());
        parameters.put("learning_rate", schedule.learningRate(1));
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
        ScVi model = new ScVi(
                run.backend(),
                form,
                options,
                data.genes(),
                run.random(TrainingRun.Stream.INITIAL_WEIGHTS),
                run.random(TrainingRun.Stream.DROPOUT));
        CsrMatrix x = options.input().of(data);
        MinibatchModel loss = model.over(ModelInput.csr(x), Noise.from(run.random(TrainingRun.Stream.NOISE)));
        Adam optimizer = new Adam(loss.parameters(), options.learning().adam(schedule.learningRate(1)));
        int[] trained = share(data.cells(), run.random(TrainingRun.Stream.HELD_OUT));
        TrainingRecord training = new EpochLoop(loss, optimizer, new Tape(run.backend()))
                .run(
                        data,
                        trained,
                        epochsByCells ? schedule.withEpochs(ScViOptions.epochs(data.cells())) : schedule,
                        run);
        return new Trained(
                model.represent(x),
                model.loadings().map(loadings -> Map.of("topic_gene", loadings)).orElse(Map.of()),
                Map.of(),
                model.weights(),
                Optional.of(training));
    }

    /** The cells that are learned from: a random {@code ceil(share n)} of them. */
    private int[] share(int cells, RandomGenerator random) {
        // A batch norm needs two.
        int count = Math.max(2, (int) Math.ceil(options.learning().trainShare() * cells));
        return Shuffle.sample(cells, count, random);
    }
}

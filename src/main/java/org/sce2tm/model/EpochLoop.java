package org.sce2tm.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.sce2tm.cli.Progress;
import org.sce2tm.data.NothingToProduceException;
import org.sce2tm.nn.Mode;
import org.sce2tm.nn.Optimizer;
import org.sce2tm.nn.Tape;

/** Trains a model: epochs of shuffled minibatches, one optimiser step each. */
public final class EpochLoop {
    private final MinibatchModel model;
    private final Optimizer optimizer;
    private final Tape tape;
    private final LossCurve losses = new LossCurve();
    private long steps;

    public EpochLoop(MinibatchModel model, Optimizer optimizer, Tape tape) {
        this.model = model;
        this.optimizer = optimizer;
        this.tape = tape;
    }

    /**
     * All epochs of the schedule.
     *
     * @throws NothingToProduceException if the loss leaves the finite numbers
     */
    public TrainingRecord run(TrainingData data, TrainingSchedule schedule, TrainingRun run) {
        RandomGenerator shuffle = run.random(TrainingRun.Stream.SHUFFLE);
        RandomGenerator expression = run.random(TrainingRun.Stream.EXPRESSION_NEIGHBORS);
        RandomGenerator external = run.random(TrainingRun.Stream.EXTERNAL_NEIGHBORS);
        long start = System.nanoTime();
        try (Progress progress = run.progress() ? Progress.of("epoch", schedule.epochs()) : Progress.silent()) {
            for (int epoch = 1; epoch <= schedule.epochs(); epoch++) {
                optimizer.setRate(schedule.learningRate(epoch));
                for (int[] cells : Minibatches.shuffled(data.cells(), schedule.batchSize(), shuffle)) {
                    step(
                            new Batch(
                                    cells,
                                    draw(data.expressionNeighbors(), cells, expression),
                                    draw(data.externalNeighbors(), cells, external)),
                            epoch);
                }
                losses.endEpoch();
                progress.step("loss %.4f", losses.last("total"));
            }
        }
        return new TrainingRecord(losses, steps, (System.nanoTime() - start) / 1e6 / Math.max(steps, 1));
    }

    /** One step: the loss of the batch, its gradients, the update. Returns the terms, taken before the update. */
    Map<String, Double> step(Batch batch, int epoch) {
        steps++;
        tape.begin(Mode.TRAINING);
        BatchLoss loss = model.loss(tape, batch);
        requireFinite(loss.terms(), epoch);
        optimizer.zeroGradients();
        tape.backward(loss.total());
        optimizer.step();
        losses.add(loss.terms(), batch.cells().length);
        return loss.terms();
    }

    /**
     * Exit code 4, not 3 or 1: the files are well-formed (non-finite input was refused when it was read) and the
     * program does what it was asked; these settings just lead nowhere on these data, and a grid of runs shall go on
     * with a hole that carries this reason.
     */
    private void requireFinite(Map<String, Double> terms, int epoch) {
        List<String> bad = terms.keySet().stream()
                .filter(term -> !Double.isFinite(terms.get(term)))
                .toList();
        if (bad.isEmpty()) {
            return;
        }
        // The total is bad whenever a part is: name the part.
        String term = bad.stream().filter(t -> !t.equals("total")).findFirst().orElse("total");
        String origin = tape.firstNonFinite()
                .map(operation -> ", first seen in " + operation)
                .orElse("");
        String lastGood = epoch == 1
                ? "no epoch was finished"
                : "last good epoch: " + (epoch - 1) + ", total loss " + losses.last("total");
        throw new NothingToProduceException("training left the finite numbers at step " + steps + " (epoch " + epoch
                + "): loss term '" + term + "' is " + terms.get(term) + origin + "; " + lastGood
                + ". Lower --learning-rate, or look at the data for extreme values.");
    }

    private static int[] draw(Optional<NeighborLists> lists, int[] cells, RandomGenerator random) {
        return lists.map(l -> l.draw(cells, random)).orElseGet(() -> new int[0]);
    }
}

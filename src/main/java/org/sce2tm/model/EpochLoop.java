package org.sce2tm.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.sce2tm.cli.Progress;
import org.sce2tm.data.NothingToProduceException;
import org.sce2tm.nn.Mode;
import org.sce2tm.nn.Optimizer;
import org.sce2tm.nn.Tape;

/**
 * Trains a model: epochs of shuffled minibatches, one optimiser step each. With several optimisers a step makes a pass
 * for each in turn: loss, gradients, that optimiser's update; an optimiser forgets the gradients of its own parameters
 * alone, so that those of the others gather over the passes.
 */
final class EpochLoop {
    private final MinibatchModel model;
    private final List<Optimizer> optimizers;
    private final Tape tape;
    private final LossCurve losses = new LossCurve();
    private long steps;

    EpochLoop(MinibatchModel model, Optimizer optimizer, Tape tape) {
        this(model, List.of(optimizer), tape);
    }

    /** With several optimisers, each of other parameters. */
    EpochLoop(MinibatchModel model, List<Optimizer> optimizers, Tape tape) {
        this.model = model;
        this.optimizers = List.copyOf(optimizers);
        this.tape = tape;
    }

    /**
     * All epochs of the schedule, unless the model ends them, over all cells.
     *
     * @throws NothingToProduceException if the loss leaves the finite numbers
     */
    TrainingRecord run(TrainingData data, TrainingSchedule schedule, TrainingRun run) {
        return run(data, IntStream.range(0, data.cells()).toArray(), schedule, run);
    }

    /**
     * All epochs of the schedule, unless the model ends them, over some cells; the others are held out.
     *
     * @throws NothingToProduceException if the loss leaves the finite numbers
     */
    TrainingRecord run(TrainingData data, int[] trained, TrainingSchedule schedule, TrainingRun run) {
        RandomGenerator shuffle = run.random(TrainingRun.Stream.SHUFFLE);
        RandomGenerator expression = run.random(TrainingRun.Stream.EXPRESSION_NEIGHBORS);
        RandomGenerator external = run.random(TrainingRun.Stream.EXTERNAL_NEIGHBORS);
        Minibatches batches = new Minibatches(trained, schedule.batchSize(), schedule.rest(), shuffle);
        long start = System.nanoTime();
        try (Progress progress = run.progress() ? Progress.of("epoch", schedule.epochs()) : Progress.silent()) {
            for (int epoch = 1; epoch <= schedule.epochs(); epoch++) {
                double rate = schedule.learningRate(epoch);
                optimizers.forEach(optimizer -> optimizer.setRate(rate));
                for (int[] cells : batches.next()) {
                    step(new Batch(
                            cells,
                            draw(data.expressionNeighbors(), cells, expression),
                            draw(data.externalNeighbors(), cells, external),
                            epoch - 1,
                            steps));
                }
                losses.endEpoch();
                progress.step("loss %.4f", losses.last("total"));
                if (model.isFinished()) {
                    break;
                }
            }
        }
        return new TrainingRecord(losses, steps, (System.nanoTime() - start) / 1e6 / Math.max(steps, 1));
    }

    /** One step. Returns the terms of its (first) pass, taken before the update. */
    Map<String, Double> step(Batch batch) {
        steps++;
        Map<String, Double> terms = Map.of();
        for (Optimizer optimizer : optimizers) {
            tape.begin(Mode.TRAINING);
            BatchLoss loss = model.loss(tape, batch);
            requireFinite(loss.terms(), batch.finishedEpochs() + 1);
            tape.backward(loss.total());
            optimizer.step();
            optimizer.zeroGradients();
            terms = terms.isEmpty() ? loss.terms() : terms;
        }
        losses.add(terms, batch.cells().length);
        return terms;
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

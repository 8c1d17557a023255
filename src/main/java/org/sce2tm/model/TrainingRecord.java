package org.sce2tm.model;

/**
 * How a training in steps went.
 *
 * @param losses per epoch
 * @param steps number of minibatches seen
 * @param milliseconds wall time of a step, the mean over all steps
 */
public record TrainingRecord(LossCurve losses, long steps, double milliseconds) {
    /** This training and then another of the same terms, as one. */
    public TrainingRecord then(TrainingRecord next) {
        long all = steps + next.steps;
        return new TrainingRecord(
                losses.then(next.losses), all, (steps * milliseconds + next.steps * next.milliseconds) / all);
    }
}

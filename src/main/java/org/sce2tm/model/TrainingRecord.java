package org.sce2tm.model;

/**
 * How a training in steps went.
 *
 * @param losses per epoch
 * @param steps number of minibatches seen
 * @param milliseconds wall time of a step, the mean over all steps
 */
public record TrainingRecord(LossCurve losses, long steps, double milliseconds) {}

package org.sce2tm.nn;

/**
 * PyTorch's StepLR: the learning rate is multiplied by a factor every so many epochs.
 *
 * @param initial the rate of the first epochs
 * @param every epochs between changes, at least 1
 * @param factor what it is multiplied by
 */
public record StepSchedule(double initial, int every, double factor) {
    /** The rate of an epoch, counted from 0: {@code initial factor^floor(epoch / every)}. */
    public double rate(int epoch) {
        int changes = epoch / every;
        return initial * Math.pow(factor, changes);
    }
}

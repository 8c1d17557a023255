package org.sce2tm.model;

import java.util.Map;
import org.sce2tm.nn.Tensor;

/**
 * The loss of one minibatch.
 *
 * @param total 1 x 1, what training makes small
 * @param terms what it is made of, for records: unweighted but for what a method says otherwise, {@code total} first
 */
public record BatchLoss(Tensor total, Map<String, Double> terms) {}

package org.sce2tm.model;

import java.util.Map;
import org.sce2tm.model.ScE2tmOptions.CrossView;
import org.sce2tm.nn.Losses;
import org.sce2tm.nn.Ops;
import org.sce2tm.nn.Tensor;

/**
 * What {@link ScE2tm}'s two views of a cell, theta and phi, are told of each other: they agree (CON), each is distilled
 * into the other view's neighbors (NEI), and both use all topics (REG):
 *
 * <pre>
 * a CON(theta, phi) + b D(phi, theta^N) + b D(theta, phi^N) - c (H(theta) + H(phi))
 * </pre>
 *
 * with a, b, c the weights of consistency, distillation and entropy, CON one of {@link Losses#consistency} and {@link
 * Losses#consistencyOfSum}, D {@link Losses#columnContrast} and H an entropy, as the options say. Every term is recorded;
 * one without weight takes no part in the gradient.
 */
record CrossViewLoss(CrossView options) {
    /**
     * Cells in both views, and their neighbors: b x K each, rows sum to 1.
     *
     * @param theta of the expression
     * @param phi of the external embedding
     * @param thetaNeighbor theta of a neighbor of each cell
     * @param phiNeighbor phi of a neighbor of each cell
     */
    record Assignments(Tensor theta, Tensor phi, Tensor thetaNeighbor, Tensor phiNeighbor) {}

    /**
     * The loss with these terms added, each by its weight.
     *
     * @param loss 1 x 1
     * @param terms takes each term's value without its weight
     */
    Tensor addTo(Tensor loss, Map<String, Double> terms, Assignments of) {
        Tensor consistency = switch (options.consistency()) {
            case MEAN_OF_LOGS -> Losses.consistency(of.theta(), of.phi());
            case LOG_OF_SUM -> Losses.consistencyOfSum(of.theta(), of.phi());
        };
        double temperature = options.distillationTemperature();
        Tensor distillPhi = Losses.columnContrast(of.phi(), of.thetaNeighbor(), temperature);
        Tensor distillTheta = Losses.columnContrast(of.theta(), of.phiNeighbor(), temperature);
        Tensor entropyTheta = entropy(of.theta());
        Tensor entropyPhi = entropy(of.phi());
        terms.put("consistency", consistency.scalar());
        terms.put("distillation_phi_theta", distillPhi.scalar());
        terms.put("distillation_theta_phi", distillTheta.scalar());
        terms.put("entropy_theta", entropyTheta.scalar());
        terms.put("entropy_phi", entropyPhi.scalar());

        Tensor total = addWeighted(loss, options.consistencyWeight(), consistency);
        total = addWeighted(total, options.distillationWeight(), distillPhi);
        total = addWeighted(total, options.distillationWeight(), distillTheta);
        total = addWeighted(total, -options.entropyWeight(), entropyTheta);
        return addWeighted(total, -options.entropyWeight(), entropyPhi);
    }

    private Tensor entropy(Tensor assignments) {
        return switch (options.entropy()) {
            case BATCH_MEAN -> Losses.meanEntropy(assignments);
            case CELL_SUM -> Losses.entropySum(assignments);
            case CELL_MEAN -> Ops.scale(1.0 / assignments.rows(), Losses.entropySum(assignments));
        };
    }

    private static Tensor addWeighted(Tensor sum, double weight, Tensor term) {
        return weight == 0 ? sum : Ops.add(sum, Ops.scale(weight, term));
    }
}

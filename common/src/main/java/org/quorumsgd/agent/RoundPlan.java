package org.quorumsgd.agent;

import java.io.Serializable;
import java.util.List;

/**
 * What the driver asks of every agent in one round.
 *
 * @param round index of the round, from 0
 * @param localSteps tau, the steps an agent takes on its own data between two exchanges
 * @param strength alpha = eta k, the share of the distance to the quorum that the exchange removes
 * @param velocityStrength alpha_2 = eta k_2, the same for the velocities; 0 couples positions only
 * @param learningRateFactors what each agent's learning rate is multiplied by, in agent order; empty: 1 for all
 */
public record RoundPlan(
        int round, int localSteps, double strength, double velocityStrength, List<Double> learningRateFactors)
        implements Serializable {
    public RoundPlan {
        if (localSteps < 1) {
            throw new IllegalArgumentException("Invalid local steps: " + localSteps + " (expected at least 1)");
        }
        learningRateFactors = List.copyOf(learningRateFactors);
    }

    /** A round that couples positions only, at one learning rate for all. */
    public static RoundPlan of(int round, int localSteps, double strength) {
        return new RoundPlan(round, localSteps, strength, 0, List.of());
    }

    double learningRateFactor(int agent) {
        return learningRateFactors.isEmpty() ? 1 : learningRateFactors.get(agent);
    }
}

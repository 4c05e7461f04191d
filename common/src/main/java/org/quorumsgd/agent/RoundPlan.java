package org.quorumsgd.agent;

import java.io.Serializable;

/**
 * What the driver asks of every agent in one round.
 *
 * @param round index of the round, from 0
 * @param localSteps tau, the steps an agent takes on its own data between two exchanges
 * @param strength alpha = eta k, the share of the distance to the quorum that the exchange removes
 */
public record RoundPlan(int round, int localSteps, double strength) implements Serializable {
    public RoundPlan {
        if (localSteps < 1) {
            throw new IllegalArgumentException("Invalid local steps: " + localSteps + " (expected at least 1)");
        }
    }
}

package org.quorumsgd.ensemble;

import org.quorumsgd.coupling.Coupled;
import org.quorumsgd.coupling.Gains;
import org.quorumsgd.quorum.QuorumDynamics;

/**
 * The driver's side of an algorithm: how strongly the agents are coupled, and to what.
 *
 * @param gains k^j of the agents
 * @param velocityGain k_2, the gain of the pull to the mean velocity; 0 couples positions only
 * @param betaLimit beta = p eta k is kept at or below it; infinite: no limit
 * @param dynamics of the quorum variable
 */
public record QuorumRules(
        Gains gains,
        double velocityGain,
        double betaLimit,
        QuorumDynamics dynamics,
        AgentLearningRates learningRates,
        Judging judging,
        Reporting reporting) {

    /** Coupling through positions, one learning rate, the quorum variable reported. */
    public static QuorumRules of(Gains gains, QuorumDynamics dynamics) {
        return new QuorumRules(
                gains, 0, Double.POSITIVE_INFINITY, dynamics, AgentLearningRates.SAME, Judging.NEVER, Reporting.QUORUM);
    }

    public Coupled coupled() {
        return velocityGain == 0 ? Coupled.POSITION : Coupled.POSITION_AND_VELOCITY;
    }
}

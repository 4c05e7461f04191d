package org.quorumsgd.agent;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;
import org.quorumsgd.coupling.Coupled;
import org.quorumsgd.vector.HeapVector;

/**
 * What an agent tells the driver at the end of a round.
 *
 * @param agent index i
 * @param position x^i, shape (n,)
 * @param velocity v^i, shape (n,); of length 0 where the driver needs none
 * @param statistics running statistics of the agent's model, shape (m,)
 * @param trainLoss mean minibatch loss over the local steps; NaN before the first round
 * @param gradientNorm mean norm of the minibatch gradients; NaN before the first round
 * @param updateNorm how far the round moved the agent; NaN before the first round
 * @param divergence what became non-finite, or null
 * @param seconds time the agent computed; NaN where it was not measured
 * @param place where the agent lives
 * @param staleness rounds since this report; above 0 where it stands in for one that is late
 * @param deviceBytes bytes that crossed between host and device for the round; 0 for an agent that computes in host memory
 */
@SuppressWarnings("ArrayRecordComponent") // bare arrays travel fast, and no one compares reports
public record AgentReport(
        int agent,
        float[] position,
        float[] velocity,
        float[] statistics,
        double trainLoss,
        double gradientNorm,
        double updateNorm,
        @Nullable Divergence divergence,
        double seconds,
        Place place,
        int staleness,
        long deviceBytes)
        implements Serializable {
    private static final float[] NOT_COUPLED = {};

    public static AgentReport of(RoundResult result, Coupled coupled, double seconds, Place place) {
        AgentState state = result.state();
        return new AgentReport(
                state.agent(),
                state.position().hostValues(),
                coupled == Coupled.POSITION_AND_VELOCITY ? state.velocity().hostValues() : NOT_COUPLED,
                state.statistics().hostValues(),
                result.trainLoss(),
                result.gradientNorm(),
                result.updateNorm(),
                result.divergence(),
                seconds,
                place,
                0,
                result.deviceBytes());
    }

    /** The report of an agent that has not done anything yet. */
    public static AgentReport ofStart(AgentState start, Coupled coupled, Place place) {
        return of(RoundResult.ofStart(start), coupled, Double.NaN, place);
    }

    /** The report of an agent that lives elsewhere now. */
    public AgentReport at(Place now) {
        return new AgentReport(
                agent,
                position,
                velocity,
                statistics,
                trainLoss,
                gradientNorm,
                updateNorm,
                divergence,
                seconds,
                now,
                staleness,
                deviceBytes);
    }

    /** The report without what is as long as the model. */
    public AgentReport withoutVectors() {
        float[] none = {};
        return new AgentReport(
                agent,
                none,
                none,
                none,
                trainLoss,
                gradientNorm,
                updateNorm,
                divergence,
                seconds,
                place,
                staleness,
                deviceBytes);
    }

    /**
     * The report as the driver sees it while agents are late: so many rounds old, and how far the round moved the agent is how far
     * it is from where {@code before} showed it.
     */
    public AgentReport seenAfter(AgentReport before, int roundsOld) {
        return new AgentReport(
                agent,
                position,
                velocity,
                statistics,
                trainLoss,
                gradientNorm,
                Math.sqrt(positionVector().squaredDistance(before.positionVector())),
                divergence,
                seconds,
                place,
                roundsOld,
                deviceBytes);
    }

    public HeapVector positionVector() {
        return HeapVector.owning(position);
    }

    /** The agent's own model. */
    public Model model() {
        return new Model(positionVector(), HeapVector.owning(statistics));
    }
}

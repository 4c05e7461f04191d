package org.quorumsgd.agent;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;
import org.quorumsgd.vector.HeapVector;

/**
 * What an agent tells the driver at the end of a round.
 *
 * @param agent index i
 * @param position x^i, shape (n,)
 * @param statistics running statistics of the agent's model, shape (m,)
 * @param trainLoss mean minibatch loss over the local steps; NaN before the first round
 * @param gradientNorm mean norm of the minibatch gradients; NaN before the first round
 * @param divergence what became non-finite, or null
 * @param seconds time the agent computed; NaN where it was not measured
 * @param host where the agent lives
 */
@SuppressWarnings("ArrayRecordComponent") // bare arrays travel fast, and no one compares reports
public record AgentReport(
        int agent,
        float[] position,
        float[] statistics,
        double trainLoss,
        double gradientNorm,
        @Nullable Divergence divergence,
        double seconds,
        String host)
        implements Serializable {

    public static AgentReport of(RoundResult result, double seconds, String host) {
        AgentState state = result.state();
        return new AgentReport(
                state.agent(),
                state.position().hostValues(),
                state.statistics().hostValues(),
                result.trainLoss(),
                result.gradientNorm(),
                result.divergence(),
                seconds,
                host);
    }

    /** The report of an agent that has not done anything yet. */
    public static AgentReport ofStart(AgentState start, String host) {
        return of(new RoundResult(start, Double.NaN, Double.NaN, null), Double.NaN, host);
    }

    public HeapVector positionVector() {
        return HeapVector.owning(position);
    }
}

package org.quorumsgd.engine;

import java.io.Serializable;
import org.quorumsgd.agent.AgentReport;
import org.quorumsgd.agent.RoundResult;
import org.quorumsgd.coupling.Coupled;

/** The one element of an agent's partition: what the last round made of the agent, and where and how fast. */
record PlacedResult(RoundResult result, double seconds, String host) implements Serializable {
    AgentReport report(Coupled coupled) {
        return AgentReport.of(result, coupled, seconds, host);
    }
}

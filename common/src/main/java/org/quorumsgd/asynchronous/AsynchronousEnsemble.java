package org.quorumsgd.asynchronous;

import java.util.List;
import org.quorumsgd.agent.AgentReport;
import org.quorumsgd.ensemble.Agents;

/** The p agents, wherever they live, each at a work of its own. Reports carry what {@link Work#carried} says. */
public interface AsynchronousEnsemble extends Agents {
    /** The agents at their starting points, in agent order. */
    List<AgentReport> start();

    /** Hands an agent that has none its next work; does not wait for it. */
    void begin(Work work);

    /** Waits until an agent has ended its work and names it; of several the one that ended first. It is then {@link #await awaited}. */
    int awaitAny();

    /** Since the agents were placed; NaN where nobody measures it. */
    double seconds();

    /** Waits for the work that an agent was handed. */
    AgentReport await(int agent);
}

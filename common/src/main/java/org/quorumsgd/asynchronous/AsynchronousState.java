package org.quorumsgd.asynchronous;

import java.util.List;
import org.quorumsgd.ensemble.Reporting;
import org.quorumsgd.ensemble.TrainingState;

/**
 * All that the server has after a round, its agents with their works in hand included; immutable.
 *
 * @param rounds done so far
 * @param average what is reported
 * @param agents in agent order
 * @param time of the last commit, as its {@link Clock} tells; 0 before the first
 */
public record AsynchronousState(
        int rounds, Server server, Reporting.Average average, List<AgentAtWork> agents, double time)
        implements TrainingState {
    public AsynchronousState {
        agents = List.copyOf(agents);
    }
}

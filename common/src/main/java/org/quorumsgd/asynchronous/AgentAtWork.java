package org.quorumsgd.asynchronous;

import org.quorumsgd.agent.AgentReport;

/**
 * An agent between two commits.
 *
 * @param report of its last commit; before the first, of where it started
 * @param work in hand; run again it gives the same bits, so nobody has to wait for it
 * @param commitsAtPull commits of all agents before it pulled
 * @param lastStaleness of its last commit; 0 before the first
 * @param due when the work in hand ends, see {@link Clock#due}
 */
public record AgentAtWork(AgentReport report, Work work, long commitsAtPull, int lastStaleness, double due) {
    /** Those that it has committed. */
    long works() {
        return work.state().step() / work.plan().localSteps();
    }
}

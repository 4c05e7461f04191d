package org.quorumsgd.asynchronous;

import org.quorumsgd.schedule.Schedule;
import org.quorumsgd.vector.Vector;

/**
 * Asynchronous QSGD, our own: the server keeps the running mean of what the agents committed last, and each agent is pulled to it.
 *
 * <pre>
 *   W' = W + (x^i - x^i_before) / p,   x^i &lt;- x^i + alpha (W' - x^i),
 *   then the agent's steps, the first with the gradient at the x^i from before the pull
 * </pre>
 *
 * x^i_before is what the agent committed last; W starts as the mean of the agents, so it stays that of their newest commits, up to
 * the rounding of one sum a commit. One agent is its optimiser, bit for bit. In turn on f = a x^2 / 2, h = eta a, tau = 1, alpha must
 * stay below an edge that falls slowly with p (eigenvalues of the exact map): on a flat loss from 2 for p = 2 over 1.757 (3) and
 * 1.672 (4) to 1.526 (16); at h = 1 from 1.236 to 0.839. The synchronous edge, 2 - h, is that of p = 2 on a flat loss.
 *
 * @param agents p
 * @param gains k at the agent's local step; alpha = eta k
 * @param learningRate eta at that step: one for all agents, so that all are pulled with the same strength
 */
public record AsynchronousQsgd(int agents, Schedule gains, Schedule learningRate) implements CommitRule {
    @Override
    public Beginning first(Server server, Vector position) {
        return Beginning.at(position);
    }

    @Override
    public Server commit(Server server, Commit commit) {
        return server.after(commit, commit.addedTo(server.centre(), 1.0 / agents), server.velocity());
    }

    @Override
    public Beginning next(Server before, Server after, Commit commit) {
        return new Beginning(
                commit.position(), after.centre(), gains.at(commit.step()) * learningRate.at(commit.step()));
    }

    @Override
    public double gain(long step) {
        return gains.at(step);
    }
}

package org.quorumsgd.asynchronous;

import org.quorumsgd.coupling.ElasticPull;
import org.quorumsgd.schedule.Schedule;
import org.quorumsgd.vector.Vector;

/**
 * Asynchronous EASGD, and with Nesterov agents EAMSGD (Zhang et al. 2015, Alg. 1 and 2, in the order of operations of the author's
 * code). After every tau steps of its own clock an agent and the centre exchange one difference, taken before either moves:
 *
 * <pre>
 *   e = alpha (x^i - W),   W' = W + e,   x^i &lt;- x^i - e,
 *   then the agent's steps, the first with the gradient at the x^i from before the exchange
 * </pre>
 *
 * The pull inside {@code AgentRound} is that e to the bit, so a flat loss keeps W + sum_i x^i up to the rounding of the two sums. No
 * correction for staleness. To recompute x^i - W after x^i has moved would shorten the centre's step to alpha (1 - alpha). The first
 * exchange comes after the first tau steps; the author's at t = 0 changes nothing where all start at W.
 *
 * <p>In turn on f = a x^2 / 2, h = eta a, tau = 1: stable for alpha &lt;= (4 - 2h) / (4 - h) whatever p, necessary for odd p (for even
 * p a little more is); the synchronous form has to stay below (4 - 2h) / (2 + 2p - p h).
 *
 * @param gains k at the agent's local step; alpha = eta k
 * @param learningRate eta at that step: one for all agents, so that all exchange with the same strength
 */
public record AsynchronousEasgd(Schedule gains, Schedule learningRate) implements CommitRule {
    @Override
    public Beginning first(Server server, Vector position) {
        return Beginning.at(position);
    }

    @Override
    public Server commit(Server server, Commit commit) {
        Vector centre = server.centre().copy();
        ElasticPull.apply(centre, commit.position(), strength(commit));
        return server.after(commit, centre, server.velocity());
    }

    @Override
    public Beginning next(Server before, Server after, Commit commit) {
        return new Beginning(commit.position(), before.centre(), strength(commit));
    }

    @Override
    public double gain(long step) {
        return gains.at(step);
    }

    private double strength(Commit commit) {
        return gains.at(commit.step()) * learningRate.at(commit.step());
    }
}

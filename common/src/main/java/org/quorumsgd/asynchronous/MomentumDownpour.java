package org.quorumsgd.asynchronous;

import org.quorumsgd.vector.Vector;

/**
 * v' = delta v + D, W' = W + v', and the agent goes on from W' + delta v': MDOWNPOUR (Zhang et al. 2015, sec. 5), Nesterov momentum
 * that the server keeps. For one local step of SGD, D = -eta g at the look-ahead point that the agent pulled; then one agent is
 * {@link org.quorumsgd.optimise.Nesterov} up to the rounding of D.
 *
 * @param momentum delta in [0, 1)
 */
public record MomentumDownpour(double momentum) implements CommitRule {
    public MomentumDownpour {
        if (!(momentum >= 0 && momentum < 1)) {
            throw new IllegalArgumentException(
                    "Invalid momentum of the server: " + momentum + " (expected at least 0 and below 1)");
        }
    }

    @Override
    public Server start(Vector centre) {
        return new Server(centre, centre.zeros(), 0, 0);
    }

    @Override
    public Server commit(Server server, Commit commit) {
        Vector velocity = commit.displacement();
        velocity.axpy((float) momentum, server.velocity());
        Vector centre = server.centre().copy();
        centre.axpy(1f, velocity);
        return server.after(commit, centre, velocity);
    }

    @Override
    public Beginning next(Server before, Server after, Commit commit) {
        Vector lookAhead = after.centre().copy();
        lookAhead.axpy((float) momentum, after.velocity());
        return Beginning.at(lookAhead);
    }
}

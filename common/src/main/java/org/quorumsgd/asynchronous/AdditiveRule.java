package org.quorumsgd.asynchronous;

/** W' = W + s D, D = x^i - W_pulled: the centre takes over a share of what an agent's work changed; the agent goes on from W'. */
public interface AdditiveRule extends CommitRule {
    /** s. */
    double share(Server server, Commit commit);

    @Override
    default Server commit(Server server, Commit commit) {
        return server.after(commit, commit.addedTo(server.centre(), share(server, commit)), server.velocity());
    }
}

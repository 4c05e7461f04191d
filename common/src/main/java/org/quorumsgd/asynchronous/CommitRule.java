package org.quorumsgd.asynchronous;

import org.jspecify.annotations.Nullable;
import org.quorumsgd.ensemble.GemMeasures;
import org.quorumsgd.vector.Vector;

/** An asynchronous algorithm as the server sees it. Arguments stay as they are. */
public interface CommitRule {
    /** The server before the first commit. */
    default Server start(Vector centre) {
        return Server.at(centre);
    }

    /** The coupling gain k at an agent's local step; 0 for rules that pull nobody. */
    default double gain(long step) {
        return 0;
    }

    /** Where an agent begins its first work, given where it stands. */
    default Beginning first(Server server, Vector position) {
        return Beginning.at(server.centre());
    }

    /** The server after a commit. */
    Server commit(Server server, Commit commit);

    /**
     * How the agent that has just committed goes on.
     *
     * @param before the server that the commit met
     * @param after what the commit made of it
     */
    default Beginning next(Server before, Server after, Commit commit) {
        return Beginning.at(after.centre());
    }

    /** What gradient energy matching tells of a commit; null for other rules. */
    default @Nullable GemMeasures measures(Server before, Server after, Commit commit) {
        return null;
    }
}

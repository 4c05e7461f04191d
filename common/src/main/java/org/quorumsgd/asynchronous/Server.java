package org.quorumsgd.asynchronous;

import java.util.ArrayList;
import java.util.List;
import org.quorumsgd.vector.HeapVector;
import org.quorumsgd.vector.Vector;

/**
 * What the server keeps between two commits: everything that a rule depends on beside the commit. Immutable: no one writes to its
 * vectors.
 *
 * @param centre W, shape (n,): what agents pull, and what is reported
 * @param velocity of the server's own momentum, shape (n,); of length 0 where it has none
 * @param commits so far
 * @param largestStaleness of them, 0 before the first
 * @param memories of the agents, in agent order; empty where the rule keeps none
 */
public record Server(Vector centre, Vector velocity, long commits, int largestStaleness, List<AgentMemory> memories) {
    public Server {
        memories = List.copyOf(memories);
    }

    /** A server that remembers nothing of its agents. */
    public Server(Vector centre, Vector velocity, long commits, int largestStaleness) {
        this(centre, velocity, commits, largestStaleness, List.of());
    }

    /** A server without momentum before the first commit. */
    public static Server at(Vector centre) {
        return new Server(centre, HeapVector.zeros(0), 0, 0);
    }

    /** The server after a commit that moved its centre there. */
    Server after(Commit commit, Vector nextCentre, Vector nextVelocity) {
        return new Server(
                nextCentre, nextVelocity, commits + 1, Math.max(largestStaleness, commit.staleness()), memories);
    }

    /** The same with another memory of one agent. */
    Server remembering(int agent, AgentMemory memory) {
        List<AgentMemory> next = new ArrayList<>(memories);
        next.set(agent, memory);
        return new Server(centre, velocity, commits, largestStaleness, next);
    }
}

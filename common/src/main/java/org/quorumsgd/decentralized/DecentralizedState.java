package org.quorumsgd.decentralized;

import java.util.List;
import org.quorumsgd.ensemble.Reporting;
import org.quorumsgd.ensemble.TrainingState;

/**
 * All that the driver has after a round of agents without a server; immutable. Works in hand follow from it: nothing moves an agent while it is at
 * work.
 *
 * @param rounds done so far
 * @param average what is reported
 * @param agents in agent order
 * @param network what they have sent each other and not yet descended
 */
public record DecentralizedState(int rounds, Reporting.Average average, List<Peer> agents, NetworkState network)
        implements TrainingState {
    /**
     * An agent between two instants of the clock.
     *
     * @param replica its model
     * @param atWork whether it has begun its next work; else it does so later in the instant in which the round ended
     * @param due when that work ends
     */
    public record Peer(Replica replica, boolean atWork, double due) {}

    public DecentralizedState {
        agents = List.copyOf(agents);
    }
}

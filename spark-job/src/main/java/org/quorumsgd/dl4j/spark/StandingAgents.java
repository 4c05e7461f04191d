package org.quorumsgd.dl4j.spark;

import java.util.List;
import org.quorumsgd.agent.AgentState;
import org.quorumsgd.agent.Model;
import org.quorumsgd.dl4j.TrainableNetwork;
import org.quorumsgd.ensemble.LoopState;

/**
 * Where a fit left the agents, for the next one to go on from.
 *
 * @param network that was trained
 * @param reported what the network was given
 * @param states of the agents, in their order
 */
record StandingAgents(TrainableNetwork network, Model reported, List<AgentState> states, LoopState loop) {
    /** Whether nothing has happened to the network since, and as many agents are to go on. */
    boolean fit(TrainableNetwork next, Model parameters, int agents) {
        return next.network() == network.network() && states.size() == agents && reported.equals(parameters);
    }

    long step() {
        return states.get(0).step();
    }
}

package org.quorumsgd.dl4j.spark;

import org.quorumsgd.agent.AgentQuestion;
import org.quorumsgd.agent.AgentState;
import org.quorumsgd.agent.Objective;

/** Where does the agent stand, and how fast? */
record TakeState() implements AgentQuestion<AgentState> {
    @Override
    public AgentState answer(AgentState state, Objective objective) {
        return state;
    }
}

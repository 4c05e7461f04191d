package org.quorumsgd.agent;

import java.io.Serializable;
import java.util.List;

/** What the agents of a run train on; travels to where the agents live and makes their objectives there. */
public interface Problem extends Serializable {
    /** The number of parameters n. */
    int dimension();

    /** What the parameter vector consists of, in its order; the lengths add up to n. */
    List<ParameterBlock> blocks();

    /** An agent's state before its first step; a pure function of the agent's index. */
    AgentState start(int agent);

    /** What agents that live in this process compute on, for people: {@code cpu}, or a GPU and its memory. */
    default String device() {
        return "cpu";
    }

    /** Loads an agent's data and model; may be expensive. */
    Objective open(int agent);
}

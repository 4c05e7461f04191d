package org.quorumsgd.dl4j;

import java.io.IOException;
import java.io.Serializable;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/** The agents' minibatches, wherever they are kept; travels to the agents and reads there. */
public interface Minibatches extends Serializable {
    /** How many minibatches an agent has, at least 1. */
    int count(int agent);

    /** A fresh copy of one of an agent's minibatches; the same at every call. */
    MultiDataSet read(int agent, int index) throws IOException;
}

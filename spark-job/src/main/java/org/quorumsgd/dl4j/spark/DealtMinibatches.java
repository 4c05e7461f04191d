package org.quorumsgd.dl4j.spark;

import java.util.List;
import org.quorumsgd.dl4j.Minibatches;

/**
 * Minibatches with their owners: minibatch j is number j / p of agent j mod p.
 *
 * @param count of all minibatches; 0 when there is nothing to train on
 * @param agents p, at most the count
 */
record DealtMinibatches(Minibatches minibatches, int count, int agents) {
    static final DealtMinibatches NONE = new DealtMinibatches(new BroadcastMinibatches(List.of()), 0, 0);

    /** How many of {@code count} minibatches one of {@code agents} agents has. */
    static int share(int count, int agents, int agent) {
        return (count - agent + agents - 1) / agents;
    }

    /** Steps in which the agents together see every minibatch. */
    int stepsAnEpoch() {
        return share(count, agents, 0);
    }
}
